"""What was told to whom, and when: the record itself, whether or not a letter was sent."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ops.models.escalation import Escalation
from ops.models.notice import Notice


class Communication(models.Model):
    """One message to one party of a case; the database lets nobody change it."""

    class Party(models.TextChoices):
        """Who was told."""

        NOTIFIER = "notifier", _("The notifier")
        SQUARE = "square", _("The square's moderators")

    notice = models.ForeignKey(Notice, models.PROTECT, null=True, related_name="communications")
    escalation = models.ForeignKey(
        Escalation, models.PROTECT, null=True, related_name="communications"
    )
    party = models.CharField(max_length=10, choices=Party)
    language = models.CharField(max_length=12)
    text = models.TextField(max_length=5000)
    told_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(notice__isnull=True) ^ Q(escalation__isnull=True),
                name="communication_belongs_to_one_case",
            ),
        ]

    def __str__(self) -> str:
        return f"to {self.party} at {self.told_at:%Y-%m-%d}"
