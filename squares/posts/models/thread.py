"""What a member made of a conversation."""

from django.db import models

from squares.members.models import Member


class ThreadMark(models.Model):
    """How far a member read a conversation, from where on it is hidden, and whether it is muted.

    thread_id: the post that began it.  read_up_to, hidden_up_to: ids of posts, 0 for none.
    """

    pk = models.CompositePrimaryKey("member_id", "thread_id")
    member = models.ForeignKey(Member, models.CASCADE, related_name="+", db_index=False)
    thread_id = models.BigIntegerField()
    read_up_to = models.BigIntegerField(default=0)
    hidden_up_to = models.BigIntegerField(default=0)
    muted_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.member_id} in thread {self.thread_id}"
