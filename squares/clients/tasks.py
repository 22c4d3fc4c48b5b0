"""What this room does in the background."""

from squares.clients import actions
from tenants.work import square_task


@square_task
def revoke_all(member_id: int) -> None:
    """Let no app act for a member who left."""
    actions.revoke_all(member_id=member_id)
