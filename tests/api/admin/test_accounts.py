"""Members by a moderator's app: listed, let in, restricted, freed; with rule and facts, as always."""

import pytest

from accounts.models import User
from api_client import app_of
from commons import audit, clock
from squares.charter.queries import rules_in_force
from squares.members.models import Member
from squares.moderation.actions.report import open_case, report_member, report_post
from squares.moderation.models.case import Case
from squares.moderation.models.measure import Measure, StatementOfReasons
from squares.moderation.models.report import Report
from talk_cast import say, state
from tenants.context import inside

V1, V2 = "/api/v1/admin/accounts", "/api/v2/admin/accounts"
FACTS = "You followed a neighbour home and wrote about it."


@pytest.fixture
def mila(agora):
    with inside(agora):
        user = User.objects.create_user("mila@example.org", "correct horse battery")
        return Member.objects.create(
            user=user,
            handle="Mila",
            handle_key="mila",
            skeleton="mila",
            state="pending",
            join_reason="I live round the corner.",
            joined_at=clock.now(),
        )


@pytest.fixture
def report(cast, agora):
    """Eli reported Cleo, under the first rule."""
    with inside(agora):
        made = report_member(
            by=cast.eli,
            member=cast.cleo,
            rule_id=rules_in_force()[0].id,
            comment="Follows me.",
            at=clock.now(),
        )
        return made.report


def handles(answer):
    return [each["username"] for each in answer.json()]


def state_of(agora, member):
    with inside(agora):
        assert audit.verify()[1] is None
        return Member.objects.get(pk=member.pk).state


class TestReading:
    def test_every_field(self, ben, cast, mila):
        told = ben.get(f"{V1}/{mila.pk}").json()
        assert told.pop("account")["acct"] == "Mila"
        assert told.pop("created_at").endswith("Z")
        assert told == {
            "id": str(mila.pk),
            "username": "Mila",
            "domain": None,
            "email": "",  # whoever joins is promised that nobody here sees it
            "ip": None,
            "ips": [],
            "locale": "en",
            "invite_request": "I live round the corner.",
            "role": {
                "id": "-99",
                "name": "",
                "color": "",
                "permissions": "0",
                "highlighted": False,
                "collection_limit": 0,
            },
            "confirmed": True,
            "approved": False,
            "disabled": False,
            "silenced": False,
            "suspended": False,
            "sensitized": False,
            "created_by_application_id": None,
            "invited_by_account_id": None,
        }

    def test_everyone_newest_first(self, ben, mila):
        answer = ben.get(V1)
        assert handles(answer) == ["Mila", "Eli", "Cleo", "Ben", "Ada"]
        assert "mila@example.org" not in answer.content.decode()

    @pytest.mark.parametrize(
        ("asked", "found"),
        [
            ({"pending": "true"}, ["Mila"]),
            ({"silenced": "1"}, ["Eli"]),
            ({"active": "true"}, ["Eli", "Cleo", "Ben", "Ada"]),
            ({"pending": "true", "silenced": "true"}, ["Mila", "Eli"]),
            ({"suspended": "true"}, []),
            ({"disabled": "true"}, []),
            ({"staff": "true"}, ["Ben", "Ada"]),
            ({"remote": "true"}, []),
            ({"local": "true", "username": "CL"}, ["Cleo"]),
            ({"display_name": "eo"}, ["Cleo"]),
            ({"email": "cleo@example.org"}, []),
            ({"ip": "127.0.0.1"}, []),
        ],
    )
    def test_sought_in_the_old_way(self, ben, cast, agora, mila, asked, found):
        with inside(agora):
            state(cast.eli, "silenced")
        assert handles(ben.get(V1, **asked)) == found

    @pytest.mark.parametrize(
        ("asked", "found"),
        [
            ({"status": "pending"}, ["Mila"]),
            ({"status": "active", "origin": "local"}, ["Eli", "Cleo", "Ben", "Ada"]),
            ({"origin": "remote"}, []),
            ({"permissions": "staff"}, ["Ben", "Ada"]),
            ({"role_ids[]": "3"}, ["Ada"]),
            ({"role_ids[]": "17"}, []),
            ({"by_domain": "elsewhere.example"}, []),
        ],
    )
    def test_sought_in_the_new_way(self, ben, mila, asked, found):
        assert handles(ben.get(V2, **asked)) == found

    def test_nonsense_is_refused(self, ben):
        assert ben.get(V2, status="sleepy").status_code == 422
        assert ben.get(V1, limit="many").status_code == 422
        assert ben.get(f"{V1}/1").status_code == 404

    def test_page_by_page(self, ben, mila):
        first = ben.get(V1, limit=2)
        assert handles(first) == ["Mila", "Eli"]
        assert 'rel="next"' in first["Link"]
        older = first["Link"].split("max_id=")[1].split(">")[0]
        assert handles(ben.get(V1, limit=2, max_id=older)) == ["Cleo", "Ben"]

    def test_whoever_left_is_gone(self, ben, cast, agora):
        with inside(agora):
            state(cast.eli, "gone")
        assert "Eli" not in handles(ben.get(V1))
        assert ben.get(f"{V1}/{cast.eli.pk}").status_code == 404

    def test_it_costs_the_same(self, ben, agora, costs_the_same):
        def more():
            with inside(agora):
                for n in range(19):
                    Member.objects.create(
                        handle=f"m{n}", handle_key=f"m{n}", skeleton=f"m{n}", joined_at=clock.now()
                    )

        costs_the_same(lambda: ben.get(V1), more=more)


class TestTheDoor:
    def test_letting_in(self, ben, agora, mila):
        told = ben.post(f"{V1}/{mila.pk}/approve").json()
        assert told["approved"] is True
        assert state_of(agora, mila) == "active"
        assert ben.post(f"{V1}/{mila.pk}/approve").status_code == 403

    def test_not_letting_in(self, ben, agora, mila, settled, mailoutbox):
        with settled():
            told = ben.post(f"{V1}/{mila.pk}/reject").json()
        assert told["approved"] is False
        assert state_of(agora, mila) == "refused"
        assert "gave no reason" in mailoutbox[0].body

    def test_who_is_in_is_not_decided_upon(self, ben, cast):
        for deed in ("approve", "reject"):
            answer = ben.post(f"{V1}/{cast.cleo.pk}/{deed}")
            assert (answer.status_code, answer.json()["error"]) == (
                403,
                "This action is not allowed",
            )

    def test_nobody_is_erased_by_others(self, ben, cast, agora):
        assert ben.delete(f"{V1}/{cast.cleo.pk}").status_code == 403
        assert ben.delete(f"{V1}/1").status_code == 404
        assert state_of(agora, cast.cleo) == "active"


class TestRestricting:
    @pytest.mark.parametrize(
        ("kind", "after", "undo", "flag"),
        [
            ("silence", "silenced", "unsilence", "silenced"),
            ("suspend", "suspended", "unsuspend", "suspended"),
        ],
    )
    def test_under_the_rule_of_a_report(self, ben, cast, agora, report, kind, after, undo, flag):
        body = {"type": kind, "report_id": str(report.pk), "text": FACTS}
        assert ben.post(f"{V1}/{cast.cleo.pk}/action", body).json() == {}
        assert state_of(agora, cast.cleo) == after
        with inside(agora):
            statement = StatementOfReasons.objects.get()
            assert (statement.facts, statement.rule_id) == (FACTS, report.rule_id)
            assert Case.objects.get().state == "resolved"
        told = ben.post(f"{V1}/{cast.cleo.pk}/{undo}").json()
        assert told[flag] is False
        assert state_of(agora, cast.cleo) == "active"
        assert ben.post(f"{V1}/{cast.cleo.pk}/{undo}").status_code == 200

    def test_under_the_rule_that_waits_in_the_case(self, ben, cast, agora, report):
        body = {"type": "silence", "text": FACTS}
        assert ben.post(f"{V1}/{cast.cleo.pk}/action", body).status_code == 200
        with inside(agora):
            assert StatementOfReasons.objects.get().rule_id == report.rule_id

    def test_the_report_of_a_post_will_do(self, ben, cast, agora):
        with inside(agora):
            made = report_post(
                by=cast.eli,
                post=say(cast.cleo),
                rule_id=rules_in_force()[0].id,
                comment="",
                at=clock.now(),
            )
        body = {"type": "suspend", "report_id": made.report.pk, "text": FACTS}
        assert ben.post(f"{V1}/{cast.cleo.pk}/action", body).status_code == 200
        assert state_of(agora, cast.cleo) == "suspended"

    @pytest.mark.parametrize(
        "body",
        [
            {"type": "silence", "text": "rude"},
            {"type": "silence"},
            {"type": "disable", "text": FACTS},
            {"type": "sensitive", "text": FACTS},
            {"type": "dance", "text": FACTS},
            {"type": "none", "text": FACTS},
            {"text": FACTS},
        ],
    )
    def test_not_without_facts_and_not_otherwise(self, ben, cast, agora, report, body):
        answer = ben.post(f"{V1}/{cast.cleo.pk}/action", body)
        assert (answer.status_code, "error" in answer.json()) == (422, True)
        with inside(agora):
            assert not Measure.objects.exists()

    def test_not_without_a_rule(self, ben, cast, agora):
        body = {"type": "silence", "text": FACTS}
        assert ben.post(f"{V1}/{cast.cleo.pk}/action", body).status_code == 422
        with inside(agora):
            open_case(by=cast.ben, member=cast.cleo, post=None, at=clock.now())
        assert ben.post(f"{V1}/{cast.cleo.pk}/action", body).status_code == 422
        assert state_of(agora, cast.cleo) == "active"

    def test_not_by_a_report_about_another(self, ben, cast, agora, report):
        body = {"type": "silence", "text": FACTS, "report_id": report.pk}
        assert ben.post(f"{V1}/{cast.eli.pk}/action", body).status_code == 422
        body["report_id"] = 1
        assert ben.post(f"{V1}/{cast.cleo.pk}/action", body).status_code == 404

    def test_not_those_above(self, ben, cast, agora, report):
        with inside(agora):
            Report.objects.filter(pk=report.pk).update(reporter=cast.cleo)
            Case.objects.update(member=cast.ada)
        body = {"type": "silence", "text": FACTS, "report_id": report.pk}
        assert ben.post(f"{V1}/{cast.ada.pk}/action", body).status_code == 403
        assert state_of(agora, cast.ada) == "active"

    def test_none_keeps_what_was_reported(self, ben, cast, agora, report):
        body = {"type": "none", "report_id": report.pk, "text": "Nothing came of it, I asked."}
        assert ben.post(f"{V1}/{cast.cleo.pk}/action", body).status_code == 200
        with inside(agora):
            assert Case.objects.get().state == "kept"

    def test_what_is_never_done_is_undone_at_once(self, ben, cast):
        for deed in ("enable", "unsensitive"):
            assert ben.post(f"{V1}/{cast.cleo.pk}/{deed}").json()["username"] == "Cleo"


_WAYS = [
    ("get", V1, "admin:read:accounts"),
    ("get", V2, "admin:read:accounts"),
    ("get", V1 + "/{cleo}", "admin:read:accounts"),
    ("post", V1 + "/{mila}/approve", "admin:write:accounts"),
    ("post", V1 + "/{mila}/reject", "admin:write:accounts"),
    ("delete", V1 + "/{cleo}", "admin:write:accounts"),
    ("post", V1 + "/{cleo}/action", "admin:write:accounts"),
    ("post", V1 + "/{cleo}/enable", "admin:write:accounts"),
    ("post", V1 + "/{cleo}/unsilence", "admin:write:accounts"),
    ("post", V1 + "/{cleo}/unsuspend", "admin:write:accounts"),
    ("post", V1 + "/{cleo}/unsensitive", "admin:write:accounts"),
]


@pytest.mark.parametrize(("method", "path", "scope"), _WAYS)
def test_only_those_who_run_the_square(nobody, cleo, dov, cast, agora, mila, method, path, scope):
    path = path.format(cleo=cast.cleo.pk, mila=mila.pk)
    assert getattr(nobody, method)(path).status_code == 401
    answer = getattr(cleo, method)(path)
    assert (answer.status_code, answer.json()) == (403, {"error": "This action is not allowed"})
    assert getattr(dov, method)(path).status_code == 403
    plain = app_of(agora, cast.ben, ("read", "write"))
    outside = getattr(plain, method)(path)
    assert outside.json()["error"] == "This action is outside the authorized scopes"
    assert state_of(agora, mila) == "pending"


@pytest.mark.parametrize(("method", "path", "scope"), _WAYS[2:])
def test_not_in_another_square(cast, agora, mila, method, path, scope):
    fay = app_of(cast.forum, cast.fay, (scope,))
    path = path.format(cleo=cast.cleo.pk, mila=mila.pk)
    assert getattr(fay, method)(path).status_code == 404
    assert state_of(agora, mila) == "pending"
