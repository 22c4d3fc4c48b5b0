"""A poll on a post, and what members chose."""

from collections.abc import Sequence

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from squares.members.models import Member
from squares.posts.models.post import Post


class Poll(models.Model):
    """A question with two or more answers; its number is that of its post.

    tallies: how many votes each of `options` has, in their order.  closed_at: when those who
    took part were told the outcome.
    """

    post = models.OneToOneField(Post, models.CASCADE, primary_key=True, related_name="poll")
    options = ArrayField(models.CharField(max_length=100), default=list)
    tallies = ArrayField(models.PositiveIntegerField(), default=list)
    voters_count = models.PositiveIntegerField(default=0)
    multiple = models.BooleanField(default=False)
    hides_totals = models.BooleanField(default=False)
    ends_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["ends_at"], condition=Q(closed_at=None), name="poll_due")]

    def __str__(self) -> str:
        return f"poll on {self.post_id}"

    def count(self, choices: Sequence[int], step: int) -> None:
        """Count one member's vote in or out; the row is locked and saved by the caller."""
        for place in choices:
            if place < len(self.tallies):
                self.tallies[place] = max(0, self.tallies[place] + step)
        self.voters_count = max(0, self.voters_count + step)


class Vote(models.Model):
    """What one member chose in a poll: positions in its options."""

    pk = models.CompositePrimaryKey("poll_id", "member_id")
    poll = models.ForeignKey(Poll, models.CASCADE, related_name="votes", db_index=False)
    member = models.ForeignKey(Member, models.CASCADE, related_name="+", db_index=False)
    choices = ArrayField(models.PositiveSmallIntegerField(), default=list)

    def __str__(self) -> str:
        return f"{self.member_id} in the poll on {self.poll_id}"
