"""Who may see, answer, pass on and change a post, decided without looking anything up."""

from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from msgspec import Struct

from squares.posts.models.post import QuotePolicy, QuoteState, ReplyControl, Visibility

WARNING_LIMIT = 200
NAMES_LIMIT = 50
PICTURES_LIMIT = 4
PINS_LIMIT = 5
FEATURED_TAGS_LIMIT = 10
OPEN_TO_ALL = (Visibility.PUBLIC, Visibility.UNLISTED)

_KEPT_TO: dict[str, str | Promise] = {
    ReplyControl.FOLLOWERS: _("The author takes replies from followers."),
    ReplyControl.MENTIONED: _("The author takes replies from the people mentioned."),
    ReplyControl.NOBODY: _("The author takes no replies to this post."),
}


class QuoteView(StrEnum):
    """How a quoted post stands to one reader; Mastodon's names.

    Source: https://docs.joinmastodon.org/entities/Quote/#state
    """

    ACCEPTED = "accepted"
    REVOKED = "revoked"
    DELETED = "deleted"
    UNAUTHORIZED = "unauthorized"
    BLOCKED = "blocked_account"
    MUTED = "muted_account"


class Tie(Struct, frozen=True):
    """What a reader is to a post: all that the decisions below depend on.

    blocked: either of reader and author blocks the other.  A visitor has no tie at all.
    """

    member: bool = False
    own: bool = False
    follows: bool = False
    mentioned: bool = False
    blocked: bool = False
    moderator: bool = False


class Place(Struct, frozen=True):
    """Where a post stands: what its author chose, and what became of it.

    shown: its author can be met at all (not suspended, not gone).
    """

    visibility: str
    reply_control: str = ReplyControl.EVERYONE
    hidden: bool = False
    deleted: bool = False
    shown: bool = True
    quote_policy: str = QuotePolicy.EVERYONE


def may_see(place: Place, tie: Tie) -> bool:
    """Tell whether a reader may see a post.

    A hidden post, or one by somebody suspended, remains for its author and the moderators.
    """
    if place.deleted:
        return False
    if tie.own:
        return True
    if (place.hidden or not place.shown) and not tie.moderator:
        return False
    if tie.blocked and not tie.moderator:
        return False
    return _is_among_readers(place.visibility, tie)


def reason_not_to_reply(place: Place, tie: Tie) -> str | Promise | None:
    """Return why a member who sees the post may not answer it, or None where they may.

    The author and the people mentioned always may.
    """
    if not tie.member:
        return _("Sign in to reply.")
    if place.hidden or place.deleted or not place.shown:
        return _("This post takes no replies at the moment.")
    if tie.own or tie.mentioned:
        return None
    if tie.blocked:
        return _("You and the author have no contact.")
    if place.reply_control == ReplyControl.FOLLOWERS and tie.follows:
        return None
    return _KEPT_TO.get(place.reply_control)


def may_boost(place: Place, tie: Tie) -> bool:
    """Tell whether a member may pass a post on: open ones, and one's own to one's followers."""
    if not tie.member or place.hidden or not may_see(place, tie):
        return False
    if place.visibility in OPEN_TO_ALL:
        return True
    return tie.own and place.visibility == Visibility.FOLLOWERS


def may_quote(place: Place, tie: Tie) -> bool:
    """Tell whether a member may quote a post: open ones by their policy, and one's own.

    What was said to the people mentioned is not quoted, not even by its author.
    """
    if not tie.member or place.hidden or not may_see(place, tie):
        return False
    if tie.own:
        return place.visibility != Visibility.MENTIONED
    if place.visibility not in OPEN_TO_ALL or tie.blocked:
        return False
    if place.quote_policy == QuotePolicy.FOLLOWERS:
        return tie.follows
    return place.quote_policy == QuotePolicy.EVERYONE


def quote_view(state: str, quoted: tuple[Place, Tie] | None, *, blocks: bool) -> QuoteView:
    """Tell how a quoted post stands to a reader; None for one that is gone.

    blocks: the reader blocks its author, and may be told so; the other way round they may not.
    """
    if state == QuoteState.REVOKED:
        return QuoteView.REVOKED
    if quoted is None:
        return QuoteView.DELETED
    if blocks:
        return QuoteView.BLOCKED
    place, tie = quoted
    if place.hidden or not may_see(place, tie):
        return QuoteView.UNAUTHORIZED
    return QuoteView.ACCEPTED


def may_edit(place: Place, tie: Tie) -> bool:
    """Tell whether a reader may change a post: its author, while it is not hidden."""
    return tie.own and not place.hidden and not place.deleted


def may_pin(place: Place, tie: Tie) -> bool:
    """Tell whether a member may show a post first on their page: own ones, not to a few."""
    return tie.own and not place.deleted and place.visibility != Visibility.MENTIONED


def narrower(one: str, other: str) -> Visibility:
    """Return the visibility that fewer people read: what a reply starts from."""
    order = list(Visibility)
    return max(Visibility(one), Visibility(other), key=order.index)


def _is_among_readers(visibility: str, tie: Tie) -> bool:
    if visibility in OPEN_TO_ALL or tie.mentioned:
        return True
    return visibility == Visibility.FOLLOWERS and tie.follows
