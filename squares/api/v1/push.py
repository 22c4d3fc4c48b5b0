"""Where an app's notifications go: one place a token.

Source: https://docs.joinmastodon.org/methods/push/
"""

import msgspec

from squares.api.call import Call
from squares.api.endpoint import endpoint
from squares.api.entities.push import Alerts, WebPushSubscription, subscription_of
from squares.clients import subscribing, subscriptions
from squares.clients.errors import TokenInvalid
from squares.clients.push import Audience
from squares.clients.subscribing import Wish


class Keys(msgspec.Struct, kw_only=True):
    """The app's public key and its secret, base64url."""

    p256dh: str = ""
    auth: str = ""


class Endpoint(msgspec.Struct, kw_only=True):
    """Where the app listens.  standard: whether it reads RFC 8291."""

    endpoint: str = ""
    keys: Keys = msgspec.field(default_factory=Keys)
    standard: bool = False


class Wishes(msgspec.Struct, kw_only=True):
    """What wakes the app, and by whom."""

    alerts: Alerts = msgspec.field(default_factory=Alerts)
    policy: Audience | None = None


class NewSubscription(msgspec.Struct, kw_only=True):
    """An app that wants to be woken."""

    subscription: Endpoint
    data: Wishes = msgspec.field(default_factory=Wishes)
    policy: Audience | None = None


class ChangedSubscription(msgspec.Struct, kw_only=True):
    """An app that wants to be woken by other things; a policy that is not said stays."""

    data: Wishes = msgspec.field(default_factory=Wishes)
    policy: Audience | None = None


@endpoint("POST /api/v1/push/subscription", scope="push")
def create(call: Call, params: NewSubscription) -> WebPushSubscription:
    """Wake the app at an address from now on, in place of any before."""
    where = params.subscription
    wish = Wish(
        endpoint=where.endpoint,
        p256dh=where.keys.p256dh,
        auth=where.keys.auth,
        standard=where.standard,
        alerts=msgspec.to_builtins(params.data.alerts),
        policy=params.data.policy or params.policy or Audience.ALL,
    )
    number = _token_id(call)
    made = subscribing.subscribe(token_id=number, token=call.token, wish=wish, at=call.at)
    return subscription_of(number, made)


@endpoint("GET /api/v1/push/subscription", scope="push")
def show(call: Call) -> WebPushSubscription:
    """Return where the app is woken."""
    number = _token_id(call)
    return subscription_of(number, subscriptions.subscription_of(number))


@endpoint("PUT /api/v1/push/subscription", scope="push")
def update(call: Call, params: ChangedSubscription) -> WebPushSubscription:
    """Wake the app by other things from now on."""
    number = _token_id(call)
    changed = subscribing.change_alerts(
        token_id=number,
        alerts=msgspec.to_builtins(params.data.alerts),
        policy=params.data.policy or params.policy,
        at=call.at,
    )
    return subscription_of(number, changed)


@endpoint("DELETE /api/v1/push/subscription", scope="push")
def delete(call: Call) -> None:
    """Wake the app no more."""
    subscribing.unsubscribe(token_id=_token_id(call))


def _token_id(call: Call) -> int:
    if call.bearer is None:
        raise TokenInvalid
    return call.bearer.token_id
