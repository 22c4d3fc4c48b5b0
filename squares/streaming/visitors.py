"""Who opens a stream: the square of the host, the member of the session, whom they follow."""

from importlib import import_module

from django.conf import settings
from django.contrib.auth import SESSION_KEY

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
        member = member_behind(_user_of(session_key)) if session_key else None
        if member is None:
            return Listener(square.schema_name)
        follows = frozenset(followed_ids(member))
        return Listener(square.schema_name, member.pk, follows)


def _user_of(session_key: str) -> int:
    store = import_module(settings.SESSION_ENGINE).SessionStore(session_key)
    return int(store.get(SESSION_KEY, 0))
