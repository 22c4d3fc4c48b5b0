"""What this room does in the background."""

from squares.timelines.actions import clear_filters
from tenants.work import square_task


@square_task
def clear_filters_of(member_id: int) -> None:
    """Remove the filters of a member who left."""
    clear_filters(member_id=member_id)
