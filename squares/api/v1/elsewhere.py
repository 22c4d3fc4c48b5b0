"""What only a network of servers needs: answered as from a square that stands alone."""

from typing import Any

from squares.api.call import Call
from squares.api.endpoint import endpoint
from squares.api.errors import ValidationFailed
from squares.members.queries import member_by_id


@endpoint("GET /api/v1/domain_blocks", scope="read:blocks")
def domain_blocks(call: Call) -> list[str]:
    """Return the domains that the member blocks: there are none to block."""
    return []


@endpoint("POST /api/v1/domain_blocks", scope="write:blocks")
def block_domain(call: Call) -> None:
    """Refuse to block a domain: nothing comes from elsewhere."""
    raise ValidationFailed(reason="This square is not connected to other servers")


@endpoint("DELETE /api/v1/domain_blocks", scope="write:blocks")
def unblock_domain(call: Call) -> None:
    """Unblock a domain; harmless, as none is blocked."""


@endpoint("GET /api/v1/accounts/:account_id/identity_proofs", deprecated=True)
def identity_proofs(call: Call, account_id: int) -> list[Any]:  # Any: there are none
    """Return proofs of identity, which Mastodon gave up: none."""
    member_by_id(member_id=account_id, viewer=call.viewer)
    return []
