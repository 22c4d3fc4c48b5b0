"""Notifications are taken away, one or all."""

from squares.notifications.rules import Kind


class TestClearing:
    def test_one(self, cleo, eli, cast, tell):
        number = tell(Kind.FOLLOW, cast.ben)
        assert eli.get(f"/api/v1/notifications/{number}").status_code == 404
        assert eli.post(f"/api/v1/notifications/{number}/dismiss").status_code == 404
        assert cleo.post(f"/api/v1/notifications/{number}/dismiss").json() == {}
        assert cleo.post(f"/api/v1/notifications/{number}/dismiss").status_code == 404
        assert cleo.get(f"/api/v1/notifications/{number}").status_code == 404

    def test_one_as_of_old(self, cleo, cast, tell):
        number = tell(Kind.FOLLOW, cast.ben)
        answer = cleo.post("/api/v1/notifications/dismiss", {"id": str(number)})
        assert (answer.status_code, answer.json()) == (200, {})
        assert cleo.post("/api/v1/notifications/dismiss").status_code == 422
        assert cleo.get("/api/v1/notifications").json() == []

    def test_several(self, cleo, eli, cast, tell):
        numbers = [tell(Kind.FOLLOW, who) for who in (cast.ada, cast.ben, cast.eli)]
        path = "/api/v1/notifications/destroy_multiple"
        assert eli.delete(path, {"ids": numbers}).json() == {}
        query = "&".join(f"ids[]={number}" for number in [*numbers[:2], 77])
        assert cleo.delete(f"{path}?{query}").json() == {}
        assert [n["id"] for n in cleo.get("/api/v1/notifications").json()] == [str(numbers[2])]

    def test_all(self, cleo, eli, cast, tell):
        tell(Kind.FOLLOW, cast.ben)
        assert eli.post("/api/v1/notifications/clear").json() == {}
        assert len(cleo.get("/api/v1/notifications").json()) == 1
        assert cleo.post("/api/v1/notifications/clear").json() == {}
        assert cleo.get("/api/v1/notifications").json() == []
