"""The square's own law and face: rules, language policy, limits, colour."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from commons.ids import IdField
from squares.members.models import Member


class Rule(models.Model):
    """One rule; a changed rule is a new row, so that measures keep citing what was in force."""

    position = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=300)
    detail = models.TextField(max_length=2000, blank=True)
    in_force_from = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.position}. {self.text}"


class RuleAcceptance(models.Model):
    """That a member accepted a rule, and when."""

    pk = models.CompositePrimaryKey("member_id", "rule_id")
    member = models.ForeignKey(Member, models.CASCADE, related_name="+", db_index=False)
    rule = models.ForeignKey(Rule, models.PROTECT, related_name="+", db_index=False)
    accepted_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.member_id} accepted {self.rule_id}"


class Charter(models.Model):
    """The one row of what this square allows and how it looks."""

    class LanguagePolicy(models.TextChoices):
        """What happens to a post in another language."""

        ANY = "any", _("Any language")
        ENFORCED = "enforced", _("Only the languages listed")

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    purpose = models.TextField(max_length=1000, blank=True)
    hue = models.PositiveSmallIntegerField(default=250)
    chroma = models.FloatField(default=0.12)
    emblem = models.CharField(max_length=80, blank=True)
    contact_email = models.EmailField(blank=True)
    post_limit = models.PositiveSmallIntegerField(default=1000)
    language_policy = models.CharField(
        max_length=10, choices=LanguagePolicy, default=LanguagePolicy.ANY
    )
    languages = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(id=1), name="one_charter"),
            models.CheckConstraint(
                condition=Q(post_limit__gte=100, post_limit__lte=5000), name="post_limit_range"
            ),
            models.CheckConstraint(condition=Q(hue__gte=0, hue__lt=360), name="hue_range"),
        ]

    def __str__(self) -> str:
        return "charter"


class LanguageException(models.Model):
    """A member whom moderators let write in any language."""

    member = models.OneToOneField(Member, models.CASCADE, related_name="+", primary_key=True)
    reason = models.CharField(max_length=300)
    granted_by = models.ForeignKey(Member, models.PROTECT, related_name="+", db_index=False)
    granted_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.member_id} may write in any language"


class Announcement(models.Model):
    """What the people who run the square tell everyone in it, for a while or until withdrawn.

    text: Markdown as typed.  starts_at, ends_at: of what is announced; it is shown until then.
    """

    id = IdField()
    text = models.TextField(max_length=5000)
    html = models.TextField()
    starts_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True)
    all_day = models.BooleanField(default=False)
    published_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"announcement {self.pk}"


class AnnouncementTie(models.Model):
    """What a member made of an announcement: read it, answered it with a few emoji."""

    pk = models.CompositePrimaryKey("announcement_id", "member_id")
    announcement = models.ForeignKey(
        Announcement, models.CASCADE, related_name="ties", db_index=False
    )
    member = models.ForeignKey(Member, models.CASCADE, related_name="+", db_index=False)
    read_at = models.DateTimeField(null=True)
    reactions = ArrayField(models.CharField(max_length=60), default=list)

    def __str__(self) -> str:
        return f"{self.member_id} on announcement {self.announcement_id}"


class CustomEmoji(models.Model):
    """A small picture of the square's own that a text shows for :shortcode:."""

    shortcode = models.CharField(max_length=30, primary_key=True)
    file = models.CharField(max_length=80)
    category = models.CharField(max_length=30, blank=True)
    shown_in_picker = models.BooleanField(default=True)
    added_at = models.DateTimeField()

    def __str__(self) -> str:
        return f":{self.shortcode}:"
