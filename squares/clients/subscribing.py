"""Apps say where their notifications go: every write of that."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import msgspec
from django.db import transaction

from squares.clients.errors import SubscriptionInvalid, SubscriptionNotFound
from squares.clients.models import AccessToken
from squares.clients.push import (
    Audience,
    Subscription,
    reason_not_to_push,
    wanted_alerts,
)
from squares.clients.sealing import seal
from squares.clients.subscriptions import subscription_of


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What an app asks for.  alerts, policy: as in Subscription."""

    endpoint: str
    p256dh: str
    auth: str
    standard: bool = False
    alerts: Mapping[str, bool]
    policy: Audience = Audience.ALL


@transaction.atomic
def subscribe(*, token_id: int, token: str, wish: Wish, at: datetime) -> Subscription:
    """Send an app's notifications to an address from now on, in place of any before.

    token: as the app holds it; the message names it, so that the app knows whose it is.
    Raises: SubscriptionInvalid.  Cost: 1 query.
    Source: https://docs.joinmastodon.org/methods/push/#create
    """
    if reason := reason_not_to_push(wish.endpoint, p256dh=wish.p256dh, auth=wish.auth):
        raise SubscriptionInvalid(reason=reason)
    subscription = Subscription(
        endpoint=wish.endpoint,
        p256dh=wish.p256dh,
        auth=wish.auth,
        sealed=seal(token, token_id=token_id),
        standard=wish.standard,
        alerts=wanted_alerts(wish.alerts),
        policy=wish.policy,
    )
    _keep(token_id, subscription)
    return subscription


@transaction.atomic
def change_alerts(
    *, token_id: int, alerts: Mapping[str, bool], policy: Audience | None, at: datetime
) -> Subscription:
    """Have an app woken by other things from now on.  policy: None leaves it as it is.

    Raises: SubscriptionNotFound.  Cost: 2 queries.
    """
    AccessToken.objects.select_for_update(no_key=True).filter(pk=token_id).first()
    before = subscription_of(token_id)
    after = msgspec.structs.replace(
        before, alerts=wanted_alerts(alerts), policy=policy or before.policy
    )
    _keep(token_id, after)
    return after


@transaction.atomic
def unsubscribe(*, token_id: int, endpoint: str = "") -> None:
    """Send an app nothing any more; harmless when nothing was.

    endpoint: only while it is still this one, "" for whichever.
    """
    rows = AccessToken.objects.filter(pk=token_id)
    if endpoint:
        rows = rows.filter(push__endpoint=endpoint)
    rows.update(push=None)


def _keep(token_id: int, subscription: Subscription) -> None:
    kept = msgspec.to_builtins(subscription)
    if not AccessToken.objects.filter(pk=token_id).update(push=kept):
        raise SubscriptionNotFound
