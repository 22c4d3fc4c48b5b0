"""Waking an app: one message to one subscription, as things stand when it is sent."""

from datetime import datetime, timedelta

from squares.clients.errors import SubscriptionNotFound
from squares.clients.push import Audience
from squares.clients.subscribing import unsubscribe
from squares.clients.subscriptions import Subscriber, find_subscriber
from squares.notifications.errors import NotificationNotFound
from squares.notifications.models import Notification
from squares.notifications.push_gateway import PushGateway
from squares.notifications.push_messages import KEEP_SECONDS, envelope_for, is_wanted, message_for
from squares.notifications.queries.listing import find_notification
from squares.relationships.queries import Relationship, relationship

FIRST_PAUSE, LONGEST_PAUSE, MOST_TRIES = 30, 1800, 60


def wake(
    *, token_id: int, notification_id: int, tries: int, gateway: PushGateway, at: datetime
) -> int | None:
    """Send an app one notification, if it still stands, may be read and is wanted.

    A subscription whose service says that it is gone is removed.
    tries: how often it was tried before.
    Returns: after how many seconds to try again, None when there is nothing more to do; a
    message older than a day is given up.  Cost: up to 5 queries and one call to the outside.
    """
    try:
        subscriber = find_subscriber(token_id)
        news = find_notification(viewer=subscriber.member, notification_id=notification_id)
    except (SubscriptionNotFound, NotificationNotFound):
        return None
    given_up = at - news.at > timedelta(seconds=KEEP_SECONDS) or tries >= MOST_TRIES
    if news.filtered or given_up or not _wants(subscriber, news, at):
        return None
    message = message_for(subscriber, news, news.actor, news.post)
    delivery = gateway.deliver(envelope_for(subscriber.subscription, message, at=at))
    if delivery.is_gone:
        unsubscribe(token_id=token_id, endpoint=subscriber.subscription.endpoint)
    if not delivery.is_worth_another:
        return None
    pause: int = FIRST_PAUSE << min(tries, 6)
    return min(LONGEST_PAUSE, max(delivery.wait_seconds, pause))


def _wants(subscriber: Subscriber, news: Notification, at: datetime) -> bool:
    tie: Relationship | None = None
    if news.actor and subscriber.subscription.policy in {Audience.FOLLOWED, Audience.FOLLOWER}:
        tie = relationship(viewer=subscriber.member, member=news.actor, at=at)
    return is_wanted(subscriber.subscription, news, tie)
