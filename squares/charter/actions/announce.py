"""Telling everyone in the square something, and what members make of it."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote

from django.db import transaction

from commons import audit, text
from commons.events import publish
from commons.remember import forget
from squares.charter import rules
from squares.charter.announcements import (
    CURRENT_KEY,
    count_reaction,
    find_announcement,
    reactions_on,
)
from squares.charter.emoji import emoji_named
from squares.charter.errors import (
    AnnouncementEnded,
    AnnouncementNotFound,
    AnnouncementTextInvalid,
    AnnouncementTimesInvalid,
    ReactionUnknown,
    TooManyReactions,
)
from squares.charter.events import (
    AnnouncementChanged,
    AnnouncementPublished,
    AnnouncementReacted,
    AnnouncementWithdrawn,
)
from squares.charter.models import Announcement, AnnouncementTie
from squares.members.cards import url_of
from squares.members.models import Member
from squares.members.queries import members_named
from squares.members.rules import actor, refuse_unless_may_act, refuse_unless_moderator

TEXT_LIMIT = 5000


@dataclass(frozen=True)
class Wording:
    """What an announcement says, and when what it tells of begins and ends.

    text: as typed, like a post.  all_day: the moments are midnights in the square's own time.
    """

    text: str
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    all_day: bool = False


@transaction.atomic
def announce(*, by: Member | str, wording: Wording, at: datetime) -> Announcement:
    """Tell everyone in the square something, until its end or until it is withdrawn.

    Raises: NotYours, AnnouncementTextInvalid, AnnouncementTimesInvalid.
    Tells: AnnouncementPublished.  Cost: 4 statements, +1 where it names people.
    Source: https://docs.joinmastodon.org/entities/Announcement/
    """
    refuse_unless_moderator(by)
    announcement = Announcement(published_at=at)
    _write(announcement, wording, at)
    _record(announcement, "published", by, at)
    publish(AnnouncementPublished(announcement_id=announcement.pk))
    return announcement


@transaction.atomic
def change_announcement(
    *, by: Member | str, announcement_id: int, wording: Wording, at: datetime
) -> Announcement:
    """Say it differently; who dismissed it is not bothered again.

    Raises: NotYours, AnnouncementNotFound, AnnouncementEnded, AnnouncementTextInvalid,
        AnnouncementTimesInvalid.
    Tells: AnnouncementChanged.
    """
    refuse_unless_moderator(by)
    announcement = _lock(announcement_id)
    if announcement.withdrawn_at is not None:
        raise AnnouncementEnded
    _write(announcement, wording, at)
    _record(announcement, "changed", by, at)
    publish(AnnouncementChanged(announcement_id=announcement.pk))
    return announcement


@transaction.atomic
def withdraw_announcement(*, by: Member | str, announcement_id: int, at: datetime) -> None:
    """Show an announcement no longer; harmless when it was withdrawn before.

    Raises: NotYours, AnnouncementNotFound.  Tells: AnnouncementWithdrawn.
    """
    refuse_unless_moderator(by)
    announcement = _lock(announcement_id)
    if announcement.withdrawn_at is not None:
        return
    announcement.withdrawn_at = at
    announcement.save(update_fields=["withdrawn_at"])
    _record(announcement, "withdrawn", by, at)
    publish(AnnouncementWithdrawn(announcement_id=announcement.pk))


@transaction.atomic
def dismiss_announcement(*, by: Member, announcement_id: int, at: datetime) -> None:
    """Note that a member has read it and needs to see it no more; harmless when it is so.

    Raises: AnnouncementNotFound.  Cost: 2 or 3 statements.
    """
    found = find_announcement(announcement_id=announcement_id, at=at)
    tie, made = AnnouncementTie.objects.get_or_create(
        announcement=found, member=by, defaults={"read_at": at}
    )
    if not made and tie.read_at is None:
        tie.read_at = at
        tie.save(update_fields=["read_at"])


@transaction.atomic
def react(*, by: Member, announcement_id: int, name: str, at: datetime) -> None:
    """Answer an announcement with an emoji; harmless when the member did so before.

    name: one emoji, or the shortcode of one of the square's own.
    Raises: SquareReadOnly, MemberSuspended, MemberWaits, AnnouncementNotFound, ReactionUnknown,
        TooManyReactions.
    Tells: AnnouncementReacted.  Cost: about 7 statements.
    Source: https://docs.joinmastodon.org/methods/announcements/#put-reactions
    """
    refuse_unless_may_act(by)
    _lock(announcement_id)  # one reaction after another: together they have a limit
    announcement = find_announcement(announcement_id=announcement_id, at=at)
    taken = reactions_on(announcement.pk)
    name = _spelled_as(name, taken)
    if name not in taken:
        _refuse_new(name, taken)
    tie, _made = AnnouncementTie.objects.get_or_create(announcement=announcement, member=by)
    if name not in tie.reactions:
        tie.reactions.append(name)
        tie.save(update_fields=["reactions"])
        _tell(announcement.pk, name)


@transaction.atomic
def take_back(*, by: Member, announcement_id: int, name: str, at: datetime) -> None:
    """Take back an emoji; harmless when the member gave none such.

    Raises: SquareReadOnly, MemberSuspended, MemberWaits, AnnouncementNotFound.
    Tells: AnnouncementReacted.
    """
    refuse_unless_may_act(by)
    found = find_announcement(announcement_id=announcement_id, at=at)
    tie = (
        AnnouncementTie.objects.select_for_update(no_key=True)
        .filter(announcement=found, member=by)
        .first()
    )
    if tie is None:
        return
    name = _spelled_as(name, tie.reactions)
    if name in tie.reactions:
        tie.reactions.remove(name)
        tie.save(update_fields=["reactions"])
        _tell(found.pk, name)


@transaction.atomic
def clear_ties(*, member_id: int) -> None:
    """Forget what a member who left made of announcements; repeatable."""
    AnnouncementTie.objects.filter(member_id=member_id).delete()


def _write(announcement: Announcement, wording: Wording, at: datetime) -> None:
    words = text.normalise(wording.text)
    if not words or len(words) > TEXT_LIMIT:
        raise AnnouncementTextInvalid(limit=TEXT_LIMIT)
    times = {
        "starts_at": wording.starts_at, "ends_at": wording.ends_at, "all_day": wording.all_day
    }  # fmt: skip
    if not rules.times_make_sense(
        starts_at=wording.starts_at, ends_at=wording.ends_at, all_day=wording.all_day, at=at
    ):
        raise AnnouncementTimesInvalid
    for field, value in times.items():
        setattr(announcement, field, value)
    announcement.text, announcement.html = words, _render(words)
    announcement.updated_at = at
    announcement.save()


def _render(words: str) -> str:
    names = text.names_in(words)
    known = members_named(names.handles) if names.handles else ()
    mentions = {member.handle_key: url_of(member.handle) for member in known}
    return text.render(words, mentions=mentions, tag_url=lambda key: f"/tags/{quote(key, safe='')}")


def _refuse_new(name: str, taken: list[str]) -> None:
    """Refuse what is no emoji here, or one more than an announcement takes."""
    own = rules.SHORTCODE.fullmatch(name) is not None and name in emoji_named([name])
    if not own and not rules.is_emoji(name):
        raise ReactionUnknown
    if len(taken) >= rules.MOST_REACTIONS:
        raise TooManyReactions(limit=rules.MOST_REACTIONS)


def _spelled_as(name: str, taken: list[str]) -> str:
    """Return a reaction in the spelling that is there already, if it is."""
    key = rules.reaction_key(name)
    return next((each for each in taken if rules.reaction_key(each) == key), name)


def _tell(announcement_id: int, name: str) -> None:
    count = count_reaction(announcement_id, name)
    publish(AnnouncementReacted(announcement_id=announcement_id, name=name, count=count))


def _lock(announcement_id: int) -> Announcement:
    rows = Announcement.objects.select_for_update(no_key=True)
    announcement = rows.filter(pk=announcement_id).first()
    if announcement is None:
        raise AnnouncementNotFound
    return announcement


def _record(announcement: Announcement, verb: str, by: Member | str, at: datetime) -> None:
    audit.record(
        actor=actor(by),
        action=f"announcement.{verb}",
        subject=f"announcement:{announcement.pk}",
        at=at,
    )
    forget(CURRENT_KEY)
