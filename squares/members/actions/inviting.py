"""Invitations: made, sent, taken back."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from commons import audit, mail
from squares.members import rules
from squares.members.models import Invitation, Member, Role
from squares.members.tokens import hash_of, new_token
from tenants.context import the_square

MOST_USES = 100


@dataclass(frozen=True)
class Invited:
    """An invitation and its link; the link is known only now, the database keeps its hash."""

    invitation: Invitation
    url: str


@transaction.atomic
def invite(
    *,
    by: Member | str,
    at: datetime,
    email: str = "",
    role: Role | str = Role.MEMBER,
    uses: int = 1,
    language: str = "",
) -> Invited:
    """Make an invitation; with an e-mail address it is sent there and good for that one only.

    by: a moderator, or an actor above the square ("officer:3") whose right was checked there.
    role: only stewards and officers invite moderators and stewards, always by e-mail.
    Raises: NotYours.
    """
    rules.refuse_unless_may_give(by, role)
    if role != Role.MEMBER and not email:
        raise ValueError("an invitation to an office is sent to one person")
    token, square = new_token(), the_square()
    invitation = Invitation.objects.create(
        token_hash=hash_of(token),
        email=email.lower(),
        role=role,
        invited_by=rules.actor(by),
        invited_at=at,
        expires_at=at + rules.INVITATION_LASTS,
        uses_left=1 if email else min(max(uses, 1), MOST_USES),
    )
    audit.record(
        actor=rules.actor(by),
        action="invitation.made",
        subject=f"invitation:{invitation.pk}",
        at=at,
        details={"role": str(role), "uses": invitation.uses_left},
    )
    url = f"{square.url}/join?invitation={token}"
    if email:
        _write(invitation, url, by=by, language=language or square.language)
    return Invited(invitation, url)


@transaction.atomic
def revoke_invitation(*, invitation: Invitation, by: Member | str, at: datetime) -> None:
    """Take an invitation back; its link lets nobody in any more.

    Raises: NotYours.
    """
    rules.refuse_unless_may_give(by, invitation.role)
    number = invitation.pk
    Invitation.objects.filter(pk=number).update(uses_left=0, email="")
    audit.record(
        actor=rules.actor(by),
        action="invitation.revoked",
        subject=f"invitation:{number}",
        at=at,
    )


def _write(invitation: Invitation, url: str, *, by: Member | str, language: str) -> None:
    mail.send(
        template="emails/members/invitation",
        to=invitation.email,
        context={
            "square": the_square(),
            "url": url,
            "by": by if isinstance(by, Member) else None,
            "role": Role(invitation.role),
            "is_office": invitation.role != Role.MEMBER,
            "expires_at": invitation.expires_at,
        },
        language=language,
    )
