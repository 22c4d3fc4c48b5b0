"""Who operates."""

from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import QuerySet

from ops.errors import NotAnOperator
from ops.models.operator import Operator


def find_operator(*, user: AbstractBaseUser) -> Operator:
    """Return the operator behind a sign-in.

    Raises: NotAnOperator, also when the work has ended.
    """
    operator = Operator.objects.filter(user_id=user.pk, ended_at=None).first()
    if operator is None:
        raise NotAnOperator
    return operator


def operators() -> QuerySet[Operator]:
    """Return everyone who operates or did, those at work first."""
    return Operator.objects.select_related("user").order_by("ended_at", "name", "id")
