"""Who opens a stream: the square of the host, the member of the session, whom they follow."""

from importlib import import_module

from django.conf import settings
from django.contrib.auth import get_user
from django.http import HttpRequest

from squares.members.models import Member
from squares.members.queries import member_behind
from squares.relationships.queries import followed_ids
from squares.streaming.hub import Listener
from tenants.context import inside, outside
from tenants.middleware import square_for
from tenants.models.square import Square


def listener_for(host: str, session_key: str) -> Listener | None:
    """Return the listener that a host and a session cookie make, or None without such a square.

    Cost: at most 4 statements, at opening only.
    """
    with outside():
        square = square_for(host)
    if square is None or square.state in {Square.State.SUSPENDED, Square.State.CLOSED}:
        return None
    with inside(square):
        member = _member_of(session_key) if session_key else None
        # One who waits or is suspended hears as a visitor.
        if member is None or not member.is_shown:
            return Listener(square.schema_name)
        follows = frozenset(followed_ids(member))
        return Listener(square.schema_name, member.pk, follows)


def _member_of(session_key: str) -> Member | None:
    """Return the member of a session as pages know them: a changed password ends it here too."""
    request = HttpRequest()
    request.session = import_module(settings.SESSION_ENGINE).SessionStore(session_key)
    user = get_user(request)
    return member_behind(user.pk) if user.is_authenticated else None
