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


class PollNotFound(NotFound):
    """No such poll, or not for this viewer."""

    code = "poll_not_found"
    message = _("There is no such poll, or it is not for you to see.")


class TooFewOptions(Invalid):
    """A question with one answer is none."""

    code = "too_few_options"
    message = _("A poll needs at least %(least)s answers.")


class TooManyOptions(Invalid):
    """More answers than a poll may have."""

    code = "too_many_options"
    message = _("A poll has at most %(limit)s answers.")


class PollOptionEmpty(Invalid):
    """An answer says nothing."""

    code = "poll_option_empty"
    message = _("Every answer of a poll needs words.")


class PollOptionTooLong(Invalid):
    """An answer passes its limit."""

    code = "poll_option_too_long"
    message = _("An answer has at most %(limit)s characters.")


class PollOptionsAlike(Invalid):
    """Two answers say the same."""

    code = "poll_options_alike"
    message = _("Two answers of the poll are the same.")


class PollEndsTooSoon(Invalid):
    """Nobody could vote in time."""

    code = "poll_ends_too_soon"
    message = _("A poll runs for at least %(minutes)s minutes.")


class PollEndsTooLate(Invalid):
    """The poll would run for longer than a month."""

    code = "poll_ends_too_late"
    message = _("A poll runs for at most a month.")


class PollWithPictures(Invalid):
    """A post shows pictures or asks a question, not both."""

    code = "poll_with_pictures"
    message = _("A post has a poll or pictures, not both.")


class VotedAlready(Invalid):
    """One vote a member, as Mastodon says it."""

    code = "voted_already"
    message = _("You have already voted on this poll")


class ChoiceUnknown(Invalid):
    """Not one of the answers, as Mastodon says it."""

    code = "choice_unknown"
    message = _("The chosen vote option does not exist")


class PollOver(Invalid):
    """Too late, as Mastodon says it."""

    code = "poll_over"
    message = _("The poll has already ended")


class OwnPoll(Invalid):
    """Whoever asks does not answer, as Mastodon says it."""

    code = "own_poll"
    message = _("You cannot vote in your own polls")


class QuoteRefused(Forbidden):
    """The author keeps quoting to others, or the post was meant for fewer people."""

    code = "quote_refused"
    message = _("The author of this post does not want it quoted.")


class QuoteNotNamed(Invalid):
    """A quote for the people mentioned must mention whom it quotes."""

    code = "quote_not_named"
    message = _("Mention the person you quote, so that they can read it.")


class QuoteNotFound(NotFound):
    """No such quote of this post, or the post is not the member's."""

    code = "quote_not_found"
    message = _("There is no such quote of a post of yours.")


class PinRefused(Invalid):
    """Not a post that can stand first on a page; `reason` says why."""

    code = "pin_refused"
    message = _("%(reason)s")


class NotTheirPost(Forbidden):
    """Something that only the author does."""

    code = "not_their_post"
    message = _("Only the author of a post can do this.")


class BoostTooWide(Invalid):
    """A boost is for everyone or for followers."""

    code = "boost_visibility"
    message = _("A boost is for everyone, for everyone quietly, or for followers.")


class TagInvalid(Invalid):
    """Not something that can be a hashtag."""

    code = "tag_invalid"
    message = _("That cannot be a hashtag.")


class TagNotFound(NotFound):
    """The member does not feature this tag."""

    code = "tag_not_found"
    message = _("There is no such hashtag on your page.")


class TooManyFeatured(Invalid):
    """A page shows only so many hashtags."""

    code = "too_many_featured"
    message = _("You can show at most %(limit)s hashtags on your page.")


class ScheduleTooSoon(Invalid):
    """Later means not within minutes."""

    code = "schedule_too_soon"
    message = _("Choose a moment at least %(minutes)s minutes from now.")


class ScheduleTooFar(Invalid):
    """Nobody knows what is said so late."""

    code = "schedule_too_far"
    message = _("Choose a moment within the next %(years)s years.")


class TooManyScheduled(Invalid):
    """More planned posts than one member may have, on a day or in all."""

    code = "too_many_scheduled"
    message = _("You can plan at most %(limit)s posts, and %(daily)s for one day.")


class ScheduledNotFound(NotFound):
    """No such planned post, or not the member's."""

    code = "scheduled_not_found"
    message = _("There is no such planned post of yours.")


class ConversationNotFound(NotFound):
    """No such conversation, or the member has no part in it."""

    code = "conversation_not_found"
    message = _("There is no such conversation, or it is not yours.")
