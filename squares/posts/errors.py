"""Ways this room refuses."""

from django.utils.translation import gettext_lazy as _

from commons.errors import Forbidden, Invalid, NotFound


class PostNotFound(NotFound):
    """No such post, or not for this viewer."""

    code = "post_not_found"
    message = _("There is no such post, or it is not for you to see.")


class PostEmpty(Invalid):
    """Nothing was said and nothing shown."""

    code = "post_empty"
    message = _("Write something, or add a picture.")


class PostTooLong(Invalid):
    """The text passes the square's limit."""

    code = "post_too_long"
    message = _("That is %(length)s characters; a post here has at most %(limit)s.")


class WarningTooLong(Invalid):
    """The content warning passes its limit."""

    code = "warning_too_long"
    message = _("A content warning has at most %(limit)s characters.")


class TooManyNames(Invalid):
    """The text names more people or tags than one post may."""

    code = "too_many_names"
    message = _("A post may name at most %(limit)s people and as many tags.")


class TooManyPictures(Invalid):
    """More pictures than one post may carry."""

    code = "too_many_pictures"
    message = _("A post may carry at most %(limit)s pictures.")


class LanguageNotSpoken(Invalid):
    """The text is in a language that the square does not write in.

    detected: the language's name.  language: its tag.  spoken: the allowed ones, by name.
    """

    code = "language_not_spoken"
    message = _(
        "This reads as %(detected)s, and this square writes in %(spoken)s. "
        "If it was misread, say which language it is."
    )


class LanguageUnknown(Invalid):
    """The author named a language that cannot be chosen here."""

    code = "language_unknown"
    message = _("“%(language)s” is not one of the languages of this square.")


class ReplyRefused(Forbidden):
    """The author keeps this conversation to others; `reason` says to whom."""

    code = "reply_refused"
    message = _("%(reason)s")


class BoostRefused(Forbidden):
    """The post was not meant to travel."""

    code = "boost_refused"
    message = _("This post was written for fewer people and cannot be boosted.")


class EditRefused(Forbidden):
    """Not the viewer's, or no longer theirs to change."""

    code = "edit_refused"
    message = _("Only the author can change a post, and not while it is hidden.")
