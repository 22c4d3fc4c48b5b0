"""Who may notify, and whose notifications wait to be let in."""

import re

import pytest

from squares.notifications.actions.policy import change_policy
from squares.notifications.rules import Kind, Reception
from talk_cast import NOON, say
from tenants.context import inside

MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")


class TestPolicy:
    PATH = "/api/v2/notifications/policy"

    def test_shown_and_changed(self, cleo, cast, tell):
        before = cleo.get(self.PATH).json()
        assert before == {
            "for_not_following": "accept",
            "for_not_followers": "accept",
            "for_new_accounts": "accept",
            "for_private_mentions": "accept",
            "for_limited_accounts": "filter",
            "summary": {"pending_requests_count": 0, "pending_notifications_count": 0},
        }
        changed = {"for_not_following": "filter", "for_new_accounts": "drop"}
        after = cleo.patch(self.PATH, changed).json()
        assert after == before | changed
        tell(Kind.FOLLOW, cast.eli)
        summary = {"pending_requests_count": 1, "pending_notifications_count": 1}
        assert cleo.get(self.PATH).json() == after | {"summary": summary}
        assert cleo.form(self.PATH, {"for_new_accounts": "accept"}, "put").json() == (
            after | {"summary": summary, "for_new_accounts": "accept"}
        )

    def test_what_it_cannot_be(self, cleo):
        assert cleo.patch(self.PATH, {"for_not_following": "shout"}).status_code == 422
        assert cleo.get(self.PATH).json()["for_not_following"] == "accept"


class TestRequests:
    PATH = "/api/v1/notifications/requests"

    @pytest.fixture(autouse=True)
    def choosy(self, cast):
        with inside(cast.agora):
            change_policy(by=cast.cleo, at=NOON, not_following=Reception.FILTER)

    def test_every_field(self, cleo, cast, tell):
        with inside(cast.agora):
            said = say(cast.eli, "@Cleo good morning")
        tell(Kind.MENTION, cast.eli, post=said)
        tell(Kind.FOLLOW, cast.eli)
        (shown,) = cleo.get(self.PATH).json()
        assert set(shown) == {
            *("id", "created_at", "updated_at", "notifications_count", "account", "last_status")
        }
        assert (shown["id"], shown["account"]["id"]) == (str(cast.eli.pk), str(cast.eli.pk))
        assert shown["notifications_count"] == "2"
        assert shown["last_status"]["id"] == str(said.pk)
        assert MOMENT.fullmatch(shown["created_at"])
        assert cleo.get(f"{self.PATH}/{cast.eli.pk}").json() == shown

    def test_accepted_and_dismissed(self, cleo, eli, cast, tell, crowd):
        for who in (cast.eli, *crowd[:4]):
            tell(Kind.FOLLOW, who)
        one = f"{self.PATH}/{cast.eli.pk}"
        assert [eli.post(f"{one}/{act}").status_code for act in ("accept", "dismiss")] == [404] * 2
        assert cleo.post(f"{one}/accept").json() == {}
        assert cleo.post(f"{one}/accept").status_code == 404
        assert cleo.post(f"{self.PATH}/{crowd[0].pk}/dismiss").json() == {}
        ids = [str(crowd[1].pk), str(crowd[2].pk), "77"]
        assert cleo.post(f"{self.PATH}/accept", {"id": ids}).json() == {}
        assert cleo.form(f"{self.PATH}/dismiss", {"id[]": [str(crowd[3].pk)]}).json() == {}
        assert cleo.get(f"{self.PATH}/merged").json() == {"merged": True}
        assert cleo.get(self.PATH).json() == []
        heard = [n["account"]["acct"] for n in cleo.get("/api/v1/notifications").json()]
        assert heard == ["fan2", "fan1", "Eli"]

    def test_pages_are_linked(self, cleo, tell, crowd):
        for who in crowd[:3]:
            tell(Kind.FOLLOW, who)
        first = cleo.get(self.PATH, limit=2)
        assert [r["account"]["acct"] for r in first.json()] == ["fan2", "fan1"]
        older = re.search(r"max_id=(\d+)", first["Link"])[1]
        rest = cleo.get(self.PATH, limit=2, max_id=older).json()
        assert [r["account"]["acct"] for r in rest] == ["fan0"]

    def test_a_page_costs_the_same(self, cleo, cast, tell, crowd, costs_the_same):
        def tell_from(who):
            with inside(cast.agora):
                said = say(who, "@Cleo good morning")
            tell(Kind.MENTION, who, post=said)

        tell_from(cast.eli)
        costs_the_same(lambda: cleo.get(self.PATH), more=lambda: [tell_from(who) for who in crowd])
