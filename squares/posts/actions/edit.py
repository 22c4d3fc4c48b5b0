"""Changing what a post says; the wording before is kept and can be read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from commons import limits
from commons.events import publish
from squares.charter import queries as charter
from squares.media.actions import attach, describe, detach
from squares.media.models import MediaAttachment
from squares.members.models import Member
from squares.members.rules import refuse_unless_may_act
from squares.posts import language as languages
from squares.posts.actions.publish import whom_it_names
from squares.posts.actions.wording import Wording, tags_of, word
from squares.posts.errors import EditRefused, PollWithPictures, TooManyPictures
from squares.posts.events import PostEdited
from squares.posts.models.names import Mention, Tagging
from squares.posts.models.poll import Poll, Vote
from squares.posts.models.post import Attachment, Post, QuotePolicy, ReplyControl
from squares.posts.models.revision import Revision
from squares.posts.polling import PollDraft, check_length, checked_options
from squares.posts.queries import attached_to, see_post
from squares.posts.rules import PICTURES_LIMIT, may_edit
from tenants import planned

EDITS_AN_HOUR = 100


@dataclass(frozen=True, kw_only=True)
class MediaWords:
    """What is said of a file on the post; None leaves as it is."""

    media_id: int
    description: str | None = None
    focus: tuple[float, float] | None = None


@dataclass(frozen=True, kw_only=True)
class Change:
    """How a post shall read from now on; None leaves as it is.

    language: "" to find out anew.  poll: what to ask, or None; while `keeps_poll`, the poll
    stays whatever it is.  Other answers than before clear the votes.
    """

    text: str
    warning: str = ""
    sensitive: bool = False
    language: str | None = ""
    reply_control: ReplyControl | None = None
    quote_policy: QuotePolicy | None = None
    media_ids: tuple[int, ...] | None = None
    media_words: tuple[MediaWords, ...] = ()
    poll: PollDraft | None = None
    keeps_poll: bool = True


@dataclass(frozen=True)
class _AsItWas:
    """What a post showed besides its words, before the change."""

    files: list[MediaAttachment]
    poll: Poll | None

    @property
    def media_ids(self) -> list[int]:
        return [file.pk for file in self.files]


def edit_post(*, by: Member, post_id: int, change: Change, at: datetime) -> Post:
    """Change a post's words, pictures, poll, or who may answer and quote it.

    Who may read it stays: people answered under that promise, and so does what it quotes.
    Saving the same again changes nothing and keeps no revision.
    Raises: PostNotFound, EditRefused, and what `publish_post` raises for words, pictures, poll.
    Tells: PostEdited.
    Source: https://docs.joinmastodon.org/methods/statuses/#edit
    """
    refuse_unless_may_act(by)
    limits.hit(f"edit:{by.pk}", limit=EDITS_AN_HOUR, seconds=3600)
    seen = see_post(viewer=by, post_id=post_id)
    if not may_edit(seen.place, seen.tie):
        raise EditRefused
    before = _as_it_was(seen.post)
    media_ids = before.media_ids if change.media_ids is None else list(change.media_ids)
    options = _check_beside(change, before, media_ids)
    wording = word(
        by=by,
        source=change.text,
        warning=change.warning,
        said=_said(by, seen.post, change.language),
        may_be_empty=bool(media_ids) or seen.post.quote_of_id is not None,
    )
    with transaction.atomic():
        post = (
            Post.objects.select_for_update(of=("self",))
            .select_related("in_reply_to")
            .get(pk=seen.post.pk)
        )
        post.reply_control = change.reply_control or post.reply_control
        post.quote_policy = change.quote_policy or post.quote_policy
        described = _describe(by, change, media_ids)
        polled = _change_poll(post, before.poll, change, options, at)
        if _differs(post, wording, change) or media_ids != before.media_ids or described or polled:
            _keep_revision(post, before, at)
            _reword(post, wording, change, at)
            _change_pictures(by, post, before, media_ids, at)
            _rename(by, post, wording)
        post.save()
    return post


def _as_it_was(post: Post) -> _AsItWas:
    files = [attachment.media for attachment in attached_to(post)]
    return _AsItWas(files, Poll.objects.filter(pk=post.pk).first())


def _check_beside(change: Change, before: _AsItWas, media_ids: list[int]) -> list[str]:
    """Return the answers of the poll that the post shall have, none where it has no new one.

    Raises: TooManyPictures, PollWithPictures, and those of `polling`.
    """
    if len(media_ids) > PICTURES_LIMIT:
        raise TooManyPictures(limit=PICTURES_LIMIT)
    asks = before.poll is not None if change.keeps_poll else change.poll is not None
    if asks and media_ids:
        raise PollWithPictures
    if change.keeps_poll or change.poll is None:
        return []
    if change.poll.seconds is not None or before.poll is None:
        check_length(change.poll.seconds or 0)
    return checked_options(change.poll.options)


def _said(by: Member, post: Post, language: str | None) -> str:
    """Return the language on the author's word: what was said once need not be said again."""
    if language is None:
        allowed = {languages.base(tag) for tag in charter.languages_for(by)}
        return post.language if not allowed or languages.base(post.language) in allowed else ""
    return language or (post.language if post.language_claimed else "")


def _describe(by: Member, change: Change, media_ids: Sequence[int]) -> bool:
    """Say anew what files show, and tell whether anything was said differently."""
    differs = False
    for words in change.media_words:
        if words.media_id not in media_ids:
            continue
        before = MediaAttachment.objects.filter(pk=words.media_id, owner=by).first()
        description = words.description
        if before is not None and description is None:
            description = before.description
        after = describe(
            by=by, media_id=words.media_id, description=description or "", focus=words.focus
        )
        differs |= before is not None and _words(before) != _words(after)
    return differs


def _words(file: MediaAttachment) -> tuple[str, float, float]:
    return file.description, file.focus_x, file.focus_y


def _change_poll(
    post: Post, before: Poll | None, change: Change, options: list[str], at: datetime
) -> bool:
    """Ask anew, ask differently or ask no longer; tell whether anything changed.

    Source: a changed question clears the votes in Mastodon, app/services/update_status_service.
    """
    if change.keeps_poll:
        return False
    if change.poll is None:
        return bool(Poll.objects.filter(pk=post.pk).delete()[0])
    poll = Poll.objects.select_for_update().filter(pk=post.pk).first() or Poll(post=post)
    if before is None or (poll.options, poll.multiple) != (options, change.poll.multiple):
        Vote.objects.filter(poll_id=post.pk).delete()
        poll.options, poll.multiple = options, change.poll.multiple
        poll.tallies, poll.voters_count = [0] * len(options), 0
    poll.hides_totals = change.poll.hides_totals
    if change.poll.seconds is not None:
        poll.ends_at, poll.closed_at = at + timedelta(seconds=change.poll.seconds), None
    asked = (poll.options, poll.multiple, poll.hides_totals, poll.ends_at)
    poll.save()
    planned.plan(due=poll.ends_at)
    if before is None:
        return True
    return asked != (before.options, before.multiple, before.hides_totals, before.ends_at)


def _differs(post: Post, wording: Wording, change: Change) -> bool:
    return (post.text, post.warning, post.sensitive, post.language) != (
        wording.text,
        wording.warning,
        change.sensitive,
        wording.language,
    )


def _keep_revision(post: Post, before: _AsItWas, at: datetime) -> None:
    Revision.objects.create(
        post=post,
        text=post.text,
        html=post.html,
        warning=post.warning,
        sensitive=post.sensitive,
        media=[{"id": str(file.pk), "description": file.description} for file in before.files],
        poll=before.poll.options if before.poll else [],
        written_at=post.edited_at or post.published_at,
        replaced_at=at,
    )


def _reword(post: Post, wording: Wording, change: Change, at: datetime) -> None:
    post.text, post.html, post.warning = wording.text, wording.html, wording.warning
    post.language, post.language_claimed = wording.language, wording.claimed
    post.sensitive = change.sensitive
    post.edited_at = at


def _change_pictures(
    by: Member, post: Post, before: _AsItWas, media_ids: list[int], at: datetime
) -> None:
    """Show these pictures in this order; new ones are claimed, others let go."""
    shown = set(before.media_ids)
    if media_ids == before.media_ids:
        return
    fresh = [pk for pk in media_ids if pk not in shown]
    attach(by=by, media_ids=fresh, at=at, beside=shown & set(media_ids))
    detach(media_ids=shown - set(media_ids), at=at)
    Attachment.objects.filter(post=post).delete()
    Attachment.objects.bulk_create(
        [Attachment(post=post, media_id=pk, position=n) for n, pk in enumerate(media_ids)]
    )


def _rename(by: Member, post: Post, wording: Wording) -> None:
    """Record anew whom and what the post names."""
    before = set(Mention.objects.filter(post=post).values_list("member_id", flat=True))
    Mention.objects.filter(post=post).delete()
    after = whom_it_names(by=by, wording=wording, parent=post.in_reply_to)
    Mention.objects.bulk_create([Mention(post=post, member_id=pk) for pk in after])
    Tagging.objects.filter(post=post).delete()
    Tagging.objects.bulk_create([Tagging(tag=t, post=post) for t in tags_of(wording)])
    fresh = [pk for pk in after if pk not in before]
    publish(PostEdited(post_id=post.pk, author_id=by.pk, mentioned_ids=fresh))
