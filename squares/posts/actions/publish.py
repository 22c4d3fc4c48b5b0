"""Publishing a post."""

from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from commons import ids, limits
from commons.events import WRITE, as_written, follow, publish
from commons.statements import columns_of, fetch, given_by, placeholders_of
from squares.media.actions import attach
from squares.members.models import Member
from squares.members.queries import RETURN_PROFILE, keep_profile
from squares.members.rules import refuse_unless_may_act
from squares.posts.actions.wording import Wording, word
from squares.posts.errors import (
    PollWithPictures,
    QuoteNotNamed,
    QuoteRefused,
    ReplyRefused,
    TooManyPictures,
)
from squares.posts.events import PostPublished, PostQuoted
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
from squares.relationships.queries import blocked_either_way
from tenants import planned

POSTS_AN_HOUR = 300

# A post with all that its words bring with it, in one go.  A hashtag is written where it is not
# known yet: known to nobody, or met by another post at this very moment, whose row is then waited
# for and told.
_SAY = f"""
WITH said AS (
    INSERT INTO posts_post ({columns_of(Post)}) VALUES ({placeholders_of(Post)})
), named AS (
    INSERT INTO posts_mention (post_id, member_id)
    SELECT %(id)s::bigint, unnest(%(named)s::bigint[])
), met AS (
    INSERT INTO posts_tag (key, name)
    SELECT key, name FROM unnest(%(tags)s::text[], %(tag_names)s::text[]) AS given (key, name)
     WHERE NOT EXISTS (SELECT FROM posts_tag known WHERE known.key = given.key)
        ON CONFLICT (key) DO UPDATE SET key = EXCLUDED.key
    RETURNING id
), tagged AS (
    INSERT INTO posts_tagging (post_id, tag_id)
    SELECT %(id)s::bigint, id FROM posts_tag WHERE key = ANY(%(tags)s::text[])
     UNION ALL SELECT %(id)s::bigint, id FROM met
), counted AS (
    UPDATE members_member SET posts_count = posts_count + 1, posted_on = %(today)s
     WHERE id = %(author_id)s::bigint {RETURN_PROFILE}
), answered AS (
    UPDATE posts_post SET replies_count = replies_count + 1
     WHERE id = %(in_reply_to_id)s::bigint
), told AS ({WRITE})
SELECT * FROM counted
"""  # noqa: S608 - the columns of our own table


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

    @property
    def in_parts(self) -> bool:
        """Whether it takes more than one statement to write."""
        draft = self.draft
        return bool(draft.media_ids) or draft.poll is not None or self.quoted is not None


def publish_post(*, by: Member, draft: Draft, at: datetime) -> Post:
    """Publish a post in the member's name.

    Raises: TooMany, MediaNotFound, and what `prepare` raises.
    Tells: PostPublished, PostQuoted.  Cost: 1 query; +2 for a reply, +2 with names, however many;
    a transaction with pictures (+3), a poll (+1) or a quote (+2).
    Source: https://docs.joinmastodon.org/methods/statuses/#create
    """
    limits.hit(f"publish:{by.pk}", limit=POSTS_AN_HOUR, seconds=3600)
    prepared = prepare(by=by, draft=draft)
    post = _made(by, prepared, at)
    fact = PostPublished(
        post_id=post.pk,
        author_id=by.pk,
        in_reply_to_author_id=prepared.parent.author_id if prepared.parent else None,
        mentioned_ids=whom_it_names(by=by, wording=prepared.wording, parent=prepared.parent),
    )
    # What is one statement needs no transaction around it.
    with transaction.atomic() if prepared.in_parts else nullcontext():
        _say(post, prepared, fact)
        _hang_on(by, post, prepared, at)
        follow(fact)
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


def whom_it_names(*, by: Member, wording: Wording, parent: Post | None) -> list[int]:
    """Return whom a post names, and whom it answers, by number; nobody across a block.

    Cost: 1 query, none where nobody is named.
    """
    wanted = set(wording.named) | ({parent.author_id} if parent else set())
    wanted.discard(by.pk)
    return sorted(wanted - blocked_either_way(viewer=by, ids=wanted))


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


def _made(by: Member, prepared: Prepared, at: datetime) -> Post:
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
    post._state.adding, post._state.db = False, "default"  # noqa: SLF001 - it is written next
    return post


def _say(post: Post, prepared: Prepared, fact: PostPublished) -> None:
    """Write a post, what it names, what it counts for, and that it was published."""
    tags = sorted(prepared.wording.tags.items())  # two posts never wait for each other
    given = given_by(post) | as_written(fact)
    given |= {
        "named": fact.mentioned_ids,
        "tags": [key for key, _ in tags],
        "tag_names": [name for _, name in tags],
        "today": post.published_at.date(),
    }
    for author in fetch(_SAY, given):
        keep_profile(author)


def _hang_on(by: Member, post: Post, prepared: Prepared, at: datetime) -> None:
    """Write what a post shows besides its words."""
    draft, quoted = prepared.draft, prepared.quoted
    if draft.media_ids:
        media = attach(by=by, media_ids=draft.media_ids, at=at)
        Attachment.objects.bulk_create(
            [Attachment(post=post, media=m, position=n) for n, m in enumerate(media)]
        )
    if draft.poll is not None:
        _ask(post, prepared.options, draft.poll, at)
    if quoted is not None:
        Post.objects.filter(pk=quoted.pk).update(quotes_count=F("quotes_count") + 1)
        publish(
            PostQuoted(
                post_id=post.pk,
                author_id=by.pk,
                quoted_id=quoted.pk,
                quoted_author_id=quoted.author_id,
            )
        )


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
