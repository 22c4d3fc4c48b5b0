"""One whole takedown: two people, one measure, everyone told; and what may go wrong."""

from typing import Any

import pytest
from django.core import mail
from django.db import IntegrityError, connection, transaction

from commons import clock, events
from commons.models import AuditEntry, OutboxEntry
from ops import reach
from ops.actions import cases, lifts, takedowns
from ops.actions.carrying import carry_out
from ops.errors import (
    AlreadyDecided,
    MeasureStands,
    NothingToRestrict,
    RoleNotEnough,
    SamePerson,
    StillOpen,
)
from ops.models.communication import Communication
from ops.models.notice import Notice
from ops.models.takedown import State, Takedown
from tenants.context import inside


def _acts(subject: str) -> list[str]:
    entries = AuditEntry.objects.filter(subject=subject).order_by("seq")
    return [entry.action for entry in entries]


def _measures(square: Any) -> list[Any]:
    from squares.moderation.models.measure import Measure

    with inside(square):
        return list(Measure.objects.all())


def _is_hidden(square: Any, post: Any) -> bool:
    with inside(square):
        post.refresh_from_db()
        return post.hidden_at is not None


def test_the_whole_way(cast: Any, post: Any, receipt: Any, effective: Any, browser_of: Any) -> None:
    assert effective.state == State.EFFECTIVE
    assert _is_hidden(cast.agora, post)
    (measure,) = _measures(cast.agora)
    assert (measure.central_id, measure.authority) == (effective.pk, "operator")
    notice = Notice.objects.get()
    assert (notice.state, notice.closed_at is not None) == (Notice.State.ACTED, True)
    page = browser_of("apex").get(receipt.path).content.decode()
    assert "no longer shown" in page
    assert "Article 21" in page
    assert len(mail.outbox) >= 2
    assert _acts(f"takedown:{effective.ref}") == [
        "takedown.proposed",
        "takedown.approved",
        "takedown.effective",
    ]


def test_the_other_square_never_notices(cast: Any, effective: Any) -> None:
    with inside(cast.forum):
        assert not AuditEntry.objects.exists()
    assert not _measures(cast.forum)


def test_gone_for_visitors(browser_of: Any, cast: Any, post: Any, effective: Any) -> None:
    assert "fountain money" not in browser_of(cast.agora).get("/").content.decode()
    answer = browser_of(cast.agora).get(f"/@Cleo/{post.pk}")
    assert "fountain money" not in answer.content.decode()


def test_the_proposer_may_not_decide(proposed: Any, ola: Any) -> None:
    with pytest.raises(SamePerson):
        takedowns.approve_takedown(by=ola, takedown_id=proposed.pk, at=clock.now())
    with pytest.raises(SamePerson):
        takedowns.reject_takedown(by=ola, takedown_id=proposed.pk, reason="No.", at=clock.now())


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ops_takedown SET decided_by_id = proposed_by_id, decided_at = now()",
        "UPDATE ops_takedown SET state = 'approved'",
        "UPDATE ops_takedown SET state = 'effective', effective_at = now()",
        "UPDATE ops_takedown SET decided_by_id = proposed_by_id",
    ],
)
def test_the_database_refuses_too(proposed: Any, statement: str) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        connection.cursor().execute(statement)


def test_the_database_refuses_a_proposal_born_approved(proposed: Any) -> None:
    columns = [f.column for f in Takedown._meta.fields if f.column != "id"]
    kept = ", ".join(
        {"ref": "'T-x'", "state": "'approved'", "post_id": "post_id + 1"}.get(c, c) for c in columns
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        connection.cursor().execute(
            f"INSERT INTO ops_takedown ({', '.join(columns)}) SELECT {kept} FROM ops_takedown"  # noqa: S608
        )


def test_triage_decides_nothing(receipt: Any, proposed: Any, trudi: Any, wanted: Any) -> None:
    at = clock.now()
    with pytest.raises(RoleNotEnough):
        takedowns.approve_takedown(by=trudi, takedown_id=proposed.pk, at=at)
    with pytest.raises(RoleNotEnough):
        takedowns.propose_takedown(by=trudi, source=receipt.notice, wanted=wanted, at=at)
    with pytest.raises(RoleNotEnough):
        cases.reject_notice(by=trudi, notice_id=receipt.notice.pk, reason="No.", at=at)


def test_decided_once(proposed: Any, omar: Any, ola: Any) -> None:
    takedowns.approve_takedown(by=omar, takedown_id=proposed.pk, at=clock.now())
    with pytest.raises(AlreadyDecided):
        takedowns.reject_takedown(by=omar, takedown_id=proposed.pk, reason="No.", at=clock.now())
    with pytest.raises(AlreadyDecided):
        takedowns.withdraw_takedown(by=ola, takedown_id=proposed.pk, reason="No.", at=clock.now())


def test_approval_is_a_durable_fact(proposed: Any, omar: Any) -> None:
    before = OutboxEntry.objects.count()
    takedowns.approve_takedown(by=omar, takedown_id=proposed.pk, at=clock.now())
    assert OutboxEntry.objects.count() == before + 1


def test_a_worker_alone_carries_it_out(cast: Any, post: Any, proposed: Any, omar: Any) -> None:
    """No commit hook runs here: only the outbox is delivered."""
    takedowns.approve_takedown(by=omar, takedown_id=proposed.pk, at=clock.now())
    assert not _is_hidden(cast.agora, post)
    events.deliver_due()
    assert _is_hidden(cast.agora, post)


def test_delivered_twice_is_one_measure(cast: Any, effective: Any) -> None:
    told = Communication.objects.count()
    for _ in range(2):
        carry_out(takedown_id=effective.pk, at=clock.now())
    assert len(_measures(cast.agora)) == 1
    assert Communication.objects.count() == told


def test_crash_between_measure_and_record(
    cast: Any, proposed: Any, omar: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    takedowns.approve_takedown(by=omar, takedown_id=proposed.pk, at=clock.now())
    with monkeypatch.context() as broken:
        broken.setattr("ops.actions.carrying._record_takedown", _crash)
        with pytest.raises(KeyboardInterrupt):
            carry_out(takedown_id=proposed.pk, at=clock.now())
    proposed.refresh_from_db()
    assert proposed.state == State.APPROVED
    assert len(_measures(cast.agora)) == 1
    events.deliver_due()
    proposed.refresh_from_db()
    assert proposed.state == State.EFFECTIVE
    assert len(_measures(cast.agora)) == 1


def _crash(*_args: object, **_more: object) -> None:
    raise KeyboardInterrupt


def test_failure_shows_and_can_be_tried_again(
    cast: Any, post: Any, proposed: Any, omar: Any, monkeypatch: Any, ops_page: Any, settled: Any
) -> None:
    def away(*_args: object, **_more: object) -> None:
        raise ConnectionError("the square does not answer")

    takedowns.approve_takedown(by=omar, takedown_id=proposed.pk, at=clock.now())
    with monkeypatch.context() as broken:
        broken.setattr(reach, "restrict", away)
        with pytest.raises(ConnectionError):
            carry_out(takedown_id=proposed.pk, at=clock.now())
    page = ops_page.get(f"/takedowns/{proposed.ref}").content.decode()
    assert "the square does not answer" in page
    assert "Try again" in page
    assert ops_page.get("/takedowns?tab=failed").content.decode().count(proposed.ref)
    with settled():
        ops_page.post(f"/takedowns/{proposed.ref}/retry")
    proposed.refresh_from_db()
    assert (proposed.state, proposed.failure, proposed.attempts) == (State.EFFECTIVE, "", 2)
    assert _acts(f"takedown:{proposed.ref}")[2:] == [
        "takedown.failed",
        "takedown.retried",
        "takedown.effective",
    ]


def test_a_failed_one_can_be_set_aside(
    proposed: Any, ola: Any, omar: Any, monkeypatch: Any, receipt: Any, wanted: Any
) -> None:
    def gone(*_args: object, **_more: object) -> None:
        raise NothingToRestrict

    takedowns.approve_takedown(by=omar, takedown_id=proposed.pk, at=clock.now())
    with monkeypatch.context() as broken:
        broken.setattr(reach, "restrict", gone)
        carry_out(takedown_id=proposed.pk, at=clock.now())
    takedowns.withdraw_takedown(by=ola, takedown_id=proposed.pk, reason="Gone.", at=clock.now())
    assert Notice.objects.get().state == Notice.State.RECEIVED
    takedowns.propose_takedown(by=ola, source=receipt.notice, wanted=wanted, at=clock.now())


def test_setting_aside_leaves_nothing_behind(
    cast: Any, post: Any, proposed: Any, ola: Any, omar: Any, monkeypatch: Any
) -> None:
    """The square took the measure, but the answer was lost on the way."""
    restrict = reach.restrict

    def half(*args: Any, **more: Any) -> None:
        restrict(*args, **more)
        raise ConnectionError

    takedowns.approve_takedown(by=omar, takedown_id=proposed.pk, at=clock.now())
    with monkeypatch.context() as broken:
        broken.setattr(reach, "restrict", half)
        with pytest.raises(ConnectionError):
            carry_out(takedown_id=proposed.pk, at=clock.now())
    assert _is_hidden(cast.agora, post)
    takedowns.withdraw_takedown(
        by=ola, takedown_id=proposed.pk, reason="We give this up.", at=clock.now()
    )
    events.deliver_due()
    assert not _is_hidden(cast.agora, post)


def test_evidence_is_kept_with_its_fingerprint(proposed: Any) -> None:
    from ops.queries.takedowns import evidence_is_unchanged

    assert proposed.evidence["text"] == "The mayor stole the fountain money."
    assert proposed.evidence["member_handle"] == "Cleo"
    proposed.refresh_from_db()
    assert evidence_is_unchanged(proposed)


def test_one_takedown_a_post(receipt: Any, proposed: Any, omar: Any, wanted: Any) -> None:
    with pytest.raises(MeasureStands):
        takedowns.propose_takedown(by=omar, source=receipt.notice, wanted=wanted, at=clock.now())


def test_nothing_to_restrict(receipt: Any, ola: Any, wanted: Any) -> None:
    import dataclasses

    nowhere = dataclasses.replace(wanted, post_id=1)
    with pytest.raises(NothingToRestrict):
        takedowns.propose_takedown(by=ola, source=receipt.notice, wanted=nowhere, at=clock.now())


def test_rejected_the_case_is_open_again(proposed: Any, omar: Any, receipt: Any) -> None:
    takedowns.reject_takedown(
        by=omar, takedown_id=proposed.pk, reason="It is opinion.", at=clock.now()
    )
    assert Notice.objects.get().state == Notice.State.RECEIVED


def test_a_notice_is_rejected_with_reasons(
    receipt: Any, omar: Any, browser_of: Any, settled: Any
) -> None:
    with settled():
        cases.reject_notice(
            by=omar, notice_id=receipt.notice.pk, reason="It states an opinion.", at=clock.now()
        )
    page = browser_of("apex").get(receipt.path).content.decode()
    assert "not to act" in page
    assert "It states an opinion." in page
    assert "Article 21" in page


def test_not_while_a_measure_is_proposed(receipt: Any, proposed: Any, omar: Any) -> None:
    with pytest.raises(StillOpen):
        cases.reject_notice(by=omar, notice_id=receipt.notice.pk, reason="No.", at=clock.now())


def test_a_closed_notice_takes_no_proposal(receipt: Any, omar: Any, ola: Any, wanted: Any) -> None:
    cases.reject_notice(by=omar, notice_id=receipt.notice.pk, reason="No.", at=clock.now())
    with pytest.raises(AlreadyDecided):
        takedowns.propose_takedown(by=ola, source=receipt.notice, wanted=wanted, at=clock.now())


def test_every_notice_about_the_post_is_answered(
    file: Any, proposed: Any, omar: Any, settled: Any, cast: Any, address: str
) -> None:
    other = file(name="Nils Neighbour", email="nils@example.org").notice
    half = file(addresses=f"{address}\n{cast.agora.url}/@Cleo/77").notice
    with settled():
        takedowns.approve_takedown(by=omar, takedown_id=proposed.pk, at=clock.now())
    for notice in (other, half):
        notice.refresh_from_db()
        assert notice.communications.count() == 2
        # The second address of the other one names a post that never was.
        assert notice.state == Notice.State.ACTED


def test_a_notice_stays_open_for_its_other_posts(
    cast: Any, file: Any, address: str, ola: Any, omar: Any, wanted: Any, settled: Any
) -> None:
    from squares.posts.actions.publish import Draft, publish_post

    with inside(cast.agora):
        other = publish_post(
            by=cast.cleo, draft=Draft(text="And the bench too.", language="en"), at=clock.now()
        )
    notice = file(addresses=f"{address}\n{cast.agora.url}/@Cleo/{other.pk}").notice
    first = takedowns.propose_takedown(by=ola, source=notice, wanted=wanted, at=clock.now())
    with settled():
        takedowns.approve_takedown(by=omar, takedown_id=first.pk, at=clock.now())
    notice.refresh_from_db()
    assert notice.state == Notice.State.RECEIVED
    assert "still looking" in notice.communications.order_by("-id")[0].text


def test_a_later_notice_is_answered_with_the_standing_takedown(
    effective: Any, file: Any, ops_page: Any
) -> None:
    late = file().notice
    assert late.state == Notice.State.RECEIVED
    page = ops_page.get(f"/notices/{late.ref}").content.decode()
    assert "Answer with this takedown" in page
    answer = ops_page.post(f"/notices/{late.ref}/conclude", {"takedown": effective.ref})
    assert answer.status_code == 302
    late.refresh_from_db()
    assert late.state == Notice.State.ACTED


def test_lifting_takes_two_as_well(
    cast: Any, post: Any, effective: Any, ola: Any, omar: Any, settled: Any, receipt: Any
) -> None:
    lift = lifts.propose_lift(
        by=omar, takedown_id=effective.pk, reason="The court saw it otherwise.", at=clock.now()
    )
    with pytest.raises(SamePerson):
        lifts.approve_lift(by=omar, lift_id=lift.pk, at=clock.now())
    with pytest.raises(IntegrityError), transaction.atomic():
        connection.cursor().execute(
            "UPDATE ops_lift SET decided_by_id = proposed_by_id, decided_at = now(),"
            " state = 'approved'"
        )
    assert _is_hidden(cast.agora, post)
    with settled():
        lifts.approve_lift(by=ola, lift_id=lift.pk, at=clock.now())
    effective.refresh_from_db()
    assert effective.state == State.LIFTED
    assert not _is_hidden(cast.agora, post)
    told = receipt.notice.communications.order_by("-id")[0].text
    assert "The court saw it otherwise." in told


def test_taken_down_again_after_a_lift(
    cast: Any,
    post: Any,
    effective: Any,
    ola: Any,
    omar: Any,
    settled: Any,
    file: Any,
    wanted: Any,
) -> None:
    lift = lifts.propose_lift(
        by=omar, takedown_id=effective.pk, reason="We were wrong there.", at=clock.now()
    )
    with settled():
        lifts.approve_lift(by=ola, lift_id=lift.pk, at=clock.now())
    again = takedowns.propose_takedown(by=ola, source=file().notice, wanted=wanted, at=clock.now())
    with settled():
        takedowns.approve_takedown(by=omar, takedown_id=again.pk, at=clock.now())
    assert _is_hidden(cast.agora, post)


def test_one_lift_at_a_time(effective: Any, omar: Any, ola: Any) -> None:
    lifts.propose_lift(by=omar, takedown_id=effective.pk, reason="Wrong.", at=clock.now())
    with pytest.raises(AlreadyDecided):
        lifts.propose_lift(by=ola, takedown_id=effective.pk, reason="Wrong.", at=clock.now())
