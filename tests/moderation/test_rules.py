"""Who may do what to whom, and how long an answer holds."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from squares.members.models import Member, Role
from squares.moderation import rules
from squares.moderation.errors import (
    AboveYou,
    MayNotReport,
    NotAModerator,
    OwnCase,
    OwnReport,
    OwnSubject,
)

THEN = datetime(2026, 6, 1, tzinfo=UTC)
people = st.builds(
    Member, id=st.integers(1, 5), role=st.sampled_from(Role), state=st.sampled_from(Member.State)
)
reporters = st.sets(st.integers(1, 5))


def person(number: int, role: Role = Role.MEMBER, state: str = Member.State.ACTIVE) -> Member:
    return Member(id=number, role=role, state=state)


@given(by=people, subject=people, told=reporters)
def test_nobody_judges_without_standing(by, subject, told):
    if rules.reason_not_to_judge(by, subject, told) is None:
        assert by.is_moderator
        assert by.pk != subject.pk
        assert by.pk not in told
        assert subject.role != Role.OWNER or by.role == Role.OWNER


@given(by=people, subject=people, told=reporters)
def test_to_restrict_a_person_asks_more_than_to_judge(by, subject, told):
    if rules.reason_not_to_judge(by, subject, told):
        assert rules.reason_not_to_restrict(by, subject, told)


@given(by=people, subject=people)
def test_a_case_is_never_shown_to_its_subject(by, subject):
    assert not (rules.may_see_case(by, subject) and by.pk == subject.pk)


@given(by=people, subject=people)
def test_reporting_needs_a_living_membership_and_another(by, subject):
    refused = rules.reason_not_to_report(by, subject)
    lives = by.state in {"active", "silenced"}
    assert (refused is None) == (lives and by.pk != subject.pk)


@pytest.mark.parametrize(
    ("by", "subject", "told", "refusal"),
    [
        (person(1), person(2), set(), NotAModerator),
        (person(1, Role.MODERATOR, "silenced"), person(2), set(), NotAModerator),
        (person(1, Role.MODERATOR), person(1, Role.MODERATOR), set(), OwnCase),
        (person(1, Role.MODERATOR), person(2), {1}, OwnReport),
        (person(1, Role.MODERATOR), person(2, Role.OWNER), set(), AboveYou),
    ],
)
def test_reasons_not_to_judge(by, subject, told, refusal):
    assert isinstance(rules.reason_not_to_judge(by, subject, told), refusal)


def test_moderators_judge_posts_of_moderators_but_do_not_suspend_them():
    one, other = person(1, Role.MODERATOR), person(2, Role.MODERATOR)
    assert rules.reason_not_to_judge(one, other, ()) is None
    assert isinstance(rules.reason_not_to_restrict(one, other, ()), AboveYou)
    assert rules.reason_not_to_restrict(person(3, Role.OWNER), other, ()) is None
    assert isinstance(
        rules.reason_not_to_restrict(person(3, Role.OWNER), person(4, Role.OWNER), ()), AboveYou
    )


def test_reporting_oneself_is_pointed_elsewhere():
    assert isinstance(rules.reason_not_to_report(person(1), person(1)), OwnSubject)
    assert isinstance(
        rules.reason_not_to_report(person(1, state="pending"), person(2)), MayNotReport
    )


@pytest.mark.parametrize(
    ("days", "about_post", "holds"),
    [(89, True, True), (90, True, False), (6, False, True), (7, False, False)],
)
def test_an_answer_holds_for_its_time(days, about_post, holds):
    answered = rules.still_answered(
        closed_at=THEN, edited_at=None, about_post=about_post, at=THEN + timedelta(days=days)
    )
    assert answered is holds


@pytest.mark.parametrize(("edited", "holds"), [(-1, True), (1, False)])
def test_an_edit_after_the_review_ends_the_answer(edited, holds):
    answered = rules.still_answered(
        closed_at=THEN,
        edited_at=THEN + timedelta(hours=edited),
        about_post=True,
        at=THEN + timedelta(days=1),
    )
    assert answered is holds


@pytest.mark.parametrize(
    ("text", "enough"),
    [("", False), ("spam", False), ("  rule 1      ", False), ("It insults a neighbour.", True)],
)
def test_a_reason_is_a_sentence(text, enough):
    assert rules.is_sentence(text) is enough
