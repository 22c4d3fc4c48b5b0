"""What is announced in the square, as one member sees it.

Home asks for this on every visit: the announcements themselves are remembered per square, so that
a square without any asks the database nothing.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import connection
from django.db.models import Count, Q
from django.utils.safestring import SafeString

from commons import text
from commons.remember import key_for, remember
from squares.charter import rules
from squares.charter.emoji import EmojiCard, emoji_named
from squares.charter.errors import AnnouncementNotFound
from squares.charter.models import Announcement, AnnouncementTie
from squares.members.cards import url_of
from squares.members.models import SHOWN_STATES, Member
from squares.members.queries import members_named

MOST_SHOWN = 20
MOST_WRITTEN = 100
_REACTIONS = """
    SELECT tie.announcement_id, given, count(*), bool_or(tie.member_id = %s)
      FROM charter_announcementtie tie
      JOIN members_member member ON member.id = tie.member_id AND member.state = ANY(%s)
     CROSS JOIN unnest(tie.reactions) AS given
     WHERE tie.announcement_id = ANY(%s)
     GROUP BY tie.announcement_id, given
     ORDER BY tie.announcement_id, given COLLATE "C"
"""


@dataclass(frozen=True)
class Named:
    """A member whom an announcement names."""

    id: int
    handle: str
    url: str


@dataclass(frozen=True)
class Reaction:
    """One emoji on an announcement.

    url, static_url: of its picture, "" for one that every machine has.
    """

    name: str
    count: int
    me: bool
    url: str
    static_url: str


@dataclass(frozen=True)
class AnnouncementCard:
    """An announcement, ready to be read; html was sanitised when it was written."""

    id: int
    html: SafeString
    starts_at: datetime | None
    ends_at: datetime | None
    all_day: bool
    published_at: datetime
    updated_at: datetime
    mentions: tuple[Named, ...]
    tags: tuple[str, ...]
    emoji: tuple[EmojiCard, ...]
    read: bool = False
    reactions: tuple[Reaction, ...] = ()

    @property
    def until(self) -> datetime | None:
        """Until when it is shown."""
        return rules.shown_until(ends_at=self.ends_at, all_day=self.all_day)

    @property
    def takes_more(self) -> bool:
        """Whether one more different reaction fits."""
        return len(self.reactions) < rules.MOST_REACTIONS


@dataclass(frozen=True)
class Written:
    """An announcement as those see it who write them. state: "shown", "ended" or "withdrawn"."""

    announcement: Announcement
    html: SafeString
    state: str
    read_by: int


CURRENT_KEY = key_for("announcements", AnnouncementCard, EmojiCard, Named)


def announcements(
    *, viewer: Member, at: datetime, dismissed: bool = False
) -> tuple[AnnouncementCard, ...]:
    """Return what is announced now, in the order in which it was, at most 20.

    dismissed: also what the viewer has put away.
    Cost: no query while remembered and none is there; else 2.
    """
    current = [each for each in _current(at) if each.until is None or each.until > at]
    if not current:
        return ()
    ids = [each.id for each in current]
    read = _read_by(viewer, ids)
    if not dismissed:
        current = [each for each in current if each.id not in read]
    given = _reactions(viewer, [each.id for each in current])
    return tuple(replace(each, read=each.id in read, reactions=given[each.id]) for each in current)


def announcement_for(*, viewer: Member, announcement_id: int, at: datetime) -> AnnouncementCard:
    """Return one announcement that is shown now, put away or not.

    Raises: AnnouncementNotFound.  Cost: as `announcements`.
    """
    for card in announcements(viewer=viewer, at=at, dismissed=True):
        if card.id == announcement_id:
            return card
    raise AnnouncementNotFound


def announcement_card(announcement_id: int, *, at: datetime) -> AnnouncementCard:
    """Return an announcement as nobody in particular sees it, for telling open programs.

    Raises: AnnouncementNotFound.  Cost: 1 query at most.
    """
    for card in _current(at):
        if card.id == announcement_id and (card.until is None or card.until > at):
            return replace(card, reactions=_reactions(None, [card.id])[card.id])
    raise AnnouncementNotFound


def find_announcement(*, announcement_id: int, at: datetime) -> Announcement:
    """Return the row of an announcement that is shown now.

    Raises: AnnouncementNotFound.  Cost: 1 query.
    """
    found = Announcement.objects.filter(pk=announcement_id, withdrawn_at=None).first()
    until = rules.shown_until(ends_at=found.ends_at, all_day=found.all_day) if found else None
    if found is None or (until is not None and until <= at):
        raise AnnouncementNotFound
    return found


def written(*, at: datetime) -> list[Written]:
    """Return every announcement of late, newest first, for those who write them.

    Cost: 2 queries.
    """
    rows = list(Announcement.objects.order_by("-id")[:MOST_WRITTEN])
    ties = AnnouncementTie.objects.filter(announcement__in=rows, read_at__isnull=False)
    read = dict(ties.values_list("announcement_id").annotate(Count("member_id")))
    return [
        Written(row, SafeString(row.html), _state(row, at), read.get(row.pk, 0)) for row in rows
    ]


def written_one(announcement_id: int) -> Announcement:
    """Return an announcement in whatever state, for those who write them.

    Raises: AnnouncementNotFound.
    """
    found = Announcement.objects.filter(pk=announcement_id).first()
    if found is None:
        raise AnnouncementNotFound
    return found


def reactions_on(announcement_id: int) -> list[str]:
    """Return the different reactions that an announcement has.

    Cost: 1 query.
    """
    return [reaction.name for reaction in _reactions(None, [announcement_id])[announcement_id]]


def count_reaction(announcement_id: int, name: str) -> int:
    """Return how many give one reaction.

    Cost: 1 query.
    """
    return AnnouncementTie.objects.filter(
        announcement_id=announcement_id,
        reactions__contains=[name],
        member__state__in=SHOWN_STATES,
    ).count()


def _current(at: datetime) -> tuple[AnnouncementCard, ...]:
    return remember(CURRENT_KEY, lambda: _read(at), seconds=600)


def _read(at: datetime) -> tuple[AnnouncementCard, ...]:
    goes_on = Q(ends_at=None) | Q(ends_at__gt=at - rules.DAY)
    shown = Announcement.objects.filter(goes_on, withdrawn_at=None)
    rows = list(shown.order_by("-id")[:MOST_SHOWN])
    names = {row.pk: text.names_in(row.text) for row in rows}
    handles = {handle for each in names.values() for handle in each.handles}
    people = {
        member.handle_key: Named(member.pk, member.handle, url_of(member.handle))
        for member in (members_named(handles) if handles else ())
    }
    codes = {row.pk: rules.shortcodes_in(row.text) for row in rows}
    emoji = emoji_named({code for each in codes.values() for code in each})
    return tuple(
        AnnouncementCard(
            id=row.pk,
            html=SafeString(row.html),
            starts_at=row.starts_at,
            ends_at=row.ends_at,
            all_day=row.all_day,
            published_at=row.published_at,
            updated_at=row.updated_at,
            mentions=tuple(
                people[handle.casefold()]
                for handle in names[row.pk].handles
                if handle.casefold() in people
            ),
            tags=names[row.pk].tags,
            emoji=tuple(emoji[code] for code in codes[row.pk] if code in emoji),
        )
        for row in reversed(rows)
    )


def _read_by(viewer: Member, ids: Sequence[int]) -> set[int]:
    ties = AnnouncementTie.objects.filter(
        member=viewer, announcement_id__in=ids, read_at__isnull=False
    )
    return set(ties.values_list("announcement_id", flat=True))


def _reactions(viewer: Member | None, ids: Sequence[int]) -> dict[int, tuple[Reaction, ...]]:
    """Return the reactions on announcements; those of people who are not shown do not count."""
    found: dict[int, list[tuple[str, int, bool]]] = defaultdict(list)
    if ids:
        with connection.cursor() as cursor:
            own = viewer.pk if viewer is not None else 0
            states = [state.value for state in SHOWN_STATES]
            cursor.execute(_REACTIONS, [own, states, list(ids)])
            for number, name, count, me in cursor.fetchall():
                found[number].append((name, count, me))
    names = {name for rows in found.values() for name, _count, _me in rows}
    own_pictures = emoji_named({name for name in names if rules.SHORTCODE.fullmatch(name)})
    return {
        number: tuple(_reaction(*row, own_pictures.get(row[0])) for row in found[number])
        for number in ids
    }


def _reaction(name: str, count: int, me: bool, own: EmojiCard | None) -> Reaction:  # noqa: FBT001 - a row
    return Reaction(
        name, count, me, url=own.url if own else "", static_url=own.static_url if own else ""
    )


def _state(row: Announcement, at: datetime) -> str:
    if row.withdrawn_at is not None:
        return "withdrawn"
    until = rules.shown_until(ends_at=row.ends_at, all_day=row.all_day)
    return "ended" if until is not None and until <= at else "shown"
