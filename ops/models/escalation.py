"""A case that a square handed up, with a frozen copy of what it was about."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from squares.moderation.models.case import EscalationKind
from tenants.models.square import Square


class Escalation(models.Model):
    """One case of one square; the copy is never changed, whatever happens in the square."""

    class State(models.TextChoices):
        """Where the work stands."""

        OPEN = "open", _("Open")
        REVIEW = "review", _("A measure is proposed")
        ACTED = "acted", _("Acted on")
        ANSWERED = "answered", _("Answered")
        RETURNED = "returned", _("Returned to the square")

    id = models.BigAutoField(primary_key=True)
    square = models.ForeignKey(Square, models.PROTECT, related_name="+", db_index=False)
    case_id = models.BigIntegerField()
    post_id = models.BigIntegerField(null=True)
    kind = models.CharField(max_length=20, choices=EscalationKind)
    reason = models.TextField(max_length=2000)
    escalated_by = models.CharField(max_length=100)
    copy = models.JSONField()
    copy_sha256 = models.CharField(max_length=64)
    received_at = models.DateTimeField()
    due_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    answer = models.TextField(max_length=2000, blank=True)
    answered_by = models.ForeignKey(
        "ops.Operator", models.PROTECT, null=True, related_name="+", db_index=False
    )
    closed_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["square", "case_id"], name="escalated_once"),
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(closed_at=None), name="escalation_open"),
            models.Index(
                fields=["square", "post_id"],
                condition=Q(post_id__isnull=False),
                name="escalation_post",
            ),
        ]

    def __str__(self) -> str:
        return f"E-{self.pk}"
