"""What this room does when it hears its own facts: files follow their post."""

from commons.events import listen
from squares.posts.events import PostDeleted, PostHidden, PostUnhidden
from squares.posts.tasks import settle_files


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
