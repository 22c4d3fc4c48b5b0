"""Who may call what is below /admin: those who run the square, by a token that may."""

from commons.errors import Refusal
from squares.api.call import Call
from squares.members.models import Member


class NotAllowed(Refusal):
    """A member without an office calls; the words are Mastodon's."""

    status = 403
    code = "not_allowed"
    message = "This action is not allowed"


def moderator(call: Call) -> Member:
    """Return the moderator or steward who calls.

    Raises: NotAllowed, TokenInvalid.
    """
    if not call.by.is_moderator:
        raise NotAllowed
    return call.by
