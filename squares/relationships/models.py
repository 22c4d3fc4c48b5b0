"""Follows, blocks, mutes, lists: who reads whom, who would rather not, and what is noted."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from commons.ids import IdField, new_id
from squares.members.models import Member


class Follow(models.Model):
    """One member reads another; a locked member accepts first.

    notifies: whether the reader is told of each post.  languages: only these, if any are named.
    """

    id = IdField()
    source = models.ForeignKey(Member, models.CASCADE, related_name="+", db_index=False)
    target = models.ForeignKey(Member, models.CASCADE, related_name="+", db_index=False)
    accepted = models.BooleanField(default=True)
    shows_boosts = models.BooleanField(default=True)
    notifies = models.BooleanField(default=False)
    languages = ArrayField(models.CharField(max_length=12), default=list)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            # With all that a home asks of those whom its member follows: it reads the index alone.
            models.UniqueConstraint(
                fields=["source", "target"],
                include=["accepted", "shows_boosts", "languages"],
                name="follow_once",
            ),
            models.CheckConstraint(condition=~Q(source=F("target")), name="follow_another"),
        ]
        indexes = [
            models.Index(fields=["target", "accepted", "-id"], name="follow_target"),
            models.Index(fields=["target"], condition=Q(notifies=True), name="follow_bell"),
        ]

    def __str__(self) -> str:
        return f"{self.source_id} follows {self.target_id}"


class Block(models.Model):
    """One member wants no contact with another; neither sees the other."""

    pk = models.CompositePrimaryKey("source_id", "target_id")
    id = models.BigIntegerField(default=new_id, editable=False)  # its place in lists, no key
    source = models.ForeignKey(Member, models.CASCADE, related_name="+", db_index=False)
    target = models.ForeignKey(Member, models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(source=F("target")), name="block_another"),
        ]

    def __str__(self) -> str:
        return f"{self.source_id} blocks {self.target_id}"


class Mute(models.Model):
    """One member does not want to read another, who is not told."""

    pk = models.CompositePrimaryKey("source_id", "target_id")
    id = models.BigIntegerField(default=new_id, editable=False)  # its place in lists, no key
    source = models.ForeignKey(Member, models.CASCADE, related_name="+", db_index=False)
    target = models.ForeignKey(Member, models.CASCADE, related_name="+")
    notifications = models.BooleanField(default=True)
    until = models.DateTimeField(null=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(source=F("target")), name="mute_another"),
        ]

    def __str__(self) -> str:
        return f"{self.source_id} mutes {self.target_id}"


class Stance(models.Model):
    """What a member keeps for themself about another: a note, a recommendation, a wish.

    endorsed_at: recommended on the member's own page since.  heard_always: their notifications
    pass the member's policy.  not_suggested: not to be proposed for following.
    """

    pk = models.CompositePrimaryKey("source_id", "target_id")
    source = models.ForeignKey(Member, models.CASCADE, related_name="+", db_index=False)
    target = models.ForeignKey(Member, models.CASCADE, related_name="+", db_index=False)
    note = models.TextField(max_length=2000, blank=True)
    endorsed_at = models.DateTimeField(null=True)
    heard_always = models.BooleanField(default=False)
    not_suggested = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"{self.source_id} about {self.target_id}"


class List(models.Model):
    """A member's own selection of those they follow, read as a timeline of its own.

    exclusive: who is on it does not show in the home timeline.
    """

    class Replies(models.TextChoices):
        """Which replies it shows, by whom they answer; Mastodon's names."""

        LIST = "list", _("To people on the list")
        FOLLOWED = "followed", _("To people I follow")
        NONE = "none", _("None")

    id = IdField()
    owner = models.ForeignKey(Member, models.CASCADE, related_name="+")
    title = models.CharField(max_length=100)
    replies = models.CharField(max_length=10, choices=Replies, default=Replies.LIST)
    exclusive = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"list {self.pk}"


class ListEntry(models.Model):
    """A member stands on somebody's list."""

    pk = models.CompositePrimaryKey("list_id", "member_id")
    list = models.ForeignKey(List, models.CASCADE, related_name="entries", db_index=False)
    member = models.ForeignKey(Member, models.CASCADE, related_name="+", db_index=False)

    def __str__(self) -> str:
        return f"{self.member_id} on list {self.list_id}"
