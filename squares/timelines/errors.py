"""Ways this room refuses."""

from django.utils.translation import gettext_lazy as _

from commons.errors import Invalid, NotFound


class FilterNotFound(NotFound):
    """No such filter, keyword or filtered post, or somebody else's."""

    code = "filter_not_found"
    message = _("There is no such filter.")


class FilterUntitled(Invalid):
    """A filter without a title, or with one that passes its limit."""

    code = "filter_untitled"
    message = _("Give the filter a title of at most %(limit)s characters.")


class FilterNowhere(Invalid):
    """A filter that holds in no place, or in one that does not exist."""

    code = "filter_nowhere"
    message = _("Say where the filter holds.")


class FilterActionUnknown(Invalid):
    """What is to become of a post is none of the choices."""

    code = "filter_action_unknown"
    message = _("Choose what becomes of a post: warn, hide or blur.")


class KeywordInvalid(Invalid):
    """A keyword without words, or one that passes its limit."""

    code = "keyword_invalid"
    message = _("A keyword has 1 to %(limit)s characters.")


class PostFilteredAlready(Invalid):
    """The filter meets this post already."""

    code = "post_filtered_already"
    message = _("This filter meets the post already.")


class TooManyFilters(Invalid):
    """More filters, or more in one filter, than there may be."""

    code = "too_many_filters"
    message = _("That is too much to filter by; %(limit)s is the most.")


class FilterShared(Invalid):
    """An old app wants to change what several keywords share."""

    code = "filter_shared"
    message = _(
        "This filter has several keywords, so this app cannot change it. "
        "Use the settings on the page, or a newer app."
    )
