"""A case: everything about one subject, however many reports there are."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from commons.ids import IdField
from squares.members.models import Member
from squares.posts.models.post import Post


class Case(models.Model):
    """What moderators work on: one open case a subject."""

    class State(models.TextChoices):
        """Where the work stands."""

        OPEN = "open", _("Open")
        ESCALATED = "escalated", _("With the operators")
        RESOLVED = "resolved", _("Resolved")
        KEPT = "kept", _("Reviewed and kept")

    id = IdField()
    member = models.ForeignKey(Member, models.CASCADE, related_name="+")
    post = models.ForeignKey(Post, models.CASCADE, null=True, related_name="+")
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    reports_count = models.PositiveIntegerField(default=0)
    assigned_to = models.ForeignKey(
        Member, models.SET_NULL, null=True, related_name="+", db_index=False
    )
    opened_at = models.DateTimeField()
    last_report_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["member", "post"],
                condition=Q(state__in=["open", "escalated"]),
                name="one_open_case_a_subject",
                nulls_distinct=False,
            ),
        ]
        indexes = [models.Index(fields=["state", "-last_report_at"], name="case_queue")]

    def __str__(self) -> str:
        return f"case {self.pk}"


class CaseNote(models.Model):
    """One line of a case's history: what a moderator did or thought, and when."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="notes")
    author = models.ForeignKey(Member, models.SET_NULL, null=True, related_name="+", db_index=False)
    action = models.CharField(max_length=30)
    text = models.TextField(max_length=2000, blank=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.action} on {self.case_id}"
