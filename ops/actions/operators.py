"""Who operates: appointed, and ended; never deleted, so that acts keep their names."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from commons import audit
from ops.errors import PersonNotFound
from ops.models.operator import Operator, Role
from tenants.context import outside


def appoint_operator(*, email: str, name: str, role: Role, by: str, at: datetime) -> Operator:
    """Make an operator of a sign-in, change a role, or take back somebody who had ended.

    by: an actor as the audit chain names it, such as "command" or "operator:1".
    Raises: PersonNotFound.
    """
    with outside(), transaction.atomic():
        user = User.objects.filter(email=email.strip().lower()).first()
        if user is None:
            raise PersonNotFound(email=email)
        operator, _new = Operator.objects.update_or_create(
            user=user,
            defaults={"name": name, "role": role, "ended_at": None},
            create_defaults={"name": name, "role": role, "since": at},
        )
        audit.record(
            actor=by,
            action="operator.appointed",
            subject=operator.actor,
            at=at,
            details={"role": role.value},
        )
    return operator


def end_operator(*, by: str, email: str, at: datetime) -> Operator:
    """End somebody's work at once; their sessions find no console any more.

    Raises: PersonNotFound.
    """
    with outside(), transaction.atomic():
        operator = Operator.objects.filter(user__email=email.strip().lower()).first()
        if operator is None:
            raise PersonNotFound(email=email)
        operator.ended_at = at
        operator.save(update_fields=["ended_at"])
        audit.record(actor=by, action="operator.ended", subject=operator.actor, at=at)
    return operator
