"""What this room does in the background."""

from squares.charter.actions.announce import clear_ties
from tenants.work import square_task


@square_task
def clear_ties_of(member_id: int) -> None:
    """Forget what a member who left made of announcements."""
    clear_ties(member_id=member_id)
