"""Where an app's notifications go.

Source: https://docs.joinmastodon.org/entities/WebPushSubscription/
"""

import msgspec

from squares.clients.push import Subscription
from squares.clients.vapid import public_key


def _dotted(name: str) -> str:
    """Return the name of a type, two of which are written with a dot."""
    return name.replace("admin_", "admin.")


class Alerts(msgspec.Struct, kw_only=True, rename=_dotted):
    """What an app is woken by, type by type."""

    mention: bool = False
    status: bool = False
    reblog: bool = False
    follow: bool = False
    follow_request: bool = False
    favourite: bool = False
    poll: bool = False
    update: bool = False
    quote: bool = False
    quoted_update: bool = False
    moderation_warning: bool = False
    admin_sign_up: bool = False
    admin_report: bool = False


class WebPushSubscription(msgspec.Struct, kw_only=True):
    """What an app asked to be woken by.

    id: a number, which apps insist on.  alerts: every type, wanted or not.
    server_key: by which the square signs, base64url.
    """

    id: int
    endpoint: str
    standard: bool
    alerts: Alerts
    server_key: str
    policy: str


def subscription_of(token_id: int, subscription: Subscription) -> WebPushSubscription:
    """Return a subscription; its number is its token's.  Cost: none."""
    return WebPushSubscription(
        id=token_id,
        endpoint=subscription.endpoint,
        standard=subscription.standard,
        alerts=msgspec.convert(subscription.alerts, Alerts),
        server_key=public_key(),
        policy=subscription.policy,
    )
