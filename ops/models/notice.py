"""A notice: anyone says that something here is illegal (DSA, Article 16).

What was sent is never changed: the role that writes these tables may update only the columns
that say where the work stands (migration 0002).
"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ops.kinds import BY_CODE, CHOICES, Kind
from tenants.models.square import Square


class Notice(models.Model):
    """What one person sent, and where the work on it stands."""

    class State(models.TextChoices):
        """Where the work stands."""

        RECEIVED = "received", _("Received")
        REVIEW = "review", _("A measure is proposed")
        ACTED = "acted", _("Acted on")
        REJECTED = "rejected", _("Not acted on")

    id = models.BigAutoField(primary_key=True)
    ref = models.CharField(max_length=20, unique=True)
    secret_hash = models.CharField(max_length=64)
    kind = models.CharField(max_length=20, choices=CHOICES)
    square = models.ForeignKey(Square, models.PROTECT, null=True, related_name="+", db_index=False)
    explanation = models.TextField(max_length=10_000)
    law = models.CharField(max_length=300, blank=True)
    notifier_name = models.CharField(max_length=120, blank=True)
    notifier_email = models.EmailField(blank=True)
    good_faith = models.BooleanField()
    language = models.CharField(max_length=12)
    payload_sha256 = models.CharField(max_length=64)
    received_at = models.DateTimeField()
    due_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State, default=State.RECEIVED)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["received", "review"], closed_at=None)
                | Q(state__in=["acted", "rejected"], closed_at__isnull=False),
                name="notice_closed_when_decided",
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(closed_at=None), name="notice_open"),
        ]

    def __str__(self) -> str:
        return self.ref

    @property
    def facts(self) -> Kind:
        """The row of its kind: plain words and deadline."""
        return BY_CODE[self.kind]


class NoticeTarget(models.Model):
    """One address a notice names; what was no address of ours is kept as it was typed.

    copy: the post as it stood soon after receipt, taken once; empty when nothing stood there.
    """

    notice = models.ForeignKey(Notice, models.CASCADE, related_name="targets")
    text = models.TextField(max_length=10_000)
    square = models.ForeignKey(Square, models.PROTECT, null=True, related_name="+", db_index=False)
    post_id = models.BigIntegerField(null=True)
    copy = models.JSONField(null=True)
    copied_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["square", "post_id"],
                condition=Q(post_id__isnull=False),
                name="notice_target_post",
            ),
        ]

    def __str__(self) -> str:
        return self.text
