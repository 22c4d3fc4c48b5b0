"""What a member was told, one by one, as far as they may read it."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from commons.pages import NEWEST, Page, Window, cut
from commons.statements import fetch
from squares.members.models import SHOWN_STATES, Member
from squares.notifications.errors import NotificationNotFound
from squares.notifications.models import Notification
from squares.notifications.queries.told import (
    APART,
    COLUMNS,
    HEARD,
    NEWEST_ID,
    OLDEST_ID,
    READABLE,
    Told,
    given_for,
    told_from,
)
from squares.notifications.rules import ABOUT_ME, FOR_MODERATORS, Kind
from squares.posts.queries import readable

# What nobody in particular did is shown as the member's own: there always is somebody.
_ROWS = f"""
WITH {APART}
SELECT {COLUMNS}, who.id, who.xmin::text::bigint
  FROM notifications_notification n
  JOIN members_member who ON who.id = COALESCE(n.actor_id, n.member_id)
 WHERE n.member_id = %(member)s::bigint AND n.kind = ANY(%(kinds)s::text[])
   AND (%(filtered)s OR NOT n.filtered) AND {HEARD} AND {{which}}
   AND {READABLE}
 ORDER BY n.id {{order}} LIMIT %(size)s::bigint
"""  # noqa: S608 - our own words
_WITHIN = "n.id < %(before)s::bigint AND n.id > %(since)s::bigint"
_BY_ONE = f"{_WITHIN} AND n.actor_id = %(actor)s::bigint"
_SOME = "n.id = ANY(%(numbers)s::bigint[])"
_TOLD = len(Told._fields)

_NEWER = f"""
WITH {APART}
SELECT count(*) FROM (
    SELECT 1 FROM notifications_notification n
      LEFT JOIN members_member who ON who.id = n.actor_id
     WHERE n.member_id = %(member)s::bigint AND n.id > %(since)s::bigint
       AND n.kind = ANY(%(kinds)s::text[]) AND NOT n.filtered AND {HEARD}
       AND {READABLE}
     LIMIT %(size)s::bigint
) newer
"""  # noqa: S608 - our own words


@dataclass(frozen=True)
class News:
    """One thing that a member was told.

    who_id: of who did it; of the member themselves where nobody in particular did.
    version: of their row; whatever changes in it makes another.
    """

    told: Told
    who_id: int
    version: int


def listing(
    member: Member,
    *,
    window: Window = NEWEST,
    kinds: Collection[str] | None = None,
    actor_id: int | None = None,
    filtered: bool = False,
) -> Page[News]:
    """Return a page of what a member was told, one by one, with who caused it.

    kinds, filtered: as in `shown_to`.  actor_id: only what this one caused.  Cost: 1 query.
    """
    newer = [cursor for cursor in (window.since, window.after) if cursor is not None]
    upwards = window.after is not None
    which = _WITHIN if actor_id is None else _BY_ONE
    statement = _ROWS.format(which=which, order="ASC" if upwards else "DESC")
    given = given_for(member, kinds) | {
        "filtered": filtered,
        "actor": actor_id or 0,
        "before": NEWEST_ID if window.before is None else window.before,
        "since": max(newer, default=OLDEST_ID),
        "size": window.size + 1,
    }
    found = _news(statement, given)
    if not upwards:
        return cut(found, size=window.size, key=lambda news: news.told.id)
    items = found[: window.size][::-1]
    # Upwards there always is something older: what the reader came from.
    return Page(items, items[-1].told.id if items else None, items[0].told.id if items else None)


def some_of(member: Member, numbers: Collection[int], *, filtered: bool = False) -> list[News]:
    """Return some of a member's notifications that they may read, the oldest first.

    filtered: also what their policy keeps as requests.  Cost: 1 query.
    """
    given = given_for(member, None) | {
        "filtered": filtered,
        "numbers": list(numbers),
        "size": len(numbers),
    }
    return _news(_ROWS.format(which=_SOME, order="ASC"), given)


def count_newer(
    member: Member, *, since: int, limit: int, kinds: Collection[str] | None = None
) -> int:
    """Return how much a member was told since an id, at most `limit`.  Cost: 1 query."""
    found: int = fetch(_NEWER, given_for(member, kinds) | {"since": since, "size": limit})[0][0]
    return found


def find_news(*, viewer: Member, notification_id: int) -> News:
    """Return one notification of the viewer's own, held back or not.

    Raises: NotificationNotFound.  Cost: 1 query.
    """
    found = some_of(viewer, [notification_id], filtered=True)
    if not found:
        raise NotificationNotFound
    return found[0]


def shown_to(
    member: Member, *, kinds: Collection[str] | None = None, filtered: bool = False
) -> QuerySet[Notification]:
    """Return what a member may read of what they were told, the latest first.

    News about a post that the member may not read (any more), or of somebody who left or is
    suspended, is left out; measures upon one's own posts are not.
    kinds: only these, None for all.  filtered: also what their policy keeps as requests.
    """
    rows = (
        Notification.objects.filter(member=member)
        .filter(heard())
        .filter(
            Q(post=None)
            | Exists(readable(member).filter(pk=OuterRef("post")))
            | Q(kind__in=ABOUT_ME)
        )
        .order_by("-id")
    )
    if not filtered:
        rows = rows.filter(filtered=False)
    if not member.is_moderator:  # who was one once reads no more of what is for them
        rows = rows.exclude(kind__in=FOR_MODERATORS)
    return rows if kinds is None else rows.filter(kind__in=kinds)


def find_notification(*, viewer: Member, notification_id: int) -> Notification:
    """Return one notification of the viewer's own, with its actor and its post.

    Raises: NotificationNotFound.
    """
    rows = shown_to(viewer, filtered=True).select_related("actor", "post")
    found = rows.filter(pk=notification_id).first()
    if found is None:
        raise NotificationNotFound
    return found


def told_whom(notification_ids: Collection[int]) -> dict[int, int]:
    """Return who was told each of many things, by number.  Cost: 1 query."""
    rows = Notification.objects.filter(pk__in=notification_ids)
    return dict(rows.values_list("pk", "member_id"))


def heard() -> Q:
    """Return what of a notification's actor must hold: nobody, or somebody who can be met."""
    return Q(actor=None) | Q(actor__state__in=SHOWN_STATES) | Q(kind=Kind.WAITING)


def _news(statement: str, given: dict[str, Any]) -> list[News]:  # Any: each has its own type
    """Return what a statement of _ROWS finds."""
    return [News(told_from(row[:_TOLD]), *row[_TOLD:]) for row in fetch(statement, given)]
