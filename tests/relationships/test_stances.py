"""What a member keeps for themself about another."""

from datetime import UTC, datetime

import pytest

from commons import events
from squares.members.actions.standing import leave
from squares.members.errors import MemberNotFound
from squares.members.models import Member
from squares.relationships import queries
from squares.relationships.actions import stances
from squares.relationships.actions.apart import block
from squares.relationships.actions.follow import follow, unfollow
from squares.relationships.errors import NoteTooLong, NotFollowed, NotToOneself
from squares.relationships.models import Stance

AT = datetime(2026, 6, 1, 12, tzinfo=UTC)

pytestmark = pytest.mark.usefixtures("in_agora")


def tie(viewer, member):
    return queries.relationship(viewer=viewer, member=member, at=AT)


def test_a_note_is_kept_changed_and_removed(cast):
    stances.take_note(by=cast.cleo, target=cast.eli, note="  Met at the market.\r\n", at=AT)
    assert tie(cast.cleo, cast.eli).note == "Met at the market."
    stances.take_note(by=cast.cleo, target=cast.eli, note="x" * 2000, at=AT)
    with pytest.raises(NoteTooLong):
        stances.take_note(by=cast.cleo, target=cast.eli, note="x" * 2001, at=AT)
    stances.take_note(by=cast.cleo, target=cast.eli, note="", at=AT)
    stances.take_note(by=cast.cleo, target=cast.eli, note="", at=AT)
    assert not Stance.objects.exists()


def test_a_recommendation_lasts_as_long_as_the_follow(cast):
    with pytest.raises(NotFollowed):
        stances.endorse(by=cast.cleo, target=cast.eli, at=AT)
    follow(by=cast.cleo, target=cast.eli, at=AT)
    stances.endorse(by=cast.cleo, target=cast.eli, at=AT)
    stances.endorse(by=cast.cleo, target=cast.eli, at=AT)
    assert tie(cast.cleo, cast.eli).endorsed
    unfollow(by=cast.cleo, target=cast.eli, at=AT)
    assert not tie(cast.cleo, cast.eli).endorsed


def test_a_request_is_no_follow_to_recommend_by(cast):
    Member.objects.filter(pk=cast.eli.pk).update(locked=True)
    follow(by=cast.cleo, target=cast.eli, at=AT)
    with pytest.raises(NotFollowed):
        stances.endorse(by=cast.cleo, target=cast.eli, at=AT)


def test_a_block_ends_the_recommendation_and_leaves_the_note(cast):
    follow(by=cast.cleo, target=cast.eli, at=AT)
    stances.endorse(by=cast.cleo, target=cast.eli, at=AT)
    stances.take_note(by=cast.cleo, target=cast.eli, note="Careful.", at=AT)
    block(by=cast.eli, target=cast.cleo, at=AT)
    assert (tie(cast.cleo, cast.eli).endorsed, tie(cast.cleo, cast.eli).note) == (
        False,
        "Careful.",
    )


def test_wishes_stand_beside_each_other(cast):
    stances.hear_always(by=cast.cleo, target=cast.eli, at=AT)
    stances.do_not_suggest(by=cast.cleo, target=cast.eli, at=AT)
    stances.unendorse(by=cast.cleo, target=cast.eli, at=AT)
    row = Stance.objects.get()
    assert (row.heard_always, row.not_suggested) == (True, True)
    stances.hear_always(by=cast.cleo, target=cast.eli, on=False, at=AT)
    assert Stance.objects.get().not_suggested


@pytest.mark.parametrize(
    "act",
    [
        lambda who: stances.take_note(by=who, target=who, note="Me.", at=AT),
        lambda who: stances.endorse(by=who, target=who, at=AT),
        lambda who: stances.unendorse(by=who, target=who, at=AT),
        lambda who: stances.hear_always(by=who, target=who, at=AT),
        lambda who: stances.do_not_suggest(by=who, target=who, at=AT),
    ],
)
def test_nobody_does_it_to_themselves(cast, act):
    with pytest.raises(NotToOneself):
        act(cast.cleo)


def test_who_is_not_here_cannot_be_noted(cast):
    with pytest.raises(MemberNotFound):
        stances.take_note(by=cast.cleo, target=cast.dov, note="A stranger.", at=AT)


def test_who_leaves_takes_their_notes_along_and_notes_about_them(cast, settled):
    stances.take_note(by=cast.cleo, target=cast.eli, note="One.", at=AT)
    stances.take_note(by=cast.ada, target=cast.cleo, note="Two.", at=AT)
    leave(member=cast.cleo, at=AT)
    with settled():
        events.deliver_due()
    assert not Stance.objects.exists()
