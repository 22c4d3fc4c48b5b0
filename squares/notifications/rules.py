"""Who is told what, decided without looking anything up."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

import msgspec

from squares.members.models import Member
from squares.notifications.models import Notification
from squares.posts.models.post import Visibility

Kind = Notification.Kind

BUCKET_SECONDS = 12 * 3600
NEW_ACCOUNT = timedelta(days=30)
NEW_FOLLOWER = timedelta(days=3)
LONE = "ungrouped-"

# What the square itself, or its people as moderators, have to say: no policy and no tie stops it.
SQUARES_OWN = frozenset(
    {
        Kind.MEASURE,
        Kind.MEASURE_LIFTED,
        Kind.REPORT_DECIDED,
        Kind.OPERATORS,
        Kind.WAITING,
        Kind.JOINED,
        Kind.REPORTED,
        Kind.UNPUBLISHED,
    }
)
# Of these nothing is left to be done, half a year on.
PASSING = frozenset(set(Kind) - SQUARES_OWN - {Kind.FOLLOW_REQUEST})

# About the member's own doings, and about cases: read also where the post is hidden by now.
ABOUT_ME = (
    Kind.MEASURE,
    Kind.MEASURE_LIFTED,
    Kind.OPERATORS,
    Kind.REPORT_DECIDED,
    Kind.REPORTED,
)
FOR_MODERATORS = (Kind.OPERATORS, Kind.WAITING, Kind.JOINED, Kind.REPORTED)
# What anybody can bring about unasked; the rest follows from what the member did themselves.
FILTERABLE = frozenset(
    {
        Kind.MENTION,
        Kind.REPLY,
        Kind.BOOST,
        Kind.FAVOURITE,
        Kind.FOLLOW,
        Kind.FOLLOW_REQUEST,
        Kind.QUOTE,
    }
)
GROUPABLE = frozenset({Kind.FAVOURITE, Kind.BOOST, Kind.FOLLOW, Kind.JOINED})
# Told anew each time, in place of what was told before.
REPLACING = frozenset({Kind.EDIT, Kind.QUOTED_EDIT})


class Reception(StrEnum):
    """What becomes of news: told at once, kept among the requests, or never written."""

    ACCEPT = "accept"
    FILTER = "filter"
    DROP = "drop"


class Policy(msgspec.Struct, frozen=True, omit_defaults=True):
    """How a member receives news of people they do not know; kept in `Member.preferences`.

    A member who set nothing hears everybody but those whom moderators silenced.
    Source: https://docs.joinmastodon.org/entities/NotificationPolicy/
    """

    not_following: Reception = Reception.ACCEPT
    not_followers: Reception = Reception.ACCEPT
    new_accounts: Reception = Reception.ACCEPT
    private_mentions: Reception = Reception.ACCEPT
    limited_accounts: Reception = Reception.FILTER


@dataclass(frozen=True, slots=True)
class Standing:
    """How a member stands to whoever caused the news, and to what it is about.

    apart: one blocks the other, or the member muted them.  followed_at: since when they follow
    the member.  spoken: the member addressed them in this conversation before.
    state, role, joined_at: of who caused it.  visibility: of the post it is about, or "".
    """

    policy: Policy
    apart: bool = False
    thread_muted: bool = False
    heard_always: bool = False
    follows: bool = False
    followed_at: datetime | None = None
    spoken: bool = False
    state: str = Member.State.ACTIVE
    moderator: bool = False
    joined_at: datetime | None = None
    visibility: str = ""


def reception(kind: Kind, standing: Standing, *, at: datetime) -> Reception:
    """Decide what becomes of news.

    The strictest line of the policy that applies wins; moderators, and people the member chose
    to hear, pass it.
    Source: https://docs.joinmastodon.org/methods/notifications/#update-the-filtering-policy
    """
    if kind in SQUARES_OWN:
        return Reception.ACCEPT
    if standing.apart or standing.thread_muted:
        return Reception.DROP
    if kind not in FILTERABLE or standing.moderator or standing.heard_always:
        return Reception.ACCEPT
    order = list(Reception)
    return max(_applying(kind, standing, at), key=order.index, default=Reception.ACCEPT)


def _applying(kind: Kind, standing: Standing, at: datetime) -> list[Reception]:
    """Return the lines of the policy that the news falls under."""
    policy, found = standing.policy, []
    if standing.followed_at is None or standing.followed_at > at - NEW_FOLLOWER:
        found.append(policy.not_followers)
    if standing.follows:
        return found
    found.append(policy.not_following)
    if standing.joined_at is not None and standing.joined_at > at - NEW_ACCOUNT:
        found.append(policy.new_accounts)
    if standing.state == Member.State.SILENCED:
        found.append(policy.limited_accounts)
    private = standing.visibility == Visibility.MENTIONED and not standing.spoken
    if private and kind in {Kind.MENTION, Kind.REPLY}:
        found.append(policy.private_mentions)
    return found


def group_key(kind: Kind, post_id: int | None, *, at: datetime) -> str:
    """Return under which key news alike and told within the same half day is shown as one.

    "" for what stands alone.
    Source: https://docs.joinmastodon.org/methods/grouped_notifications/
    """
    if kind not in GROUPABLE:
        return ""
    about = f"{kind}-{post_id}" if post_id else str(kind)
    return f"{about}-{int(at.timestamp()) // BUCKET_SECONDS}"


def lone_id(key: str) -> int | None:
    """Return which notification the key of a group of one names, None for a real group's."""
    number = key.removeprefix(LONE)
    lone = key.startswith(LONE) and number.isascii() and number.isdigit() and len(number) < 19
    return int(number) if lone else None
