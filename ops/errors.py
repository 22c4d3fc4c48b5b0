"""Ways this room refuses."""

from django.utils.translation import gettext_lazy as _

from commons.errors import Conflict, Forbidden, Invalid, NotFound


class NoticeNotFound(NotFound):
    """No such notice, or the secret is not its own: both look the same."""

    code = "notice_not_found"


class EscalationNotFound(NotFound):
    """No such escalation."""

    code = "escalation_not_found"


class TakedownNotFound(NotFound):
    """No such takedown."""

    code = "takedown_not_found"


class NotAnOperator(NotFound):
    """To everyone else the console does not exist."""

    code = "not_an_operator"


class RoleNotEnough(Forbidden):
    """The operator's role does not allow it."""

    code = "role_not_enough"
    message = _("This takes the role “%(role)s”.")


class SamePerson(Forbidden):
    """Who proposed may not decide."""

    code = "same_person"
    message = _("You proposed this yourself. A second person has to decide it.")


class AlreadyDecided(Conflict):
    """Somebody decided first."""

    code = "already_decided"
    message = _("This was decided in the meantime. Nothing was changed.")


class StillOpen(Conflict):
    """A proposal on the case waits for its decision."""

    code = "proposal_open"
    message = _("A measure on this case is proposed or in effect. Decide that first.")


class MeasureStands(Conflict):
    """Another takedown concerns the same post."""

    code = "measure_stands"
    message = _("There is already a takedown of this post: %(ref)s.")


class NoSuchTarget(Invalid):
    """The post is not one that the case names."""

    code = "no_such_target"
    message = _("The case does not name this post.")


class NothingToRestrict(Invalid):
    """There is no post to act upon."""

    code = "nothing_to_restrict"
    message = _("There is no such post in that square, so there is nothing to restrict.")


class PersonNotFound(NotFound):
    """Nobody signs in on the platform with this address."""

    code = "person_not_found"
    message = _("Nobody signs in on the platform itself with %(email)s.")
