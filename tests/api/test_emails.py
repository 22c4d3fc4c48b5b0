"""The letter that confirms an address, once more or to another address."""

import re

import pytest
from django.core import mail

from api_client import app_of
from squares.members.models import Member
from tenants.context import inside

NEW = {
    "username": "Nora",
    "email": "nroa@example.org",
    "password": "correct horse battery",
    "agreement": True,
}
PATH = "/api/v1/emails/confirmations"


@pytest.fixture
def nora(cast, settled):
    app = app_of(cast.agora, None, ("read", "write"))
    with settled():
        app.token = app.post("/api/v1/accounts", NEW).json()["access_token"]
    mail.outbox.clear()
    return app


def test_once_more(nora, settled) -> None:
    assert nora.get("/api/v1/emails/check_confirmation").json() is False
    with settled():
        answer = nora.post(PATH)
    assert (answer.status_code, answer.json()) == (200, {})
    assert [letter.to for letter in mail.outbox] == [["nroa@example.org"]]


def test_to_another_address(nora, cast, settled) -> None:
    with settled():
        assert nora.post(PATH, {"email": "Nora@example.org"}).status_code == 200
    assert [letter.to for letter in mail.outbox] == [["nora@example.org"]]
    assert nora.post(PATH, {"email": "cleo@example.org"}).status_code == 422
    assert nora.post(PATH, {"email": "nonsense"}).status_code == 422
    with inside(cast.agora):
        assert Member.objects.get(handle="Nora").user.email == "nora@example.org"


def test_not_for_who_is_in_or_nobody(cleo, nobody) -> None:
    assert cleo.get("/api/v1/emails/check_confirmation").json() is True
    assert cleo.post(PATH).status_code == 403
    assert nobody.post(PATH).status_code == 401


def test_five_an_hour(nora) -> None:
    assert [nora.post(PATH).status_code for _ in range(6)] == [200] * 5 + [429]


def test_a_letter_to_the_address_before_shows_nothing_about_the_new_one(
    nora, cast, settled, browser_of
) -> None:
    with settled():
        nora.post(PATH)
        nora.post(PATH, {"email": "somebody-else@example.org"})
    first, second = (re.search(r"https?://[^/]+(/\S+)", letter.body)[1] for letter in mail.outbox)
    browser = browser_of(cast.agora)
    browser.post(first)
    assert nora.get("/api/v1/emails/check_confirmation").json() is False
    browser.post(second)
    assert nora.get("/api/v1/emails/check_confirmation").json() is True


def test_an_address_longer_than_any_is_none(nora) -> None:
    assert nora.post(PATH, {"email": f"{'a' * 250}@example.org"}).status_code == 422


def test_an_address_that_many_name_gets_five_an_hour(cast, settled) -> None:
    answers = []
    for handle in ("Nora", "Nina"):
        app = app_of(cast.agora, None, ("read", "write"))
        own = f"{handle}@example.org"
        with settled():
            joined = app.post("/api/v1/accounts", NEW | {"username": handle, "email": own})
            app.token = joined.json()["access_token"]
        answers += [app.post(PATH, {"email": "ila@example.org"}).status_code for _ in range(3)]
        assert app.post(PATH, {"email": own}).status_code == 200
    assert answers == [200] * 5 + [429]
