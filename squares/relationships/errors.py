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


class NotFollowed(Invalid):
    """Only somebody whom one follows can be recommended."""

    code = "not_followed"
    message = _("You can recommend only people whom you follow.")


class NoteTooLong(Invalid):
    """A note passes its limit."""

    code = "note_too_long"
    message = _("A note has at most %(limit)s characters.")


class LanguagesInvalid(Invalid):
    """What was named is no language, or too many were."""

    code = "languages_invalid"
    message = _("Name languages by their short codes, such as “en” or “de”, %(limit)s at most.")


class ListNotFound(NotFound):
    """No such list, or somebody else's."""

    code = "list_not_found"
    message = _("There is no such list.")


class ListUnnamed(Invalid):
    """A list without a title, or with one that passes its limit."""

    code = "list_unnamed"
    message = _("Give the list a title of at most %(limit)s characters.")


class RepliesUnknown(Invalid):
    """What a list is to show of replies is none of the choices."""

    code = "replies_unknown"
    message = _("Choose which replies the list shows: list, followed or none.")


class TooManyLists(Invalid):
    """More lists than one member may keep."""

    code = "too_many_lists"
    message = _("You may keep at most %(limit)s lists.")


class NotToBeListed(NotFound):
    """Somebody is not here, or not followed, so they cannot stand on a list."""

    code = "not_to_be_listed"
    message = _("A list holds people whom you follow; this is not one of them.")


class ListedAlready(Invalid):
    """Somebody stands on the list already."""

    code = "listed_already"
    message = _("This member is on the list already.")
