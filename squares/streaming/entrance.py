"""Who may listen: the square of the host, the member of a token or a session.

All of it asks the database, so it is asked at the desk.
"""

from dataclasses import dataclass
from importlib import import_module

from django.conf import settings
from django.contrib.auth import get_user
from django.http import HttpRequest

from commons import clock
from squares.clients.actions import note_use
from squares.clients.errors import TokenInvalid
from squares.clients.queries import bearer_of, tokens_in_force
from squares.clients.scopes import allows
from squares.members.models import Member
from squares.members.queries import member_behind, member_of_token
from squares.relationships.errors import ListNotFound
from squares.relationships.lists import find_list
from squares.streaming.streams import Kind, Refused, Stream
from tenants.context import inside, outside
from tenants.middleware import square_for
from tenants.models.square import Square
from tenants.rules import tidy_host

NO_TOKEN, BAD_TOKEN = "Missing access token", "The access token is invalid"
NO_SQUARE = "There is no square at this address"
DISABLED = "Your login is currently disabled"
BEYOND = "This action is outside the authorized scopes"
NO_LIST = "Record not found"

_SHUT = {Square.State.SUSPENDED: 503, Square.State.CLOSED: 410}


@dataclass(frozen=True)
class Guest:
    """Somebody who may listen.  member_id: 0 for a visitor.  token_id: 0 for a page."""

    square: Square
    member_id: int = 0
    token_id: int = 0
    scopes: tuple[str, ...] = ()

    def may(self, scope: str) -> bool:
        """Tell whether the token was given for a scope."""
        return allows(self.scopes, scope)


def app_of(host: str, token: str, stream: Stream | None) -> Guest:
    """Return the guest that an app's token makes.

    stream: what it opens with; a list must be the member's own.
    Raises: Refused.  Cost: one read of the cache and 1 query; 1 more for a list.
    """
    square = _square(host)
    if not token:
        raise Refused(401, NO_TOKEN)
    with inside(square):
        guest = _bearer(square, token)
        refuse_stream(guest, stream)
    return guest


def page_of(host: str, session_key: str) -> Guest:
    """Return the guest that a page of ours makes, by its session's cookie.

    One who waits or is suspended hears as a visitor.  Raises: Refused.  Cost: at most 3 queries.
    """
    square = _square(host)
    with inside(square):
        member = _member_of(session_key) if session_key else None
        return Guest(square, member.pk if member is not None and member.is_shown else 0)


def refuse_stream(guest: Guest, stream: Stream | None) -> None:
    """Refuse a stream that the token was not given for, or a list of somebody else.

    Inside the square.  Raises: Refused.  Cost: 1 query for a list, else none.
    """
    if stream is None:
        return
    if not guest.may(stream.scope):
        raise Refused(403, BEYOND)
    if stream.kind is not Kind.LIST:
        return
    member = member_of_token(guest.member_id)
    try:
        if member is None:
            raise Refused(401, BAD_TOKEN)
        find_list(owner=member, list_id=stream.list_id)
    except ListNotFound:
        raise Refused(404, NO_LIST) from None


def still_standing(square: Square, token_ids: list[int]) -> tuple[Square | None, set[int]]:
    """Return the square as it is now, None where it answers no more, and which tokens stand.

    Cost: 1 query, and 1 in public at most every two seconds.
    """
    with outside():
        found = square_for(square.host)
    if found is None or found.state in _SHUT:
        return None, set()
    with inside(found):
        return found, tokens_in_force(token_ids)


def _square(host: str) -> Square:
    """Raises: Refused."""
    with outside():
        square = square_for(tidy_host(host))
    if square is None or square.built_at is None:
        raise Refused(404, NO_SQUARE)
    if square.state in _SHUT:
        raise Refused(_SHUT[Square.State(square.state)], f"This square is {square.state}")
    return square


def _bearer(square: Square, token: str) -> Guest:
    """Raises: Refused, also for an app that acts for itself: nobody listens by that."""
    try:
        bearer = bearer_of(token)
    except TokenInvalid:
        raise Refused(401, BAD_TOKEN) from None
    member = member_of_token(bearer.member_id) if bearer.member_id is not None else None
    if member is None:
        raise Refused(401, BAD_TOKEN)
    if not member.is_shown:
        raise Refused(403, DISABLED)
    note_use(bearer=bearer, at=clock.now())
    return Guest(square, member.pk, bearer.token_id, bearer.scopes)


def _member_of(session_key: str) -> Member | None:
    """Return the member of a session as pages know them: a changed password ends it here too."""
    request = HttpRequest()
    request.session = import_module(settings.SESSION_ENGINE).SessionStore(session_key)
    user = get_user(request)
    return member_behind(user.pk) if user.is_authenticated else None
