"""Members and the invitations that bring them in."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from commons.ids import IdField


class Role(models.TextChoices):
    """What a member may do for the square; later ones may do all that earlier ones may."""

    MEMBER = "member", _("Member")
    MODERATOR = "moderator", _("Moderator")
    OWNER = "owner", _("Steward")


class Member(models.Model):
    """A person's presence in one square."""

    class State(models.TextChoices):
        """Where the membership stands."""

        PENDING = "pending", _("Waiting for approval")
        ACTIVE = "active", _("Active")
        SILENCED = "silenced", _("Silenced")
        SUSPENDED = "suspended", _("Suspended")
        GONE = "gone", _("Left")

    id = IdField()
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="member"
    )
    handle = models.CharField(max_length=30)
    handle_key = models.CharField(max_length=30, unique=True)
    skeleton = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=60, blank=True)
    biography = models.TextField(max_length=500, blank=True)
    biography_html = models.TextField(blank=True)
    avatar = models.CharField(max_length=80, blank=True)
    language = models.CharField(max_length=12, blank=True)
    locked = models.BooleanField(default=False)
    role = models.CharField(max_length=10, choices=Role, default=Role.MEMBER)
    state = models.CharField(max_length=10, choices=State, default=State.ACTIVE)
    join_reason = models.CharField(max_length=500, blank=True)
    joined_at = models.DateTimeField()
    posts_count = models.PositiveIntegerField(default=0)
    followers_count = models.PositiveIntegerField(default=0)
    following_count = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"@{self.handle}"

    @property
    def is_moderator(self) -> bool:
        """Whether the member may work the square's cases."""
        return self.state == self.State.ACTIVE and self.role in {Role.MODERATOR, Role.OWNER}


class Invitation(models.Model):
    """A link that lets someone in, once or a few times, perhaps to a role."""

    token_hash = models.CharField(max_length=64, unique=True)
    email = models.EmailField(blank=True)
    role = models.CharField(max_length=10, choices=Role, default=Role.MEMBER)
    invited_by = models.CharField(max_length=100)
    invited_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    uses_left = models.PositiveSmallIntegerField(default=1)

    def __str__(self) -> str:
        return f"invitation {self.pk}"
