"""The console's pages: they show what matters, cost the same for many rows, refuse the wrong role."""

from typing import Any

import pytest

from commons import clock
from ops.models.escalation import Escalation
from ops.models.notice import Notice
from ops.models.takedown import State, Takedown


def _text(answer: Any) -> str:
    assert answer.status_code == 200
    return answer.content.decode()


def test_inbox_shows_both_kinds(ops_page: Any, receipt: Any, escalation: Any) -> None:
    page = _text(ops_page.get("/"))
    assert f"/notices/{receipt.notice.ref}" in page
    assert f"/escalations/{escalation.pk}" in page
    notices = _text(ops_page.get("/?tab=notices"))
    assert f"/escalations/{escalation.pk}" not in notices
    assert receipt.notice.ref not in _text(ops_page.get("/?tab=escalations"))
    assert receipt.notice.ref not in _text(ops_page.get("/?tab=closed"))
    assert receipt.notice.ref not in _text(ops_page.get("/?square=forum"))
    assert receipt.notice.ref in _text(ops_page.get("/?square=agora&tab=nonsense"))


def test_inbox_says_what_is_late(ops_page: Any, file: Any) -> None:
    from datetime import timedelta

    from django.db import connection

    notice = file().notice
    connection.cursor().execute("GRANT UPDATE ON ops_notice TO CURRENT_USER")
    Notice.objects.filter(pk=notice.pk).update(due_at=clock.now() - timedelta(hours=1))
    assert "overdue" in _text(ops_page.get("/"))


def test_inbox_costs_the_same(ops_page: Any, file: Any, costs_the_same: Any) -> None:
    file()
    costs_the_same(lambda: ops_page.get("/"), more=lambda: [file() for _ in range(8)])


def test_takedowns_cost_the_same(ops_page: Any, proposed: Any, costs_the_same: Any) -> None:
    def more() -> None:
        for number in range(10):
            proposed.pk = None
            proposed.ref, proposed.post_id = f"T-2026-{number + 500:06d}", number
            proposed._state.adding = True
            proposed.id = 1000 + number
            proposed.save(force_insert=True)

    costs_the_same(lambda: ops_page.get("/takedowns"), more=more)


def test_notice_page(ops_page: Any, receipt: Any) -> None:
    page = _text(ops_page.get(f"/notices/{receipt.notice.ref}"))
    assert "I never stole anything" in page
    assert "The mayor stole the fountain money." in page
    assert "as received" in page
    assert receipt.secret not in page
    assert ops_page.get("/notices/N-2026-999999").status_code == 404


def test_notice_page_costs_the_same(
    ops_page: Any, file: Any, costs_the_same: Any, address: str
) -> None:
    ref = file().notice.ref
    many = file(addresses="\n".join(f"{address}{n}" for n in range(15))).notice.ref
    refs = iter([ref, ref, many, many])
    costs_the_same(lambda: ops_page.get(f"/notices/{next(refs)}"), more=lambda: None)


def test_html_of_a_post_is_only_text(file: Any, ops_page: Any) -> None:
    ref = file(explanation="<script>alert(1)</script> and more words").notice.ref
    page = _text(ops_page.get(f"/notices/{ref}"))
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_proposes_and_the_other_approves(
    ops_page: Any, browser_of: Any, cast: Any, receipt: Any, address: str, settled: Any
) -> None:
    answer = ops_page.post(
        f"/notices/{receipt.notice.ref}/propose",
        {
            "address": address,
            "legal_ground": "§ 186 StGB",
            "facts": "It states a theft as a fact, unproven.",
        },
    )
    takedown = Takedown.objects.get()
    assert answer["Location"] == f"/takedowns/{takedown.ref}"
    own = _text(ops_page.get(f"/takedowns/{takedown.ref}"))
    assert "may not decide your own proposal" in own
    assert "/approve" not in own
    assert ops_page.post(f"/takedowns/{takedown.ref}/approve").status_code == 403
    omar = browser_of("ops", cast.omar)
    assert "Approve: hide the post" in _text(omar.get(f"/takedowns/{takedown.ref}"))
    with settled():
        assert omar.post(f"/takedowns/{takedown.ref}/approve").status_code == 302
    takedown.refresh_from_db()
    assert takedown.state == State.EFFECTIVE
    assert "In effect" in _text(omar.get(f"/takedowns/{takedown.ref}"))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"address": "nowhere"}, "not the address of a post"),
        ({"address": "http://unknown.localhost/@a/1"}, "not the address of a post"),
        ({"address": "http://agora.localhost/@Cleo/1"}, "nothing to restrict"),
        ({"legal_ground": ""}, "required"),
        ({"facts": "bad"}, "one full sentence"),
    ],
)
def test_proposal_that_cannot_be_used(
    ops_page: Any, receipt: Any, address: str, changes: dict[str, str], words: str
) -> None:
    typed = {"address": address, "legal_ground": "§ 1", "facts": "A sentence that explains it."}
    answer = ops_page.post(f"/notices/{receipt.notice.ref}/propose", typed | changes)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Takedown.objects.exists()


def test_rejects_with_a_reason(ops_page: Any, receipt: Any) -> None:
    address = f"/notices/{receipt.notice.ref}/reject"
    assert ops_page.post(address, {"reject-reason": ""}).status_code == 422
    assert ops_page.post(address, {"reject-reason": "It is plainly an opinion."}).status_code == 302
    assert ops_page.post(address, {"reject-reason": "It is plainly an opinion."}).status_code == 422


def test_escalation_page_and_answer(ops_page: Any, escalation: Any) -> None:
    page = _text(ops_page.get(f"/escalations/{escalation.pk}"))
    assert "We think that this breaks the law" in page
    assert "The mayor stole" in page
    address = f"/escalations/{escalation.pk}/answer"
    assert ops_page.post(address, {"answer-text": "x"}).status_code == 422
    typed = {"answer-text": "Please decide by your own rules.", "answer-outcome": "returned"}
    assert ops_page.post(address, typed).status_code == 302
    assert Escalation.objects.get().state == "returned"
    assert ops_page.get("/escalations/999999").status_code == 404


def test_escalation_leads_to_a_proposal(ops_page: Any, escalation: Any, address: str) -> None:
    answer = ops_page.post(
        f"/escalations/{escalation.pk}/propose",
        {"address": address, "legal_ground": "§ 186", "facts": "A sentence that explains it."},
    )
    assert answer["Location"] == f"/takedowns/{Takedown.objects.get().ref}"


def test_triage_sees_but_decides_nothing(
    browser_of: Any, trudi: Any, receipt: Any, proposed: Any, address: str
) -> None:
    client = browser_of("ops", trudi.user)
    assert "takes the role" in _text(client.get(f"/notices/{receipt.notice.ref}"))
    assert client.post(f"/takedowns/{proposed.ref}/approve").status_code == 403
    typed = {"address": address, "legal_ground": "§ 1", "facts": "A sentence that explains it."}
    answer = client.post(f"/notices/{receipt.notice.ref}/propose", typed)
    assert "Reviewer" in answer.content.decode()
    assert answer.status_code == 422


def test_lift_by_the_pages(
    ops_page: Any, browser_of: Any, cast: Any, effective: Any, settled: Any
) -> None:
    address = f"/takedowns/{effective.ref}"
    assert ops_page.post(f"{address}/lift", {"reason": "no"}).status_code == 422
    answer = ops_page.post(f"{address}/lift", {"reason": "The court saw it otherwise."})
    assert answer.status_code == 302
    lift = effective.lifts.get()
    assert ops_page.post(f"{address}/lifts/{lift.pk}/approve").status_code == 403
    assert ops_page.post(f"/takedowns/T-x/lifts/{lift.pk}/approve").status_code == 404
    omar = browser_of("ops", cast.omar)
    assert "Approve: show the post again" in _text(omar.get(address))
    with settled():
        omar.post(f"{address}/lifts/{lift.pk}/approve")
    effective.refresh_from_db()
    assert effective.state == State.LIFTED
    assert "Lifted" in _text(omar.get(address))


def test_withdraw_by_the_page(ops_page: Any, proposed: Any) -> None:
    answer = ops_page.post(
        f"/takedowns/{proposed.ref}/withdraw", {"reason": "I misread the post itself."}
    )
    assert answer.status_code == 302
    proposed.refresh_from_db()
    assert proposed.state == State.WITHDRAWN


@pytest.mark.parametrize("tab", ["waiting", "failed", "effective", "all", "nonsense"])
def test_takedown_tabs(ops_page: Any, proposed: Any, tab: str) -> None:
    shown = proposed.ref in _text(ops_page.get(f"/takedowns?tab={tab}"))
    assert shown == (tab in {"waiting", "all", "nonsense"})


def test_squares(ops_page: Any, cast: Any) -> None:
    page = _text(ops_page.get("/squares"))
    assert "Agora" in page
    assert "Forum" in page
    found = _text(ops_page.get("/squares?q=for&state=open"))
    assert "/squares/agora" not in found
    assert _text(ops_page.get("/squares/agora")).count("Agora Foundation") == 1
    assert ops_page.get("/squares/nowhere").status_code == 404


def test_suspends_and_reopens(ops_page: Any, browser_of: Any, cast: Any, settled: Any) -> None:
    reason = {"reason": "A court ordered it, file 3 O 12/26."}
    assert ops_page.post("/squares/agora/suspend", {"reason": ""}).status_code == 422
    with settled():
        assert ops_page.post("/squares/agora/suspend", reason).status_code == 302
    assert "3 O 12/26" in _text(ops_page.get("/squares/agora"))
    assert ops_page.post("/squares/agora/suspend", reason).status_code == 422
    omar = browser_of("ops", cast.omar)
    assert omar.post("/squares/agora/reopen", reason).status_code == 422
    with settled():
        assert ops_page.post("/squares/agora/reopen", reason).status_code == 302


def test_operators(ops_page: Any) -> None:
    page = _text(ops_page.get("/operators"))
    assert "Ola" in page
    assert "Omar" in page


def test_chain(ops_page: Any, effective: Any) -> None:
    page = _text(ops_page.get("/chain"))
    assert "takedown.effective" in page
    only = _text(ops_page.get(f"/chain?subject=takedown:{effective.ref}"))
    assert "notice.received" not in only
    assert "holds" in _text(ops_page.post("/chain/check"))


@pytest.mark.parametrize(
    "address",
    [
        "/?square=%00&tab=%00",
        "/takedowns?before=99999999999999999999&tab=%00",
        "/squares?q=%00&state=%00",
        "/chain?subject=%00&before=x",
        "/takedowns?before=99999999999999999999&tab=nothing",
        "/?square=nowhere&tab=elsewhere",
    ],
)
def test_odd_questions_are_answered(ops_page: Any, address: str) -> None:
    assert ops_page.get(address).status_code == (400 if "%00" in address else 200)


def test_a_member_can_be_escalated_too(ops_page: Any, cast: Any) -> None:
    at = clock.now()
    found = Escalation.objects.create(
        square=cast.agora,
        case_id=7,
        kind="staff",
        reason="It concerns somebody who runs this square.",
        escalated_by="Ben",
        copy={"member_handle": "Ada", "text": "Moderator of everything."},
        copy_sha256="x",
        received_at=at,
        due_at=at,
    )
    page = _text(ops_page.get(f"/escalations/{found.pk}"))
    assert "Propose a measure" not in page
    assert "Answer the square" in page


def test_nothing_is_cached(ops_page: Any) -> None:
    assert ops_page.get("/")["Cache-Control"] == "no-store"
