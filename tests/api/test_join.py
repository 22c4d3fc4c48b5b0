"""Joining by an app: the token comes at once and works once one is in."""

import pytest
from django.core import mail

from accounts.models import User
from api_client import app_of
from commons import clock
from squares.members.actions.joining import confirm_member
from squares.members.models import Member
from tenants.context import inside
from tenants.models.square import Square

NEW = {
    "username": "Nora",
    "email": "nora@example.org",
    "password": "correct horse battery",
    "agreement": True,
    "locale": "de-AT",
}


@pytest.fixture
def app(cast):
    return app_of(cast.agora, None, ("read", "write"))


def test_join_and_confirm(app, cast, settled) -> None:
    with settled():
        answer = app.post("/api/v1/accounts", NEW)
    assert answer.status_code == 200, answer.content
    app.token = answer.json()["access_token"]
    waits = app.get("/api/v1/accounts/verify_credentials")
    assert waits.json()["error"] == "Your login is missing a confirmed e-mail address"
    assert [letter.to for letter in mail.outbox] == [["nora@example.org"]]
    assert cast.agora.host in mail.outbox[0].body
    with inside(cast.agora):
        member = Member.objects.get(handle="Nora")
        assert (member.state, member.language) == ("unconfirmed", "de")
        with settled():
            confirm_member(user_id=member.user_id, at=clock.now())
    assert app.get("/api/v1/accounts/verify_credentials").json()["username"] == "Nora"


@pytest.mark.parametrize(
    ("wrong", "field", "code"),
    [
        ({"username": "cleo"}, "username", "ERR_TAKEN"),
        ({"username": "admin"}, "username", "ERR_RESERVED"),
        ({"username": "no blanks"}, "username", "ERR_INVALID"),
        ({"username": ""}, "username", "ERR_INVALID"),
        ({"email": "cleo@example.org"}, "email", "ERR_TAKEN"),
        ({"email": "nonsense"}, "email", "ERR_INVALID"),
        ({"password": "short"}, "password", "ERR_TOO_SHORT"),
        ({"agreement": False}, "agreement", "ERR_ACCEPTED"),
    ],
)
def test_what_is_wrong_is_told_by_field(app, cast, wrong, field, code) -> None:
    answer = app.post("/api/v1/accounts", NEW | wrong)
    assert answer.status_code == 422
    body = answer.json()
    assert body["error"].startswith("Validation failed: ")
    assert body["details"][field][0]["error"] == code
    assert body["details"][field][0]["description"]
    with inside(cast.agora):
        assert not Member.objects.filter(handle="Nora").exists()
        assert not User.objects.filter(email="nora@example.org").exists()


def test_where_moderators_decide_a_reason_is_wanted(app, cast) -> None:
    Square.objects.filter(pk=cast.agora.pk).update(registration="approval")
    from tenants import middleware

    middleware.forget_hosts()
    answer = app.post("/api/v1/accounts", NEW)
    assert answer.json()["details"]["reason"][0]["error"] == "ERR_BLANK"
    assert app.post("/api/v1/accounts", NEW | {"reason": "I bake."}).status_code == 200


@pytest.mark.parametrize("how", ["invitation", "read_only"])
def test_where_nobody_may_join(app, cast, how) -> None:
    from tenants import middleware

    change = {"registration": how} if how == "invitation" else {"state": how}
    Square.objects.filter(pk=cast.agora.pk).update(**change)
    middleware.forget_hosts()
    answer = app.post("/api/v1/accounts", NEW)
    assert answer.status_code in {403, 503}
    with inside(cast.agora):
        assert not User.objects.filter(email="nora@example.org").exists()


def test_who_may_not(cast, nobody, cleo) -> None:
    assert nobody.post("/api/v1/accounts", NEW).status_code == 401
    assert cleo.post("/api/v1/accounts", NEW).status_code == 401
    reader = app_of(cast.agora, None, ("read",))
    assert reader.post("/api/v1/accounts", NEW).status_code == 403


def test_five_in_half_an_hour(app) -> None:
    answers = [app.post("/api/v1/accounts", NEW | {"username": ""}) for _ in range(6)]
    assert [a.status_code for a in answers] == [422] * 5 + [429]
