"""Ways this room refuses."""

from django.utils.translation import gettext_lazy as _

from commons.errors import Forbidden, Invalid, NotFound


class NotToOneself(Invalid):
    """Nobody follows, blocks or mutes themselves."""

    code = "not_to_oneself"
    message = _("You cannot do this to yourself.")


class Apart(Forbidden):
    """One of the two blocked the other; which one is not said."""

    code = "apart"
    message = _("You and this member have no contact with each other.")


class RequestNotFound(NotFound):
    """The request was withdrawn or answered already."""

    code = "request_not_found"
    message = _("This request was withdrawn or answered already.")
