"""Whether a post that just came stands in somebody's timelines, decided in memory.

The same decisions as in `timelines.queries`, which tests hold against each other: what is
streamed to an open connection is exactly what asking for that timeline would show.
"""

from bisect import bisect_left
from collections.abc import Mapping
from datetime import datetime

from squares.posts.cards.card import PostCard
from squares.posts.models.post import Visibility
from squares.posts.reach import UNMARKED, Marks, Reach, Said
from squares.posts.retelling import Standpoint
from squares.posts.rules import Place, Tie, may_see
from squares.relationships.models import List
from squares.timelines.ties import ListView, Ties


def home(post: Reach, ties: Ties, *, at: datetime) -> bool:
    """Tell whether a post stands in the member's home timeline."""
    author = post.author_id
    if author != ties.member_id:
        if not (follows(ties, author) or (ties.tags and _reads_along(post, ties))):
            return False
        if ties.lists and _is_kept_to_a_list(author, ties):
            return False
        if post.answers and not _answers(post, ties, others=_follows_answered(post, ties)):
            return False
    return _stands(post, ties, at)


def in_list(post: Reach, ties: Ties, list_id: int, *, at: datetime) -> bool:
    """Tell whether a post stands in one of the member's own lists; in none that is gone."""
    view = ties.lists.get(list_id)
    if view is None or post.author_id not in view.people:
        return False
    if post.author_id != ties.member_id:
        if not follows(ties, post.author_id):
            return False
        if post.answers and not _answers(post, ties, others=_shows_answer(post, ties, view)):
            return False
    return _stands(post, ties, at)


def public(post: Reach, ties: Ties | None, *, at: datetime, only_media: bool = False) -> bool:
    """Tell whether a post stands in the square's public timeline; None for a visitor."""
    if post.visibility != Visibility.PUBLIC or post.is_boost or post.answers:
        return False
    if only_media and not post.has_media:
        return False
    return _is_come_across(post, ties, at)


def tagged(post: Reach, ties: Ties | None, key: str, *, at: datetime) -> bool:
    """Tell whether a post stands in the timeline of a hashtag; None for a visitor."""
    if key not in post.tags or post.visibility != Visibility.PUBLIC or post.is_boost:
        return False
    return _is_come_across(post, ties, at)


def direct(post: Reach, ties: Ties) -> bool:
    """Tell whether a post goes on with a conversation of the member's."""
    return post.is_private and not post.is_boost and _may_read(post, ties)


def follows(ties: Ties, member_id: int) -> bool:
    """Tell whether the member reads another."""
    place = bisect_left(ties.follows, member_id)
    return place < len(ties.follows) and ties.follows[place] == member_id


def tie_to(ties: Ties, said: Said) -> Tie:
    """Return what the member is to what somebody said, as the rules want to know it."""
    author = said.author_id
    return Tie(
        member=True,
        own=author == ties.member_id,
        follows=follows(ties, author),
        mentioned=ties.member_id in said.mentioned,
        blocked=author in ties.blocks or author in ties.blocked_by,
        moderator=ties.moderator,
    )


def standpoint_to(
    card: PostCard, ties: Ties, marks: Mapping[tuple[int, int], Marks], *, at: datetime
) -> tuple[Standpoint, Standpoint | None]:
    """Return what the member is to a post that is told to many, and to the one it quotes.

    marks: by member and post, as `marks_on` gives them.
    """
    quoted = card.quote.post if card.quote else None
    return (
        _standpoint(card, ties, marks, at),
        _standpoint(quoted, ties, marks, at) if quoted else None,
    )


def _standpoint(
    card: PostCard, ties: Ties, marks: Mapping[tuple[int, int], Marks], at: datetime
) -> Standpoint:
    author = card.author.id
    mentioned = frozenset(named.id for named in card.mentions)
    return Standpoint(
        tie=tie_to(ties, Said(card.id, author, card.visibility, mentioned)),
        marks=marks.get((ties.member_id, card.id), UNMARKED),
        muted=card.thread_id in ties.threads,
        blocks=author in ties.blocks,
        mutes=is_muted(ties, author, at),
    )


def is_muted(ties: Ties, member_id: int, at: datetime) -> bool:
    """Tell whether the member does not want to read another now."""
    if member_id not in ties.mutes:
        return False
    until = ties.mutes[member_id]
    return until is None or until > at.timestamp()


def look_at(said: Said, thread_id: int, ties: Ties, at: datetime) -> tuple[bool, ...]:
    """Return all on which it hangs how something looks to the member, but for what they made of it.

    Cheap, for thousands: members with the same look have the same standpoint.
    """
    author = said.author_id
    return (
        author == ties.member_id,
        follows(ties, author),
        ties.member_id in said.mentioned,
        ties.moderator,
        author in ties.blocks,
        author in ties.blocked_by,
        author in ties.mutes and is_muted(ties, author, at),
        thread_id in ties.threads,
    )


def _is_kept_to_a_list(author: int, ties: Ties) -> bool:
    return any(view.exclusive and author in view.people for view in ties.lists.values())


def _reads_along(post: Reach, ties: Ties) -> bool:
    """Tell whether a public post carries a hashtag that the member follows."""
    if post.is_boost or not post.loud:
        return False
    return post.visibility == Visibility.PUBLIC and not ties.tags.isdisjoint(post.tags)


def _answers(post: Reach, ties: Ties, *, others: bool) -> bool:
    """Tell whether somebody else's answer is wanted: to oneself, to its own author, or to others.

    others: whether it answers somebody whose answers are wanted.
    """
    return others or post.answered_id in {ties.member_id, post.author_id}


def _follows_answered(post: Reach, ties: Ties) -> bool:
    return post.answered_id is not None and follows(ties, post.answered_id)


def _shows_answer(post: Reach, ties: Ties, view: ListView) -> bool:
    if post.answered_id is None or view.replies == List.Replies.NONE:
        return False
    if view.replies == List.Replies.FOLLOWED:
        return follows(ties, post.answered_id)
    return post.answered_id in view.people


def _stands(post: Reach, ties: Ties, at: datetime) -> bool:
    """Tell whether the member may read a post, and wants it of whoever they follow."""
    author = post.author_id
    if not _may_read(post, ties) or (author in ties.mutes and is_muted(ties, author, at)):
        return False
    only = ties.languages.get(author)
    if only and post.language and post.language.split("-", 1)[0] not in only:
        return False
    return not post.is_boost or _wants_boost(post, ties, at)


def _wants_boost(post: Reach, ties: Ties, at: datetime) -> bool:
    if post.author_id in ties.unboosted or is_muted(ties, post.said.author_id, at):
        return False
    return may_see(Place(post.said.visibility), tie_to(ties, post.said))


def _is_come_across(post: Reach, ties: Ties | None, at: datetime) -> bool:
    if ties is None:
        return post.standing and post.loud
    author = post.author_id
    heard = post.loud or author == ties.member_id or follows(ties, author)
    return heard and not is_muted(ties, author, at) and _may_read(post, ties)


def _may_read(post: Reach, ties: Ties) -> bool:
    author = post.author_id
    if not post.standing or author in ties.blocks or author in ties.blocked_by:
        return False
    if post.is_open or author == ties.member_id or ties.member_id in post.mentioned:
        return True
    return post.visibility == Visibility.FOLLOWERS and follows(ties, author)
