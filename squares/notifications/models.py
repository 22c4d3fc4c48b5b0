"""What a member is told happened."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from squares.members.models import Member
from squares.posts.models.post import Post


class Notification(models.Model):
    """One thing that happened to a member.

    id: counted up one by one, not made of time, because clients of Mastodon's API read it as a
    JavaScript number (docs/decisions/0017).
    subject: what it is about where that is neither a member nor a post, such as a statement.
    group_key: those alike and close in time are shown as one; "" stands alone.
    filtered: the member's policy keeps it among the requests.
    """

    class Kind(models.TextChoices):
        """What happened."""

        MENTION = "mention", _("Mention")
        REPLY = "reply", _("Reply")
        BOOST = "boost", _("Boost")
        FAVOURITE = "favourite", _("Favourite")
        FOLLOW = "follow", _("Follow")
        FOLLOW_REQUEST = "follow_request", _("Follow request")
        FOLLOW_ACCEPTED = "follow_accepted", _("Follow accepted")
        MEASURE = "measure", _("Measure")
        MEASURE_LIFTED = "measure_lifted", _("Measure lifted")
        REPORT_DECIDED = "report_decided", _("Report decided")
        OPERATORS = "operators", _("Operators acted")
        WAITING = "waiting", _("Somebody waits")
        POST = "post", _("Post")
        EDIT = "edit", _("Edit")
        POLL = "poll", _("Poll ended")
        QUOTE = "quote", _("Quote")
        QUOTED_EDIT = "quoted_edit", _("Quoted post edited")
        JOINED = "joined", _("Somebody joined")
        REPORTED = "reported", _("Something was reported")
        UNPUBLISHED = "unpublished", _("A planned post was refused")

    id = models.BigAutoField(primary_key=True)
    member = models.ForeignKey(Member, models.CASCADE, related_name="+", db_index=False)
    kind = models.CharField(max_length=20, choices=Kind)
    actor = models.ForeignKey(Member, models.CASCADE, null=True, related_name="+", db_index=False)
    post = models.ForeignKey(Post, models.CASCADE, null=True, related_name="+")
    subject = models.BigIntegerField(null=True)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    group_key = models.CharField(max_length=60, blank=True)
    filtered = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["member", "kind", "actor", "post", "subject"],
                name="told_once",
                nulls_distinct=False,
            ),
        ]
        indexes = [
            models.Index(fields=["member", "-id"], name="notification_member"),
            models.Index(
                fields=["member", "group_key", "-id"],
                condition=~Q(group_key=""),
                name="notification_group",
            ),
            models.Index(
                fields=["member", "actor"], condition=Q(filtered=True), name="notification_filtered"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} for {self.member_id}"
