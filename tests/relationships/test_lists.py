"""A member's own selections of those they follow."""

from datetime import UTC, datetime

import pytest

from commons import events
from commons.pages import Window
from squares.members.actions.standing import leave, set_state
from squares.members.errors import MemberSuspended
from squares.members.models import Member
from squares.relationships import lists
from squares.relationships.actions.apart import block
from squares.relationships.actions.follow import follow, refuse_request, remove_follower, unfollow
from squares.relationships.actions.lists import (
    change_list,
    drop_list,
    make_list,
    put_on_list,
    take_off_list,
)
from squares.relationships.errors import (
    ListedAlready,
    ListNotFound,
    ListUnnamed,
    NotToBeListed,
    RepliesUnknown,
    TooManyLists,
)
from squares.relationships.models import List, ListEntry
from squares.relationships.rules import LISTS_LIMIT

AT = datetime(2026, 6, 1, 12, tzinfo=UTC)

pytestmark = pytest.mark.usefixtures("in_agora")


@pytest.fixture
def bakers(cast):
    follow(by=cast.cleo, target=cast.eli, at=AT)
    follow(by=cast.cleo, target=cast.ada, at=AT)
    return make_list(by=cast.cleo, title=" Bakers  of the town ", at=AT)


def on(of):
    return [member.handle for member in lists.everyone_on(of)]


def test_a_list_is_made_changed_and_given_up(cast, bakers):
    assert (bakers.title, bakers.replies, bakers.exclusive) == (
        "Bakers of the town",
        "list",
        False,
    )
    change_list(of=bakers, replies="none", at=AT)
    change_list(of=bakers, title="Bakers", exclusive=True, at=AT)
    found = lists.find_list(owner=cast.cleo, list_id=bakers.pk)
    assert (found.title, found.replies, found.exclusive) == ("Bakers", "none", True)
    put_on_list(of=bakers, member_ids=[cast.eli.pk], at=AT)
    drop_list(of=found, at=AT)
    assert not ListEntry.objects.exists()
    assert list(lists.lists_of(cast.cleo)) == []


@pytest.mark.parametrize("title", ["", "  ", "x" * 101])
def test_a_list_has_a_title(cast, bakers, title):
    with pytest.raises(ListUnnamed):
        make_list(by=cast.cleo, title=title, at=AT)
    with pytest.raises(ListUnnamed):
        change_list(of=bakers, title=title, at=AT)


def test_what_is_no_policy_is_refused(cast, bakers):
    with pytest.raises(RepliesUnknown):
        make_list(by=cast.cleo, title="x", replies="some", at=AT)
    with pytest.raises(RepliesUnknown):
        change_list(of=bakers, replies="", at=AT)


def test_lists_end_somewhere(cast):
    List.objects.bulk_create(List(owner=cast.cleo, title="x") for _ in range(LISTS_LIMIT))
    with pytest.raises(TooManyLists):
        make_list(by=cast.cleo, title="One more", at=AT)
    make_list(by=cast.eli, title="Mine", at=AT)


def test_who_may_not_act_makes_none(cast):
    cast.cleo.state = "suspended"
    with pytest.raises(MemberSuspended):
        make_list(by=cast.cleo, title="x", at=AT)


@pytest.mark.parametrize("number", [0, -1, 2**63, 10**30, 12345])
def test_a_list_that_is_not_there(cast, bakers, number):
    with pytest.raises(ListNotFound):
        lists.find_list(owner=cast.cleo, list_id=number)


def test_nobody_finds_anothers_list(cast, bakers):
    with pytest.raises(ListNotFound):
        lists.find_list(owner=cast.eli, list_id=bakers.pk)


def test_those_one_follows_stand_on_it_and_oneself(cast, bakers):
    put_on_list(of=bakers, member_ids=[cast.eli.pk, cast.cleo.pk], at=AT)
    assert sorted(on(bakers)) == ["Cleo", "Eli"]
    assert [one.pk for one in lists.lists_with(owner=cast.cleo, member_id=cast.eli.pk)] == [
        bakers.pk
    ]
    assert list(lists.lists_with(owner=cast.ada, member_id=cast.eli.pk)) == []
    take_off_list(of=bakers, member_ids=[cast.eli.pk, cast.ada.pk], at=AT)
    assert on(bakers) == ["Cleo"]


def test_all_or_none_stand_on_it(cast, bakers):
    with pytest.raises(NotToBeListed):
        put_on_list(of=bakers, member_ids=[cast.eli.pk, cast.ben.pk], at=AT)
    with pytest.raises(NotToBeListed):
        put_on_list(of=bakers, member_ids=[cast.dov.pk], at=AT)
    assert on(bakers) == []
    put_on_list(of=bakers, member_ids=[cast.eli.pk], at=AT)
    with pytest.raises(ListedAlready):
        put_on_list(of=bakers, member_ids=[cast.ada.pk, cast.eli.pk], at=AT)
    assert on(bakers) == ["Eli"]


@pytest.mark.parametrize(
    "end",
    [
        lambda cast: unfollow(by=cast.cleo, target=cast.eli, at=AT),
        lambda cast: remove_follower(by=cast.eli, follower=cast.cleo, at=AT),
        lambda cast: block(by=cast.cleo, target=cast.eli, at=AT),
        lambda cast: block(by=cast.eli, target=cast.cleo, at=AT),
    ],
)
def test_the_entry_ends_with_the_follow(cast, bakers, end):
    other = make_list(by=cast.cleo, title="Others", at=AT)
    for one in (bakers, other):
        put_on_list(of=one, member_ids=[cast.eli.pk, cast.ada.pk], at=AT)
    end(cast)
    assert on(bakers) == on(other) == ["Ada"]


def test_the_entry_ends_with_the_request(cast, bakers):
    Member.objects.filter(pk=cast.ben.pk).update(locked=True)
    follow(by=cast.cleo, target=cast.ben, at=AT)
    put_on_list(of=bakers, member_ids=[cast.ben.pk], at=AT)
    assert on(bakers) == ["Ben"]
    refuse_request(by=cast.ben, source_id=cast.cleo.pk, at=AT)
    assert on(bakers) == []


def test_people_come_in_pages_without_those_who_are_gone(cast, bakers):
    follow(by=cast.cleo, target=cast.ben, at=AT)
    put_on_list(of=bakers, member_ids=[cast.eli.pk, cast.ada.pk, cast.ben.pk], at=AT)
    set_state(member=cast.ben, state="suspended", at=AT)
    first = lists.members_on(bakers, window=Window(size=1))
    rest = lists.members_on(bakers, window=Window(size=1, before=first.older))
    assert [one.handle for one in (*first.items, *rest.items)] == ["Eli", "Ada"]
    assert rest.older is None


def test_who_leaves_leaves_no_list(cast, bakers, settled):
    put_on_list(of=bakers, member_ids=[cast.eli.pk], at=AT)
    theirs = make_list(by=cast.eli, title="Theirs", at=AT)
    put_on_list(of=theirs, member_ids=[cast.eli.pk], at=AT)
    leave(member=cast.eli, at=AT)
    with settled():
        events.deliver_due()
    assert list(List.objects.all()) == [bakers]
    assert on(bakers) == []
