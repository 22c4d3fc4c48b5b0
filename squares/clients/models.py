"""Apps and their tokens; secrets are kept as hashes only."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from squares.members.models import Member


class Application(models.Model):
    """A program that registered itself with this square.

    secret_hash: SHA-256 of a secret with 256 random bits, which needs no slow hash.
    """

    key = models.CharField(max_length=43, unique=True)
    secret_hash = models.CharField(max_length=64)
    name = models.CharField(max_length=60)
    website = models.CharField(max_length=2000, blank=True)
    redirect_uris = ArrayField(models.CharField(max_length=2000), default=list)
    scopes = ArrayField(models.CharField(max_length=40), default=list)
    registered_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"app {self.pk}"


class AccessToken(models.Model):
    """What lets an app act for a member, or, without one, for itself.  It does not expire.

    push: where the app's notifications go, as `clients.push.Subscription`; None for nowhere.
    used_at: to the day.
    """

    token_hash = models.CharField(max_length=64, unique=True)
    application = models.ForeignKey(Application, models.CASCADE, related_name="tokens")
    member = models.ForeignKey(Member, models.CASCADE, null=True, related_name="+")
    scopes = ArrayField(models.CharField(max_length=40), default=list)
    issued_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    push = models.JSONField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["member"], condition=Q(push__isnull=False), name="token_with_push"
            ),
        ]

    def __str__(self) -> str:
        return f"token {self.pk}"
