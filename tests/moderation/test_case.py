"""Working a case: taking it, noting, keeping, handing it up."""

import pytest

from commons import audit, clock
from commons.models import AuditEntry, OutboxEntry
from squares.moderation.actions.case import add_note, claim_case, keep_case, release_case
from squares.moderation.actions.escalate import escalate_case
from squares.moderation.actions.report import report_post
from squares.moderation.errors import (
    AboveYou,
    CaseClosed,
    CaseNotFound,
    CaseWithOperators,
    OwnReport,
    ReasonMissing,
)
from squares.moderation.events import CaseDecided
from squares.moderation.models.case import CaseNote
from squares.moderation.queries.cases import find_case
from squares.moderation.queries.copies import freeze_copy

WHY = "A polite question about public papers."


def deeds(case, by):
    """Everything one may do with a case, as calls."""
    at, number = clock.now(), case.pk
    return {
        "claim": lambda: claim_case(by=by, case_id=number, at=at),
        "release": lambda: release_case(by=by, case_id=number, at=at),
        "note": lambda: add_note(by=by, case_id=number, text="Look here.", at=at),
        "keep": lambda: keep_case(by=by, case_id=number, reason=WHY, at=at),
        "escalate": lambda: escalate_case(by=by, case_id=number, kind="illegal", reason=WHY, at=at),
        "find": lambda: find_case(viewer=by, case_id=number),
    }


NAMES = ["claim", "release", "note", "keep", "escalate", "find"]


@pytest.mark.parametrize("name", NAMES)
def test_a_member_finds_nothing(cast, reported, name):
    with pytest.raises(CaseNotFound):
        deeds(reported, cast.eli)[name]()


@pytest.mark.parametrize("name", NAMES)
def test_the_subject_finds_nothing_though_a_moderator(cast, say, rules, name):
    made = report_post(
        by=cast.eli, post=say(cast.ben), rule_id=rules[0], comment="", at=clock.now()
    )
    with pytest.raises(CaseNotFound):
        deeds(made.case, cast.ben)[name]()
    assert find_case(viewer=cast.ada, case_id=made.case.pk).member.handle == "Ben"


@pytest.mark.parametrize("name", NAMES)
def test_a_silenced_moderator_finds_nothing(cast, reported, name):
    cast.ben.state = "silenced"
    with pytest.raises(CaseNotFound):
        deeds(reported, cast.ben)[name]()


@pytest.mark.parametrize("name", ["claim", "note", "keep", "escalate"])
def test_each_act_is_audited_and_stands_in_the_history(cast, reported, name):
    deeds(reported, cast.ben)[name]()
    note, entry = CaseNote.objects.get(), AuditEntry.objects.order_by("-seq")[0]
    assert note.author == cast.ben
    assert (entry.actor, entry.action) == (f"member:{cast.ben.pk}", f"case.{note.action}")
    assert audit.verify()[1] is None


def test_claim_and_release(cast, reported):
    assert claim_case(by=cast.ben, case_id=reported.pk, at=clock.now()).assigned_to == cast.ben
    assert claim_case(by=cast.ada, case_id=reported.pk, at=clock.now()).assigned_to == cast.ada
    assert release_case(by=cast.ada, case_id=reported.pk, at=clock.now()).assigned_to is None
    release_case(by=cast.ada, case_id=reported.pk, at=clock.now())
    assert [note.action for note in CaseNote.objects.order_by("id")] == [
        "claimed",
        "claimed",
        "released",
    ]


def test_an_empty_note_is_none(cast, reported):
    with pytest.raises(ReasonMissing):
        add_note(by=cast.ben, case_id=reported.pk, text="  ", at=clock.now())


def test_keep_tells_those_who_reported_and_nobody_else(cast, reported, settled, heard):
    with settled():
        kept = keep_case(by=cast.ben, case_id=reported.pk, reason=WHY, at=clock.now())
    assert (kept.state, kept.assigned_to) == ("kept", None)
    assert kept.closed_at is not None
    assert heard(CaseDecided) == [
        CaseDecided(case_id=kept.pk, outcome="kept", reporter_ids=(cast.eli.pk,))
    ]


def test_keep_wants_a_reason(cast, reported):
    with pytest.raises(ReasonMissing):
        keep_case(by=cast.ben, case_id=reported.pk, reason="ok", at=clock.now())


def test_nobody_keeps_what_they_reported(cast, reported, rules):
    report_post(by=cast.ben, post=reported.post, rule_id=rules[0], comment="", at=clock.now())
    with pytest.raises(OwnReport):
        keep_case(by=cast.ben, case_id=reported.pk, reason=WHY, at=clock.now())
    keep_case(by=cast.ada, case_id=reported.pk, reason=WHY, at=clock.now())


def test_a_moderator_does_not_judge_a_steward_but_hands_it_up(cast, say, rules):
    case = report_post(
        by=cast.eli, post=say(cast.ada), rule_id=rules[0], comment="", at=clock.now()
    ).case
    with pytest.raises(AboveYou):
        keep_case(by=cast.ben, case_id=case.pk, reason=WHY, at=clock.now())
    escalate_case(by=cast.ben, case_id=case.pk, kind="staff", reason=WHY, at=clock.now())


@pytest.mark.parametrize(
    ("name", "refusal"), [("keep", CaseClosed), ("escalate", CaseClosed), ("claim", CaseClosed)]
)
def test_what_is_decided_is_decided(cast, reported, name, refusal):
    keep_case(by=cast.ben, case_id=reported.pk, reason=WHY, at=clock.now())
    with pytest.raises(refusal):
        deeds(reported, cast.ada)[name]()


def test_escalation_is_a_durable_fact_with_a_frozen_copy(cast, reported):
    at = clock.now()
    case = escalate_case(by=cast.ben, case_id=reported.pk, kind="danger", reason=WHY, at=at)
    assert (case.state, case.escalation_kind) == ("escalated", "danger")
    entry = OutboxEntry.objects.get(kind="squares.moderation.events.CaseEscalated")
    post = case.post
    copy = freeze_copy(post_id=post.pk)
    assert entry.payload["post_sha256"] == copy.sha256
    assert entry.payload["post_text"] == copy.text == post.text
    assert entry.payload["post_url"] == copy.url
    assert copy.url.endswith(f"/@Cleo/{post.pk}")
    assert entry.payload["rule_texts"] == [reported.reports.get().rule.text]
    assert (entry.payload["member_handle"], entry.payload["escalated_by"]) == ("Cleo", "Ben")
    assert (entry.payload["reports_count"], entry.payload["reason"]) == (1, WHY)
    assert "Eli" not in str(entry.payload)


def test_with_the_operators_nobody_keeps_or_escalates_again(cast, reported):
    escalate_case(by=cast.ben, case_id=reported.pk, kind="illegal", reason=WHY, at=clock.now())
    for name in ("keep", "escalate"):
        with pytest.raises(CaseWithOperators):
            deeds(reported, cast.ada)[name]()


def test_an_escalation_wants_a_reason(cast, reported):
    with pytest.raises(ReasonMissing):
        escalate_case(by=cast.ben, case_id=reported.pk, kind="illegal", reason="!", at=clock.now())


def test_a_case_about_a_member_is_escalated_without_a_post(cast, rules):
    from squares.moderation.actions.report import report_member

    case = report_member(
        by=cast.eli, member=cast.cleo, rule_id=rules[0], comment="", at=clock.now()
    ).case
    escalate_case(by=cast.ben, case_id=case.pk, kind="raid", reason=WHY, at=clock.now())
    payload = OutboxEntry.objects.get(kind="squares.moderation.events.CaseEscalated").payload
    assert (payload["post_id"], payload["post_url"]) == (None, "")


def test_the_file_keeps_what_was_said_when_it_was_changed_or_deleted(cast, reported):
    post, said = reported.post, reported.text
    type(post).objects.update(text="All is lovely.", html="<p>All is lovely.</p>")
    file = find_case(viewer=cast.ben, case_id=reported.pk)
    assert (file.text, file.changed, file.post.html) == (said, True, "<p>All is lovely.</p>")
    type(post).objects.update(deleted_at=clock.now())
    file = find_case(viewer=cast.ben, case_id=reported.pk)
    assert (file.text, file.post, file.powers.hide) == (said, None, False)


def test_a_frozen_copy_changes_with_every_part(cast, say):
    post = say(cast.cleo)
    before = freeze_copy(post_id=post.pk)
    assert before == freeze_copy(post_id=post.pk)
    type(post).objects.update(warning="Fountain")
    assert freeze_copy(post_id=post.pk).sha256 != before.sha256


@pytest.mark.parametrize("who", ["ben", "ada"])
def test_powers(cast, reported, who):
    powers = find_case(viewer=getattr(cast, who), case_id=reported.pk).powers
    assert (powers.hide, powers.keep, powers.restrict, powers.escalate) == (True,) * 4
    assert powers.reason == ""


def test_powers_of_one_who_reported(cast, reported, rules):
    report_post(by=cast.ben, post=reported.post, rule_id=rules[0], comment="", at=clock.now())
    powers = find_case(viewer=cast.ben, case_id=reported.pk).powers
    assert (powers.hide, powers.keep, powers.restrict, powers.escalate) == (
        False,
        False,
        False,
        True,
    )
    assert "reported this yourself" in powers.reason
