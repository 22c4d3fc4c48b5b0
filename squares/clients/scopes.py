"""What an app may be allowed: a tree, in which a whole includes its parts.

Source: https://docs.joinmastodon.org/api/oauth-scopes/
"""

from collections.abc import Collection, Iterable

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

_READ = (
    "accounts", "blocks", "bookmarks", "collections", "favourites", "filters", "follows", "lists",
    "mutes", "notifications", "search", "statuses",
)  # fmt: skip
_WRITE = (
    "accounts", "blocks", "bookmarks", "collections", "conversations", "favourites", "filters",
    "follows", "lists", "media", "mutes", "notifications", "reports", "statuses",
)  # fmt: skip
_ADMIN = (
    "accounts", "canonical_email_blocks", "domain_allows", "domain_blocks", "email_domain_blocks",
    "ip_blocks", "reports",
)  # fmt: skip
_WHOLES = ("read", "write", "admin:read", "admin:write", "follow", "push", "profile")
# Deprecated, and still asked for by every app on a phone.
_FOLLOW = frozenset(
    f"{kind}:{what}" for kind in ("read", "write") for what in ("blocks", "follows", "mutes")
)

DEFAULT = ("read",)
ALL = frozenset(
    {
        *_WHOLES,
        *(f"read:{part}" for part in _READ),
        *(f"write:{part}" for part in _WRITE),
        *(f"admin:{kind}:{part}" for kind in ("read", "write") for part in _ADMIN),
    }
)

WORDS: dict[str, str | Promise] = {
    "read": _("Read everything you can read here, your private lists and bookmarks included"),
    "write": _("Write, change and delete in your name"),
    "follow": _("Follow, mute and block people for you"),
    "push": _("Send you notifications"),
    "profile": _("Know who you are: handle, name and picture"),
    "admin:read": _("Read what moderators read: reports, addresses, members’ states"),
    "admin:write": _("Act as a moderator in your name"),
}

PARTS: dict[str, str | Promise] = {
    "accounts": _("profiles"),
    "blocks": _("blocks"),
    "bookmarks": _("bookmarks"),
    "collections": _("collections"),
    "conversations": _("conversations"),
    "favourites": _("favourites"),
    "filters": _("filters"),
    "follows": _("follows"),
    "lists": _("lists"),
    "media": _("pictures and films"),
    "mutes": _("mutes"),
    "notifications": _("notifications"),
    "reports": _("reports"),
    "search": _("searches"),
    "statuses": _("posts"),
}


def allows(given: Collection[str], wanted: str) -> bool:
    """Tell whether scopes that were given include one that is wanted."""
    if wanted in given:
        return True
    whole = wanted.rpartition(":")[0]
    if whole and whole in given:
        return True
    return "follow" in given and wanted in _FOLLOW


def parse(text: str | Iterable[str]) -> tuple[str, ...]:
    """Return the scopes a client names, each once, in its order; blanks or "+" part them."""
    words = text.replace("+", " ").split() if isinstance(text, str) else text
    return tuple(dict.fromkeys(words))


def unknown(wanted: Iterable[str]) -> list[str]:
    """Return those that no such tree has."""
    return [scope for scope in wanted if scope not in ALL]


def beyond(wanted: Iterable[str], given: Collection[str]) -> list[str]:
    """Return those wanted that are not among, or part of, those given."""
    return [scope for scope in wanted if not allows(given, scope)]


def in_words(scopes: Iterable[str]) -> list[tuple[str, str | Promise, tuple[str | Promise, ...]]]:
    """Return what a person reads before they allow scopes: whole, sentence, parts named.

    Parts are named where not the whole is asked for.
    """
    parts: dict[str, list[str | Promise]] = {}
    for scope in scopes:
        whole, _colon, part = scope.rpartition(":")
        if scope in _WHOLES:
            whole, part = scope, ""
        parts.setdefault(whole, [])
        if part:
            parts[whole].append(PARTS.get(part, part))
    wholes = set(scopes) & set(_WHOLES)
    return [
        (whole, WORDS[whole], () if whole in wholes else tuple(named))
        for whole, named in parts.items()
    ]
