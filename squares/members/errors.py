"""Ways this room refuses."""

from django.utils.translation import gettext_lazy as _

from commons.errors import Conflict, Forbidden, Invalid, NotFound


class MemberNotFound(NotFound):
    """No such member, or not for this viewer."""

    code = "member_not_found"
    message = _("There is nobody of that name here.")


class InvitationNotFound(NotFound):
    """No such invitation."""

    code = "invitation_not_found"
    message = _("There is no such invitation.")


class HandleInvalid(Invalid):
    """The handle has characters or a length that no handle may have."""

    code = "handle_invalid"
    message = _("A handle is 1 to 30 letters from a to z, digits and underscores.")


class HandleReserved(Invalid):
    """The handle would pass for an office or a page."""

    code = "handle_reserved"
    message = _("“%(handle)s” is kept for the square itself. Please choose another handle.")


class HandleTaken(Conflict):
    """Somebody has the handle, perhaps in other capitals."""

    code = "handle_taken"
    message = _("“%(handle)s” is taken. Please choose another handle.")


class HandleLooksAlike(Conflict):
    """The handle cannot be told apart from somebody else's."""

    code = "handle_looks_alike"
    message = _("“%(handle)s” looks too much like another member's handle. Please choose another.")


class NameTooLong(Invalid):
    """The name passes its limit."""

    code = "name_too_long"
    message = _("A name has at most %(limit)s characters.")


class PictureDescriptionTooLong(Invalid):
    """What is said of an avatar or a header passes its limit."""

    code = "picture_description_too_long"
    message = _("The description of a picture has at most %(limit)s characters.")


class BiographyTooLong(Invalid):
    """The biography passes its limit."""

    code = "biography_too_long"
    message = _("A biography has at most %(limit)s characters; a link counts as 23.")


class TooManyFields(Invalid):
    """More lines on a profile than there may be."""

    code = "too_many_fields"
    message = _("A profile has at most %(limit)s lines of its own.")


class FieldUnnamed(Invalid):
    """A line of a profile says something, but not about what."""

    code = "field_unnamed"
    message = _("Say what “%(value)s” is: give the line a name.")


class FieldTooLong(Invalid):
    """A line of a profile passes its limit."""

    code = "field_too_long"
    message = _("Name and content of a line have at most %(limit)s characters each.")


class PreferenceUnknown(Invalid):
    """What was chosen is none of the choices."""

    code = "preference_unknown"
    message = _("What you chose is not one of the choices here.")


class MarkerInvalid(Invalid):
    """What was said to be read last is no id."""

    code = "marker_invalid"
    message = _("That is not the number of anything that could have been read.")


class ReasonTooLong(Invalid):
    """A reason passes its limit."""

    code = "reason_too_long"
    message = _("A reason has at most %(limit)s characters.")


class ReasonNeeded(Invalid):
    """The square wants to know why somebody joins."""

    code = "reason_needed"
    message = _("Please say in a sentence or two why you would like to join.")


class InvitationNeeded(Forbidden):
    """The square takes members by invitation only."""

    code = "invitation_needed"
    message = _("This square takes new members by invitation only.")


class InvitationSpent(Invalid):
    """The invitation is used up, expired, revoked, for somebody else, or from another square."""

    code = "invitation_spent"
    message = _(
        "This invitation can no longer be used here. "
        "Please ask the person who sent it for a new one."
    )


class InvitationForAnother(Invalid):
    """The invitation was sent to another e-mail address."""

    code = "invitation_for_another"
    message = _("This invitation was sent to another e-mail address. Please join with that one.")


class MemberWaits(Forbidden):
    """The member is not yet admitted."""

    code = "member_waits"
    message = _("You can write here once a moderator has let you in.")


class MemberSuspended(Forbidden):
    """The member may not act here."""

    code = "member_suspended"
    message = _("Your account is suspended in this square, so this cannot be done.")


class NotYours(Forbidden):
    """The member's role does not allow this."""

    code = "role_does_not_allow"
    message = _("Your role in this square does not allow this.")


class LastSteward(Conflict):
    """A square is never without a steward."""

    code = "last_steward"
    message = _("A square needs a steward. Make somebody else a steward first.")


class NothingToDecide(Conflict):
    """The member does not wait (any longer): someone else decided, or they left."""

    code = "nothing_to_decide"
    message = _("This has been decided already. Look again.")
