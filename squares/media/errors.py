"""Ways this room refuses."""

from django.utils.translation import gettext_lazy as _

from commons.errors import Invalid, NotFound


class MediaNotFound(NotFound):
    """No such file, not the viewer's, or on a post already."""

    code = "media_not_found"
    message = _("This picture is not there any more. Please add it again.")


class MediaInUse(Invalid):
    """A file that is on a post goes with its post."""

    code = "media_in_use"
    message = _("This file is on a post. Take it off the post first.")


class NotAPicture(Invalid):
    """Not a picture that we can read."""

    code = "not_a_picture"
    message = _("This file is not a picture we can read. JPEG, PNG, WebP, GIF and AVIF are fine.")


class NotAnEmoji(Invalid):
    """Not a picture that an emoji can be made of."""

    code = "not_an_emoji"
    message = _("An emoji is made of a PNG, GIF or WebP picture. This is none.")


class EmojiTooLarge(Invalid):
    """The picture of an emoji passes its limit in bytes."""

    code = "emoji_too_large"
    message = _("The picture of an emoji has at most %(limit)s kB.")


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


class FilmsNotTaken(Invalid):
    """This machine has no program that prepares films and recordings."""

    code = "films_not_taken"
    message = _(
        "This square cannot take films and recordings: the program that prepares them, ffmpeg, "
        "is missing on its machine. Pictures are fine."
    )


class FilmBroken(Invalid):
    """Not a film or recording that we can read."""

    code = "film_broken"
    message = _(
        "This file is not a film or recording we can read. MP4, MOV and WebM, MP3, M4A, Ogg, "
        "FLAC and WAV are fine."
    )


class FilmTooLarge(Invalid):
    """The film or recording passes its limit in bytes."""

    code = "film_too_large"
    message = _("This film or recording is larger than %(limit)s MB. Please choose a smaller one.")


class FilmTooLong(Invalid):
    """The film or recording passes its limit in time."""

    code = "film_too_long"
    message = _("This is longer than %(limit)s minutes. Please choose a shorter one.")


class FilmTooFine(Invalid):
    """The film has more pixels than we take."""

    code = "film_too_fine"
    message = _("This film has more than %(limit)s million pixels. Please choose a smaller one.")


class FilmTakesTooLong(Invalid):
    """Preparing it would take longer than anyone may ask of the machine."""

    code = "film_takes_too_long"
    message = _("Preparing this film takes too long. Please choose a shorter or a smaller one.")


class FileMissing(Invalid):
    """Nothing was sent, or nothing was in it."""

    code = "file_missing"
    message = _("There is nothing in this file. Please choose another one.")


class StillBeingPrepared(Invalid):
    """A post cannot carry what is not ready."""

    code = "still_being_prepared"
    message = _("A file is still being prepared. Try again in a moment.")


class CouldNotBePrepared(Invalid):
    """A film or recording turned out to be unreadable while it was prepared."""

    code = "could_not_be_prepared"
    message = _("This film or recording could not be read. Take it off, and try another one.")


class FilmStandsAlone(Invalid):
    """A film or recording together with something else."""

    code = "film_stands_alone"
    message = _("A post carries pictures, or one film or recording, but not both.")
