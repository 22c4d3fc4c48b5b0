"""A foundation is the legal person that owns squares; officers act for it."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Foundation(models.Model):
    """The legal person that owns squares and pays for them."""

    name = models.CharField(max_length=120)
    country = models.CharField(max_length=2)
    contact_email = models.EmailField()
    entitlements = models.JSONField(default=dict)
    founded_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class Officer(models.Model):
    """A person's office in a foundation."""

    class Role(models.TextChoices):
        """What the office allows."""

        OWNER = "owner", _("Owner")
        MANAGER = "manager", _("Manager")
        TREASURER = "treasurer", _("Treasurer")

    foundation = models.ForeignKey(Foundation, models.CASCADE, related_name="officers")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="offices")
    role = models.CharField(max_length=10, choices=Role)
    since = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["foundation", "user"], name="officer_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.role} of {self.foundation_id}"

    @property
    def actor(self) -> str:
        """How the audit chain names the office."""
        return f"officer:{self.pk}"
