"""Who gets into the console: every page, every wrong person."""

from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern

from cast import browser
from ops.urls import urlpatterns

FILLED = {
    "ref": "N-2026-000001",
    "escalation_id": 1,
    "lift_id": 1,
    "slug": "agora",
}
POSTED = {
    "notice_propose",
    "notice_reject",
    "notice_conclude",
    "escalation_propose",
    "escalation_answer",
    "takedown_approve",
    "takedown_reject",
    "takedown_withdraw",
    "takedown_retry",
    "lift_propose",
    "lift_approve",
    "lift_reject",
    "lift_withdraw",
    "lift_retry",
    "square_suspend",
    "square_reopen",
    "chain_check",
}
PAGES = [route for route in urlpatterns if isinstance(route, URLPattern)]


def _visit(client: Client, route: URLPattern) -> Any:
    from django.urls import reverse

    names = route.pattern.converters
    address = reverse(
        f"ops:{route.name}",
        kwargs={name: FILLED[name] for name in names},
        urlconf="townsquares.urls_ops",
    )
    return client.post(address) if route.name in POSTED else client.get(address)


@pytest.fixture(params=PAGES, ids=lambda route: route.name)
def route(request: pytest.FixtureRequest) -> Any:
    return request.param


def test_is_guarded(route: Any) -> None:
    assert route.callback.for_operators


def test_takes_only_its_method(route: Any, ops_page: Client) -> None:
    from django.urls import reverse

    names = {name: FILLED[name] for name in route.pattern.converters}
    address = reverse(f"ops:{route.name}", kwargs=names, urlconf="townsquares.urls_ops")
    answer = ops_page.get(address) if route.name in POSTED else ops_page.post(address)
    assert answer.status_code == 405


def test_sends_visitors_to_sign_in(cast: Any, route: Any) -> None:
    answer = _visit(browser("ops"), route)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/account/login/?next=")


def test_shows_officers_nothing(cast: Any, route: Any) -> None:
    assert _visit(browser("ops", cast.ada_officer), route).status_code == 404


def test_knows_no_session_of_a_square(cast: Any, route: Any) -> None:
    """A member's cookie, carried over by hand, opens no door: sessions live in their square."""
    client = browser("ops")
    client.cookies = browser(cast.agora, cast.ben).cookies
    answer = _visit(client, route)
    assert answer.status_code == 302
    assert "/account/login/" in answer["Location"]


def test_asks_for_a_second_factor(cast: Any, route: Any) -> None:
    answer = _visit(_with_password_only(cast.ola), route)
    if route.name == "second_factor":
        assert answer.status_code == 200
        assert "Set up an authenticator app" in answer.content.decode()
    else:
        assert answer.status_code == 302
        assert answer["Location"] == "/second-factor"


def test_asks_for_the_factor_that_is_set_up(cast: Any, route: Any) -> None:
    from allauth.mfa.models import Authenticator

    Authenticator.objects.create(user=cast.ola, type=Authenticator.Type.TOTP, data={"secret": "x"})
    answer = _visit(_with_password_only(cast.ola), route)
    if route.name == "second_factor":
        assert "Confirm" in answer.content.decode()
    else:
        assert answer["Location"].startswith("/account/2fa/reauthenticate/?next=")


def test_another_persons_factor_does_not_count(cast: Any) -> None:
    client = browser("ops", cast.ola)
    session = client.session
    session["account_authentication_methods_user"] = str(cast.omar.pk)
    session.save()
    assert client.get("/")["Location"] == "/second-factor"


def test_who_ended_is_a_stranger(cast: Any, ola: Any, route: Any) -> None:
    from commons import clock

    ola.ended_at = clock.now()
    ola.save()
    assert _visit(browser("ops", cast.ola), route).status_code == 404


@pytest.mark.parametrize("place", ["apex", "agora"])
def test_stands_on_no_other_host(cast: Any, place: str) -> None:
    for address in ("/takedowns", "/chain", "/operators", "/second-factor"):
        client = browser(getattr(cast, place, place))
        assert client.get(address).status_code == 404


def _with_password_only(user: Any) -> Client:
    client = browser("ops", user)
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "at": 0}]
    session.save()
    return client
