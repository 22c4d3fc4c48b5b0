"""Files that members attach; the bytes lie in the square's storage."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from commons.ids import IdField
from squares.members.models import Member


class MediaAttachment(models.Model):
    """One picture, film or recording, re-encoded, without metadata.

    file: what is shown, "" while a film is still being prepared from `source`.
    preview: a still picture, "" for a recording without one.
    """

    class Kind(models.TextChoices):
        """What it is; Mastodon's names."""

        IMAGE = "image", _("Picture")
        GIFV = "gifv", _("Moving picture")
        VIDEO = "video", _("Film")
        AUDIO = "audio", _("Recording")

    class State(models.TextChoices):
        """Whether it can be shown."""

        READY = "ready", _("Ready")
        PROCESSING = "processing", _("Being prepared")
        FAILED = "failed", _("Could not be read")

    id = IdField()
    owner = models.ForeignKey(Member, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.IMAGE)
    state = models.CharField(max_length=10, choices=State, default=State.READY)
    file = models.CharField(max_length=80, blank=True)
    preview = models.CharField(max_length=80, blank=True)
    source = models.CharField(max_length=80, blank=True)
    mime = models.CharField(max_length=40)
    duration_seconds = models.FloatField(null=True)
    frame_rate = models.CharField(max_length=20, blank=True)
    bit_rate = models.PositiveIntegerField(null=True)
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
            models.Index(fields=["file"], condition=~Q(file=""), name="media_file"),
            models.Index(fields=["preview"], condition=~Q(preview=""), name="media_preview"),
            models.Index(
                fields=["created_at"], condition=Q(attached_at=None), name="media_unattached"
            ),
        ]

    def __str__(self) -> str:
        return f"media {self.pk}"

    @property
    def names(self) -> list[str]:
        """The stored files, however many there are at the moment."""
        return [name for name in (self.file, self.preview, self.source) if name]
