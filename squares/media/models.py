"""Files that members attach; the bytes lie in the square's storage."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from commons.ids import IdField
from squares.members.models import Member


class MediaAttachment(models.Model):
    """One picture, re-encoded, without metadata."""

    class Kind(models.TextChoices):
        """What it is; Mastodon's names."""

        IMAGE = "image", _("Picture")

    id = IdField()
    owner = models.ForeignKey(Member, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.IMAGE)
    file = models.CharField(max_length=80, unique=True)
    preview = models.CharField(max_length=80, unique=True)
    mime = models.CharField(max_length=40)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    preview_width = models.PositiveIntegerField()
    preview_height = models.PositiveIntegerField()
    size_bytes = models.PositiveIntegerField()
    blurhash = models.CharField(max_length=60)
    description = models.CharField(max_length=1500, blank=True)
    focus_x = models.FloatField(default=0)
    focus_y = models.FloatField(default=0)
    created_at = models.DateTimeField()
    attached_at = models.DateTimeField(null=True)
    withheld_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["created_at"], condition=Q(attached_at=None), name="media_unattached"
            ),
        ]

    def __str__(self) -> str:
        return f"media {self.pk}"
