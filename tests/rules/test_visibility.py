"""Who may see, answer, pass on and change a post holds for every post and every reader."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from squares.posts.models.post import ReplyControl, Visibility
from squares.posts.rules import (
    OPEN_TO_ALL,
    Place,
    Tie,
    may_boost,
    may_edit,
    may_see,
    narrower,
    reason_not_to_reply,
)

places = st.builds(
    Place,
    visibility=st.sampled_from(Visibility),
    reply_control=st.sampled_from(ReplyControl),
    hidden=st.booleans(),
    deleted=st.booleans(),
    shown=st.booleans(),
)
ties = st.builds(
    Tie,
    member=st.just(True),
    own=st.booleans(),
    follows=st.booleans(),
    mentioned=st.booleans(),
    blocked=st.booleans(),
    moderator=st.booleans(),
)
VISITOR = Tie()
READER = Tie(member=True)


@given(places)
def test_nobody_sees_what_was_deleted(place: Place) -> None:
    deleted = Place(place.visibility, place.reply_control, place.hidden, deleted=True)
    assert not may_see(deleted, Tie(member=True, own=True, moderator=True))


@given(places, ties)
def test_hidden_posts_stay_with_author_and_moderators(place: Place, tie: Tie) -> None:
    hidden = Place(place.visibility, place.reply_control, hidden=True, shown=place.shown)
    if may_see(hidden, tie):
        assert tie.own or tie.moderator


@given(places, ties)
def test_a_block_ends_reading_for_all_but_moderators(place: Place, tie: Tie) -> None:
    if tie.blocked and not tie.own and not tie.moderator:
        assert not may_see(place, tie)


@given(places, ties)
def test_a_visitor_never_sees_more_than_a_member_without_a_block(place: Place, tie: Tie) -> None:
    if may_see(place, VISITOR) and not tie.blocked:
        assert may_see(place, tie)


@given(places, ties)
def test_moderating_opens_nothing_that_was_meant_for_fewer(place: Place, tie: Tie) -> None:
    if tie.moderator and may_see(place, tie) and place.visibility not in OPEN_TO_ALL:
        assert tie.own or tie.mentioned or tie.follows


@given(places, ties)
def test_author_and_people_mentioned_may_always_answer_a_standing_post(
    place: Place, tie: Tie
) -> None:
    standing = Place(place.visibility, place.reply_control)
    if tie.own or tie.mentioned:
        assert reason_not_to_reply(standing, tie) is None


@given(places, ties)
def test_nobody_answers_what_is_not_there(place: Place, tie: Tie) -> None:
    if place.hidden or place.deleted or not place.shown:
        assert reason_not_to_reply(place, tie)


@given(places)
def test_visitors_are_asked_to_sign_in(place: Place) -> None:
    assert reason_not_to_reply(place, VISITOR)
    assert not may_boost(place, VISITOR)
    assert not may_edit(place, VISITOR)


@given(places, ties)
def test_what_travels_was_open_or_ones_own(place: Place, tie: Tie) -> None:
    if may_boost(place, tie):
        assert may_see(place, tie)
        assert place.visibility in OPEN_TO_ALL or (
            tie.own and place.visibility == Visibility.FOLLOWERS
        )


@given(places, ties)
def test_only_authors_edit_and_not_while_hidden(place: Place, tie: Tie) -> None:
    assert may_edit(place, tie) == (tie.own and not place.hidden and not place.deleted)


@given(st.sampled_from(Visibility), st.sampled_from(Visibility))
def test_a_reply_starts_no_wider_than_what_it_answers(one: Visibility, other: Visibility) -> None:
    order = list(Visibility)
    assert order.index(narrower(one, other)) == max(order.index(one), order.index(other))


@pytest.mark.parametrize(
    ("visibility", "tie", "seen"),
    [
        ("public", VISITOR, True),
        ("unlisted", VISITOR, True),
        ("followers", VISITOR, False),
        ("mentioned", VISITOR, False),
        ("followers", READER, False),
        ("followers", Tie(member=True, follows=True), True),
        ("followers", Tie(member=True, mentioned=True), True),
        ("mentioned", Tie(member=True, follows=True), False),
        ("mentioned", Tie(member=True, mentioned=True), True),
        ("mentioned", Tie(member=True, own=True), True),
    ],
)
def test_who_reads_what(visibility: str, tie: Tie, seen: bool) -> None:
    assert may_see(Place(visibility), tie) is seen


@pytest.mark.parametrize(
    ("control", "tie", "may"),
    [
        ("everyone", READER, True),
        ("followers", READER, False),
        ("followers", Tie(member=True, follows=True), True),
        ("mentioned", Tie(member=True, follows=True), False),
        ("nobody", Tie(member=True, follows=True), False),
        ("nobody", Tie(member=True, mentioned=True), True),
        ("everyone", Tie(member=True, blocked=True), False),
    ],
)
def test_who_answers_what(control: str, tie: Tie, may: bool) -> None:
    assert (reason_not_to_reply(Place("public", control), tie) is None) is may
