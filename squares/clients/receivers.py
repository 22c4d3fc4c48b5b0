"""What this room hears: who left, and who stands otherwise than a moment ago."""

from accounts.events import PasswordReset
from commons.events import listen
from squares.clients import tasks
from squares.clients.actions import forget_standing, revoke_all
from squares.members.events import MemberJoined, MemberLeft, MemberStateChanged, RoleChanged
from squares.members.queries import member_behind
from tenants.context import current_square


@listen(MemberLeft)
def clear(fact: MemberLeft) -> None:
    """Somebody left: no app acts for them any more."""
    tasks.revoke_all.enqueue(fact.member_id)


@listen(PasswordReset)
def let_nobody_stay(fact: PasswordReset) -> None:
    """Whoever took a sign-in over may have let an app in, which its owner knows nothing of.

    Source: Mastodon takes tokens back when a password is reset, not when it is changed.
    """
    member = member_behind(fact.user_id) if current_square() is not None else None
    if member is not None:
        revoke_all(member_id=member.pk)


def forget_who_holds(fact: MemberJoined) -> None:
    """A measure or an office works at once, so this is done here and not in the queue."""
    forget_standing(member_id=fact.member_id)


for _kind in (MemberJoined, MemberStateChanged, RoleChanged):
    listen(_kind)(forget_who_holds)  # type: ignore[arg-type]  # all of them name the member
