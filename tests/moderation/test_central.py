"""The operators' hand in the square: once, with a receipt, never touching the square's own."""

import pytest

from commons import audit, clock
from squares.moderation.actions.central import (
    apply_central_measure,
    lift_central_measure,
    operator_answered,
)
from squares.moderation.actions.escalate import escalate_case
from squares.moderation.actions.measure import lift_measure, take_measure
from squares.moderation.errors import (
    CaseNotFound,
    FactsMissing,
    MeasureNotFound,
    NotYoursToLift,
    SubjectNotFound,
)
from squares.moderation.events import MeasureTaken, OperatorsActed
from squares.moderation.models.case import Case
from squares.moderation.models.measure import Measure
from squares.moderation.queries.copies import freeze_copy
from squares.moderation.queries.statements import statement_about
from squares.posts.errors import PostNotFound
from tenants.context import inside

LAW = "Section 185 of the Criminal Code (Germany)"


def apply(post, **other):
    given = {"central_id": 7, "kind": Measure.Kind.HIDE_POST, "post_id": post.pk}
    given |= {"legal_ground": LAW, "facts": "It insults a named person.", "at": clock.now()}
    return apply_central_measure(**given | other)


def hidden(post):
    return type(post).objects.get(pk=post.pk).hidden_at is not None


def test_hides_states_and_leaves_a_receipt(cast, say, settled, heard):
    post = say(cast.cleo)
    with settled():
        outcome = apply(post)
    assert hidden(post)
    assert (outcome.already, outcome.member_handle, outcome.post_id) == (False, "Cleo", post.pk)
    card = statement_about(post.pk)
    assert (card.id, card.legal_ground, card.rule_text) == (outcome.measure_id, LAW, "")
    assert card.by_operators
    assert card.source == "Someone sent a legal notice about it."
    case = Case.objects.get()
    assert (case.pk, case.state) == (outcome.case_id, "resolved")
    assert (case.notes.get().action, case.notes.get().author) == ("central", None)
    assert heard(MeasureTaken)[0].member_id == cast.cleo.pk
    (told,) = heard(OperatorsActed)
    assert set(told.moderator_ids) == {cast.ada.pk, cast.ben.pk}
    assert audit.verify()[1] is None


def test_the_subject_is_not_among_the_moderators_told(cast, say, settled, heard):
    with settled():
        apply(say(cast.ben))
    assert heard(OperatorsActed)[0].moderator_ids == (cast.ada.pk,)


def test_twice_is_once(cast, say):
    post = say(cast.cleo)
    first, second = apply(post), apply(post)
    assert (second.already, second.measure_id) == (True, first.measure_id)
    assert Measure.objects.count() == Case.objects.count() == 1


def test_joins_and_closes_the_live_case(cast, reported):
    escalate_case(
        by=cast.ben,
        case_id=reported.pk,
        kind="illegal",
        reason="It insults a person.",
        at=clock.now(),
    )
    assert apply(reported.post).case_id == reported.pk
    reported.refresh_from_db()
    assert reported.state == "resolved"


@pytest.mark.parametrize("given", [{"legal_ground": " "}, {"facts": ""}])
def test_without_ground_or_facts_nothing(cast, say, given):
    with pytest.raises(FactsMissing):
        apply(say(cast.cleo), **given)


def test_what_is_not_here_is_not_found(cast, say, forum):
    post = say(cast.cleo)
    with pytest.raises(PostNotFound):
        apply(post, post_id=1)
    type(post).objects.update(deleted_at=clock.now())
    with pytest.raises(SubjectNotFound):
        apply(post)
    with inside(forum), pytest.raises(SubjectNotFound):
        apply(post)
    with inside(forum), pytest.raises(SubjectNotFound):
        freeze_copy(post_id=post.pk)


def test_lifting_is_idempotent_and_brings_back(cast, say):
    post = say(cast.cleo)
    apply(post)
    assert not lift_central_measure(central_id=7, reason="Overturned.", at=clock.now()).already
    assert lift_central_measure(central_id=7, reason="Overturned.", at=clock.now()).already
    assert not hidden(post)
    with pytest.raises(MeasureNotFound):
        lift_central_measure(central_id=8, reason="None.", at=clock.now())


def test_each_hand_lifts_only_its_own(cast, reported, rules):
    own = take_measure(
        by=cast.ben,
        case_id=reported.pk,
        kind=Measure.Kind.HIDE_POST,
        rule_id=rules[0],
        facts="It is rude to a neighbour.",
        at=clock.now(),
    )
    outcome = apply(reported.post)
    apply(reported.post, central_id=9)
    with pytest.raises(NotYoursToLift):
        lift_measure(
            by=cast.ada, measure_id=outcome.measure_id, reason="We see no insult.", at=clock.now()
        )
    lift_central_measure(central_id=7, reason="Overturned.", at=clock.now())
    assert hidden(reported.post)
    lift_measure(by=cast.ben, measure_id=own.pk, reason="It was a quotation.", at=clock.now())
    assert hidden(reported.post)
    lift_central_measure(central_id=9, reason="Overturned.", at=clock.now())
    assert not hidden(reported.post)


class TestAnswer:
    @pytest.fixture
    def up(self, cast, reported):
        reason = "It threatens a person."
        return escalate_case(
            by=cast.ben, case_id=reported.pk, kind="danger", reason=reason, at=clock.now()
        )

    def test_given_back(self, up):
        at = clock.now()
        for _ in range(2):
            case = operator_answered(case_id=up.pk, text="Yours.", closes=False, at=at)
        assert case.state == "open"
        assert case.notes.filter(action="answered").count() == 1

    def test_closed_without_a_measure_it_is_kept(self, up):
        case = operator_answered(case_id=up.pk, text="Lawful.", closes=True, at=clock.now())
        assert case.state == "kept"

    def test_closed_with_a_measure_it_is_resolved(self, up):
        apply(up.post)
        case = operator_answered(case_id=up.pk, text="Done.", closes=True, at=clock.now())
        assert case.state == "resolved"

    def test_unknown(self, in_agora):
        with pytest.raises(CaseNotFound):
            operator_answered(case_id=1, text="?", closes=True, at=clock.now())
