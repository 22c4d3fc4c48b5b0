"""A member says that something breaks a rule."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from commons.ids import IdField
from squares.charter.models import Rule
from squares.members.models import Member
from squares.moderation.models.case import Case


class Report(models.Model):
    """One member's report; each joins the one case of its subject. No rule: something else."""

    class Category(models.TextChoices):
        """What kind of trouble the reporter sees; Mastodon's names."""

        VIOLATION = "violation", _("It breaks a rule")
        SPAM = "spam", _("It is spam")
        LEGAL = "legal", _("It is illegal")
        OTHER = "other", _("Something else")

    id = IdField()
    case = models.ForeignKey(Case, models.CASCADE, related_name="reports", db_index=False)
    reporter = models.ForeignKey(Member, models.CASCADE, related_name="+")
    rule = models.ForeignKey(Rule, models.PROTECT, null=True, related_name="+", db_index=False)
    category = models.CharField(max_length=10, choices=Category, default=Category.VIOLATION)
    comment = models.TextField(max_length=1000, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "reporter"], name="reported_once"),
        ]

    def __str__(self) -> str:
        return f"report {self.pk} in {self.case_id}"
