"""Ways this room refuses."""

from django.utils.translation import gettext_lazy as _

from commons.errors import Invalid, NotFound


class MediaNotFound(NotFound):
    """No such file, not the viewer's, or on a post already."""

    code = "media_not_found"
    message = _("This picture is not there any more. Please add it again.")


class NotAPicture(Invalid):
    """Not a picture that we can read."""

    code = "not_a_picture"
    message = _("This file is not a picture we can read. JPEG, PNG, WebP, GIF and AVIF are fine.")


class TooLarge(Invalid):
    """The file passes its limit in bytes."""

    code = "picture_too_large"
    message = _("This picture is larger than %(limit)s MB. Please choose a smaller one.")


class TooManyPixels(Invalid):
    """The picture is small as a file but huge once opened."""

    code = "picture_has_too_many_pixels"
    message = _("This picture has more than %(limit)s million pixels. Please choose a smaller one.")


class DescriptionTooLong(Invalid):
    """The description passes its limit."""

    code = "description_too_long"
    message = _("A description has at most %(limit)s characters.")
