"""A post: what a member says, once rendered and kept beside the text as typed."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from commons.ids import IdField
from squares.clients.models import Application
from squares.media.models import MediaAttachment
from squares.members.models import Member


class Visibility(models.TextChoices):
    """Who may read a post."""

    PUBLIC = "public", _("Everyone")
    UNLISTED = "unlisted", _("Everyone, quietly")
    FOLLOWERS = "followers", _("Followers")
    MENTIONED = "mentioned", _("People mentioned")


class ReplyControl(models.TextChoices):
    """Who may reply to a post, besides its author and those it mentions."""

    EVERYONE = "everyone", _("Everyone")
    FOLLOWERS = "followers", _("Followers")
    MENTIONED = "mentioned", _("People mentioned")
    NOBODY = "nobody", _("Nobody")


class QuotePolicy(models.TextChoices):
    """Who may quote a post, besides its author; only open posts can be quoted by others."""

    EVERYONE = "everyone", _("Everyone")
    FOLLOWERS = "followers", _("Followers")
    NOBODY = "nobody", _("Nobody")


class QuoteState(models.TextChoices):
    """How the quoted author stands to a quote."""

    ACCEPTED = "accepted", _("Accepted")
    REVOKED = "revoked", _("Taken back by the quoted author")


STANDING = Q(hidden_at=None, deleted_at=None)


class Post(models.Model):
    """One thing said, or one boost of it.

    Hidden (by a measure) and deleted (by its author) are moments, set by actions only; a post
    with either is in no timeline.  application: through which app it came, None for our pages.
    quote_of: kept when the quoted author takes the quote back, so that it cannot be made again.
    """

    id = IdField()
    author = models.ForeignKey(Member, models.CASCADE, related_name="+", db_index=False)
    text = models.TextField(max_length=5000, blank=True)
    html = models.TextField(blank=True)
    warning = models.CharField(max_length=200, blank=True)
    sensitive = models.BooleanField(default=False)
    language = models.CharField(max_length=12, blank=True)
    language_claimed = models.BooleanField(default=False)
    visibility = models.CharField(max_length=10, choices=Visibility)
    reply_control = models.CharField(
        max_length=10, choices=ReplyControl, default=ReplyControl.EVERYONE
    )
    in_reply_to = models.ForeignKey(
        "self", models.SET_NULL, null=True, related_name="+", db_index=False
    )
    thread_id = models.BigIntegerField(null=True)
    boost_of = models.ForeignKey(
        "self", models.CASCADE, null=True, related_name="+", db_index=False
    )
    quote_of = models.ForeignKey(
        "self", models.SET_NULL, null=True, related_name="+", db_index=False
    )
    quote_state = models.CharField(max_length=10, choices=QuoteState, blank=True)
    quote_policy = models.CharField(
        max_length=10, choices=QuotePolicy, default=QuotePolicy.EVERYONE
    )
    application = models.ForeignKey(
        Application, models.SET_NULL, null=True, related_name="+", db_index=False
    )
    published_at = models.DateTimeField()
    edited_at = models.DateTimeField(null=True)
    pinned_at = models.DateTimeField(null=True)
    hidden_at = models.DateTimeField(null=True)
    deleted_at = models.DateTimeField(null=True)
    replies_count = models.PositiveIntegerField(default=0)
    boosts_count = models.PositiveIntegerField(default=0)
    favourites_count = models.PositiveIntegerField(default=0)
    quotes_count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["boost_of", "author"],
                condition=Q(boost_of__isnull=False, deleted_at=None),
                name="boost_once",
            ),
        ]
        indexes = [
            models.Index(fields=["author", "-id"], condition=STANDING, name="post_author"),
            models.Index(
                fields=["-id"],
                condition=STANDING & Q(visibility="public", boost_of=None, in_reply_to=None),
                name="post_public",
            ),
            models.Index(
                fields=["in_reply_to"], condition=Q(in_reply_to__isnull=False), name="post_reply"
            ),
            models.Index(
                fields=["thread_id", "id"], condition=Q(thread_id__isnull=False), name="post_thread"
            ),
            models.Index(
                fields=["quote_of", "-id"], condition=Q(quote_of__isnull=False), name="post_quote"
            ),
            models.Index(
                fields=["author", "-pinned_at"],
                condition=Q(pinned_at__isnull=False),
                name="post_pinned",
            ),
        ]

    def __str__(self) -> str:
        return f"post {self.pk}"


class Attachment(models.Model):
    """A file on a post, in its place."""

    post = models.ForeignKey(Post, models.CASCADE, related_name="attachments", db_index=False)
    media = models.OneToOneField(
        MediaAttachment, models.CASCADE, related_name="+", primary_key=True
    )
    position = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["post", "position"], name="attachment_place"),
        ]

    def __str__(self) -> str:
        return f"{self.media_id} on {self.post_id}"
