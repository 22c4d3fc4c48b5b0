"""Ways this room refuses."""

from django.utils.translation import gettext_lazy as _

from commons.errors import Conflict, Forbidden, Invalid, NotFound, TooMany
from squares.posts.errors import PostNotFound


class CaseNotFound(NotFound):
    """Absent, or the viewer is its subject or no moderator."""

    code = "case_not_found"
    message = _("There is no such case, or it is not for you to see.")


class StatementNotFound(NotFound):
    """Absent, or about someone else."""

    code = "statement_not_found"
    message = _("There is no such statement, or it is not for you to see.")


class ReportNotFound(NotFound):
    """Absent, or made by someone else."""

    code = "report_not_found"
    message = _("There is no such report of yours.")


class MeasureNotFound(NotFound):
    """No measure by that number."""

    code = "measure_not_found"
    message = _("There is no such measure here.")


class SubjectNotFound(PostNotFound):
    """The post that a central measure or a copy is about is not here, or was deleted."""

    code = "subject_not_found"
    message = _("There is no such post in this square.")


class MayNotReport(Forbidden):
    """The membership does not allow reports, or not yet."""

    code = "may_not_report"
    message = _("Your membership has to be active before you can report something.")


class OwnSubject(Invalid):
    """A member reports themselves."""

    code = "own_subject"
    message = _("This is your own. You can edit or delete it yourself.")


class RuleNotInForce(Invalid):
    """The rule is absent or has been retired."""

    code = "rule_not_in_force"
    message = _("Choose one of the rules in force.")


class FactsMissing(Invalid):
    """Less than a sentence was written where someone has to understand why."""

    code = "facts_missing"
    message = _("Say in at least one full sentence what happened. The member will read it.")


class ReasonMissing(Invalid):
    """A decision that someone else must understand came without a reason."""

    code = "reason_missing"
    message = _("Say why in at least one full sentence.")


class NotAModerator(Forbidden):
    """Only moderators work cases."""

    code = "not_a_moderator"
    message = _("Only moderators of this square may do that.")


class OwnCase(Forbidden):
    """Nobody judges a case about themselves."""

    code = "own_case"
    message = _("This case is about you. Someone else decides it.")


class OwnReport(Forbidden):
    """Nobody judges what they reported."""

    code = "own_report"
    message = _("You reported this yourself, so someone else decides it.")


class AboveYou(Forbidden):
    """The subject carries at least as much responsibility as the one who acts."""

    code = "above_you"
    message = _(
        "This member’s role is not below yours, so you cannot do that. You can hand the case"
        " to the operators."
    )


class CaseClosed(Conflict):
    """It was decided before."""

    code = "case_closed"
    message = _("This case was decided in the meantime.")


class CaseReplaced(Conflict):
    """Another case about the same waits already."""

    code = "case_replaced"
    message = _("There is another open case about this. Work that one.")


class CaseWithOperators(Conflict):
    """The operators have it; only they or a measure change that."""

    code = "case_with_operators"
    message = _("This case is with the operators. Their answer will appear here.")


class MeasureInForce(Conflict):
    """The same measure is in force already."""

    code = "measure_in_force"
    message = _("This has been done already.")


class NotYoursToLift(Forbidden):
    """The operators took it; only they lift it."""

    code = "not_yours_to_lift"
    message = _("The operators took this measure. You can object to it by writing to them.")


class NothingToHide(Invalid):
    """The case is about a member, or its post is gone."""

    code = "nothing_to_hide"
    message = _("There is no post to hide in this case.")


class TooManyReports(TooMany):
    """More reports in a day than one person can mean."""

    code = "too_many_reports"
    message = _(
        "You have sent many reports today. They will all be read; please send more tomorrow."
    )


class CommentTooLong(Invalid):
    """More words than a report takes."""

    code = "comment_too_long"
    message = _("A report has at most %(limit)s characters.")


class TooManyPosts(Invalid):
    """More posts in one report than anyone can have meant."""

    code = "too_many_posts"
    message = _("Report at most %(limit)s posts together.")


class StretchTooLong(Invalid):
    """More days than anyone can look at, or an end before the beginning."""

    code = "stretch_too_long"
    message = _("Ask for 1 to %(limit)s days or months, the first before the last.")
