"""A member lets an app act for them: asked in words, answered to the app, taken back."""

import base64
import hashlib
import re
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core import mail

from api_client import app_of, visitor
from commons import clock
from squares.clients.actions import Registered, register_app
from squares.clients.models import AccessToken
from talk_cast import state
from tenants.context import inside

SCHEME = "testpilot://callback"
WEB = "https://client.example/callback?x=1"
OOB = "urn:ietf:wg:oauth:2.0:oob"
BARE = "icecubesapp://"
VERIFIER = "a-verifier-of-forty-three-characters-or-more"
CHALLENGE = (
    base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()
)


@pytest.fixture
def app(cast) -> Registered:
    with inside(cast.agora):
        return register_app(
            name="Testpilot",
            website="https://client.example",
            redirect_uris=[SCHEME, WEB, OOB, BARE],
            wanted=("read", "write", "follow"),
            at=clock.now(),
        )


def query(app: Registered, **more: str) -> dict[str, str]:
    return {
        "response_type": "code",
        "client_id": app.application.key,
        "redirect_uri": SCHEME,
        "scope": "read write",
        "state": "s t",
    } | more


def ask(browser, app: Registered, answer: str = "allow", **more: str):
    from urllib.parse import urlencode

    address = f"/oauth/authorize?{urlencode(query(app, **more))}"
    return browser.post(address, {"answer": answer})


def token(square, app: Registered, code: str, **more: str):
    body = {
        "grant_type": "authorization_code",
        "client_id": app.application.key,
        "client_secret": app.secret,
        "redirect_uri": SCHEME,
        "code": code,
    }
    return visitor(square).post("/oauth/token", body | more)


def code_in(response) -> str:
    assert response.status_code == 302, response.content.decode()
    return parse_qs(urlsplit(response["Location"]).query)["code"][0]


def test_a_visitor_signs_in_first_and_comes_back(browser_of, cast, app) -> None:
    answer = browser_of(cast.agora).get("/oauth/authorize", query(app))
    assert answer.status_code == 302
    assert answer["Location"].startswith("/account/login/?next=%2Foauth%2Fauthorize%3F")


def test_the_page_says_who_asks_for_what(browser_of, cast, app) -> None:
    page = browser_of(cast.agora, cast.cleo).get("/oauth/authorize/", query(app))
    text = page.content.decode()
    assert page.status_code == 200
    for words in ("Testpilot", "client.example", "@Cleo", "Write, change and delete"):
        assert words in text
    assert "form-action 'self' testpilot:" in page["Content-Security-Policy"]
    assert page["X-Frame-Options"] == "DENY"
    assert "no-store" in page["Cache-Control"]
    german = browser_of(cast.agora, cast.cleo).get("/oauth/authorize", query(app, lang="de"))
    assert 'lang="de"' in german.content.decode()


def test_all_the_way_to_a_token(browser_of, cast, app) -> None:
    answer = ask(browser_of(cast.agora, cast.cleo), app)
    there = urlsplit(answer["Location"])
    assert answer["Location"].startswith("testpilot://callback?")
    assert parse_qs(there.query)["state"] == ["s t"]
    got = token(cast.agora, app, code_in(answer))
    body = got.json()
    assert got.status_code == 200
    assert body["token_type"] == "Bearer"
    assert body["scope"] == "read write"
    assert isinstance(body["created_at"], int)
    mine = visitor(cast.agora)
    mine.token = body["access_token"]
    assert mine.get("/api/v1/accounts/verify_credentials").json()["username"] == "Cleo"


def test_a_code_is_good_once_and_its_second_use_ends_the_token(browser_of, cast, app) -> None:
    code = code_in(ask(browser_of(cast.agora, cast.cleo), app))
    mine = visitor(cast.agora)
    mine.token = token(cast.agora, app, code).json()["access_token"]
    again = token(cast.agora, app, code)
    assert (again.status_code, again.json()["error"]) == (400, "invalid_grant")
    assert mine.get("/api/v1/accounts/verify_credentials").status_code == 401


def test_a_code_is_one_apps_for_one_address_in_one_square(browser_of, cast, app) -> None:
    browser = browser_of(cast.agora, cast.cleo)
    with inside(cast.agora):
        other = register_app(name="Other", redirect_uris=[SCHEME], wanted=("read",), at=clock.now())
    code = code_in(ask(browser, app))
    assert token(cast.agora, other, code).json()["error"] == "invalid_grant"
    assert token(cast.agora, app, code, redirect_uri=WEB).json()["error"] == "invalid_grant"
    assert token(cast.forum, app, code).json()["error"] == "invalid_client"
    assert token(cast.agora, app, "nonsense").json()["error"] == "invalid_grant"
    wrong = token(cast.agora, app, code, client_secret="wrong")
    assert (wrong.status_code, wrong.json()["error"]) == (401, "invalid_client")
    assert token(cast.agora, app, code).status_code == 200


def test_a_proof_key_is_asked_for_where_one_was_given(browser_of, cast, app) -> None:
    browser = browser_of(cast.agora, cast.cleo)
    more = {"code_challenge": CHALLENGE, "code_challenge_method": "S256"}
    code = code_in(ask(browser, app, **more))
    assert token(cast.agora, app, code).json()["error"] == "invalid_grant"
    assert token(cast.agora, app, code, code_verifier="other").json()["error"] == "invalid_grant"
    assert token(cast.agora, app, code, code_verifier=VERIFIER).status_code == 200


def test_a_proof_for_which_no_challenge_came_is_refused(browser_of, cast, app) -> None:
    """Somebody took the challenge off the app's address; RFC 9700, section 2.1.1."""
    code = code_in(ask(browser_of(cast.agora, cast.cleo), app))
    answer = token(cast.agora, app, code, code_verifier=VERIFIER)
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_grant")


def test_a_scheme_with_nothing_behind_it_stays_as_it_was_registered(browser_of, cast, app) -> None:
    answer = ask(browser_of(cast.agora, cast.cleo), app, redirect_uri=BARE)
    assert answer["Location"].startswith("icecubesapp://?code=")


def test_refusing(browser_of, cast, app) -> None:
    answer = ask(browser_of(cast.agora, cast.cleo), app, answer="refuse")
    assert parse_qs(urlsplit(answer["Location"]).query)["error"] == ["access_denied"]
    shown = ask(browser_of(cast.agora, cast.cleo), app, answer="refuse", redirect_uri=OOB)
    assert "got nothing" in shown.content.decode()


def test_out_of_band_shows_the_code(browser_of, cast, app) -> None:
    page = ask(browser_of(cast.agora, cast.cleo), app, redirect_uri=OOB)
    text = page.content.decode()
    code = text.split('value="', 2)[1].split('"')[0] if 'id="code"' not in text else ""
    code = code or text.split('id="code"')[1].split('value="')[1].split('"')[0]
    assert token(cast.agora, app, code, redirect_uri=OOB).status_code == 200


def test_an_address_with_a_query_keeps_it(browser_of, cast, app) -> None:
    answer = ask(browser_of(cast.agora, cast.cleo), app, redirect_uri=WEB)
    assert answer["Location"].startswith("https://client.example/callback?x=1&code=")


@pytest.mark.parametrize(
    "wrong",
    [
        {"client_id": "nobody"},
        {"client_id": "a\0b"},
        {"redirect_uri": "https://evil.example/"},
        {"redirect_uri": "testpilot://callback/further"},
        {"redirect_uri": ""},
    ],
)
def test_nobody_is_sent_to_a_strange_address(browser_of, cast, app, wrong) -> None:
    for answer in (
        browser_of(cast.agora, cast.cleo).get("/oauth/authorize", query(app, **wrong)),
        ask(browser_of(cast.agora, cast.cleo), app, **wrong),
    ):
        assert answer.status_code == 400
        assert "Location" not in answer


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"scope": "read admin:write"}, "invalid_scope"),
        ({"scope": "everything"}, "invalid_scope"),
        ({"code_challenge": CHALLENGE}, "invalid_request"),
        ({"code_challenge": CHALLENGE, "code_challenge_method": "plain"}, "invalid_request"),
        ({"code_challenge": "short", "code_challenge_method": "S256"}, "invalid_request"),
        ({"code_challenge": "é" * 43, "code_challenge_method": "S256"}, "invalid_request"),
    ],
)
def test_other_faults_are_told_to_the_app(browser_of, cast, app, wrong, code) -> None:
    answer = browser_of(cast.agora, cast.cleo).get("/oauth/authorize", query(app, **wrong))
    there = parse_qs(urlsplit(answer["Location"]).query)
    assert there["error"] == [code]
    assert there["state"] == ["s t"]


def test_force_login_forgets_who_is_signed_in(browser_of, cast, app) -> None:
    browser = browser_of(cast.agora, cast.cleo)
    answer = browser.get("/oauth/authorize", query(app, force_login="true"))
    assert "force_login" not in answer["Location"]
    again = browser.get(answer["Location"])
    assert again["Location"].startswith("/account/login/")


def test_who_waits_lets_no_app_in(browser_of, cast, app) -> None:
    with inside(cast.agora):
        state(cast.cleo, "pending")
    assert ask(browser_of(cast.agora, cast.cleo), app).status_code == 403


def test_a_foreign_form_gets_nothing(cast, app) -> None:
    from urllib.parse import urlencode

    from django.test import Client

    browser = Client(enforce_csrf_checks=True, headers={"host": cast.agora.host})
    with inside(cast.agora):
        browser.force_login(cast.cleo.user)
    answer = browser.post(f"/oauth/authorize?{urlencode(query(app))}", {"answer": "allow"})
    assert answer.status_code == 403


def test_the_settings_list_apps_and_take_back(browser_of, cast, app, settled) -> None:
    browser = browser_of(cast.agora, cast.cleo)
    mine = visitor(cast.agora)
    mine.token = token(cast.agora, app, code_in(ask(browser, app))).json()["access_token"]
    mine.get("/api/v1/timelines/home")
    page = browser.get("/settings/apps").content.decode()
    assert "Testpilot" in page
    assert "last used" in page
    path = f"/settings/apps/{app.application.pk}/revoke"
    assert browser_of(cast.agora, cast.eli).post(path).status_code == 404
    assert browser_of(cast.agora).post(path).status_code == 302
    with settled():
        assert browser.post(path).status_code == 302
    assert mine.get("/api/v1/timelines/home").status_code == 401
    assert "Testpilot can no longer act" in browser.get("/settings/apps").content.decode()


def test_the_list_costs_the_same(browser_of, cast, app, costs_the_same) -> None:
    from squares.clients.actions import issue_token

    browser = browser_of(cast.agora, cast.cleo)

    def more() -> None:
        with inside(cast.agora):
            for n in range(10):
                other = register_app(
                    name=f"App {n}", redirect_uris=[SCHEME], wanted=("read",), at=clock.now()
                )
                issue_token(
                    application=other.application,
                    member=cast.cleo,
                    wanted=("read",),
                    at=clock.now(),
                )

    more()
    costs_the_same(lambda: browser.get("/settings/apps"), more=more)


def test_who_leaves_leaves_no_token(cast, app, settled) -> None:
    from commons import events
    from squares.clients.actions import issue_token
    from squares.members.actions.standing import leave

    with inside(cast.agora):
        issue_token(application=app.application, member=cast.cleo, wanted=("read",), at=clock.now())
        with settled():
            leave(member=cast.cleo, at=clock.now())
            events.deliver_due()
        assert not AccessToken.objects.filter(member_id=cast.cleo.pk).exists()


def test_a_reset_password_ends_what_apps_may(browser_of, cast, settled) -> None:
    mine, others = app_of(cast.agora, cast.cleo), app_of(cast.agora, cast.eli)
    visitor_here = browser_of(cast.agora)
    with settled():
        visitor_here.post("/account/password/reset/", {"email": "cleo@example.org"})
    letter = re.search(r"https?://[^/\s]+(/account/password/reset/key/\S+)", mail.outbox[-1].body)
    form = visitor_here.get(letter[1])["Location"]
    assert mine.get("/api/v1/timelines/home").status_code == 200
    new = "another battery of horses"
    with settled():
        visitor_here.post(form, {"password1": new, "password2": new})
    assert mine.get("/api/v1/timelines/home").status_code == 401
    assert others.get("/api/v1/timelines/home").status_code == 200
