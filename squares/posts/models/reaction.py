"""What readers do with a post: favourite it, keep it."""

from django.contrib.postgres.indexes import BrinIndex
from django.db import models

from commons.ids import new_id
from squares.members.models import Member
from squares.posts.models.post import Post


class Favourite(models.Model):
    """A member likes a post, and its author is told."""

    pk = models.CompositePrimaryKey("post_id", "member_id")
    id = models.BigIntegerField(default=new_id, editable=False)  # its place in lists, no key
    member = models.ForeignKey(Member, models.CASCADE, related_name="+", db_index=False)
    post = models.ForeignKey(Post, models.CASCADE, related_name="+", db_index=False)
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["member", "-id"], name="favourite_member"),
            BrinIndex(fields=["id"], name="favourite_lately"),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} likes {self.post_id}"


class Bookmark(models.Model):
    """A member keeps a post for later; nobody is told."""

    pk = models.CompositePrimaryKey("post_id", "member_id")
    id = models.BigIntegerField(default=new_id, editable=False)  # its place in lists, no key
    member = models.ForeignKey(Member, models.CASCADE, related_name="+", db_index=False)
    post = models.ForeignKey(Post, models.CASCADE, related_name="+", db_index=False)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["member", "-id"], name="bookmark_member")]

    def __str__(self) -> str:
        return f"{self.member_id} keeps {self.post_id}"
