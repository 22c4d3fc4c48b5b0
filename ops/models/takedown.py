"""Measures that operators take in a square: proposed by one person, decided by another.

The database itself refuses the same person twice, and a decision without a decider.
"""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ops.models.escalation import Escalation
from ops.models.notice import Notice
from ops.models.operator import Operator
from tenants.models.square import Square


class State(models.TextChoices):
    """Where a proposal stands."""

    PROPOSED = "proposed", _("Waiting for a second person")
    APPROVED = "approved", _("Approved, being carried out")
    REJECTED = "rejected", _("Rejected")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    EFFECTIVE = "effective", _("In effect")
    FAILED = "failed", _("Could not be carried out")
    LIFTED = "lifted", _("Lifted")


LIVE = ("proposed", "approved", "failed", "effective")


class Proposal(models.Model):
    """What one operator proposes and only another may decide."""

    proposed_by = models.ForeignKey(Operator, models.PROTECT, related_name="+", db_index=False)
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        Operator, models.PROTECT, null=True, related_name="+", db_index=False
    )
    decided_at = models.DateTimeField(null=True)
    decision_note = models.TextField(max_length=2000, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.PROPOSED)
    failure = models.CharField(max_length=500, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    effective_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=~Q(decided_by=F("proposed_by")), name="%(class)s_takes_two_people"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["proposed", "withdrawn"])
                | Q(decided_by__isnull=False, decided_at__isnull=False),
                name="%(class)s_names_who_decided",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["effective", "lifted"]) | Q(effective_at__isnull=False),
                name="%(class)s_knows_since_when",
            ),
        ]


class Takedown(Proposal):
    """One measure upon one post in one square."""

    class Kind(models.TextChoices):
        """What is done."""

        HIDE_POST = "hide_post", _("Hide the post")

    id = models.BigAutoField(primary_key=True)
    ref = models.CharField(max_length=20, unique=True)
    notice = models.ForeignKey(Notice, models.PROTECT, null=True, related_name="takedowns")
    escalation = models.ForeignKey(Escalation, models.PROTECT, null=True, related_name="takedowns")
    square = models.ForeignKey(Square, models.PROTECT, related_name="+", db_index=False)
    post_id = models.BigIntegerField()
    kind = models.CharField(max_length=20, choices=Kind, default=Kind.HIDE_POST)
    legal_ground = models.CharField(max_length=300)
    facts = models.TextField(max_length=2000)
    evidence = models.JSONField()
    evidence_sha256 = models.CharField(max_length=64)

    class Meta(Proposal.Meta):
        constraints = [
            *Proposal.Meta.constraints,
            models.CheckConstraint(
                condition=Q(notice__isnull=True) ^ Q(escalation__isnull=True),
                name="takedown_has_one_source",
            ),
            models.UniqueConstraint(
                fields=["square", "post_id", "kind"],
                condition=Q(state__in=LIVE),
                name="one_live_takedown_a_post",
            ),
        ]
        indexes = [models.Index(fields=["state", "-id"], name="takedown_list")]

    def __str__(self) -> str:
        return self.ref


class Lift(Proposal):
    """The end of a takedown: again one proposes and another decides."""

    id = models.BigAutoField(primary_key=True)
    takedown = models.ForeignKey(Takedown, models.PROTECT, related_name="lifts")
    reason = models.TextField(max_length=2000)

    class Meta(Proposal.Meta):
        constraints = [
            *Proposal.Meta.constraints,
            models.UniqueConstraint(
                fields=["takedown"],
                condition=Q(state__in=["proposed", "approved", "failed"]),
                name="one_live_lift_a_takedown",
            ),
        ]

    def __str__(self) -> str:
        return f"lift {self.pk} of {self.takedown_id}"
