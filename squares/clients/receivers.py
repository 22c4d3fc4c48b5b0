"""What this room hears: who left, and who stands otherwise than a moment ago."""

from commons.events import listen
from squares.clients import tasks
from squares.clients.actions import forget_standing
from squares.members.events import MemberJoined, MemberLeft, MemberStateChanged, RoleChanged


@listen(MemberLeft)
def clear(fact: MemberLeft) -> None:
    """Somebody left: no app acts for them any more."""
    tasks.revoke_all.enqueue(fact.member_id)


def forget_who_holds(fact: MemberJoined) -> None:
    """A measure or an office works at once, so this is done here and not in the queue."""
    forget_standing(member_id=fact.member_id)


for _kind in (MemberJoined, MemberStateChanged, RoleChanged):
    listen(_kind)(forget_who_holds)  # type: ignore[arg-type]  # all of them name the member
