"""Ways this room refuses."""

from django.utils.translation import gettext_lazy as _

from commons.errors import Conflict, Forbidden, NotFound, Refusal, Unavailable


class PurseNotYours(Forbidden):
    """The office may look at the bills, not change them."""

    code = "office_may_not_pay"
    message = _("Only owners and treasurers of the foundation may change what it pays for.")


class PlanNotFound(NotFound):
    """No such plan is on offer."""

    code = "plan_not_found"
    message = _("There is no such plan.")


class PlanAlreadyYours(Conflict):
    """The foundation has this plan."""

    code = "plan_already_yours"
    message = _("This is the plan you have.")


class PlanTooSmall(Conflict):
    """What the foundation uses does not fit into the plan; `reasons` says what."""

    code = "plan_too_small"
    message = _("You use more than this plan includes: %(reasons)s.")


class NothingToPayFor(Conflict):
    """There is no subscription to do this with."""

    code = "no_subscription"
    message = _("There is no subscription. Choose a plan first.")


class PaymentsUnavailable(Unavailable):
    """Stripe does not answer, or not as it should."""

    code = "payments_unavailable"
    message = _(
        "Our payment provider does not answer at the moment. Nothing was charged and nothing "
        "was changed; try again in a few minutes."
    )


class SignatureRefused(Refusal):
    """A webhook that Stripe did not sign, or signed too long ago."""

    code = "signature_refused"
