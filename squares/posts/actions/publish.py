"""Publishing a post."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from commons import ids, limits
from commons.events import publish
from squares.media.actions import attach
from squares.members.models import Member
from squares.members.rules import refuse_unless_may_act
from squares.posts.actions.wording import Wording, tags_of, word
from squares.posts.errors import (
    PollWithPictures,
    QuoteNotNamed,
    QuoteRefused,
    ReplyRefused,
    TooManyPictures,
)
from squares.posts.events import PostPublished, PostQuoted
from squares.posts.models.names import Mention, Tagging
from squares.posts.models.poll import Poll
from squares.posts.models.post import (
    Attachment,
    Post,
    QuotePolicy,
    QuoteState,
    ReplyControl,
    Visibility,
)
from squares.posts.polling import SHORTEST_SECONDS, PollDraft, check_length, checked_options
from squares.posts.queries import Seen, see_post
from squares.posts.rules import (
    OPEN_TO_ALL,
    PICTURES_LIMIT,
    may_quote,
    narrower,
    reason_not_to_reply,
)
from squares.relationships.models import Block
from tenants import planned

POSTS_AN_HOUR = 300


@dataclass(frozen=True, kw_only=True)
class Draft:
    """What somebody wants to say.

    text: Markdown as typed.  language: what the author says it is in, "" to find out.
    in_reply_to: the id of a post, or of a boost of it.  media_ids: own uploads, in order.
    quotes: the id of a post, or of a boost of it.  application_id: None for our own pages.
    """

    text: str
    warning: str = ""
    sensitive: bool = False
    language: str = ""
    visibility: Visibility = Visibility.PUBLIC
    reply_control: ReplyControl = ReplyControl.EVERYONE
    in_reply_to: int | None = None
    media_ids: tuple[int, ...] = ()
    poll: PollDraft | None = None
    quotes: int | None = None
    quote_policy: QuotePolicy = QuotePolicy.EVERYONE
    application_id: int | None = None


@dataclass(frozen=True)
class Prepared:
    """A draft that may be published as it stands: checked, rendered, its neighbours found."""

    draft: Draft
    wording: Wording
    parent: Post | None
    quoted: Post | None
    visibility: Visibility
    options: list[str]


def publish_post(*, by: Member, draft: Draft, at: datetime) -> Post:
    """Publish a post in the member's name.

    Raises: TooMany, MediaNotFound, and what `prepare` raises.
    Tells: PostPublished, PostQuoted.  Cost: 4 queries; +2 for a reply, +3 with pictures, +3 with
    tags, +3 with mentions, however many; +1 with a poll, +3 for a quote.
    Source: https://docs.joinmastodon.org/methods/statuses/#create
    """
    limits.hit(f"publish:{by.pk}", limit=POSTS_AN_HOUR, seconds=3600)
    prepared = prepare(by=by, draft=draft)
    parent = prepared.parent
    with transaction.atomic():
        post = _insert(by, prepared, at)
        media = attach(by=by, media_ids=draft.media_ids, at=at)
        Attachment.objects.bulk_create(
            [Attachment(post=post, media=m, position=n) for n, m in enumerate(media)]
        )
        if draft.poll is not None:
            _ask(post, prepared.options, draft.poll, at)
        mentioned = name_people(by=by, post=post, wording=prepared.wording, parent=parent)
        Tagging.objects.bulk_create([Tagging(tag=t, post=post) for t in tags_of(prepared.wording)])
        Member.objects.filter(pk=by.pk).update(
            posts_count=F("posts_count") + 1, posted_on=at.date()
        )
        if parent is not None:
            Post.objects.filter(pk=parent.pk).update(replies_count=F("replies_count") + 1)
        _tell(post, prepared, mentioned)
    return post


def prepare(*, by: Member, draft: Draft) -> Prepared:
    """Check a draft as if it were published now; nothing is written.

    Raises: SquareReadOnly, MemberSuspended, MemberWaits, PostEmpty, PostTooLong, WarningTooLong,
    TooManyNames, TooManyPictures, PollWithPictures, those of `polling`, LanguageNotSpoken,
    LanguageUnknown, PostNotFound (the parent or the quoted), ReplyRefused, QuoteRefused,
    QuoteNotNamed.
    """
    refuse_unless_may_act(by)
    if len(draft.media_ids) > PICTURES_LIMIT:
        raise TooManyPictures(limit=PICTURES_LIMIT)
    options = check_poll(draft.poll, with_pictures=bool(draft.media_ids))
    wording = word(
        by=by,
        source=draft.text,
        warning=draft.warning,
        said=draft.language,
        may_be_empty=bool(draft.media_ids) or draft.quotes is not None,
    )
    parent = _parent(by, draft.in_reply_to)
    quoted, visibility = _quoted(by, draft, wording)
    return Prepared(draft, wording, parent, quoted, visibility, options)


def check_poll(poll: PollDraft | None, *, with_pictures: bool) -> list[str]:
    """Return the answers of a new poll, none without one.

    Raises: PollWithPictures and those of `polling`.
    """
    if poll is None:
        return []
    if with_pictures:
        raise PollWithPictures
    check_length(poll.seconds or 0)
    return checked_options(poll.options)


def name_people(*, by: Member, post: Post, wording: Wording, parent: Post | None) -> list[int]:
    """Record whom a post names, and whom it answers; nobody is named across a block.

    Returns: the ids of those named who were not before.
    """
    wanted = set(wording.named) | ({parent.author_id} if parent else set())
    wanted.discard(by.pk)
    if wanted:
        wanted -= set(
            Block.objects.filter(source_id__in=wanted, target=by).values_list(
                "source_id", flat=True
            )
        )
        wanted -= set(
            Block.objects.filter(source=by, target_id__in=wanted).values_list(
                "target_id", flat=True
            )
        )
    Mention.objects.bulk_create([Mention(post=post, member_id=pk) for pk in sorted(wanted)])
    return sorted(wanted)


def _parent(by: Member, post_id: int | None) -> Post | None:
    """Return the post that is answered.

    Raises: PostNotFound, ReplyRefused.
    """
    if post_id is None:
        return None
    seen: Seen = see_post(viewer=by, post_id=post_id)
    if reason := reason_not_to_reply(seen.place, seen.tie):
        raise ReplyRefused(reason=reason)
    return seen.post


def _quoted(by: Member, draft: Draft, wording: Wording) -> tuple[Post | None, Visibility]:
    """Return the post that is quoted, and who may read the quote: no more than may read it.

    Raises: PostNotFound, QuoteRefused, QuoteNotNamed.
    """
    if draft.quotes is None:
        return None, draft.visibility
    seen = see_post(viewer=by, post_id=draft.quotes)
    if not may_quote(seen.place, seen.tie):
        raise QuoteRefused
    named = seen.tie.own or seen.post.author_id in wording.named
    if draft.visibility == Visibility.MENTIONED and not named:
        raise QuoteNotNamed
    if seen.post.visibility in OPEN_TO_ALL:
        return seen.post, draft.visibility
    return seen.post, narrower(seen.post.visibility, draft.visibility)


def _insert(by: Member, prepared: Prepared, at: datetime) -> Post:
    draft, wording, parent = prepared.draft, prepared.wording, prepared.parent
    post = Post(
        id=ids.id_for(at),
        author=by,
        text=wording.text,
        html=wording.html,
        warning=wording.warning,
        sensitive=draft.sensitive or bool(wording.warning and draft.media_ids),
        language=wording.language,
        language_claimed=wording.claimed,
        visibility=prepared.visibility,
        reply_control=draft.reply_control,
        in_reply_to=parent,
        thread_id=(parent.thread_id or parent.pk) if parent else None,
        quote_of=prepared.quoted,
        quote_state=QuoteState.ACCEPTED if prepared.quoted else "",
        quote_policy=draft.quote_policy,
        application_id=draft.application_id,
        published_at=at,
    )
    post.save(force_insert=True)
    return post


def _ask(post: Post, options: list[str], poll: PollDraft, at: datetime) -> None:
    asked = Poll.objects.create(
        post=post,
        options=options,
        tallies=[0] * len(options),
        multiple=poll.multiple,
        hides_totals=poll.hides_totals,
        ends_at=at + timedelta(seconds=poll.seconds or SHORTEST_SECONDS),
    )
    planned.plan(due=asked.ends_at)


def _tell(post: Post, prepared: Prepared, mentioned: list[int]) -> None:
    parent, quoted = prepared.parent, prepared.quoted
    publish(
        PostPublished(
            post_id=post.pk,
            author_id=post.author_id,
            in_reply_to_author_id=parent.author_id if parent else None,
            mentioned_ids=mentioned,
        )
    )
    if quoted is not None:
        Post.objects.filter(pk=quoted.pk).update(quotes_count=F("quotes_count") + 1)
        publish(
            PostQuoted(
                post_id=post.pk,
                author_id=post.author_id,
                quoted_id=quoted.pk,
                quoted_author_id=quoted.author_id,
            )
        )
