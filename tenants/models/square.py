"""A square: one community, one schema, one Postgres role, one address."""

import hashlib

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django_tenants.models import TenantMixin

from tenants.models.foundation import Foundation

POSTGRES_NAME_BYTES = 64  # a name has one byte less


class Square(TenantMixin):
    """What the platform knows of a community; everything inside it lives in its own schema.

    due_at: when something planned inside is next to be done; None for nothing.
    """

    auto_create_schema = False  # provisioning builds it
    auto_drop_schema = False

    class State(models.TextChoices):
        """Where a square stands in its life."""

        FOUNDING = "founding", _("Being founded")
        OPEN = "open", _("Open")
        READ_ONLY = "read_only", _("Read only")
        SUSPENDED = "suspended", _("Suspended")
        CLOSING = "closing", _("Closing")
        CLOSED = "closed", _("Closed")

    class Registration(models.TextChoices):
        """How people become members."""

        OPEN = "open", _("Anyone may join")
        APPROVAL = "approval", _("Moderators approve each new member")
        INVITATION = "invitation", _("By invitation only")

    foundation = models.ForeignKey(Foundation, models.PROTECT, related_name="squares")
    slug = models.CharField(max_length=40, unique=True)
    skeleton = models.CharField(max_length=80, unique=True)
    name = models.CharField(max_length=60)
    summary = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=12)
    jurisdiction = models.CharField(max_length=2)
    time_zone = models.CharField(max_length=64, default="UTC")
    charter_template = models.CharField(max_length=30)
    registration = models.CharField(max_length=10, choices=Registration, default=Registration.OPEN)
    state = models.CharField(max_length=10, choices=State, default=State.FOUNDING)
    state_reason = models.CharField(max_length=500, blank=True)
    listed = models.BooleanField(default=True)
    primary_host = models.CharField(max_length=253, blank=True)
    entitlements = models.JSONField(default=dict)
    usage = models.JSONField(default=dict)
    active_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True, db_index=True)
    founded_at = models.DateTimeField()
    built_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.slug

    def _check_schema_name_is_unique(self) -> None:
        """Leave it to the constraints: a look beforehand loses the race it is meant to win."""

    @property
    def role(self) -> str:
        """The Postgres role that owns the schema; one cluster may hold several platforms."""
        return role_name(self.schema_name)

    @property
    def host(self) -> str:
        """The host below the apex, without a port."""
        return f"{self.slug}.{settings.APEX_HOST}"

    @property
    def url(self) -> str:
        """The square's address, without a slash at its end: its own domain where it has one."""
        address = f"{self.slug}.{settings.APEX_ADDRESS}"
        if self.primary_host:
            address = settings.APEX_ADDRESS.replace(settings.APEX_HOST, self.primary_host, 1)
        return f"{settings.PUBLIC_SCHEME}://{address}"

    @property
    def takes_writing(self) -> bool:
        """Whether members may write here now; before opening, the first of them furnish it."""
        return self.state in {self.State.FOUNDING, self.State.OPEN}

    @property
    def direction(self) -> str:
        """Which way the square's language is read: "rtl" or "ltr"."""
        return "rtl" if self.language.split("-")[0] in {"ar", "fa", "he", "ur"} else "ltr"


def role_name(schema_name: str) -> str:
    """Return the Postgres role of a schema in the database of this platform.

    A name longer than Postgres allows is cut and told apart by a hash: no two squares ever share
    a role.
    """
    name = f"{settings.DATABASES['default']['NAME']}/{schema_name}"
    if len(name.encode()) < POSTGRES_NAME_BYTES:
        return name
    return f"{name[:40]}~{hashlib.sha256(name.encode()).hexdigest()[:20]}"
