"""Every event that Stripe told us, once, as it came, and what became of it."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class WebhookEvent(models.Model):
    """One event; the primary key is what makes it once and only once."""

    class Outcome(models.TextChoices):
        """What became of it."""

        APPLIED = "applied", _("Applied")
        IGNORED = "ignored", _("Not for us")
        STRANGER = "stranger", _("Nobody we know")

    stripe_id = models.CharField(max_length=255, primary_key=True)
    kind = models.CharField(max_length=100)
    payload = models.JSONField()
    happened_at = models.DateTimeField()
    received_at = models.DateTimeField(db_index=True)
    processed_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)

    def __str__(self) -> str:
        return f"{self.kind} {self.stripe_id}"
