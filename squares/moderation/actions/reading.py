"""That a statement of reasons was read."""

from datetime import datetime

from django.db import transaction

from squares.members.models import Member
from squares.moderation.models.measure import StatementOfReasons


@transaction.atomic
def mark_read(*, by: Member, statement_id: int, at: datetime) -> None:
    """Note the first time the member opens a statement addressed to them; others leave no trace.

    Cost: 1 statement.
    """
    StatementOfReasons.objects.filter(pk=statement_id, measure__member=by, read_at=None).update(
        read_at=at
    )
