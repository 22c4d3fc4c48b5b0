"""Apps introduce themselves, act for themselves, and give tokens back."""

import base64

import pytest

from api_client import app_of, visitor
from squares.clients.models import Application
from tenants.context import inside

NEW = {"client_name": "Testpilot", "redirect_uris": "urn:ietf:wg:oauth:2.0:oob", "scopes": "read"}


def register(nobody, **more):
    return nobody.post("/api/v1/apps", NEW | more)


def test_register_answers_every_field(nobody) -> None:
    body = register(nobody, website="https://client.example", scopes="read write push").json()
    assert set(body) == {
        "id", "name", "website", "scopes", "redirect_uri", "redirect_uris", "vapid_key",
        "client_id", "client_secret", "client_secret_expires_at",
    }  # fmt: skip
    assert body["scopes"] == ["read", "write", "push"]
    assert body["redirect_uris"] == ["urn:ietf:wg:oauth:2.0:oob"]
    assert body["client_secret_expires_at"] == 0


def test_redirects_as_lines_or_list(nobody, cast) -> None:
    lines = register(nobody, redirect_uris="a://b\nhttps://c.example/d").json()
    listed = register(nobody, redirect_uris=["a://b", "https://c.example/d"]).json()
    assert lines["redirect_uris"] == listed["redirect_uris"] == ["a://b", "https://c.example/d"]
    assert lines["redirect_uri"] == "a://b\nhttps://c.example/d"
    with inside(cast.agora):
        kept = Application.objects.get(key=lines["client_id"])
        assert lines["client_secret"] not in kept.secret_hash


@pytest.mark.parametrize(
    "wrong",
    [
        {"client_name": ""},
        {"client_name": "x" * 61},
        {"redirect_uris": ""},
        {"redirect_uris": "javascript:alert(1)"},
        {"redirect_uris": "no-scheme"},
        {"redirect_uris": "https://"},
        {"redirect_uris": "https://a.example/#fragment"},
        {"scopes": "read everything"},
        {"website": "javascript:alert(1)"},
        {"website": "not an address"},
    ],
)
def test_what_an_app_may_not_say(nobody, wrong) -> None:
    answer = register(nobody, **wrong)
    assert answer.status_code == 422
    assert answer.json()["error"].startswith("Validation failed: ")


def test_an_apps_name_turns_no_words_around(nobody) -> None:
    """It stands in the sentence by which a member decides."""
    named = register(nobody, client_name=" Test\u202e\npilot\x07 ").json()["name"]
    assert named == "Test pilot"
    assert register(nobody, client_name="\u202e").status_code == 422


def test_an_app_acts_for_itself(nobody) -> None:
    made = register(nobody).json()
    body = {
        "grant_type": "client_credentials",
        "client_id": made["client_id"],
        "client_secret": made["client_secret"],
        "scope": "read",
    }
    got = nobody.client.post("/oauth/token", body, headers=nobody._headers())
    nobody.token = got.json()["access_token"]
    mine = nobody.get("/api/v1/apps/verify_credentials").json()
    assert mine["name"] == "Testpilot"
    assert "client_secret" not in mine
    nobody.token = ""
    assert nobody.post("/oauth/token", body | {"scope": "write"}).json()["error"] == "invalid_scope"
    assert nobody.post("/oauth/token", body | {"client_secret": ""}).status_code == 401


def test_an_app_for_itself_holds_only_its_latest_tokens(nobody, cast, monkeypatch) -> None:
    monkeypatch.setattr("squares.clients.actions.OWN_TOKENS", 2)
    app = register(nobody).json()
    ask = {key: app[key] for key in ("client_id", "client_secret")}
    ask["grant_type"] = "client_credentials"
    tokens = [nobody.post("/oauth/token", ask).json()["access_token"] for _ in range(3)]
    answers = []
    for nobody.token in tokens:
        answers.append(nobody.get("/api/v1/apps/verify_credentials").status_code)
    assert answers == [401, 200, 200]


def test_an_app_may_say_who_it_is_by_http_basic(nobody) -> None:
    made = register(nobody).json()
    pair = base64.b64encode(f"{made['client_id']}:{made['client_secret']}".encode()).decode()
    body = {"grant_type": "client_credentials"}
    assert nobody.post("/oauth/token", body, Authorization=f"Basic {pair}").status_code == 200
    for broken in ("Basic", "Basic x", "Basic \xff", f"Basic {pair[:-4]}"):
        assert nobody.post("/oauth/token", body, Authorization=broken).status_code == 401


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ({}, "invalid_request"),
        ({"grant_type": "password", "username": "a", "password": "b"}, "unsupported_grant_type"),
        ({"grant_type": "refresh_token"}, "unsupported_grant_type"),
        ({"grant_type": "authorization_code"}, "invalid_grant"),
    ],
)
def test_other_grants(nobody, body, error) -> None:
    made = register(nobody).json()
    known = {"client_id": made["client_id"], "client_secret": made["client_secret"]}
    answer = nobody.post("/oauth/token", known | body)
    assert answer.json()["error"] == error
    assert answer.json()["error_description"]


def test_the_stand_for_test_suites_takes_a_password(nobody, cast, settings) -> None:
    from cast import PASSWORD

    settings.OAUTH_PASSWORD_GRANT = True
    made = register(nobody).json()
    body = {
        "grant_type": "password",
        "client_id": made["client_id"],
        "client_secret": made["client_secret"],
        "username": "cleo@example.org",
        "password": PASSWORD,
        "scope": "read",
    }
    nobody.token = nobody.post("/oauth/token", body).json()["access_token"]
    mine = nobody.get("/api/v1/accounts/verify_credentials")
    assert mine.json()["username"] == "Cleo"
    nobody.token = ""
    wrong = nobody.post("/oauth/token", body | {"password": "wrong"})
    assert (wrong.status_code, wrong.json()["error"]) == (400, "invalid_grant")


def test_giving_back(cast, nobody) -> None:
    made = register(nobody).json()
    known = {"client_id": made["client_id"], "client_secret": made["client_secret"]}
    body = known | {"grant_type": "client_credentials"}
    token = nobody.post("/oauth/token", body).json()["access_token"]
    others = app_of(cast.agora, cast.cleo).token
    refused = nobody.post("/oauth/revoke", known | {"token": others})
    assert (refused.status_code, refused.json()["error"]) == (403, "unauthorized_client")
    assert nobody.post("/oauth/revoke", {"token": token}).status_code == 401
    for _ in range(2):
        answer = nobody.post("/oauth/revoke", known | {"token": token})
        assert (answer.status_code, answer.json()) == (200, {})
    nobody.token = token
    assert nobody.get("/api/v1/apps/verify_credentials").status_code == 401


def test_metadata(nobody, cast) -> None:
    body = nobody.get("/.well-known/oauth-authorization-server").json()
    assert body["issuer"] == f"{cast.agora.url}/"
    assert body["code_challenge_methods_supported"] == ["S256"]
    assert body["grant_types_supported"] == ["authorization_code", "client_credentials"]
    assert {"read", "write:statuses", "admin:read:reports", "profile"} <= set(
        body["scopes_supported"]
    )


def test_userinfo(cast) -> None:
    app = app_of(cast.agora, cast.cleo, ("profile",))
    body = app.get("/oauth/userinfo").json()
    assert body["preferred_username"] == "Cleo"
    assert body["iss"] == cast.agora.url
    assert app_of(cast.agora, cast.cleo, ("write",)).get("/oauth/userinfo").status_code == 403
    assert visitor(cast.agora).get("/oauth/userinfo").status_code == 401


@pytest.mark.parametrize("name", ["client_id", "client_secret", "code", "redirect_uri", "token"])
def test_what_no_database_takes_is_merely_wrong(nobody, name) -> None:
    made = register(nobody).json()
    body = {
        "grant_type": "authorization_code",
        "client_id": made["client_id"],
        "client_secret": made["client_secret"],
        "token": "x",
    }
    for path in ("/oauth/token", "/oauth/revoke"):
        assert nobody.post(path, body | {name: "a\0b"}).status_code in {200, 400, 401}
