"""From a refusal to the status and words that Mastodon's apps expect.

Words that programs compare are Mastodon's own and stay English; all others are said in the
language of the reader, like on our pages.
Source: https://docs.joinmastodon.org/entities/Error/
"""

from typing import Any

import msgspec
from django.utils.translation import gettext_lazy as _

from commons.errors import Invalid, NotFound, Refusal, TooMany
from squares.clients.errors import ClientRefusal, TokenInvalid
from squares.members.errors import MemberSuspended, MemberWaits
from squares.posts.errors import NotTheirPost, PostEmpty

NOT_FOUND = "Record not found"
TOO_MANY = "Too many requests"
UNCONFIRMED = "Your login is missing a confirmed e-mail address"
PENDING = "Your login is currently pending approval"
DISABLED = "Your login is currently disabled"
NO_USER = "This method requires an authenticated user"


class Fault(msgspec.Struct, omit_defaults=True):
    """Why something was not done.

    Source: https://docs.joinmastodon.org/entities/Error/
    """

    error: str
    error_description: str = ""
    details: dict[str, list["FieldFault"]] | None = None


class FieldFault(msgspec.Struct):
    """What is wrong with one field of a sign-up.

    error: "ERR_TAKEN" and the like.
    """

    error: str
    description: str


class CannotBeRead(Invalid):
    """What was sent does not have the form that the endpoint takes; `reason` says where."""

    code = "cannot_be_read"
    message = _("%(reason)s")


class WantsUser(Refusal):
    """A member's token is wanted, and none or an app's was given.

    Source: Mastodon answers 401 without a token and 422 to an app's own.
    """

    status = 401
    code = "wants_user"
    message = NO_USER


class MayNotYet(Refusal):
    """A token of somebody who is not in: `text` says where they stand."""

    status = 403
    code = "may_not_yet"
    message = _("%(reason)s")


class ValidationFailed(Invalid):
    """Mastodon's own sentence on what is wrong, for where clients compare it."""

    code = "validation_failed"
    message = _("%(reason)s")


class RecordInvalid(Invalid):
    """A moment that is none, as Mastodon says it."""

    code = "record_invalid"
    message = _("That is no moment that we can read.")


class NeedsMember(Refusal):
    """What only a member may ask of a search."""

    status = 401
    code = "needs_member"
    message = "Search queries like this one are not supported without authentication"


# Where programs compare the words, or the status is another than ours.
_THEIRS: dict[type[Refusal], tuple[int, str]] = {
    TooMany: (429, TOO_MANY),
    NotFound: (404, NOT_FOUND),
    MemberSuspended: (403, DISABLED),
    MemberWaits: (403, PENDING),
    RecordInvalid: (422, "Record invalid"),
    PostEmpty: (422, "Validation failed: Text can't be blank"),
    NotTheirPost: (403, "This action is not allowed"),
}


def fault_of(refusal: Refusal) -> tuple[int, Fault]:
    """Return the status and the words of a refusal."""
    for kind, (status, words) in _THEIRS.items():
        if isinstance(refusal, kind):
            return status, Fault(words)
    if isinstance(refusal, ClientRefusal) and not isinstance(refusal, TokenInvalid):
        return refusal.status, Fault(refusal.oauth, refusal.text())
    if refusal.status in {409, 422}:  # Mastodon knows no 409
        return 422, Fault(f"Validation failed: {refusal.text()}")
    return refusal.status, Fault(refusal.text())


def details(**fields: tuple[str, str]) -> dict[str, Any]:  # Any: as msgspec takes it
    """Return `details` of a refused sign-up: each field's code and words."""
    return {name: [FieldFault(code, words)] for name, (code, words) in fields.items()}
