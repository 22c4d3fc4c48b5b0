"""What wakes an app: whether it wants to be woken, the words, and the envelope.

Source: RFC 8291 for apps that say they read it, else draft-ietf-webpush-encryption-04;
https://docs.joinmastodon.org/methods/push/
"""

import secrets
from dataclasses import dataclass
from datetime import datetime

import http_ece
import msgspec
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.utils.translation import gettext as _
from django.utils.translation import override

from squares.clients.push import Audience, Subscription
from squares.clients.subscriptions import Subscriber
from squares.clients.vapid import b64, public_key, signed_for
from squares.members.models import Member
from squares.notifications.models import Notification
from squares.notifications.queries.cards import EXCERPT_LENGTH, excerpt_of
from squares.notifications.rules import Kind
from squares.notifications.types import TYPES
from squares.posts.models.post import Post
from squares.relationships.queries import Relationship
from tenants.context import the_square

NO_AVATAR = "/static/pictures/avatar.png"
KEEP_SECONDS = 86_400
SALT_BYTES = 16


class Message(msgspec.Struct):
    """What an app reads, by Mastodon's names.

    notification_id: a number, since apps refuse text here (docs/decisions/0017).
    """

    access_token: str
    preferred_locale: str
    notification_id: int
    notification_type: str
    icon: str
    title: str
    body: str


@dataclass(frozen=True)
class Envelope:
    """A sealed message, ready to be handed over."""

    endpoint: str
    headers: dict[str, str]
    body: bytes


def is_wanted(
    subscription: Subscription, notification: Notification, tie: Relationship | None
) -> bool:
    """Tell whether an app wants to be woken.  tie: of its member to who caused the news."""
    kind = Kind(notification.kind)
    if kind not in TYPES or not subscription.alerts.get(TYPES[kind]):
        return False
    if subscription.policy is Audience.ALL or tie is None:
        return subscription.policy is not Audience.NONE
    if subscription.policy is Audience.FOLLOWED:
        return tie.following
    return subscription.policy is Audience.FOLLOWER and tie.followed_by


def message_for(
    subscriber: Subscriber, notification: Notification, actor: Member | None, post: Post | None
) -> Message:
    """Return what an app reads, in its member's language."""
    square = the_square()
    language = subscriber.member.language or square.language
    kind = Kind(notification.kind)
    with override(language):
        return Message(
            access_token=subscriber.token,
            preferred_locale=language,
            notification_id=notification.pk,
            notification_type=TYPES[kind],
            icon=square.url + (f"/media/{actor.avatar}" if actor and actor.avatar else NO_AVATAR),
            title=_title(kind, (actor.name or actor.handle) if actor else square.name),
            body=_body(post, actor),
        )


def envelope_for(subscription: Subscription, message: Message, *, at: datetime) -> Envelope:
    """Seal a message so that only the app reads it.

    Source: RFC 8291, RFC 8292; for older apps draft-ietf-webpush-encryption-04 and
    draft-ietf-webpush-vapid-01.
    """
    words = msgspec.json.encode(message)
    own, salt = ec.generate_private_key(ec.SECP256R1()), secrets.token_bytes(SALT_BYTES)
    version = "aes128gcm" if subscription.standard else "aesgcm"
    body = http_ece.encrypt(
        words,
        salt=salt,
        private_key=own,
        dh=subscription.point,
        auth_secret=subscription.secret,
        version=version,
    )
    headers = {
        "Content-Type": "application/octet-stream",
        "Content-Encoding": version,
        "TTL": str(KEEP_SECONDS),
        "Urgency": "normal",
    }
    signed = signed_for(subscription.endpoint, at=at)
    if subscription.standard:
        headers["Authorization"] = f"vapid t={signed}, k={public_key()}"
    else:
        point = own.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        headers["Authorization"] = f"WebPush {signed}"
        headers["Encryption"] = f"salt={b64(salt)}"
        headers["Crypto-Key"] = f"dh={b64(point)};p256ecdsa={public_key()}"
    return Envelope(subscription.endpoint, headers, body)


def _title(kind: Kind, name: str) -> str:
    """Return the line an app shows first."""
    sentences = {
        Kind.MENTION: _("%(name)s mentioned you"),
        Kind.REPLY: _("%(name)s replied to you"),
        Kind.BOOST: _("%(name)s boosted your post"),
        Kind.FAVOURITE: _("%(name)s favourited your post"),
        Kind.FOLLOW: _("%(name)s follows you"),
        Kind.FOLLOW_REQUEST: _("%(name)s asks to follow you"),
        Kind.POST: _("%(name)s published something"),
        Kind.EDIT: _("%(name)s edited a post you boosted"),
        Kind.POLL: _("A poll by %(name)s has ended"),
        Kind.QUOTE: _("%(name)s quoted your post"),
        Kind.QUOTED_EDIT: _("%(name)s edited a post you quoted"),
        Kind.JOINED: _("%(name)s joined"),
        Kind.REPORTED: _("%(name)s reported something"),
        Kind.MEASURE: _("Something of yours was restricted in %(name)s"),
    }
    return sentences[kind] % {"name": name}


def _body(post: Post | None, actor: Member | None) -> str:
    if post is not None:
        return excerpt_of(post)
    return " ".join(actor.biography.split())[:EXCERPT_LENGTH] if actor else ""
