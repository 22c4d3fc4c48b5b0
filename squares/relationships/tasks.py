"""What this room does in the background."""

from squares.relationships.actions.clear import clear_ties
from tenants.work import square_task


@square_task
def clear_ties_of(member_id: int) -> None:
    """Remove the ties of a member who left."""
    clear_ties(member_id=member_id)
