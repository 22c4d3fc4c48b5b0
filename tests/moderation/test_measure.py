"""Measures: taken under a rule with facts, stated, lifted; nothing but what they restrict."""

import pytest
from django.core import mail

from commons import audit, clock
from commons.models import AuditEntry
from squares.members.models import Member
from squares.moderation.actions.case import keep_case
from squares.moderation.actions.escalate import escalate_case
from squares.moderation.actions.measure import lift_measure, take_measure
from squares.moderation.actions.reading import mark_read
from squares.moderation.actions.report import open_case, report_member, report_post
from squares.moderation.errors import (
    AboveYou,
    CaseClosed,
    CaseNotFound,
    FactsMissing,
    MeasureInForce,
    MeasureNotFound,
    NothingToHide,
    OwnReport,
    ReasonMissing,
    ReportNotFound,
    RuleNotInForce,
    StatementNotFound,
)
from squares.moderation.events import CaseDecided, MeasureLifted, MeasureTaken
from squares.moderation.models.measure import Measure, StatementOfReasons
from squares.moderation.queries.statements import (
    count_unread_statements,
    find_report,
    find_statement,
    reports_by,
    statement_about,
    statements_of,
)

FACTS = "It calls a neighbour an idiot who should be run out of town."
Kind = Measure.Kind


@pytest.fixture
def take(cast, reported, rules):
    def do(**other):
        given = {"by": cast.ben, "case_id": reported.pk, "kind": Kind.HIDE_POST}
        given |= {"rule_id": rules[0], "facts": FACTS, "at": clock.now()}
        return take_measure(**given | other)

    return do


def test_hides_the_post_and_states_why(cast, reported, take, rules):
    measure = take()
    post, statement = type(reported.post).objects.get(), StatementOfReasons.objects.get()
    assert post.hidden_at == measure.taken_at
    assert (statement.rule_id, statement.rule_text) == (rules[0], reported.reports.get().rule.text)
    assert (statement.facts, statement.excerpt, statement.source) == (FACTS, post.text, "report")
    assert not statement.automated
    reported.refresh_from_db()
    assert (reported.state, reported.closed_at) == ("resolved", measure.taken_at)
    assert reported.notes.get().action == "hid"


def test_each_act_is_audited(cast, take):
    measure = take()
    lift_measure(by=cast.ada, measure_id=measure.pk, reason="It was a quotation.", at=clock.now())
    acts = [entry.action for entry in AuditEntry.objects.order_by("seq")]
    assert acts[-4:] == ["measure.taken", "case.hid", "measure.lifted", "case.lifted"]
    assert audit.verify()[1] is None


def test_tells_the_author_and_those_who_reported(cast, reported, take, settled, heard):
    with settled():
        measure = take()
    assert heard(MeasureTaken) == [
        MeasureTaken(
            measure_id=measure.pk,
            member_id=cast.cleo.pk,
            post_id=reported.post_id,
        )
    ]
    assert heard(CaseDecided) == [
        CaseDecided(case_id=reported.pk, outcome="resolved", reporter_ids=(cast.eli.pk,))
    ]


def test_writes_a_letter_that_says_it_all_and_names_nobody(cast, agora, take, settled):
    with settled():
        measure = take()
    (letter,) = mail.outbox
    assert letter.to == ["cleo@example.org"]
    assert "was hidden" in letter.subject
    assert FACTS in letter.body
    assert f"{agora.url}/statements/{measure.statement.pk}" in letter.body
    assert "Ben" not in letter.body
    assert "Eli" not in letter.body


def test_own_initiative_is_said_to_be_so(cast, say, take):
    case = open_case(by=cast.ben, member=cast.cleo, post=say(cast.cleo), at=clock.now())
    assert take(case_id=case.pk).statement.source == "initiative"


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        ({"facts": "rude"}, FactsMissing),
        ({"facts": "   "}, FactsMissing),
        ({"rule_id": 0}, RuleNotInForce),
        ({"case_id": 1}, CaseNotFound),
    ],
)
def test_bad_input_changes_nothing(reported, take, given, refusal):
    with pytest.raises(refusal):
        take(**given)
    assert not Measure.objects.exists()
    assert type(reported.post).objects.get().hidden_at is None


def test_who_may_not(cast, reported, take, rules):
    with pytest.raises(CaseNotFound):
        take(by=cast.eli)
    with pytest.raises(CaseNotFound):
        take(by=cast.cleo)
    report_post(by=cast.ben, post=reported.post, rule_id=rules[0], comment="", at=clock.now())
    with pytest.raises(OwnReport):
        take()
    assert take(by=cast.ada).taken_by == cast.ada


def test_a_moderator_hides_no_steward_but_a_steward_does(cast, say, take, rules):
    case = report_post(
        by=cast.eli, post=say(cast.ada), rule_id=rules[0], comment="", at=clock.now()
    ).case
    with pytest.raises(AboveYou):
        take(case_id=case.pk)


def test_a_kept_case_is_closed_and_a_hidden_post_is_hidden(cast, reported, take):
    take()
    with pytest.raises(MeasureInForce):
        take(by=cast.ada)


def test_what_was_kept_needs_a_new_case(cast, reported, take):
    keep_case(by=cast.ben, case_id=reported.pk, reason="Nobody is named in it.", at=clock.now())
    with pytest.raises(CaseClosed):
        take()


def test_a_deleted_post_is_not_hidden(reported, take):
    type(reported.post).objects.update(deleted_at=clock.now())
    with pytest.raises(NothingToHide):
        take()


def test_a_case_about_a_member_has_no_post_to_hide(cast, take, rules):
    case = report_member(
        by=cast.eli, member=cast.cleo, rule_id=rules[0], comment="", at=clock.now()
    ).case
    with pytest.raises(NothingToHide):
        take(case_id=case.pk)


def test_with_the_operators_it_can_be_hidden_and_stays_with_them(cast, reported, take):
    escalate_case(
        by=cast.ben,
        case_id=reported.pk,
        kind="illegal",
        reason="It threatens a person.",
        at=clock.now(),
    )
    take()
    reported.refresh_from_db()
    assert reported.state == "escalated"


class TestUponMembers:
    @pytest.mark.parametrize(
        ("kind", "state"), [(Kind.SILENCE_MEMBER, "silenced"), (Kind.SUSPEND_MEMBER, "suspended")]
    )
    def test_sets_the_state_and_lifting_brings_it_back(self, cast, take, kind, state):
        measure = take(kind=kind)
        assert Member.objects.get(pk=cast.cleo.pk).state == state
        assert measure.post is None
        lift_measure(by=cast.ben, measure_id=measure.pk, reason="It was a mistake.", at=clock.now())
        assert Member.objects.get(pk=cast.cleo.pk).state == "active"

    def test_may_follow_a_hidden_post_in_the_same_case(self, cast, reported, take):
        take()
        take(kind=Kind.SILENCE_MEMBER)
        assert reported.measures.count() == 2

    def test_lifting_the_graver_leaves_the_milder(self, cast, take):
        take(kind=Kind.SILENCE_MEMBER)
        graver = take(kind=Kind.SUSPEND_MEMBER)
        lift_measure(by=cast.ben, measure_id=graver.pk, reason="It was a mistake.", at=clock.now())
        assert Member.objects.get(pk=cast.cleo.pk).state == "silenced"

    def test_a_moderator_suspends_no_moderator(self, cast, say, take, rules):
        Member.objects.filter(pk=cast.eli.pk).update(role="moderator")
        case = report_post(
            by=cast.cleo, post=say(cast.eli), rule_id=rules[0], comment="", at=clock.now()
        ).case
        with pytest.raises(AboveYou):
            take(case_id=case.pk, kind=Kind.SUSPEND_MEMBER)
        take(case_id=case.pk, kind=Kind.SUSPEND_MEMBER, by=cast.ada)


class TestLifting:
    def test_brings_the_post_back_and_tells(self, cast, reported, take, settled, heard):
        measure = take()
        with settled():
            lift_measure(
                by=cast.ben, measure_id=measure.pk, reason="It was a quotation.", at=clock.now()
            )
        assert type(reported.post).objects.get().hidden_at is None
        assert [fact.measure_id for fact in heard(MeasureLifted)] == [measure.pk]
        assert statement_about(reported.post_id) is None

    def test_may_be_hidden_again_afterwards(self, cast, take):
        first = take()
        lift_measure(by=cast.ben, measure_id=first.pk, reason="It was a mistake.", at=clock.now())
        assert take().pk != first.pk

    @pytest.mark.parametrize(
        ("who", "refusal"), [("eli", MeasureNotFound), ("cleo", MeasureNotFound)]
    )
    def test_not_by_members(self, cast, take, who, refusal):
        measure = take()
        with pytest.raises(refusal):
            lift_measure(
                by=getattr(cast, who),
                measure_id=measure.pk,
                reason="Please lift it.",
                at=clock.now(),
            )

    def test_wants_a_reason_and_happens_once(self, cast, take):
        measure = take()
        with pytest.raises(ReasonMissing):
            lift_measure(by=cast.ben, measure_id=measure.pk, reason="", at=clock.now())
        lift_measure(
            by=cast.ben, measure_id=measure.pk, reason="A mistake of ours.", at=clock.now()
        )
        with pytest.raises(MeasureInForce):
            lift_measure(
                by=cast.ben, measure_id=measure.pk, reason="Once more, please.", at=clock.now()
            )

    def test_after_its_author_deleted_it_nothing_comes_back(self, cast, reported, take):
        measure = take()
        type(reported.post).objects.update(deleted_at=clock.now())
        lift_measure(
            by=cast.ben, measure_id=measure.pk, reason="A mistake of ours.", at=clock.now()
        )
        assert type(reported.post).objects.get().hidden_at is not None


class TestReading:
    def test_the_author_finds_the_statement_and_others_do_not(self, cast, reported, take):
        statement_id = take().statement.pk
        card = find_statement(viewer=cast.cleo, statement_id=statement_id)
        assert (card.facts, card.in_force, card.by_operators) == (FACTS, True, False)
        assert statement_about(reported.post_id) == card
        assert statements_of(cast.cleo) == (card,)
        assert find_statement(viewer=cast.ada, statement_id=statement_id) == card
        with pytest.raises(StatementNotFound):
            find_statement(viewer=cast.eli, statement_id=statement_id)

    def test_read_is_noted_once_and_only_for_the_author(self, cast, take):
        statement_id = take().statement.pk
        first = clock.now()
        mark_read(by=cast.ben, statement_id=statement_id, at=first)
        assert count_unread_statements(cast.cleo) == 1
        mark_read(by=cast.cleo, statement_id=statement_id, at=first)
        mark_read(by=cast.cleo, statement_id=statement_id, at=clock.now())
        assert StatementOfReasons.objects.get().read_at == first
        assert count_unread_statements(cast.cleo) == 0

    def test_who_reported_learns_the_outcome(self, cast, reported, take):
        assert [each.outcome for each in reports_by(cast.eli)] == ["review"]
        take()
        (filed,) = reports_by(cast.eli)
        assert (filed.outcome, filed.post_url) == ("acted", "")
        assert find_report(viewer=cast.eli, report_id=filed.id) == filed
        with pytest.raises(ReportNotFound):
            find_report(viewer=cast.cleo, report_id=filed.id)

    def test_the_words_of_the_rule_stay_when_the_rule_changes(self, cast, take):
        from squares.charter.actions.charter import set_rules
        from squares.charter.starting import RuleText

        statement = take().statement
        set_rules(rules=[RuleText("Be kinder.", "")], by=cast.ada, at=clock.now())
        assert find_statement(viewer=cast.cleo, statement_id=statement.pk).rule_text == (
            statement.rule_text
        )


def test_the_database_refuses_a_statement_without_ground_or_facts(reported, take):
    from django.db import IntegrityError, transaction

    statement = take().statement
    for change in ({"rule_text": "", "legal_ground": ""}, {"facts": ""}):
        with pytest.raises(IntegrityError), transaction.atomic():
            StatementOfReasons.objects.filter(pk=statement.pk).update(**change)
