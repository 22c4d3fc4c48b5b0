"""Which endpoint answers a method and a path: a tree of segments, made from the declarations.

A trailing slash is no other address: some apps send one, and a redirect would lose the body.
"""

from dataclasses import dataclass, field
from functools import cache
from typing import Any

from commons.errors import NotFound
from squares.api.endpoint import DECLARED, Endpoint
from squares.api.v1 import (
    accounts,
    announcements,
    apps,
    conversations,
    custom_emojis,
    documents,
    elsewhere,
    emails,
    filters,
    instance,
    kept,
    lists,
    markers,
    media,
    nodeinfo,
    notification_requests,
    notifications,
    oembed,
    people,
    polls,
    profile,
    push,
    reactions,
    reports,
    scheduled_statuses,
    statuses,
    tags,
    ties,
    timelines,
    trends,
)
from squares.api.v1 import oauth as oauth_endpoints
from squares.api.v1.admin import accounts as admin_accounts
from squares.api.v1.admin import blocks as admin_blocks
from squares.api.v1.admin import figures as admin_figures
from squares.api.v1.admin import reports as admin_reports
from squares.api.v1.admin import talk as admin_talk
from squares.api.v2 import filters as filters_v2
from squares.api.v2 import instance as instance_v2
from squares.api.v2 import notifications as notifications_v2
from squares.api.v2 import search

# Reading a module is declaring its endpoints; this names each of them.
MODULES = (
    accounts,
    admin_accounts,
    admin_blocks,
    admin_figures,
    admin_reports,
    admin_talk,
    announcements,
    apps,
    conversations,
    custom_emojis,
    documents,
    elsewhere,
    emails,
    filters,
    filters_v2,
    instance,
    instance_v2,
    kept,
    lists,
    markers,
    media,
    nodeinfo,
    notification_requests,
    notifications,
    notifications_v2,
    oauth_endpoints,
    oembed,
    people,
    polls,
    profile,
    push,
    reactions,
    reports,
    scheduled_statuses,
    search,
    statuses,
    tags,
    ties,
    timelines,
    trends,
)

# Everything below these is for programs, and answered in JSON, also where nothing stands.
_PREFIXES = ("/api/", "/oauth/", "/.well-known/", "/nodeinfo/")
# Pages for people that stand among them.
_PAGES = {"/oauth/authorize"}


@dataclass
class _Node:
    """One segment of the tree, and what may follow."""

    named: dict[str, "_Node"] = field(default_factory=dict)
    any: "_Node | None" = None
    endpoints: dict[str, Endpoint] = field(default_factory=dict)


def is_for_programs(path: str) -> bool:
    """Tell whether a path belongs to the API and not to the pages."""
    if path.rstrip("/") in _PAGES:
        return False
    return path.startswith(_PREFIXES) or path.rstrip("/") == "/health"


def methods_at(path: str) -> list[str]:
    """Return the methods that a path answers, none where nothing stands."""
    node = _walk(path)[0]
    return sorted(node.endpoints) if node else []


def find(method: str, path: str) -> tuple[Endpoint, dict[str, Any]]:
    """Return the endpoint of a request, and the parameters in its path.

    Raises: NotFound; also for an id that is no number, or one that no id can be.
    """
    node, parts = _walk(path)
    if node is None or method not in node.endpoints:
        raise NotFound
    found = node.endpoints[method]
    names = [part[1:] for part in found.segments if part.startswith(":")]
    given = zip(names, parts, strict=True)
    return found, {name: _value(part, found.path_types[name]) for name, part in given}


def _value(part: str, kind: type) -> Any:  # Any: an int or a str, as declared
    if kind is not int:
        return part
    if not (part.isascii() and part.isdigit() and len(part) < 20 and int(part) < 2**63):
        raise NotFound
    return int(part)


def _walk(path: str) -> tuple[_Node | None, list[str]]:
    node, parts = _tree(), list[str]()
    for segment in path.strip("/").split("/"):
        following = node.named.get(segment)
        if following is None:
            following = node.any
            parts.append(segment)
        if following is None:
            return None, []
        node = following
    return node, parts


@cache
def _tree() -> _Node:
    root = _Node()
    for declared in DECLARED:
        node = root
        for segment in declared.segments:
            if segment.startswith(":"):
                node.any = node = node.any or _Node()
            else:
                node = node.named.setdefault(segment, _Node())
        if declared.method in node.endpoints:
            raise RuntimeError(f"{declared.method} {declared.path} is declared twice")
        node.endpoints[declared.method] = declared
    return root
