"""An operator: a person who works what squares and the public hand up."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What an operator may do; later ones may do all that earlier ones may."""

    TRIAGE = "triage", _("Triage")
    REVIEWER = "reviewer", _("Reviewer")
    LEAD = "lead", _("Lead")


class Operator(models.Model):
    """One person's work for the platform; ended, never deleted, so that acts keep their names."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.PROTECT, related_name="operator")
    name = models.CharField(max_length=60)
    role = models.CharField(max_length=10, choices=Role)
    since = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name

    @property
    def actor(self) -> str:
        """How the audit chain names this operator."""
        return f"operator:{self.pk}"
