"""A post that is to be published later."""

from django.db import models

from commons.ids import IdField
from squares.members.models import Member


class ScheduledPost(models.Model):
    """What a member wrote and when it is to appear.

    draft: as `posts.actions.publish.Draft`, in JSON.  refused: why it could not be published.
    """

    id = IdField()
    author = models.ForeignKey(Member, models.CASCADE, related_name="+")
    draft = models.JSONField()
    due_at = models.DateTimeField(db_index=True)
    written_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"scheduled post {self.pk}"
