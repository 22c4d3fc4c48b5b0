"""Where apps' notifications go: every read of that."""

from collections.abc import Collection
from dataclasses import dataclass

import msgspec

from squares.clients.errors import SubscriptionNotFound
from squares.clients.models import AccessToken
from squares.clients.push import Subscription
from squares.clients.sealing import unseal
from squares.members.models import SHOWN_STATES, Member

MOST_APPS = 20


@dataclass(frozen=True)
class Subscriber:
    """An app that wants to be woken, and for whom.

    token: as the app holds it.
    """

    token_id: int
    token: str
    member: Member
    subscription: Subscription


def subscription_of(token_id: int) -> Subscription:
    """Return where an app's notifications go.

    Raises: SubscriptionNotFound.  Cost: 1 query.
    """
    kept = AccessToken.objects.filter(pk=token_id).values_list("push", flat=True).first()
    if kept is None:
        raise SubscriptionNotFound
    return msgspec.convert(kept, Subscription)


def with_subscription(member_ids: Collection[int]) -> set[int]:
    """Return those of the members who have an app that wants to be woken.

    Cost: 1 query into an index of those alone, none without members.
    """
    if not member_ids:
        return set()
    rows = AccessToken.objects.filter(member_id__in=member_ids, push__isnull=False)
    return set(rows.values_list("member_id", flat=True))


def subscribers_among(member_ids: Collection[int]) -> list[tuple[int, int]]:
    """Return (token, member) of the members' apps that want to be woken, the latest 20 of each.

    Cost: 1 query.
    """
    rows = AccessToken.objects.filter(member_id__in=member_ids, push__isnull=False)
    seen: dict[int, int] = {}
    found = []
    for token_id, member_id in rows.order_by("-id").values_list("pk", "member_id"):
        seen[member_id] = seen.get(member_id, 0) + 1
        if seen[member_id] <= MOST_APPS:
            found.append((token_id, member_id))
    return found


def find_subscriber(token_id: int) -> Subscriber:
    """Return an app that is to be woken, as long as its member takes part.

    Raises: SubscriptionNotFound.  Cost: 1 query.
    """
    row = (
        AccessToken.objects.filter(pk=token_id, push__isnull=False, member__state__in=SHOWN_STATES)
        .select_related("member")
        .first()
    )
    if row is None or row.member is None:
        raise SubscriptionNotFound
    subscription = msgspec.convert(row.push, Subscription)
    token = unseal(subscription.sealed, token_id=row.pk)
    return Subscriber(row.pk, token, row.member, subscription)
