"""A member says that something breaks a rule."""

from django.db import models

from commons.ids import IdField
from squares.charter.models import Rule
from squares.members.models import Member
from squares.moderation.models.case import Case


class Report(models.Model):
    """One member's report; each joins the one case of its subject. No rule: something else."""

    id = IdField()
    case = models.ForeignKey(Case, models.CASCADE, related_name="reports", db_index=False)
    reporter = models.ForeignKey(Member, models.CASCADE, related_name="+")
    rule = models.ForeignKey(Rule, models.PROTECT, null=True, related_name="+", db_index=False)
    comment = models.TextField(max_length=1000, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "reporter"], name="reported_once"),
        ]

    def __str__(self) -> str:
        return f"report {self.pk} in {self.case_id}"
