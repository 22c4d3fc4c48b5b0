"""Ways this room refuses."""

from django.utils.translation import gettext_lazy as _

from commons.errors import Conflict, Invalid, NotFound


class RulesNotAccepted(Invalid):
    """Somebody wants to join without accepting each rule in force."""

    code = "rules_not_accepted"
    message = _("Please accept each rule. The rules may have changed while you read; look again.")


class RuleNotFound(NotFound):
    """No such rule is in force."""

    code = "rule_not_found"
    message = _("There is no such rule.")


class RuleTextInvalid(Invalid):
    """A rule is empty or too long."""

    code = "rule_text_invalid"
    message = _("A rule has 1 to 300 characters, its explanation at most 2000.")


class TooManyRules(Invalid):
    """Nobody reads that many."""

    code = "too_many_rules"
    message = _("A square has 1 to %(limit)s rules.")


class PolicyInvalid(Invalid):
    """A limit or a language list cannot be used."""

    code = "policy_invalid"
    message = _("A post may have 100 to 5000 characters, and a language list names a language.")


class LookInvalid(Invalid):
    """A colour cannot be used."""

    code = "look_invalid"
    message = _("A hue is a number from 0 to 359.")


class PurposeTooLong(Invalid):
    """The purpose passes its limit."""

    code = "purpose_too_long"
    message = _("The purpose has at most %(limit)s characters.")


class AnnouncementNotFound(NotFound):
    """No such announcement, or it has ended or was withdrawn."""

    code = "announcement_not_found"
    message = _("There is no such announcement, or it has ended.")


class AnnouncementTextInvalid(Invalid):
    """An announcement says nothing, or too much."""

    code = "announcement_text_invalid"
    message = _("An announcement has 1 to %(limit)s characters.")


class AnnouncementTimesInvalid(Invalid):
    """What is announced ends before it begins, or has ended already."""

    code = "announcement_times_invalid"
    message = _("What you announce must end after it begins, and not lie in the past.")


class AnnouncementEnded(Conflict):
    """It was withdrawn before."""

    code = "announcement_ended"
    message = _("This announcement was withdrawn in the meantime.")


class ReactionUnknown(Invalid):
    """Neither an emoji nor the name of one of the square's own."""

    code = "reaction_unknown"
    message = _("That is not an emoji this square knows.")


class TooManyReactions(Invalid):
    """More different reactions than anyone can take in at a glance."""

    code = "too_many_reactions"
    message = _("An announcement takes %(limit)s different reactions. Choose one that is there.")


class EmojiNotFound(NotFound):
    """The square has no emoji of that name."""

    code = "emoji_not_found"
    message = _("There is no such emoji here.")


class ShortcodeInvalid(Invalid):
    """The name of an emoji has characters or a length that none may have."""

    code = "shortcode_invalid"
    message = _("A name is 2 to 30 letters from a to z, digits and underscores, without colons.")


class ShortcodeTaken(Conflict):
    """The square has an emoji of that name."""

    code = "shortcode_taken"
    message = _("There is an emoji of that name already. Choose another name, or remove it first.")


class CategoryTooLong(Invalid):
    """The category of an emoji passes its limit."""

    code = "category_too_long"
    message = _("A group has a name of at most %(limit)s characters.")


class TooManyEmoji(Invalid):
    """More emoji than a square may have."""

    code = "too_many_emoji"
    message = _("A square has at most %(limit)s emoji of its own.")
