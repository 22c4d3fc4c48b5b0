"""Reports by a moderator's app: what is done to one is done to its case."""

import pytest

from api_client import app_of
from commons import audit, clock
from squares.charter.queries import rules_in_force
from squares.moderation.actions.report import open_case, report_member, report_post
from squares.moderation.models.case import Case, CaseNote
from squares.moderation.models.report import Report
from talk_cast import say
from tenants.context import inside

PATH = "/api/v1/admin/reports"


@pytest.fixture
def rule_ids(agora):
    with inside(agora):
        return [rule.id for rule in rules_in_force()]


@pytest.fixture
def report(cast, agora, rule_ids):
    """Eli reported a post of Cleo's."""
    with inside(agora):
        made = report_post(
            by=cast.eli,
            post=say(cast.cleo, "The benches are a disgrace."),
            rule_id=rule_ids[0],
            comment="Rude.",
            at=clock.now(),
        )
        return made.report


def case_of(agora):
    with inside(agora):
        assert audit.verify()[1] is None
        return Case.objects.get()


def test_every_field(ben, report):
    told = ben.get(f"{PATH}/{report.pk}").json()
    assert told.pop("account")["username"] == "Eli"
    assert told.pop("target_account")["username"] == "Cleo"
    (status,) = told.pop("statuses")
    assert "disgrace" in status["content"]
    (rule,) = told.pop("rules")
    assert rule["id"] == str(report.rule_id)
    assert told.pop("created_at") == told.pop("updated_at")
    assert told == {
        "id": str(report.pk),
        "action_taken": False,
        "action_taken_at": None,
        "category": "violation",
        "comment": "Rude.",
        "forwarded": False,
        "assigned_account": None,
        "action_taken_by_account": None,
    }


def test_listed_by_what_is_asked(ben, cast, agora, report):
    with inside(agora):
        other = report_member(
            by=cast.cleo,
            member=cast.eli,
            rule_id=None,
            comment="He reports everything I say.",
            at=clock.now(),
        ).report
    ids = [str(other.pk), str(report.pk)]
    assert [each["id"] for each in ben.get(PATH).json()] == ids
    assert [each["id"] for each in ben.get(PATH, account_id=cast.eli.pk).json()] == ids[1:]
    assert [each["id"] for each in ben.get(PATH, target_account_id=cast.eli.pk).json()] == ids[:1]
    page = ben.get(PATH, limit=1)
    assert f"max_id={ids[0]}" in page["Link"]
    assert [each["id"] for each in ben.get(PATH, max_id=ids[0]).json()] == ids[1:]
    assert ben.get(PATH, resolved="true").json() == []


def test_taken_and_put_back(ben, cast, agora, report):
    told = ben.post(f"{PATH}/{report.pk}/assign_to_self").json()
    assert told["assigned_account"]["username"] == "Ben"
    assert case_of(agora).assigned_to_id == cast.ben.pk
    assert ben.post(f"{PATH}/{report.pk}/unassign").json()["assigned_account"] is None


def test_resolved_and_reopened(ben, cast, agora, report):
    for _ in range(2):
        told = ben.post(f"{PATH}/{report.pk}/resolve").json()
    assert told["action_taken"] is True
    assert told["action_taken_at"].endswith("Z")
    assert told["action_taken_by_account"]["username"] == "Ben"
    assert case_of(agora).state == "kept"
    assert [each["id"] for each in ben.get(PATH, resolved="true").json()] == [str(report.pk)]
    for _ in range(2):
        told = ben.post(f"{PATH}/{report.pk}/reopen").json()
    assert (told["action_taken"], told["action_taken_by_account"]) == (False, None)
    case = case_of(agora)
    assert (case.state, case.closed_at) == ("open", None)
    with inside(agora):
        acts = list(CaseNote.objects.order_by("id").values_list("action", flat=True))
    assert acts == ["kept", "opened"]


def test_not_reopened_beside_another(ben, cast, agora, report):
    ben.post(f"{PATH}/{report.pk}/resolve")
    with inside(agora):
        case = Case.objects.get()
        open_case(by=cast.ada, member=case.member, post=case.post, at=clock.now())
    assert ben.post(f"{PATH}/{report.pk}/reopen").status_code == 422


def test_filed_otherwise(ben, agora, report, rule_ids):
    told = ben.put(f"{PATH}/{report.pk}", {"category": "violation", "rule_ids": [rule_ids[1]]})
    assert [rule["id"] for rule in told.json()["rules"]] == [str(rule_ids[1])]
    told = ben.put(f"{PATH}/{report.pk}", {"category": "spam"}).json()
    assert (told["category"], told["rules"]) == ("spam", [])
    assert ben.put(f"{PATH}/{report.pk}", {"category": "rudeness"}).status_code == 422
    assert ben.put(f"{PATH}/{report.pk}", {"rule_ids": [999_999]}).status_code == 422


def test_nobody_judges_what_they_reported(ben, cast, agora, report):
    with inside(agora):
        Report.objects.filter(pk=report.pk).update(reporter=cast.ben)
    assert ben.post(f"{PATH}/{report.pk}/resolve").status_code == 403
    assert case_of(agora).state == "open"


def test_nobody_sees_reports_about_themselves(ben, cast, agora, report):
    with inside(agora):
        Case.objects.update(member=cast.ben)
    assert ben.get(PATH).json() == []
    for deed in ("assign_to_self", "unassign", "resolve", "reopen"):
        assert ben.post(f"{PATH}/{report.pk}/{deed}").status_code == 404
    assert ben.get(f"{PATH}/{report.pk}").status_code == 404
    assert ben.put(f"{PATH}/{report.pk}", {"category": "spam"}).status_code == 404


_WAYS = [
    ("get", PATH),
    ("get", PATH + "/{id}"),
    ("put", PATH + "/{id}"),
    ("post", PATH + "/{id}/assign_to_self"),
    ("post", PATH + "/{id}/unassign"),
    ("post", PATH + "/{id}/resolve"),
    ("post", PATH + "/{id}/reopen"),
]


@pytest.mark.parametrize(("method", "path"), _WAYS)
def test_only_those_who_run_the_square(nobody, eli, cast, agora, report, method, path):
    path = path.format(id=report.pk)
    assert getattr(nobody, method)(path).status_code == 401
    answer = getattr(eli, method)(path)
    assert (answer.status_code, answer.json()) == (403, {"error": "This action is not allowed"})
    plain = app_of(agora, cast.ben, ("admin:read:accounts", "admin:write:accounts"))
    assert getattr(plain, method)(path).status_code == 403
    if path != PATH:
        assert getattr(app_of(cast.forum, cast.fay), method)(path).status_code == 404
    assert case_of(agora).state == "open"


def test_it_costs_the_same(ben, cast, agora, report, rule_ids, costs_the_same):
    def more():
        with inside(agora):
            for n in range(19):
                report_post(
                    by=cast.eli,
                    post=say(cast.cleo, f"Number {n}, and rude."),
                    rule_id=rule_ids[0],
                    comment="",
                    at=clock.now(),
                )

    costs_the_same(lambda: ben.get(PATH), more=more)
