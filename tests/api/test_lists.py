"""Lists by an app: made, filled, read."""

import pytest

from api_client import app_of
from commons import clock
from squares.members.models import Member
from squares.relationships.models import ListEntry
from talk_cast import follow, say
from tenants.context import inside

WAYS = [
    ("get", "", "read:lists"),
    ("put", "", "write:lists"),
    ("delete", "", "write:lists"),
    ("get", "/accounts", "read:lists"),
    ("post", "/accounts", "write:lists"),
    ("delete", "/accounts", "write:lists"),
]


@pytest.fixture
def bakers(cleo, cast):
    with inside(cast.agora):
        follow(cast.cleo, cast.ada)
        follow(cast.cleo, cast.eli)
    return cleo.post("/api/v1/lists", {"title": "Bakers"}).json()["id"]


def names(answer):
    return [account["username"] for account in answer.json()]


def test_a_list_is_made_changed_and_given_up(cleo, bakers) -> None:
    plain = {"id": bakers, "title": "Bakers", "replies_policy": "list", "exclusive": False}
    path = f"/api/v1/lists/{bakers}"
    assert cleo.get(path).json() == plain
    assert cleo.get("/api/v1/lists").json() == [plain]
    changed = cleo.form(path, {"title": "Ovens", "exclusive": "true"}, "put").json()
    assert changed == {**plain, "title": "Ovens", "exclusive": True}
    changed = cleo.put(path, {"replies_policy": "none"}).json()
    assert changed == {**plain, "title": "Ovens", "exclusive": True, "replies_policy": "none"}
    assert cleo.get(path).json() == changed
    answer = cleo.delete(path)
    assert (answer.status_code, answer.json()) == (200, {})
    assert cleo.get(path).status_code == cleo.delete(path).status_code == 404


@pytest.mark.parametrize(
    "wrong",
    [{"title": ""}, {"title": "x" * 101}, {"title": "x", "replies_policy": "some"}, {"title": []}],
)
def test_a_list_that_cannot_be(cleo, bakers, wrong) -> None:
    assert cleo.post("/api/v1/lists", wrong).status_code == 422
    assert cleo.put(f"/api/v1/lists/{bakers}", wrong).status_code == 422
    assert len(cleo.get("/api/v1/lists").json()) == 1


def test_people_come_and_go(cleo, cast, bakers) -> None:
    path = f"/api/v1/lists/{bakers}/accounts"
    both = {"account_ids": [str(cast.ada.pk), str(cast.eli.pk)]}
    assert cleo.post(path, both).json() == {}
    assert names(cleo.get(path)) == ["Eli", "Ada"]
    (holding,) = cleo.get(f"/api/v1/accounts/{cast.ada.pk}/lists").json()
    assert holding["id"] == bakers
    assert cleo.get(f"/api/v1/accounts/{cast.ben.pk}/lists").json() == []
    again = cleo.post(path, {"account_ids": [str(cast.ada.pk)]})
    assert again.status_code == 422
    assert cleo.post(path, {"account_ids": [cast.ben.pk]}).status_code == 404
    assert cleo.post(path, {"account_ids": [cast.dov.pk]}).status_code == 404
    assert cleo.post(path, {"account_ids": ["x"]}).status_code == 422
    assert cleo.delete(f"{path}?account_ids[]={cast.ada.pk}").json() == {}
    assert names(cleo.get(path)) == ["Eli"]
    assert cleo.delete(path, {"account_ids": [cast.eli.pk, cast.ben.pk]}).json() == {}
    assert cleo.get(path).json() == []


def test_people_come_in_pages_or_all_at_once(cleo, cast, bakers, costs_the_same) -> None:
    path = f"/api/v1/lists/{bakers}/accounts"

    def put(number):
        with inside(cast.agora):
            for n in range(number):
                key = f"c{number}x{n}"
                other = Member.objects.create(
                    handle=key, handle_key=key, skeleton=key, joined_at=clock.now()
                )
                follow(cast.cleo, other)
                ListEntry.objects.create(list_id=int(bakers), member=other)

    put(1)
    costs_the_same(lambda: cleo.get(path), more=lambda: put(49))
    first = cleo.get(path)
    assert len(first.json()) == 40
    assert f"max_id={first.json()[-1]['id']}" in first["Link"]
    rest = cleo.get(path, max_id=first.json()[-1]["id"])
    assert len(rest.json()) == 10
    assert 'rel="next"' not in rest["Link"]
    everyone = cleo.get(path, limit=0)
    assert len(everyone.json()) == 50
    assert "Link" not in everyone


def test_what_they_say(cleo, cast, bakers, costs_the_same) -> None:
    cleo.post(f"/api/v1/lists/{bakers}/accounts", {"account_ids": [cast.ada.pk]})
    path = f"/api/v1/timelines/list/{bakers}"
    with inside(cast.agora):
        own = say(cast.ada)
        say(cast.eli)
    assert [status["id"] for status in cleo.get(path).json()] == [str(own.pk)]

    def more():
        with inside(cast.agora):
            for _ in range(24):
                say(cast.ada)

    costs_the_same(lambda: cleo.get(path), more=more)
    first = cleo.get(path)
    assert len(first.json()) == 20
    assert 'rel="next"' in first["Link"]
    assert len(cleo.get(path, max_id=first.json()[-1]["id"]).json()) == 5


def test_an_exclusive_list_keeps_home_free_of_them(cleo, cast, bakers) -> None:
    cleo.post(f"/api/v1/lists/{bakers}/accounts", {"account_ids": [cast.ada.pk]})
    with inside(cast.agora):
        say(cast.ada)
    assert len(cleo.get("/api/v1/timelines/home").json()) == 1
    cleo.put(f"/api/v1/lists/{bakers}", {"exclusive": True})
    assert cleo.get("/api/v1/timelines/home").json() == []


@pytest.mark.parametrize(("method", "rest", "scope"), WAYS)
def test_who_may_not(cast, nobody, eli, cleo, bakers, method, rest, scope) -> None:
    path = f"/api/v1/lists/{bakers}{rest}"
    assert getattr(nobody, method)(path).status_code == 401
    assert getattr(eli, method)(path).status_code == 404
    other = {"read:lists": "write:lists", "write:lists": "read:lists"}[scope]
    app = app_of(cast.agora, cast.cleo, (other, "read:accounts", "write:accounts"))
    assert getattr(app, method)(path).status_code == 403
    assert getattr(cleo, method)(f"/api/v1/lists/x{rest}").status_code == 404
    assert getattr(cleo, method)(f"/api/v1/lists/{2**63}{rest}").status_code == 404


def test_nobody_reads_anothers_list(cast, nobody, eli, bakers) -> None:
    assert eli.get(f"/api/v1/timelines/list/{bakers}").status_code == 404
    assert nobody.get(f"/api/v1/timelines/list/{bakers}").status_code == 401
    assert nobody.get("/api/v1/lists").status_code == 401
    app = app_of(cast.agora, cast.cleo, ("read:statuses",))
    assert app.get(f"/api/v1/timelines/list/{bakers}").status_code == 403
    assert app.post("/api/v1/lists", {"title": "x"}).status_code == 403
