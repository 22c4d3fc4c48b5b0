"""A case: everything about one subject, however many reports there are."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from commons.ids import IdField
from squares.members.models import Member
from squares.posts.models.post import Post


class EscalationKind(models.TextChoices):
    """Why the operators are asked; the order is that of urgency."""

    DANGER = "danger", _("Someone’s life or safety is in danger")
    CHILD = "child", _("A child may be abused or exploited")
    INTIMATE = "intimate", _("Intimate pictures shown without consent")
    ORDER = "order", _("A court or an authority has written to us")
    ILLEGAL = "illegal", _("It is probably against the law")
    RAID = "raid", _("A flood or a raid that we cannot carry alone")
    STAFF = "staff", _("It concerns someone who runs this square")


class Case(models.Model):
    """What moderators work on: one open case a subject.

    The subject is a post, or a member where post is null. `text` is the subject as it read when
    the case was opened, so that an edit or a deletion takes no evidence away.
    """

    class State(models.TextChoices):
        """Where the work stands."""

        OPEN = "open", _("Open")
        ESCALATED = "escalated", _("With the operators")
        RESOLVED = "resolved", _("A measure was taken")
        KEPT = "kept", _("Reviewed and kept")

    LIVE = (State.OPEN, State.ESCALATED)

    id = IdField()
    member = models.ForeignKey(Member, models.CASCADE, related_name="+")
    post = models.ForeignKey(Post, models.CASCADE, null=True, related_name="+")
    text = models.TextField(max_length=5000, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    reports_count = models.PositiveIntegerField(default=0)
    assigned_to = models.ForeignKey(
        Member, models.SET_NULL, null=True, related_name="+", db_index=False
    )
    escalation_kind = models.CharField(max_length=10, choices=EscalationKind, blank=True)
    opened_at = models.DateTimeField()
    last_report_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["member", "post"],
                condition=Q(state__in=["open", "escalated"]),
                name="one_open_case_a_subject",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=Q(state__in=["open", "escalated"], closed_at=None)
                | Q(state__in=["resolved", "kept"], closed_at__isnull=False),
                name="case_closed_has_a_moment",
            ),
        ]
        indexes = [
            models.Index(
                fields=["id"], condition=Q(state__in=["open", "escalated"]), name="case_queue"
            ),
            models.Index(
                fields=["-closed_at", "-id"],
                condition=Q(closed_at__isnull=False),
                name="case_done",
            ),
        ]

    def __str__(self) -> str:
        return f"case {self.pk}"

    @property
    def is_live(self) -> bool:
        """Whether it still waits for a decision."""
        return self.state in self.LIVE


class CaseNote(models.Model):
    """One line of a case's history: what was done or thought, by whom, and when.

    An author who is null is the operators, the system, or someone who has left.
    """

    class Act(models.TextChoices):
        """What the line tells."""

        OPENED = "opened", _("opened the case")
        CLAIMED = "claimed", _("took the case")
        RELEASED = "released", _("put the case back")
        NOTED = "noted", _("noted")
        HID = "hid", _("hid the post")
        SILENCED = "silenced", _("silenced the member")
        SUSPENDED = "suspended", _("suspended the member")
        LIFTED = "lifted", _("lifted a measure")
        KEPT = "kept", _("reviewed it and kept it")
        ESCALATED = "escalated", _("handed it to the operators")
        ANSWERED = "answered", _("answered from the operators’ desk")
        CENTRAL = "central", _("took a central measure")
        CENTRAL_LIFTED = "central_lifted", _("lifted a central measure")

    case = models.ForeignKey(Case, models.CASCADE, related_name="notes")
    author = models.ForeignKey(Member, models.SET_NULL, null=True, related_name="+", db_index=False)
    action = models.CharField(max_length=20, choices=Act)
    text = models.TextField(max_length=2000, blank=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.action} on {self.case_id}"
