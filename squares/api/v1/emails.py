"""The letter that confirms an address, for those who joined by an app.

Source: https://docs.joinmastodon.org/methods/emails/
"""

import msgspec

from accounts.actions import change_unconfirmed_email, send_confirmation
from commons import limits
from squares.api.call import Call
from squares.api.endpoint import endpoint
from squares.api.errors import MayNotYet
from squares.members.models import Member

LETTERS_AN_HOUR = 5
TOO_LATE = "This method is only available while the e-mail is awaiting confirmation"


class ConfirmationParams(msgspec.Struct, kw_only=True):
    """Another address, where the first was mistyped."""

    email: str = ""


@endpoint("POST /api/v1/emails/confirmations", also_waiting=True)
def confirm(call: Call, params: ConfirmationParams) -> None:
    """Send the letter once more, to another address where one is given."""
    user = call.by.user
    if call.by.state != Member.State.UNCONFIRMED or user is None:
        raise MayNotYet(reason=TOO_LATE)
    limits.hit(f"letter:{call.by.pk}", limit=LETTERS_AN_HOUR, seconds=3600)
    if params.email:
        change_unconfirmed_email(user=user, email=params.email)
    # Whose address it is may have asked for none of them, whoever names it.
    limits.hit(f"letter-to:{user.email}", limit=LETTERS_AN_HOUR, seconds=3600)
    send_confirmation(user=user, request=call.request)


@endpoint("GET /api/v1/emails/check_confirmation", also_waiting=True)
def check(call: Call) -> bool:
    """Tell whether the member's address is confirmed."""
    return call.by.state != Member.State.UNCONFIRMED
