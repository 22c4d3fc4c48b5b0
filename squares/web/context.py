"""What every page inside a square knows: the viewer, the square's look, what is unread."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from squares.charter import queries as charter
from squares.members.cards import MemberCard, card_of
from squares.members.models import Member
from squares.members.queries import stewards, waiting_members
from squares.moderation.queries.queue import counts
from squares.notifications.queries.unread import count_unread
from squares.web.guards import reader_of, viewer_of
from tenants.context import current_square


@dataclass(frozen=True)
class Look:
    """The square's face, as frames need it.

    version: stands in the address of /look.css and changes with the look.
    """

    hue: int
    chroma: float
    emblem_url: str
    version: str
    purpose: str


def surroundings(request: HttpRequest) -> dict[str, Any]:  # Any: a context holds all kinds
    """Return nothing outside a square; inside, what the frame shows.

    Cost: no statement for a visitor while the charter is remembered; for a member their
    session's two. What a page does not show (stewards, unread, waiting) is not asked for.
    """
    if getattr(request, "square", None) is None or current_square() is None:
        return {"viewer": None}
    now = charter.current()
    member, reader = viewer_of(request), reader_of(request)
    return {
        "viewer": card_of(reader) if reader else None,
        "waiting_viewer": card_of(member) if member and not reader else None,
        "is_moderator": bool(reader and reader.is_moderator),
        "look": Look(
            hue=now.hue,
            chroma=now.chroma,
            emblem_url=f"/media/{now.emblem}" if now.emblem else "",
            version=now.look_version,
            purpose=now.purpose,
        ),
        "rules": now.rules,
        "post_limit": now.post_limit,
        "stewards": cache(_steward_cards),
        "unread": cache(lambda: count_unread(reader) if reader else 0),
        "open_cases": cache(lambda: _open_cases(reader)),
        "moderation_log_url": reverse("moderation-log"),
        "waiting_count": cache(
            lambda: waiting_members().count() if reader and reader.is_moderator else 0
        ),
    }


def _steward_cards() -> tuple[MemberCard, ...]:
    return stewards().everyone


def _open_cases(reader: Member | None) -> int:
    return counts(viewer=reader).open if reader and reader.is_moderator else 0
