"""Finding people by an app: many at once, by name, in the directory, by suggestion."""

from datetime import date

import pytest

from api_client import app_of
from commons import clock
from commons.remember import forget
from squares.members.models import Member
from squares.relationships.discovery import WELL_READ_KEY
from talk_cast import follow, state
from tenants.context import inside


def names(answer):
    assert answer.status_code == 200, answer.content
    return [account["username"] for account in answer.json()]


def change(cast, who, **columns):
    with inside(cast.agora):
        Member.objects.filter(pk=who.pk).update(**columns)


def crowd(cast, number):
    with inside(cast.agora):
        for n in range(number):
            key = f"crowd{number}x{n}"
            Member.objects.create(
                handle=key,
                handle_key=key,
                skeleton=key,
                joined_at=clock.now(),
                posted_on=clock.now().date(),
            )
        forget(WELL_READ_KEY)


def test_several_at_once(nobody, cast) -> None:
    query = {"id[]": [cast.eli.pk, cast.dov.pk, cast.ada.pk, 7, cast.eli.pk]}
    assert names(nobody.get("/api/v1/accounts", **query)) == ["Eli", "Ada"]
    with inside(cast.agora):
        state(cast.eli, "suspended")
    assert names(nobody.get("/api/v1/accounts", **query)) == ["Ada"]
    assert nobody.get("/api/v1/accounts").json() == []
    assert nobody.get("/api/v1/accounts", **{"id[]": "x"}).status_code == 422
    assert nobody.get("/api/v1/accounts", **{"id[]": 2**64}).json() == []


def test_by_name(cleo, cast) -> None:
    path = "/api/v1/accounts/search"
    change(cast, cast.ben, name="Eli's brother", followers_count=9)
    assert names(cleo.get(path, q="eli")) == ["Eli", "Ben"]
    assert names(cleo.get(path, q="@ELI")) == ["Eli", "Ben"]
    assert names(cleo.get(path, q=f"eli@{cast.agora.host}")) == ["Eli", "Ben"]
    assert cleo.get(path, q="eli@elsewhere.example", resolve="true").json() == []
    assert names(cleo.get(path, q="eli", limit=1, offset=1)) == ["Ben"]
    assert cleo.get(path, q="eli", following="true").json() == []
    with inside(cast.agora):
        follow(cast.cleo, cast.ben)
    assert names(cleo.get(path, q="eli", following="true")) == ["Ben"]
    assert cleo.get(path, q="").json() == cleo.get(path, q="dov").json() == []
    assert cleo.get(path, q="e" * 5000, offset=-3, limit=-1).json() == []
    assert cleo.get(path, q="e", limit="many").status_code == 422


@pytest.mark.parametrize("acct", ["eli", "ELI", "@Eli", "eli@{host}", "Eli@{shown}"])
def test_by_handle(nobody, cast, acct) -> None:
    shown = cast.agora.url.partition("//")[2]
    acct = acct.format(host=cast.agora.host, shown=shown)
    assert nobody.get("/api/v1/accounts/lookup", acct=acct).json()["acct"] == "Eli"


@pytest.mark.parametrize("acct", ["", "dov", "eli@elsewhere.example", "e li", "@"])
def test_by_a_handle_that_nobody_has(nobody, acct) -> None:
    assert nobody.get("/api/v1/accounts/lookup", acct=acct).status_code == 404


def test_the_directory(nobody, cleo, cast) -> None:
    path = "/api/v1/directory"
    change(cast, cast.ben, posted_on=date(2026, 5, 1))
    assert names(nobody.get(path)) == ["Ben", "Eli", "Cleo", "Ada"]
    assert names(nobody.get(path, order="new")) == ["Eli", "Cleo", "Ben", "Ada"]
    assert names(nobody.get(path, order="sideways", local="true", limit=1)) == ["Ben"]
    assert names(nobody.get(path, offset=3, limit=500)) == ["Ada"]
    change(cast, cast.eli, discoverable=False)
    assert "Eli" not in names(nobody.get(path))
    cleo.post(f"/api/v1/accounts/{cast.ada.pk}/block")
    assert names(cleo.get(path)) == ["Ben", "Cleo"]
    assert nobody.get(path, offset=10**40).status_code in {200, 422}


def test_suggestions(cleo, cast) -> None:
    with inside(cast.agora):
        follow(cast.cleo, cast.ada)
        follow(cast.ada, cast.ben)
    change(cast, cast.eli, posted_on=clock.now().date())
    ben, eli = cleo.get("/api/v2/suggestions").json()
    assert (ben["source"], ben["sources"]) == ("past_interactions", ["friends_of_friends"])
    assert (eli["source"], eli["sources"]) == ("global", ["most_followed"])
    assert [ben["account"]["acct"], eli["account"]["acct"]] == ["Ben", "Eli"]
    plain = cleo.get("/api/v1/suggestions", limit=1)
    assert names(plain) == ["Ben"]
    assert "Deprecation" in plain
    for number in (cast.ben.pk, cast.ben.pk, cast.dov.pk, cast.cleo.pk):
        answer = cleo.delete(f"/api/v1/suggestions/{number}")
        assert (answer.status_code, answer.json()) == (200, {})
    assert names(cleo.get("/api/v1/suggestions")) == ["Eli"]


@pytest.mark.parametrize(
    "path",
    [
        "/api/v1/accounts/search?q=crowd",
        "/api/v1/directory",
        "/api/v2/suggestions",
        "/api/v1/suggestions",
    ],
)
def test_it_costs_the_same(cleo, cast, costs_the_same, path) -> None:
    crowd(cast, 1)
    costs_the_same(lambda: cleo.get(path), more=lambda: crowd(cast, 19))
    assert len(cleo.get(path).json()) >= 20


@pytest.mark.parametrize(
    ("way", "scope"),
    [
        ("get /api/v1/accounts/search", "read:accounts"),
        ("get /api/v1/suggestions", "read"),
        ("get /api/v2/suggestions", "read"),
        ("delete /api/v1/suggestions/5", "read"),
    ],
)
def test_who_may_not(nobody, cast, way, scope) -> None:
    method, path = way.split()
    assert getattr(nobody, method)(path).status_code == 401
    app = app_of(cast.agora, cast.cleo, ("read:lists", "write"))
    assert getattr(app, method)(path).status_code == 403
    assert getattr(app_of(cast.agora, None), method)(path).status_code == 401
    assert getattr(app_of(cast.agora, cast.cleo, (scope,)), method)(path).status_code == 200


def test_a_token_without_the_scope_reads_no_accounts_either(cast) -> None:
    app = app_of(cast.agora, cast.cleo, ("write",))
    assert app.get("/api/v1/accounts").status_code == 403
