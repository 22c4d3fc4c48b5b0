"""Where an app's notifications go: what can be used, and what is kept of it."""

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from django.test import override_settings

from api_client import app_of
from push_service import Phone, b64
from squares.clients.errors import SubscriptionInvalid, SubscriptionNotFound
from squares.clients.models import AccessToken
from squares.clients.push import Audience
from squares.clients.sealing import seal, unseal
from squares.clients.subscribing import Wish, change_alerts, subscribe, unsubscribe
from squares.clients.subscriptions import (
    MOST_APPS,
    find_subscriber,
    subscribers_among,
    subscription_of,
    with_subscription,
)
from squares.clients.vapid import public_key
from talk_cast import NOON
from tenants.context import inside

pytestmark = pytest.mark.usefixtures("in_agora")
PHONE = Phone()
GOOD = {"endpoint": "https://push.example/abc?d=e", "alerts": {"mention": True}, **PHONE.keys}


@pytest.fixture
def token(cast):
    app = app_of(cast.agora, cast.cleo)
    return AccessToken.objects.latest("pk").pk, app.token


def wish(token, **changed):
    return subscribe(token_id=token[0], token=token[1], wish=Wish(**GOOD | changed), at=NOON)


def test_a_subscription_is_kept_replaced_and_ended(token):
    wish(token)
    kept = subscription_of(token[0])
    assert (kept.endpoint, kept.point, kept.standard) == (GOOD["endpoint"], PHONE.point, False)
    assert (kept.alerts, kept.policy) == ({"mention": True}, Audience.ALL)
    wish(token, endpoint="https://push.example/new", standard=True)
    assert subscription_of(token[0]).standard
    change_alerts(token_id=token[0], alerts={"poll": True}, policy=Audience.FOLLOWED, at=NOON)
    assert subscription_of(token[0]).alerts == {"poll": True}
    assert subscription_of(token[0]).endpoint == "https://push.example/new"
    unsubscribe(token_id=token[0], endpoint="https://push.example/abc")
    assert subscription_of(token[0])
    unsubscribe(token_id=token[0])
    unsubscribe(token_id=token[0])
    for ask in (
        lambda: subscription_of(token[0]),
        lambda: find_subscriber(token[0]),
        lambda: change_alerts(token_id=token[0], alerts={}, policy=Audience.ALL, at=NOON),
    ):
        with pytest.raises(SubscriptionNotFound):
            ask()


@pytest.mark.parametrize(
    "endpoint",
    [
        "",
        "push.example",
        "http://push.example/abc",
        "ftp://push.example/abc",
        "https://",
        "https://intranet/",
        "https://user:pw@push.example/",
        "https://push.example/#part",
        "https://push.example/a b",
        "https://push.example:99999/",
        "https://10.0.0.1/",
        "https://[::1]/",
        "https://169.254.169.254/latest",
        "https://[bad/",
        "https://püsh.example/",
        "https://push.example/" + "a" * 2000,
    ],
)
def test_an_endpoint_that_cannot_be(token, endpoint):
    with pytest.raises(SubscriptionInvalid):
        wish(token, endpoint=endpoint)
    assert AccessToken.objects.get(pk=token[0]).push is None


@pytest.mark.parametrize("endpoint", ["http://127.0.0.1:9/", "https://localhost/"])
def test_this_machine_is_no_place_in_production(token, endpoint):
    wish(token, endpoint=endpoint)
    with override_settings(MODE="production"), pytest.raises(SubscriptionInvalid):
        wish(token, endpoint=endpoint)


@pytest.mark.parametrize(
    "keys",
    [
        {"p256dh": ""},
        {"p256dh": "not base64 ÿ"},
        {"p256dh": b64(b"\4" + bytes(64))},
        {"p256dh": b64(PHONE.point[:64])},
        {"auth": ""},
        {"auth": b64(bytes(15))},
        {"auth": "a"},
    ],
)
def test_keys_that_cannot_be(token, keys):
    with pytest.raises(SubscriptionInvalid):
        wish(token, **keys)


def test_keys_come_in_either_alphabet(token):
    key = ec.derive_private_key(77, ec.SECP256R1())
    phone = Phone()
    phone.key = key
    wish(token, p256dh=phone.keys["p256dh"].replace("-", "+").replace("_", "/") + "=")
    assert subscription_of(token[0]).point == phone.point


def test_the_token_opens_for_its_row_and_its_square_alone(cast, token):
    sealed = seal(token[1], token_id=token[0])
    assert unseal(sealed, token_id=token[0]) == token[1]
    assert unseal(sealed, token_id=token[0] + 1) == ""
    with inside(cast.forum):
        assert unseal(sealed, token_id=token[0]) == ""
    with override_settings(SECRET_KEY="another" * 9):
        assert unseal(sealed, token_id=token[0]) == ""


def test_the_square_keeps_its_key(cast):
    here = public_key()
    assert public_key() == here
    assert len(here) == 87
    with inside(cast.forum):
        assert public_key() != here
    with override_settings(SECRET_KEY="another" * 9):
        assert public_key() != here


def test_who_can_be_woken(cast, token):
    assert with_subscription([cast.cleo.pk, cast.eli.pk]) == set()
    wish(token)
    assert with_subscription([cast.cleo.pk, cast.eli.pk]) == {cast.cleo.pk}
    assert find_subscriber(token[0]).token == token[1]
    for _ in range(MOST_APPS):
        app = app_of(cast.agora, cast.cleo)
        wish((AccessToken.objects.latest("pk").pk, app.token))
    found = subscribers_among([cast.cleo.pk])
    assert len(found) == MOST_APPS
    assert token[0] not in [number for number, _ in found]
