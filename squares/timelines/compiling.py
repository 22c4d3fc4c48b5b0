"""Timelines defined by the ORM, compiled once.

Django takes ten times as long to write such a statement as Postgres to answer it. A queryset is
built with numbers in the place of what differs from call to call; its text is kept with those
numbers made parameters, and prepared. What decides about the shape of a statement (whether somebody
is signed in, what is wanted) makes another statement.
"""

from collections.abc import Callable, Hashable, Iterable, Mapping
from functools import lru_cache

from django.db import connection
from django.db.models import QuerySet

from commons.pages import NEWEST_ID, Page, Window, bounded
from commons.statements import fetch
from squares.members.models import Member
from squares.posts.cards.card import PostCard
from squares.posts.cards.reading import Found, cards_by, known_cards_by
from squares.posts.models.post import Post

Build = Callable[..., QuerySet[Post]]

OLDEST_ID = 0
# No id is negative, so none of these is met by chance.
_VIEWER, _SUBJECT, _BEFORE, _SINCE = (-(2**62) - n for n in range(4))
_SLOTS = {"viewer": _VIEWER, "subject": _SUBJECT, "before": _BEFORE, "since": _SINCE}


def select_ids(
    build: Build,
    *shape: Hashable,
    viewer: Member | None,
    window: Window,
    subject: int = 0,
) -> Page[int]:
    """Return a page of the ids that a queryset selects, newest first.

    build: `build(viewer, subject, *shape)`, a function of a module, for it is remembered by.
    subject: a number the statement is about: a member, a list.  Cost: 1 query.
    """
    statement = _statement(build, shape, viewer is not None, window.after is not None)
    return page_of(ids_by(statement, values_of(viewer, window, subject)), window)


def select_cards(
    build: Build,
    *shape: Hashable,
    viewer: Member | None,
    window: Window,
    subject: int = 0,
) -> Page[PostCard]:
    """Return a page of the posts that a queryset selects, newest first, each once.

    build, subject: as above.  Many read a first page at a time, and few go on.
    Cost: 1 query; 2 for a first page where not all posts are known.
    """
    statement = _statement(build, shape, viewer is not None, window.after is not None)
    read = known_cards_by if window.before is None else cards_by
    return shown(read(statement, values_of(viewer, window, subject), viewer=viewer), window)


def values_of(viewer: Member | None, window: Window, subject: int = 0) -> dict[str, int]:
    """Return what a statement that selects a page is given, one id more than is shown."""
    newer = [cursor for cursor in (window.since, window.after) if cursor is not None]
    return {
        "viewer": viewer.pk if viewer else 0,
        "subject": subject,
        "before": NEWEST_ID if window.before is None else window.before,
        "since": max(newer, default=OLDEST_ID),
        "size": window.size + 1,
    }


def ids_by(statement: str, given: Mapping[str, int]) -> list[int]:
    """Return the ids that a statement selects, in its order.  Cost: 1 query."""
    return [row[0] for row in fetch(statement, given)]


def shown(found: Found, window: Window) -> Page[PostCard]:
    """Make a page of cards that were fetched one too many, in the order of their window."""
    page = page_of(list(found), window)
    return Page(once(found[i] for i in page.items), page.older, page.newest)


def once(cards: Iterable[PostCard | None]) -> list[PostCard]:
    """Show a post once a page, where it stands first, however often it was boosted."""
    seen: dict[int, PostCard] = {}
    for card in cards:
        if card is not None:
            seen.setdefault(card.id, card)
    return list(seen.values())


def page_of(ids: list[int], window: Window) -> Page[int]:
    """Make a page of ids that were fetched one too many, in the order of their window."""
    items, more = ids[: window.size], len(ids) > window.size
    if window.after is not None:
        items, more = items[::-1], bool(items)
    return Page(items, items[-1] if more else None, items[0] if items else None)


@lru_cache(maxsize=256)
def _statement(build: Build, shape: tuple[Hashable, ...], signed_in: bool, upwards: bool) -> str:  # noqa: FBT001 - a key
    viewer = Member(pk=_VIEWER) if signed_in else None
    window = Window(before=_BEFORE, **{"after" if upwards else "since": _SINCE})
    rows = bounded(build(viewer, _SUBJECT, *shape).values_list("pk"), window)
    text, given = rows.query.sql_with_params()
    with connection.cursor() as cursor:
        statement: str = cursor.mogrify(text, given)
    statement = statement.replace("%", "%%")
    for name, number in _SLOTS.items():
        statement = statement.replace(str(number), f"%({name})s::bigint")
    return f"{statement} LIMIT %(size)s::bigint"
