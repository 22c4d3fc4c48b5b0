"""The family of refusals that every room extends.

A refusal is expected: it is shown to the person, not reported as a fault. Each room keeps its
own beside what raises them; `problems` alone turns one into a page or JSON.
"""

from typing import Any, ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Refusal(Exception):
    """Something a person asked for that is not done, with the reason.

    code: stable, for programs.  message: translated late, may name params as %(name)s.
    """

    status: ClassVar[int] = 400
    code: ClassVar[str] = "refused"
    message: ClassVar[str | Promise] = _("That could not be done.")

    def __init__(self, **params: Any) -> None:  # Any: whatever the message names
        super().__init__(self.code)
        self.params = params

    def text(self) -> str:
        """Return the reason in the language in force."""
        return str(self.message) % self.params if self.params else str(self.message)

    def __str__(self) -> str:
        return f"{self.code}: {self.text()}"


class NotFound(Refusal):
    """Absent, or not to be seen by this viewer: both look the same."""

    status = 404
    code = "not_found"
    message = _("There is nothing here, or it is not for you to see.")


class Forbidden(Refusal):
    """The viewer may see it but may not do this."""

    status = 403
    code = "forbidden"
    message = _("You may not do that here.")


class Invalid(Refusal):
    """What was sent cannot be used."""

    status = 422
    code = "invalid"
    message = _("Something in what you sent cannot be used.")


class Conflict(Refusal):
    """Someone or something was there first."""

    status = 409
    code = "conflict"
    message = _("Something changed in the meantime. Look again, then try once more.")


class TooMany(Refusal):
    """More than anyone may ask in this time; `retry_after` is in seconds."""

    status = 429
    code = "too_many"
    message = _("That was too much in a short time. Wait a moment and try again.")


class Unavailable(Refusal):
    """Nothing wrong with the request; the place cannot serve it now."""

    status = 503
    code = "unavailable"
    message = _("This cannot be done at the moment. Nothing was lost; try again soon.")
