"""What is asked of every host before anything else: what it runs, and whether it is well.

Source: https://nodeinfo.diaspora.software/protocol
"""

import msgspec
from django.http import HttpResponse

from squares.api.call import Call
from squares.api.compatible import version
from squares.api.endpoint import endpoint
from squares.api.entities.instance import MONTH_DAYS, Place
from squares.charter.queries import current
from squares.members.queries import count_active, count_members, count_posts

SCHEMA = "http://nodeinfo.diaspora.software/ns/schema/2.0"
HALF_YEAR_DAYS = 180


class Link(msgspec.Struct, kw_only=True):
    """Where one generation of the answer lies."""

    rel: str
    href: str


class Links(msgspec.Struct, kw_only=True):
    """Where the answers lie."""

    links: list[Link]


class Software(msgspec.Struct, kw_only=True):
    """What runs here; clients ask for this name before they offer what Mastodon can."""

    name: str
    version: str


class Services(msgspec.Struct, kw_only=True):
    """Other networks that are fed from here, or feed this: none."""

    outbound: list[str]
    inbound: list[str]


class NodeUsers(msgspec.Struct, kw_only=True, rename="camel"):
    """How many are here."""

    total: int
    active_month: int
    active_halfyear: int


class NodeUsage(msgspec.Struct, kw_only=True, rename="camel"):
    """How much is said here."""

    users: NodeUsers
    local_posts: int


class Metadata(msgspec.Struct, kw_only=True, rename="camel"):
    """What else is worth knowing."""

    node_name: str
    node_description: str


class NodeInfo(msgspec.Struct, kw_only=True, rename="camel"):
    """What runs here, and how large it is."""

    version: str
    software: Software
    protocols: list[str]
    services: Services
    usage: NodeUsage
    open_registrations: bool
    metadata: Metadata


@endpoint("GET /.well-known/nodeinfo", access="anyone")
def well_known(call: Call) -> Links:
    """Say where to ask what runs here."""
    return Links(links=[Link(rel=SCHEMA, href=f"{call.base}/nodeinfo/2.0")])


@endpoint("GET /nodeinfo/2.0", access="anyone")
def nodeinfo(call: Call) -> NodeInfo:
    """Say what runs here.  No protocol is named, for there is no federation."""
    place = Place(call.square, current(), call.reader, call.at)
    on = call.at.date()
    return NodeInfo(
        version="2.0",
        software=Software(name="mastodon", version=version()),
        protocols=[],
        services=Services(outbound=[], inbound=[]),
        usage=NodeUsage(
            users=NodeUsers(
                total=count_members(),
                active_month=count_active(on=on, days=MONTH_DAYS),
                active_halfyear=count_active(on=on, days=HALF_YEAR_DAYS),
            ),
            local_posts=count_posts(),
        ),
        open_registrations=place.open,
        metadata=Metadata(node_name=call.square.name, node_description=place.description),
    )


@endpoint("GET /health", access="anyone")
def health(_call: Call) -> HttpResponse:
    """Say that all is well."""
    return HttpResponse("OK", content_type="text/plain; charset=utf-8")
