"""Hears what takes something out of sight, in whatever process: older pages then serve no more.

Each square has a mark in Redis. A page is kept under the mark that stood before it was made, and
shown only while the very same mark stands.
"""

import logging
import secrets
import time
from collections import Counter

from django.contrib.auth.signals import user_logged_out
from django.db import connection
from redis.exceptions import RedisError

from commons.events import Fact, listen_at_once
from commons.redis_line import line
from squares.charter.events import AnnouncementWithdrawn, CharterChanged
from squares.clients.events import TokensRevoked
from squares.members.events import MemberLeft, MemberStateChanged, RoleChanged
from squares.moderation.events import MeasureTaken
from squares.posts.events import (
    PostDeleted,
    PostEdited,
    PostHidden,
    PostUnboosted,
    QuoteRevoked,
    ThreadMuted,
)
from squares.relationships.events import Blocked, FollowEnded, ListsChanged, Muted
from squares.timelines.events import FiltersChanged
from tenants.errors import SquareNotFound
from tenants.events import SquareChanged, SquareStateChanged
from tenants.queries import square_by_id

log = logging.getLogger(__name__)

# Longer than any page is kept: who asks seldom makes a new mark, and that serves nothing.
_MARK_SECONDS = 600

OF_SQUARES = (
    PostDeleted, PostHidden, PostEdited, PostUnboosted, QuoteRevoked, ThreadMuted, MeasureTaken,
    MemberStateChanged, MemberLeft, RoleChanged, Blocked, Muted, FollowEnded, ListsChanged,
    FiltersChanged, TokensRevoked, CharterChanged, AnnouncementWithdrawn,
)  # fmt: skip


# How often something was taken away, by square, as far as this process did it.
_here: Counter[str] = Counter()


class Here:
    """The marks of this process alone, for pages that are too young to matter to others."""

    def known(self, schema: str) -> str:
        """Return the mark as it stands.  Cost: none."""
        return f"#{_here[schema]}"

    now = known


class Marks:
    """What stands in Redis, and what this process last saw of it."""

    def __init__(self) -> None:
        self._seen: dict[str, tuple[float, str]] = {}

    def known(self, schema: str, *, seconds: float = 1.0) -> str:
        """Return the mark as it stood a moment ago, "" where Redis does not answer.

        A mark that is old serves nothing rather than too much.  Cost: a round trip a second.
        """
        moment, mark = self._seen.get(schema, (0.0, ""))
        now = time.monotonic()
        if mark and now - moment < seconds:
            return mark
        mark = self.now(schema, make=True)
        if len(self._seen) > 5_000:
            self._seen.clear()
        self._seen[schema] = (now, mark)
        return mark

    def now(self, schema: str, *, make: bool = False) -> str:
        """Return the mark as it stands.  Cost: a round trip."""
        try:
            if make:
                line().set(_key(schema), secrets.token_hex(8), nx=True, ex=_MARK_SECONDS)
            found = line().get(_key(schema))
        except RedisError:
            return ""
        return found.decode() if isinstance(found, bytes) else ""


def take_away(schema: str) -> None:
    """Let no page of a square serve that was made before now."""
    _here[schema] += 1
    try:
        line().set(_key(schema), secrets.token_hex(8), ex=_MARK_SECONDS)
    except RedisError:
        log.warning("older pages of a square may serve for a minute: Redis does not answer")


def heed(_fact: Fact) -> None:
    """Something is no longer to be seen by everybody, or by somebody."""
    take_away(connection.schema_name)  # type: ignore[attr-defined]  # our backend's


def heed_square(fact: SquareStateChanged | SquareChanged) -> None:
    """A square is another, or closed."""
    try:
        take_away(square_by_id(fact.square_id).schema_name)
    except SquareNotFound:
        return


def heed_leaving(**_signal: object) -> None:
    """Somebody signed out: what their browser could see, it sees no more."""
    take_away(connection.schema_name)  # type: ignore[attr-defined]  # likewise


for _kind in OF_SQUARES:
    listen_at_once(_kind)(heed)
for _changed in (SquareStateChanged, SquareChanged):
    listen_at_once(_changed)(heed_square)  # type: ignore[arg-type]  # both name a square
user_logged_out.connect(heed_leaving, dispatch_uid="admission.takings")


def _key(schema: str) -> str:
    return f"older:{schema}"
