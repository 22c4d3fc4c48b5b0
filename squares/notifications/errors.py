"""Ways this room refuses."""

from django.utils.translation import gettext_lazy as _

from commons.errors import NotFound


class NotificationNotFound(NotFound):
    """It was dismissed, or told to somebody else."""

    code = "notification_not_found"
    message = _("This notification is gone.")


class RequestNotFound(NotFound):
    """Nothing of this member is waiting."""

    code = "notification_request_not_found"
    message = _("Nothing of this person is waiting for you.")
