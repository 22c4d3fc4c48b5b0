"""What a post said before it was edited."""

from django.db import models

from squares.posts.models.post import Post


class Revision(models.Model):
    """One earlier wording, as it stood until `replaced_at`."""

    post = models.ForeignKey(Post, models.CASCADE, related_name="revisions")
    text = models.TextField()
    html = models.TextField()
    warning = models.CharField(max_length=200, blank=True)
    sensitive = models.BooleanField(default=False)
    media = models.JSONField(default=list)
    poll = models.JSONField(default=list)
    written_at = models.DateTimeField()
    replaced_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.post_id} until {self.replaced_at:%F %T}"
