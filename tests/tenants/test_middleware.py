"""Which host leads where, and what a square shows that cannot be entered."""

import pytest
from django.test import Client

from tenants import middleware
from tenants.models.domain import Domain
from tenants.models.square import Square

LONG_AGO = "2026-01-01T00:00Z"


def _get(host, path="/", **headers):
    return Client(headers={"host": host} | headers).get(path)


def _be(square, **fields):
    Square.objects.filter(pk=square.pk).update(**fields)
    middleware.forget_hosts()


def _site(response):
    request = response.wsgi_request
    return request.site, request.square


@pytest.mark.parametrize(
    "host",
    [
        "agora.localhost",
        "AGORA.localhost",
        "agora.localhost.",
        "agora.localhost:8000",
        "Agora.Localhost.:80",
    ],
)
def test_host_in_any_spelling_leads_into_its_square(agora, host):
    assert _site(_get(host, "/about")) == ("square", agora)


@pytest.mark.parametrize(
    "host", ["localhost", "LOCALHOST:8000", "localhost.", "127.0.0.1:8000", "[::1]:8000"]
)
def test_apex(db, host):
    response = _get(host)
    assert response.status_code == 200
    assert _site(response) == ("apex", None)


def test_what_is_too_long_for_a_name_leads_nowhere_and_is_not_kept_in_mind(agora):
    host = f"{'x' * 254}.localhost"
    assert _get(host, "/api/v1/instance").status_code == 404
    assert host not in middleware._remembered


def test_this_machine_may_lead_into_a_square(agora, settings):
    """On a stand, where the square has this machine's name for its own."""
    Domain.objects.create(
        host="localhost", square=agora, token="", added_at=LONG_AGO, verified_at=LONG_AGO
    )
    _be(agora, primary_host="localhost")
    settings.APEX_HOST, settings.LOOPBACK_HOST = "apex.localhost", "localhost"
    for host in ("localhost:3000", "127.0.0.1:3000", "[::1]:3000"):
        response = _get(host, "/about")
        assert (response.status_code, _site(response)) == (200, ("square", agora))
    assert middleware.square_for("127.0.0.1") == agora


def test_ops(db):
    assert _site(_get("ops.localhost", "/account/login/")) == ("ops", None)


def test_www_leads_to_the_apex(db):
    response = _get("www.localhost", "/squares?language=fr")
    assert response.status_code == 301
    assert response["Location"] == "http://localhost:8000/squares?language=fr"


@pytest.mark.parametrize(
    "host", ["nowhere.localhost", "a.agora.localhost", "evil.example", "10.0.0.1"]
)
def test_unknown_host_says_so(db, host):
    response = _get(host)
    assert response.status_code == 404
    assert host in response.content.decode()


@pytest.mark.parametrize("host", ["", "a b", "agora.localhost/x", "agora..localhost", "<script>"])
def test_nonsense_is_refused_without_a_fault(db, host):
    response = _get(host)
    assert response.status_code in {400, 404}
    assert b"<script>" not in response.content.replace(b"<script src", b"").replace(
        b"<script type", b""
    )


def test_unknown_host_speaks_the_browsers_language(db):
    assert 'lang="de"' in _get("nowhere.localhost", **{"accept-language": "de"}).content.decode()


@pytest.mark.parametrize(
    ("state", "status", "retry"),
    [("suspended", 503, "3600"), ("closed", 410, None), ("founding", 503, "3600")],
)
def test_door_is_shut_in_the_squares_language(agora, state, status, retry):
    _be(agora, state=state, language="ar")
    response = _get("agora.localhost", "/", **{"accept-language": "de"})
    assert response.status_code == status
    assert response.get("Retry-After") == retry
    assert response["Content-Language"] == "ar"
    assert 'dir="rtl"' in response.content.decode()
    assert "no-store" in response["Cache-Control"]


def test_square_that_is_being_built_says_when_to_look_again(agora):
    _be(agora, built_at=None, state="founding")
    response = _get("agora.localhost", "/about")
    assert (response.status_code, response["Retry-After"]) == (503, "2")


@pytest.mark.parametrize("state", ["open", "read_only", "closing"])
def test_door_is_open(agora, state):
    _be(agora, state=state)
    assert _get("agora.localhost", "/about").status_code == 200


def test_read_only_square_says_so_on_its_pages(agora):
    _be(agora, state="read_only", state_reason="Until Monday, while we move.")
    assert "Until Monday, while we move." in _get("agora.localhost", "/about").content.decode()


def test_first_people_enter_before_it_opens(agora, cast, browser_of):
    _be(agora, state="founding")
    assert _get("agora.localhost", "/join").status_code == 200
    assert _get("agora.localhost", "/account/login/").status_code == 200
    agora.state = "founding"
    assert browser_of(agora, cast.ada).get("/about").status_code == 200
    assert browser_of(agora).get("/about").status_code == 503


def test_own_domain_leads_in_once_it_is_verified(agora):
    domain = Domain.objects.create(
        host="talk.example.org", square=agora, token="t0ken", added_at=LONG_AGO
    )
    assert _get("talk.example.org").status_code == 404
    domain.verified_at = LONG_AGO
    domain.save()
    middleware.forget_hosts()
    assert _site(_get("talk.example.org", "/about")) == ("square", agora)
    assert _site(_get("Talk.Example.org.:443", "/about")) == ("square", agora)


def test_host_answers_its_token_before_it_is_verified(agora):
    Domain.objects.create(host="talk.example.org", square=agora, token="t0ken", added_at=LONG_AGO)
    response = _get("talk.example.org", "/.well-known/town-squares")
    assert (response.status_code, response.content) == (200, b"t0ken")
    assert _get("other.example.org", "/.well-known/town-squares").status_code == 404


def test_pages_move_to_the_own_domain_and_programs_stay(agora):
    Domain.objects.create(
        host="talk.example.org", square=agora, token="t", added_at=LONG_AGO, verified_at=LONG_AGO
    )
    _be(agora, primary_host="talk.example.org")
    response = _get("agora.localhost", "/about?x=1")
    assert response.status_code == 302
    assert response["Location"] == "http://talk.example.org:8000/about?x=1"
    assert _get("talk.example.org", "/about").status_code == 200
    assert _get("agora.localhost", "/api/v1/instance").status_code != 302
    assert Client(headers={"host": "agora.localhost"}).post("/join").status_code != 302


def test_host_is_remembered_for_a_moment_and_asked_for_once(agora, django_assert_num_queries):
    middleware.forget_hosts()
    with django_assert_num_queries(1):
        middleware.square_for("agora.localhost")
    with django_assert_num_queries(0):
        assert middleware.square_for("agora.localhost") == agora


def test_memory_is_bounded(db, monkeypatch):
    monkeypatch.setattr(middleware, "REMEMBER_HOSTS", 3)
    for number in range(10):
        middleware.square_for(f"x{number}.localhost")
    assert len(middleware._remembered) <= 3
