"""Members and the invitations that bring them in."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from commons.ids import IdField


class Role(models.TextChoices):
    """What a member may do for the square; later ones may do all that earlier ones may."""

    MEMBER = "member", _("Member")
    MODERATOR = "moderator", _("Moderator")
    OWNER = "owner", _("Steward")


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


class Member(models.Model):
    """A person's presence in one square.

    fields: lines of the profile, as `members.profiles.Field`.  preferences: as
    `members.preferences.Preferences`.  markers: how far timelines were read, as `members.markers`.
    hides_ties: whether others see whom the member follows and who follows them.
    discoverable: stands in the directory and among suggestions.  indexable: what the member says
    to everyone is found by search.
    """

    class State(models.TextChoices):
        """Where the membership stands."""

        UNCONFIRMED = "unconfirmed", _("Address not confirmed")
        PENDING = "pending", _("Waiting for approval")
        REFUSED = "refused", _("Not admitted")
        ACTIVE = "active", _("Active")
        SILENCED = "silenced", _("Silenced")
        SUSPENDED = "suspended", _("Suspended")
        GONE = "gone", _("Left")

    id = IdField()
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="member"
    )
    handle = models.CharField(max_length=30)
    handle_key = models.CharField(max_length=30, unique=True, db_collation="C")
    skeleton = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=60, blank=True)
    biography = models.TextField(max_length=500, blank=True)
    biography_html = models.TextField(blank=True)
    avatar = models.CharField(max_length=80, blank=True)
    avatar_description = models.CharField(max_length=1500, blank=True)
    header = models.CharField(max_length=80, blank=True)
    header_description = models.CharField(max_length=1500, blank=True)
    fields = models.JSONField(default=list)
    bot = models.BooleanField(default=False)
    discoverable = models.BooleanField(default=True)
    indexable = models.BooleanField(default=True)
    hides_ties = models.BooleanField(default=False)
    preferences = models.JSONField(default=dict)
    markers = models.JSONField(default=dict)
    language = models.CharField(max_length=12, blank=True)
    locked = models.BooleanField(default=False)
    role = models.CharField(max_length=10, choices=Role, default=Role.MEMBER)
    state = models.CharField(max_length=12, choices=State, default=State.ACTIVE)
    state_reason = models.CharField(max_length=500, blank=True)
    join_reason = models.CharField(max_length=500, blank=True)
    invitation = models.ForeignKey(
        Invitation, models.SET_NULL, null=True, related_name="+", db_index=False
    )
    joined_at = models.DateTimeField()
    posts_count = models.PositiveIntegerField(default=0)
    followers_count = models.PositiveIntegerField(default=0)
    following_count = models.PositiveIntegerField(default=0)
    posted_on = models.DateField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["-id"], condition=Q(state="pending"), name="member_waiting"),
        ]

    def __str__(self) -> str:
        return f"@{self.handle}"

    @property
    def is_moderator(self) -> bool:
        """Whether the member may work the square's cases."""
        return self.state == self.State.ACTIVE and self.role in {Role.MODERATOR, Role.OWNER}

    @property
    def is_shown(self) -> bool:
        """Whether others meet the member on pages; one who waits or left is not there."""
        return self.state in SHOWN_STATES


SHOWN_STATES = (Member.State.ACTIVE, Member.State.SILENCED)
