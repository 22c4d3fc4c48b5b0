"""Who reads whom, and who would rather not."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commons import events
from commons.pages import Window
from squares.members.actions.standing import leave, set_state
from squares.members.errors import MemberNotFound, MemberSuspended, MemberWaits
from squares.members.models import Member
from squares.relationships import queries
from squares.relationships.actions.apart import block, mute, unblock, unmute
from squares.relationships.actions.follow import (
    accept_request,
    follow,
    refuse_request,
    remove_follower,
    unfollow,
)
from squares.relationships.errors import Apart, NotToOneself, RequestNotFound
from squares.relationships.events import Blocked, FollowAccepted, Followed, FollowRequested
from squares.relationships.models import Follow
from tenants.errors import SquareReadOnly

AT = datetime(2026, 6, 1, 12, tzinfo=UTC)

pytestmark = pytest.mark.usefixtures("in_agora")


@pytest.fixture
def heard():
    facts = []
    for kind in (Followed, FollowRequested, FollowAccepted, Blocked):
        events.listen(kind)(facts.append)
    yield facts
    for kind in (Followed, FollowRequested, FollowAccepted, Blocked):
        events._listeners[kind].remove(facts.append)


def lock(member):
    Member.objects.filter(pk=member.pk).update(locked=True)


def counts(member):
    row = Member.objects.get(pk=member.pk)
    return row.followers_count, row.following_count


def exact():
    """Every counter says what the rows say."""
    for member in Member.objects.all():
        rows = Follow.objects.filter(accepted=True)
        assert member.followers_count == rows.filter(target=member).count()
        assert member.following_count == rows.filter(source=member).count()


def test_following_counts_on_both_sides_and_is_told(cast, heard, settled):
    with settled():
        follow(by=cast.cleo, target=cast.eli, at=AT)
    assert counts(cast.eli) == (1, 0)
    assert counts(cast.cleo) == (0, 1)
    assert heard == [Followed(source_id=cast.cleo.pk, target_id=cast.eli.pk)]


def test_following_twice_is_following_once(cast, heard, settled):
    with settled():
        follow(by=cast.cleo, target=cast.eli, at=AT)
        follow(by=cast.cleo, target=cast.eli, at=AT)
    assert len(heard) == 1
    exact()


def test_unfollowing_counts_back(cast):
    follow(by=cast.cleo, target=cast.eli, at=AT)
    unfollow(by=cast.cleo, target=cast.eli, at=AT)
    unfollow(by=cast.cleo, target=cast.eli, at=AT)
    assert counts(cast.eli) == (0, 0)
    exact()


def test_a_locked_member_accepts(cast, heard, settled):
    lock(cast.eli)
    with settled():
        found = follow(by=cast.cleo, target=cast.eli, at=AT)
    assert not found.accepted
    assert counts(cast.eli) == (0, 0)
    assert queries.count_requests(cast.eli) == 1
    with settled():
        accept_request(by=cast.eli, source_id=cast.cleo.pk, at=AT)
    assert counts(cast.eli) == (1, 0)
    assert [type(fact) for fact in heard] == [FollowRequested, Followed, FollowAccepted]
    with pytest.raises(RequestNotFound):
        accept_request(by=cast.eli, source_id=cast.cleo.pk, at=AT)
    exact()


def test_a_locked_member_refuses(cast):
    lock(cast.eli)
    follow(by=cast.cleo, target=cast.eli, at=AT)
    refuse_request(by=cast.eli, source_id=cast.cleo.pk, at=AT)
    with pytest.raises(RequestNotFound):
        refuse_request(by=cast.eli, source_id=cast.cleo.pk, at=AT)
    exact()


def test_nobody_accepts_in_anothers_name(cast):
    lock(cast.eli)
    follow(by=cast.cleo, target=cast.eli, at=AT)
    with pytest.raises(RequestNotFound):
        accept_request(by=cast.ben, source_id=cast.cleo.pk, at=AT)


def test_a_follower_is_removed(cast):
    follow(by=cast.cleo, target=cast.eli, at=AT)
    remove_follower(by=cast.eli, follower=cast.cleo, at=AT)
    assert counts(cast.eli) == (0, 0)
    exact()


def test_blocking_ends_both_follows_and_keeps_apart(cast, heard, settled):
    follow(by=cast.cleo, target=cast.eli, at=AT)
    follow(by=cast.eli, target=cast.cleo, at=AT)
    with settled():
        block(by=cast.cleo, target=cast.eli, at=AT)
        block(by=cast.cleo, target=cast.eli, at=AT)
    assert heard.count(Blocked(source_id=cast.cleo.pk, target_id=cast.eli.pk)) == 1
    assert not Follow.objects.exists()
    exact()
    for by, target in [(cast.cleo, cast.eli), (cast.eli, cast.cleo)]:
        with pytest.raises(Apart):
            follow(by=by, target=target, at=AT)
    unblock(by=cast.cleo, target=cast.eli, at=AT)
    follow(by=cast.eli, target=cast.cleo, at=AT)


@pytest.mark.parametrize("act", [follow, block, mute])
def test_nobody_does_it_to_themselves(cast, act):
    with pytest.raises(NotToOneself):
        act(by=cast.cleo, target=cast.cleo, at=AT)


def test_who_may_not_follow(cast, in_agora):
    for state, refusal in [("pending", MemberWaits), ("suspended", MemberSuspended)]:
        cast.cleo.state = state
        with pytest.raises(refusal):
            follow(by=cast.cleo, target=cast.eli, at=AT)
    in_agora.state = "read_only"
    with pytest.raises(SquareReadOnly):
        follow(by=cast.ben, target=cast.eli, at=AT)


def test_nobody_follows_who_is_not_there(cast):
    set_state(member=cast.eli, state="suspended", at=AT)
    with pytest.raises(MemberNotFound):
        follow(by=cast.cleo, target=cast.eli, at=AT)


def test_a_mute_ends_by_itself_or_by_hand(cast):
    mute(by=cast.cleo, target=cast.eli, until=AT + timedelta(hours=1), at=AT)
    assert queries.muted_ids(cast.cleo, at=AT) == {cast.eli.pk}
    assert queries.muted_ids(cast.cleo, at=AT + timedelta(hours=2)) == set()
    mute(by=cast.cleo, target=cast.eli, notifications=False, at=AT)
    assert queries.deaf_to(actor_id=cast.eli.pk, ids=[cast.cleo.pk], at=AT) == set()
    unmute(by=cast.cleo, target=cast.eli, at=AT)
    assert queries.muted_ids(cast.cleo, at=AT) == set()


def test_every_tie_to_many_members_is_one_query(cast):
    lock(cast.ada)
    follow(by=cast.cleo, target=cast.eli, at=AT)
    follow(by=cast.eli, target=cast.cleo, at=AT)
    follow(by=cast.cleo, target=cast.ada, at=AT)
    mute(by=cast.cleo, target=cast.eli, at=AT)
    block(by=cast.ben, target=cast.cleo, at=AT)
    with CaptureQueriesContext(connection) as captured:
        ties = queries.relationships(
            viewer=cast.cleo, ids=[cast.ada.pk, cast.ben.pk, cast.eli.pk], at=AT
        )
    assert len(captured) == 1
    eli, ada, ben = ties[cast.eli.pk], ties[cast.ada.pk], ties[cast.ben.pk]
    assert (eli.following, eli.followed_by, eli.muting, eli.apart) == (True, True, True, False)
    assert (ada.following, ada.requested, ada.word) == (False, True, "requested")
    assert (ben.blocked_by, ben.blocking, ben.apart) == (True, False, True)
    assert queries.apart_from(cast.cleo) == {cast.ben.pk}
    assert queries.blocked_either_way(viewer=cast.ben, ids=[cast.cleo.pk]) == {cast.cleo.pk}


def test_a_visitor_stands_to_nobody(cast):
    ties = queries.relationships(viewer=None, ids=[cast.eli.pk], at=AT)
    assert not ties[cast.eli.pk].following


def test_lists_leave_out_who_is_gone_and_come_in_pages(cast):
    for source in (cast.ada, cast.ben, cast.cleo):
        follow(by=source, target=cast.eli, at=AT)
    set_state(member=cast.ben, state="suspended", at=AT)
    first = queries.followers(cast.eli, viewer=None, window=Window(size=1))
    rest = queries.followers(cast.eli, viewer=None, window=Window(before=first.older, size=1))
    assert [tie.source for tie in (*first.items, *rest.items)] == [cast.cleo, cast.ada]
    assert rest.older is None
    assert [tie.target for tie in queries.following(cast.cleo, viewer=None).items] == [cast.eli]


def test_who_leaves_leaves_no_ties(cast, settled):
    follow(by=cast.cleo, target=cast.eli, at=AT)
    follow(by=cast.ben, target=cast.cleo, at=AT)
    block(by=cast.ada, target=cast.cleo, at=AT)
    leave(member=cast.cleo, at=AT)
    with settled():
        events.deliver_due()
    assert not Follow.objects.exists()
    assert queries.apart_from(cast.ada) == set()
    exact()
