"""A measure restricts something; its statement of reasons says why (DSA, Article 17)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from commons.ids import IdField
from squares.charter.models import Rule
from squares.members.models import Member
from squares.moderation.models.case import Case
from squares.posts.models.post import Post


class Measure(models.Model):
    """One restriction in force: what, on whom, since when, until when, on whose authority.

    central_id is the operators' own number of it; measures of the square have none.
    """

    class Kind(models.TextChoices):
        """What is restricted."""

        HIDE_POST = "hide_post", _("Post hidden")
        SILENCE_MEMBER = "silence_member", _("Member silenced")
        SUSPEND_MEMBER = "suspend_member", _("Member suspended")

    class Authority(models.TextChoices):
        """Who took it."""

        SQUARE = "square", _("The square’s moderators")
        OPERATOR = "operator", _("The platform’s operators")

    id = IdField()
    kind = models.CharField(max_length=20, choices=Kind)
    authority = models.CharField(max_length=10, choices=Authority)
    central_id = models.BigIntegerField(null=True, unique=True)
    case = models.ForeignKey(Case, models.SET_NULL, null=True, related_name="measures")
    member = models.ForeignKey(Member, models.CASCADE, related_name="+")
    post = models.ForeignKey(Post, models.CASCADE, null=True, related_name="+")
    taken_by = models.ForeignKey(
        Member, models.SET_NULL, null=True, related_name="+", db_index=False
    )
    taken_at = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True)
    lifted_reason = models.TextField(max_length=2000, blank=True)

    class Meta:
        constraints = [
            # Two notices may each lead the operators to a measure on one post; lifting one
            # leaves the other in force. The square takes each kind once.
            models.UniqueConstraint(
                fields=["member", "post", "kind", "central_id"],
                condition=Q(lifted_at=None),
                name="one_measure_in_force",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=Q(authority="square", central_id=None)
                | Q(authority="operator", central_id__isnull=False),
                name="central_measure_has_a_number",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class StatementOfReasons(models.Model):
    """What the restricted person reads: the facts, the ground, the way to object.

    rule is the version cited, rule_text its words then; excerpt is what was said, as judged.
    Source: Regulation (EU) 2022/2065, Article 17(3).
    """

    class Source(models.TextChoices):
        """How it came to be looked at; Article 17(3)(b)."""

        REPORT = "report", _("A member reported it.")
        NOTICE = "notice", _("Someone sent a legal notice about it.")
        INITIATIVE = "initiative", _("Moderators came upon it themselves.")
        ORDER = "order", _("A court or an authority ordered it.")

    measure = models.OneToOneField(
        Measure, models.CASCADE, related_name="statement", primary_key=True
    )
    rule = models.ForeignKey(Rule, models.PROTECT, null=True, related_name="+", db_index=False)
    rule_text = models.CharField(max_length=300, blank=True)
    legal_ground = models.CharField(max_length=300, blank=True)
    facts = models.TextField(max_length=2000)
    excerpt = models.TextField(max_length=5000, blank=True)
    source = models.CharField(max_length=10, choices=Source)
    automated = models.BooleanField(default=False)
    stated_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(rule_text="", legal_ground=""), name="statement_names_a_ground"
            ),
            models.CheckConstraint(condition=~Q(facts=""), name="statement_states_facts"),
        ]

    def __str__(self) -> str:
        return f"statement {self.pk}"
