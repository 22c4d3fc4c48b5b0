"""What a post names: members and hashtags."""

from django.db import models

from squares.members.models import Member
from squares.posts.models.post import Post


class Mention(models.Model):
    """A post names a member."""

    pk = models.CompositePrimaryKey("post_id", "member_id")
    post = models.ForeignKey(Post, models.CASCADE, related_name="mentions", db_index=False)
    member = models.ForeignKey(Member, models.CASCADE, related_name="+", db_index=False)

    class Meta:
        indexes = [models.Index(fields=["member", "-post"], name="mention_member")]

    def __str__(self) -> str:
        return f"{self.post_id} mentions {self.member_id}"


class Tag(models.Model):
    """A hashtag, by the form under which its spellings meet."""

    key = models.CharField(max_length=100, unique=True, db_collation="C")
    name = models.CharField(max_length=100)

    def __str__(self) -> str:
        return f"#{self.name}"


class Tagging(models.Model):
    """A post carries a hashtag."""

    pk = models.CompositePrimaryKey("tag_id", "post_id")
    tag = models.ForeignKey(Tag, models.CASCADE, related_name="+", db_index=False)
    post = models.ForeignKey(Post, models.CASCADE, related_name="taggings")

    def __str__(self) -> str:
        return f"{self.post_id} carries {self.tag_id}"


class TagTie(models.Model):
    """What a hashtag is to a member: read along with the home timeline, shown on their page."""

    pk = models.CompositePrimaryKey("member_id", "tag_id")
    member = models.ForeignKey(Member, models.CASCADE, related_name="+", db_index=False)
    tag = models.ForeignKey(Tag, models.CASCADE, related_name="+", db_index=False)
    followed_at = models.DateTimeField(null=True)
    featured_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.member_id} and tag {self.tag_id}"
