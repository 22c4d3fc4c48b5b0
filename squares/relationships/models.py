"""Follows, blocks and mutes: who reads whom, and who would rather not."""

from django.db import models
from django.db.models import F, Q

from commons.ids import IdField
from squares.members.models import Member


class Follow(models.Model):
    """One member reads another; a locked member accepts first."""

    id = IdField()
    source = models.ForeignKey(Member, models.CASCADE, related_name="+", db_index=False)
    target = models.ForeignKey(Member, models.CASCADE, related_name="+", db_index=False)
    accepted = models.BooleanField(default=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "target"], name="follow_once"),
            models.CheckConstraint(condition=~Q(source=F("target")), name="follow_another"),
        ]
        indexes = [models.Index(fields=["target", "accepted", "-id"], name="follow_target")]

    def __str__(self) -> str:
        return f"{self.source_id} follows {self.target_id}"


class Block(models.Model):
    """One member wants no contact with another; neither sees the other."""

    id = IdField()
    source = models.ForeignKey(Member, models.CASCADE, related_name="+", db_index=False)
    target = models.ForeignKey(Member, models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "target"], name="block_once"),
            models.CheckConstraint(condition=~Q(source=F("target")), name="block_another"),
        ]

    def __str__(self) -> str:
        return f"{self.source_id} blocks {self.target_id}"


class Mute(models.Model):
    """One member does not want to read another, who is not told."""

    id = IdField()
    source = models.ForeignKey(Member, models.CASCADE, related_name="+", db_index=False)
    target = models.ForeignKey(Member, models.CASCADE, related_name="+")
    notifications = models.BooleanField(default=True)
    until = models.DateTimeField(null=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "target"], name="mute_once"),
            models.CheckConstraint(condition=~Q(source=F("target")), name="mute_another"),
        ]

    def __str__(self) -> str:
        return f"{self.source_id} mutes {self.target_id}"
