"""What a member does not want to read, by its words."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from commons.ids import IdField
from squares.members.models import Member


class Filter(models.Model):
    """A member's filter: where it holds, until when, and by which words or posts.

    keywords, statuses: as `timelines.filters.Keyword` and `.FilteredPost`, each with an id.
    """

    class Action(models.TextChoices):
        """What becomes of a post that it meets; Mastodon's names."""

        WARN = "warn", _("Show it behind a warning")
        HIDE = "hide", _("Do not show it at all")
        BLUR = "blur", _("Hide its pictures behind a warning")

    id = IdField()
    member = models.ForeignKey(Member, models.CASCADE, related_name="+")
    title = models.CharField(max_length=200)
    contexts = ArrayField(models.CharField(max_length=20), default=list)
    action = models.CharField(max_length=10, choices=Action, default=Action.WARN)
    expires_at = models.DateTimeField(null=True)
    keywords = models.JSONField(default=list)
    statuses = models.JSONField(default=list)

    def __str__(self) -> str:
        return f"filter {self.pk}"
