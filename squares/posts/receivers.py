"""What this room hears: files follow their post, posts follow their author."""

from commons.events import listen
from squares.members.events import MemberLeft
from squares.posts.events import PostDeleted, PostHidden, PostUnhidden
from squares.posts.tasks import clear_departed, settle_files


@listen(PostDeleted)
def on_deleted(fact: PostDeleted) -> None:
    """Take the files of a deleted post out of reach."""
    settle_files.enqueue(fact.post_id)


@listen(PostHidden)
def on_hidden(fact: PostHidden) -> None:
    """Take the files of a hidden post out of reach."""
    settle_files.enqueue(fact.post_id)


@listen(PostUnhidden)
def on_unhidden(fact: PostUnhidden) -> None:
    """Bring the files of a restored post back."""
    settle_files.enqueue(fact.post_id)


@listen(MemberLeft)
def on_left(fact: MemberLeft) -> None:
    """Erase what somebody who left said here."""
    clear_departed.enqueue(fact.member_id)
