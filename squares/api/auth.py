"""From a token to the member who calls, and whether they may call this."""

from squares.api.call import Call
from squares.api.endpoint import Endpoint
from squares.api.errors import DISABLED, PENDING, UNCONFIRMED, MayNotYet, WantsUser
from squares.clients.actions import note_use
from squares.clients.errors import TokenInvalid
from squares.clients.queries import holder_of, refuse_beyond
from squares.members.models import Member

_WAITING = {
    Member.State.UNCONFIRMED: UNCONFIRMED,
    Member.State.PENDING: PENDING,
    Member.State.REFUSED: DISABLED,
    Member.State.SUSPENDED: DISABLED,
}


def identify(call: Call, token: str) -> None:
    """Find out who calls; whoever means to write is fetched anew.

    Raises: TokenInvalid.  Cost: at most one read of the cache, +1 query for what writes.
    """
    if not token:
        return
    holder = holder_of(token)
    call.bearer, call.token = holder.bearer, token
    if holder.bearer.member_id is None:
        return
    call.member = holder.member() if call.request.method == "GET" else call.by
    note_use(bearer=call.bearer, at=call.at)


def token_in(authorization: str, given: object) -> str:
    """Return the token of a request: in its header, else among what was sent."""
    kind, _blank, token = authorization.partition(" ")
    if kind.lower() == "bearer":
        return token.strip()
    return given if isinstance(given, str) else ""


def admit(call: Call, wanted: Endpoint) -> None:
    """Let a call through, or say why not.

    Raises: WantsUser, TokenInvalid, OutsideScopes, MayNotYet.
    """
    if call.bearer is None:
        if wanted.access != "anyone":
            raise TokenInvalid
        return
    if wanted.access == "user" and call.member is None:
        raise WantsUser
    refuse_beyond(call.bearer, wanted.scope)
    standing = _WAITING.get(Member.State(call.member.state)) if call.member else None
    if standing is not None and not wanted.also_waiting:
        raise MayNotYet(reason=standing)
