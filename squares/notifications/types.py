"""Mastodon's words for what happened, which a push message says to an app as the API does.

Source: https://docs.joinmastodon.org/entities/Notification/#type
"""

from collections.abc import Collection, Mapping

from squares.notifications.rules import Kind

# What is not named here has no word there, and apps are not told of it: they would not know it.
TYPES: Mapping[Kind, str] = {
    Kind.MENTION: "mention",
    Kind.REPLY: "mention",
    Kind.BOOST: "reblog",
    Kind.FAVOURITE: "favourite",
    Kind.FOLLOW: "follow",
    Kind.FOLLOW_REQUEST: "follow_request",
    Kind.POST: "status",
    Kind.EDIT: "update",
    Kind.POLL: "poll",
    Kind.QUOTE: "quote",
    Kind.QUOTED_EDIT: "quoted_update",
    Kind.JOINED: "admin.sign_up",
    Kind.REPORTED: "admin.report",
    Kind.MEASURE: "moderation_warning",
}
SPOKEN_TYPES = tuple(dict.fromkeys(TYPES.values()))


def kinds_of(types: Collection[str]) -> frozenset[Kind]:
    """Return what types mean here; unknown ones mean nothing."""
    return frozenset(kind for kind, name in TYPES.items() if name in types)
