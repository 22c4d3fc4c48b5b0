"""The square's own law and face."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commons import events
from commons.models import AuditEntry
from squares.charter import queries
from squares.charter.actions import charter as actions
from squares.charter.errors import (
    LookInvalid,
    PolicyInvalid,
    PurposeTooLong,
    RuleNotFound,
    RuleTextInvalid,
    TooManyRules,
)
from squares.charter.models import Charter, Rule
from squares.charter.starting import RuleText, languages, starter, starters
from squares.members.errors import NotYours
from tenants.context import inside
from tenants.events import SquareBuilt

AT = datetime(2026, 6, 1, 12, tzinfo=UTC)


def words():
    return [RuleText(rule.text, rule.detail) for rule in queries.rules_in_force()]


@pytest.mark.parametrize("language", languages())
def test_every_language_writes_every_starter(language):
    own = {s.kind: s for s in starters(language)}
    english = {s.kind: s for s in starters("en")}
    assert own.keys() == english.keys()
    for kind, begin in own.items():
        assert len(begin.rules) == len(english[kind].rules) >= 5
        assert begin.label
        assert len(begin.purpose) <= actions.PURPOSE_LIMIT
        assert all(1 <= len(rule.text) <= 300 and rule.detail for rule in begin.rules)


def test_starters_are_written_in_five_languages():
    assert {"en", "de", "ar", "es", "fr"} <= set(languages())


def test_an_unknown_kind_or_language_begins_as_an_english_community():
    assert starter("castle", "tlh") == starter("community", "en")
    assert starter("school", "de-AT") == starter("school", "de")


def test_a_new_square_has_a_charter(in_agora):
    Charter.objects.all().delete()
    Rule.objects.all().delete()
    events.tell(SquareBuilt(square_id=in_agora.pk))
    begin = starter(in_agora.charter_template, in_agora.language)
    assert [rule.text for rule in queries.rules_in_force()] == [r.text for r in begin.rules]
    assert queries.current().purpose == begin.purpose


def test_building_again_changes_nothing(in_agora, cast):
    actions.set_rules(rules=[RuleText("Be brief.")], by=cast.ada, at=AT)
    events.tell(SquareBuilt(square_id=in_agora.pk))
    assert [rule.text for rule in queries.rules_in_force()] == ["Be brief."]


def test_a_changed_rule_is_a_new_row_and_the_old_one_is_kept(in_agora, cast):
    before = queries.rules_in_force()
    wanted = words()
    wanted[0] = RuleText("Be kind, always.")
    actions.set_rules(rules=wanted, by=cast.ada, at=AT)
    after = queries.rules_in_force()
    assert [rule.id for rule in after[1:]] == [rule.id for rule in before[1:]]
    assert after[0].id != before[0].id
    assert Rule.objects.get(pk=before[0].id).retired_at == AT
    with pytest.raises(RuleNotFound):
        queries.find_rule(before[0].id)
    assert queries.find_rule(after[0].id).text == "Be kind, always."


def test_moving_a_rule_keeps_its_row(in_agora, cast):
    before = {rule.text: rule.id for rule in queries.rules_in_force()}
    actions.set_rules(rules=words()[::-1], by=cast.ada, at=AT)
    after = queries.rules_in_force()
    assert {rule.text: rule.id for rule in after} == before
    assert [rule.position for rule in after] == list(range(1, len(after) + 1))


@pytest.mark.parametrize(
    ("rules", "refusal"),
    [
        ([], TooManyRules),
        ([RuleText(f"Rule {n}.") for n in range(31)], TooManyRules),
        ([RuleText("  ")], RuleTextInvalid),
        ([RuleText("x" * 301)], RuleTextInvalid),
        ([RuleText("x", "y" * 2001)], RuleTextInvalid),
    ],
)
def test_rules_that_cannot_be(in_agora, cast, rules, refusal):
    with pytest.raises(refusal):
        actions.set_rules(rules=rules, by=cast.ada, at=AT)


def test_members_change_nothing(in_agora, cast):
    with pytest.raises(NotYours):
        actions.set_rules(rules=[RuleText("Mine.")], by=cast.cleo, at=AT)
    with pytest.raises(NotYours):
        actions.set_look(hue=1, chroma=0.1, emblem="", by=cast.cleo, at=AT)
    with pytest.raises(NotYours):
        actions.set_purpose(purpose="Mine.", contact_email="", by=cast.cleo, at=AT)
    with pytest.raises(NotYours):
        actions.set_policy(post_limit=500, languages=[], enforced=False, by=cast.cleo, at=AT)
    with pytest.raises(NotYours):
        actions.grant_language_exception(member=cast.eli, reason="", by=cast.cleo, at=AT)
    assert not AuditEntry.objects.exists()


def test_an_officer_sets_the_look_and_everyone_sees_it_at_once(in_agora):
    old = queries.current().look_version
    actions.set_look(hue=20, chroma=9.0, emblem="", by="officer:1", at=AT)
    now = queries.current()
    assert now.hue == 20
    assert now.chroma < 0.2
    assert now.look_version != old
    assert AuditEntry.objects.last().actor == "officer:1"


@pytest.mark.parametrize("hue", [-1, 360])
def test_a_hue_off_the_circle_is_refused(in_agora, cast, hue):
    with pytest.raises(LookInvalid):
        actions.set_look(hue=hue, chroma=0.1, emblem="", by=cast.ada, at=AT)


@pytest.mark.parametrize(
    ("limit", "tags", "enforced"),
    [(99, ["en"], False), (5001, ["en"], False), (500, [], True), (500, ["e n"], False)],
)
def test_a_policy_that_cannot_be(in_agora, cast, limit, tags, enforced):
    with pytest.raises(PolicyInvalid):
        actions.set_policy(post_limit=limit, languages=tags, enforced=enforced, by=cast.ada, at=AT)


def test_a_purpose_has_an_end(in_agora, cast):
    with pytest.raises(PurposeTooLong):
        actions.set_purpose(purpose="x" * 1001, contact_email="", by=cast.ada, at=AT)


def test_a_language_policy_and_its_exception(in_agora, cast):
    actions.set_policy(post_limit=500, languages=["DE"], enforced=True, by=cast.ada, at=AT)
    assert queries.languages_for(cast.cleo) == ("de",)
    actions.grant_language_exception(member=cast.cleo, reason="Learns.", by=cast.ben, at=AT)
    assert queries.languages_for(cast.cleo) == ()
    assert queries.languages_for(cast.eli) == ("de",)
    actions.withdraw_language_exception(member=cast.cleo, by=cast.ben, at=AT)
    assert queries.languages_for(cast.cleo) == ("de",)
    assert [e.action for e in AuditEntry.objects.order_by("seq")] == [
        "charter.policy_set",
        "charter.language_exception_granted",
        "charter.language_exception_withdrawn",
    ]


def test_the_charter_is_remembered(in_agora):
    queries.current()
    with CaptureQueriesContext(connection) as captured:
        queries.current()
    assert len(captured) == 0


def test_one_square_never_reads_the_charter_of_another(cast):
    with inside(cast.agora):
        actions.set_look(hue=11, chroma=0.1, emblem="", by=cast.ada, at=AT)
        assert queries.current().hue == 11
    with inside(cast.forum):
        assert queries.current().hue != 11
