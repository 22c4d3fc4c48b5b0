"""A post that is to be published later."""

from django.db import models
from django.db.models import Q

from commons.ids import IdField
from squares.members.models import Member


class ScheduledPost(models.Model):
    """What a member wrote and when it is to appear.

    draft: as `posts.actions.publish.Draft`, in JSON.  refused: why it could not be published, ""
    while it waits; then it is a draft, and its media stay claimed.
    """

    id = IdField()
    author = models.ForeignKey(Member, models.CASCADE, related_name="+")
    draft = models.JSONField()
    due_at = models.DateTimeField()
    written_at = models.DateTimeField()
    refused = models.CharField(max_length=500, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["due_at"], condition=Q(refused=""), name="scheduled_due"),
        ]

    def __str__(self) -> str:
        return f"scheduled post {self.pk}"
