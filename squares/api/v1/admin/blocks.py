"""What Mastodon's admins block by the list: of all this a square keeps nothing.

Hosts cannot be blocked where there is no federation. Addresses of mail and of the net are not
blocked either: who joins is decided by the door (open, by approval, by invitation), and nobody
in a square sees addresses. Lists are empty, single entries are not found, and adding one is
refused in words.
Source: https://docs.joinmastodon.org/methods/admin/
"""

from typing import Any, NoReturn

from django.utils.translation import gettext as _

from commons.errors import NotFound
from squares.api.call import Call
from squares.api.endpoint import endpoint
from squares.api.errors import ValidationFailed
from squares.api.v1.admin.standing import moderator

Nothing = list[Any]  # Any: there are none


@endpoint("GET /api/v1/admin/domain_allows", scope="admin:read:domain_allows")
@endpoint("GET /api/v1/admin/domain_blocks", scope="admin:read:domain_blocks")
@endpoint("GET /api/v1/admin/email_domain_blocks", scope="admin:read:email_domain_blocks")
@endpoint("GET /api/v1/admin/canonical_email_blocks", scope="admin:read:canonical_email_blocks")
@endpoint("GET /api/v1/admin/ip_blocks", scope="admin:read:ip_blocks")
@endpoint(
    "POST /api/v1/admin/canonical_email_blocks/test", scope="admin:read:canonical_email_blocks"
)
def index(call: Call) -> Nothing:
    """Return nothing, for nothing is blocked by the list."""
    moderator(call)
    return []


@endpoint("GET /api/v1/admin/domain_allows/:entry_id", scope="admin:read:domain_allows")
@endpoint("GET /api/v1/admin/domain_blocks/:entry_id", scope="admin:read:domain_blocks")
@endpoint("GET /api/v1/admin/email_domain_blocks/:entry_id", scope="admin:read:email_domain_blocks")
@endpoint(
    "GET /api/v1/admin/canonical_email_blocks/:entry_id",
    scope="admin:read:canonical_email_blocks",
)
@endpoint("GET /api/v1/admin/ip_blocks/:entry_id", scope="admin:read:ip_blocks")
@endpoint("PUT /api/v1/admin/domain_blocks/:entry_id", scope="admin:write:domain_blocks")
@endpoint("PUT /api/v1/admin/ip_blocks/:entry_id", scope="admin:write:ip_blocks")
@endpoint("DELETE /api/v1/admin/domain_allows/:entry_id", scope="admin:write:domain_allows")
@endpoint("DELETE /api/v1/admin/domain_blocks/:entry_id", scope="admin:write:domain_blocks")
@endpoint(
    "DELETE /api/v1/admin/email_domain_blocks/:entry_id", scope="admin:write:email_domain_blocks"
)
@endpoint(
    "DELETE /api/v1/admin/canonical_email_blocks/:entry_id",
    scope="admin:write:canonical_email_blocks",
)
@endpoint("DELETE /api/v1/admin/ip_blocks/:entry_id", scope="admin:write:ip_blocks")
def one(call: Call, entry_id: int) -> None:
    """Find no entry, for there is none."""
    moderator(call)
    raise NotFound


@endpoint("POST /api/v1/admin/domain_allows", scope="admin:write:domain_allows")
@endpoint("POST /api/v1/admin/domain_blocks", scope="admin:write:domain_blocks")
def add_host(call: Call) -> None:
    """Refuse to name a host: there is no federation."""
    moderator(call)
    _refuse(_("This square is not connected to other servers."))


@endpoint("POST /api/v1/admin/email_domain_blocks", scope="admin:write:email_domain_blocks")
@endpoint("POST /api/v1/admin/canonical_email_blocks", scope="admin:write:canonical_email_blocks")
@endpoint("POST /api/v1/admin/ip_blocks", scope="admin:write:ip_blocks")
def add_address(call: Call) -> None:
    """Refuse to block an address: who may join is decided at the door."""
    moderator(call)
    _refuse(_("Addresses are not blocked here. Let moderators approve who joins instead."))


def _refuse(reason: str) -> NoReturn:
    raise ValidationFailed(reason=reason)
