"""Ways this room refuses."""

from django.utils.translation import gettext_lazy as _

from commons.errors import Conflict, Forbidden, Invalid, NotFound, Unavailable


class SquareNotFound(NotFound):
    """No square answers at this address."""

    code = "square_not_found"
    message = _("There is no square at this address.")


class FoundationNotFound(NotFound):
    """No such foundation, or the viewer holds no office in it."""

    code = "foundation_not_found"
    message = _("There is no such foundation, or you hold no office in it.")


class SlugTaken(Conflict):
    """Another square has the name, or one that looks like it."""

    code = "slug_taken"
    message = _("Another square is already called “%(slug)s”, or looks just like it.")


class SlugRefused(Invalid):
    """The name cannot be an address; `reason` says why."""

    code = "slug_refused"
    message = _("%(reason)s")


class NotAllowedHere(Forbidden):
    """The office does not allow this."""

    code = "office_does_not_allow"
    message = _("Your office in this foundation does not allow this.")


class StateRefused(Conflict):
    """The square's state does not allow this step."""

    code = "state_refused"
    message = _("A square that is %(state)s cannot become %(wanted)s.")


class PlanExhausted(Forbidden):
    """The foundation's plan allows no more squares."""

    code = "plan_exhausted"
    message = _("Your plan includes as many squares as you have. A larger one includes more.")


class DomainsExhausted(Forbidden):
    """The foundation's plan allows no more domains."""

    code = "domains_exhausted"
    message = _("Your plan includes no further domain. A larger one includes more.")


class SquareReadOnly(Unavailable):
    """The square takes no writing at the moment."""

    code = "square_read_only"
    message = _("This square is read-only at the moment. Nothing you wrote was lost.")


class FoundationRefused(Invalid):
    """The foundation's name or country cannot be used; `reason` says why."""

    code = "foundation_refused"
    message = _("%(reason)s")


class SettingsRefused(Invalid):
    """A square's settings cannot be used; `reason` says why."""

    code = "settings_refused"
    message = _("%(reason)s")


class DomainNotFound(NotFound):
    """The square has no such domain."""

    code = "domain_not_found"
    message = _("This square has no such domain.")


class DomainTaken(Conflict):
    """Another square has connected the host."""

    code = "domain_taken"
    message = _("%(host)s is connected to another square already.")


class DomainNotPointing(Conflict):
    """The host does not answer as one of ours yet; `reason` says what was seen."""

    code = "domain_not_pointing"
    message = _("%(host)s does not point here yet. %(reason)s")


class HostRefused(Invalid):
    """The host cannot be connected; `reason` says why."""

    code = "host_refused"
    message = _("%(reason)s")


class LaneFull(Unavailable):
    """The square has more work waiting than it may; `retry_after` is in seconds."""

    code = "lane_full"
    message = _("There is too much to do here at the moment. Nothing was lost; try again soon.")
