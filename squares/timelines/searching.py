"""Finding people, tags and posts by words; plain and bounded, until the room `search` stands."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.db.models import Exists, OuterRef, Q, QuerySet

from commons import text
from commons.ids import id_at
from commons.pages import NEWEST, PAGE_SIZE, Window, bounded
from squares.members.cards import MemberCard
from squares.members.models import SHOWN_STATES, Member
from squares.members.queries import cards_of
from squares.members.rules import handle_key
from squares.posts.cards.card import PostCard
from squares.posts.cards.reading import cards_for
from squares.posts.models.names import Mention, Tag, Tagging
from squares.posts.models.poll import Poll
from squares.posts.models.post import Attachment, Post, QuoteState, Visibility
from squares.posts.models.reaction import Bookmark, Favourite
from squares.posts.queries import readable
from squares.relationships.discovery import find_people
from squares.relationships.models import Block
from squares.timelines.queries import open_rows
from squares.timelines.search_words import (
    LONGEST,
    Address,
    Wishes,
    address_in,
    is_elsewhere,
    read_wishes,
)
from tenants.context import the_square

LOOKS_BACK = timedelta(days=365)
STANDING_POST = Q(post__hidden_at=None, post__deleted_at=None)
SHORTEST = 2
FEW = 8  # of people and tags, beside a page of posts
KINDS = frozenset({"people", "tags", "posts"})


@dataclass(frozen=True)
class Found:
    """What was found, each kind bounded."""

    people: list[MemberCard]
    tags: list[Tag]
    posts: list[PostCard]

    @property
    def nothing(self) -> bool:
        """Whether nothing was found at all."""
        return not (self.people or self.tags or self.posts)


NOTHING = Found([], [], [])


@dataclass(frozen=True, kw_only=True)
class Bounds:
    """How much is wanted, and of whom.

    size: of each kind, by default a page of posts and a few of the others.  following: only
    people whom the viewer follows.  author_id: only this member's posts.
    """

    kinds: frozenset[str] = KINDS
    size: int | None = None
    offset: int = 0
    following: bool = False
    author_id: int | None = None
    window: Window = NEWEST


EVERYTHING = Bounds()


def search(
    *, words: str, viewer: Member | None, at: datetime, bounds: Bounds = EVERYTHING
) -> Found:
    """Return people by handle or name, tags, and posts of the last year with these words.

    Posts: open ones, one's own, and those one liked, kept or is named in. An address of this
    square finds what it names.
    Cost: 5 queries, 6 for a member; fewer for "@…", "#…" and an address; none for less than two
    characters.
    """
    words = text.normalise(words)
    named = address_in(words, hosts=_hosts())
    if named is not None:
        return _named(named, viewer, bounds)
    words = words[:LONGEST]
    if len(words.lstrip("@#")) < SHORTEST or is_elsewhere(words):
        return NOTHING
    kinds = bounds.kinds
    if words.startswith("@"):
        kinds &= {"people"}
    elif words.startswith("#") and bounds.size is not None:
        kinds -= {"people"}
    elif words.startswith("#") and " " not in words and bounds.size is None:
        kinds &= {"tags"}
    return Found(
        _people(words, viewer, bounds) if "people" in kinds else [],
        _tags(words, bounds) if "tags" in kinds else [],
        _posts(read_wishes(words), viewer, at, bounds) if "posts" in kinds else [],
    )


def _named(named: Address, viewer: Member | None, bounds: Bounds) -> Found:
    """Return the one thing that an address names, where the viewer may meet it."""
    if bounds.offset:
        return NOTHING
    if named.post_id is not None:
        wanted = "posts" in bounds.kinds and named.post_id < 2**63
        cards = cards_for([named.post_id], viewer) if wanted else []
        return replace(NOTHING, posts=cards)
    if "people" not in bounds.kinds:
        return NOTHING
    rows = Member.objects.filter(handle_key=handle_key(named.handle), state__in=SHOWN_STATES)
    if viewer is not None:
        rows = rows.exclude(Exists(Block.objects.filter(source=OuterRef("pk"), target=viewer)))
    return replace(NOTHING, people=cards_of(rows))


def _people(words: str, viewer: Member | None, bounds: Bounds) -> list[MemberCard]:
    found = find_people(
        words=words.lstrip("@").partition("@")[0],
        viewer=viewer,
        followed_only=bounds.following,
        offset=bounds.offset,
        limit=FEW if bounds.size is None else bounds.size,
    )
    return cards_of(found)


def _tags(words: str, bounds: Bounds) -> list[Tag]:
    """Return hashtags that begin with words, the exact one first, then the most used."""
    key = text.tag_key(words.strip().lstrip("#"))
    said = Tagging.objects.filter(
        STANDING_POST, tag_id=OuterRef("pk"), post__visibility=Visibility.PUBLIC
    )
    rows = Tag.objects.filter(Exists(said), key__startswith=key)
    return list(_stretch(rows.annotate(is_it=Q(key=key)).order_by("-is_it", "key"), bounds, FEW))


def _posts(wishes: Wishes, viewer: Member | None, at: datetime, bounds: Bounds) -> list[PostCard]:
    """Return posts from each place where they are looked for, together in the order of a window."""
    if wishes.nothing:
        return []
    size = PAGE_SIZE if bounds.size is None else bounds.size
    enough = bounds.offset + size
    found: set[int] = set()
    for place in _where(wishes, viewer):
        rows = _by(_narrowed(place, wishes, at), wishes, viewer, bounds)
        found |= set(bounded(rows.values_list("pk", flat=True), bounds.window)[:enough])
    ids = sorted(found, reverse=bounds.window.after is None)
    return cards_for(ids[bounds.offset : enough], viewer)


def _narrowed(rows: QuerySet[Post], wishes: Wishes, at: datetime) -> QuerySet[Post]:
    """Keep to what is said, by its words, signs and days."""
    rows = rows.filter(pk__gte=id_at(wishes.since or at - LOOKS_BACK))
    if wishes.until is not None:
        rows = rows.filter(pk__lt=id_at(wishes.until))
    for word in wishes.words:
        rows = rows.filter(_says(word))
    for word in wishes.without:
        rows = rows.exclude(_says(word))
    for name, held in _signs(wishes):
        rows = rows.filter(held) if name else rows.exclude(held)
    return rows


def _says(word: str) -> Q:
    """Return what tells posts that say a word, or carry the very hashtag that it is."""
    if word.startswith("#") and text.names_in(word).tags == (word[1:],):
        key = text.tag_key(word[1:])
        return Q(Exists(Tagging.objects.filter(post_id=OuterRef("pk"), tag__key=key)))
    return Q(text__icontains=word) | Q(warning__icontains=word)


def _where(wishes: Wishes, viewer: Member | None) -> list[QuerySet[Post]]:
    """Return where posts are searched: in the open, and among what the viewer had part in.

    Apart, because together neither would be found by its index.
    """
    if viewer is None or wishes.where == "public":
        return [open_rows(viewer)]
    part = Q(author_id=viewer.pk)
    for table in (Bookmark, Favourite, Mention):
        part |= Q(pk__in=table.objects.filter(member_id=viewer.pk).values("post_id"))
    library = readable(viewer).filter(part, boost_of=None)
    return [library] if wishes.where == "library" else [open_rows(viewer), library]


def _signs(wishes: Wishes) -> list[tuple[bool, Q]]:
    """Return what must hold (True) or must not (False) besides the words."""
    files = Attachment.objects.filter(post_id=OuterRef("pk"))
    said: dict[str, Q] = {
        "media": Q(Exists(files)),
        "image": Q(Exists(files.filter(media__kind__in=["image", "gifv"]))),
        "video": Q(Exists(files.filter(media__kind__in=["video", "gifv"]))),
        "audio": Q(Exists(files.filter(media__kind="audio"))),
        "poll": Q(Exists(Poll.objects.filter(post_id=OuterRef("pk")))),
        "link": Q(text__iregex=r"https?://"),
        "quote": Q(quote_state=QuoteState.ACCEPTED),
        "reply": Q(in_reply_to__isnull=False),
        "sensitive": Q(sensitive=True) | ~Q(warning=""),
    }
    return [(True, said[name]) for name in wishes.has | wishes.kinds] + [
        (False, said[name]) for name in wishes.lacks | wishes.not_kinds
    ]


def _by(
    rows: QuerySet[Post], wishes: Wishes, viewer: Member | None, bounds: Bounds
) -> QuerySet[Post]:
    """Keep to the authors and the language that are asked for."""
    own_key = viewer.handle_key if viewer is not None else ""
    for name, keep in ((wishes.author, True), (wishes.not_author, False)):
        if name:
            key = own_key if name.lower() == "me" else handle_key(name.partition("@")[0])
            held = Q(author__handle_key=key)
            rows = rows.filter(held) if keep else rows.exclude(held)
    if bounds.author_id is not None:
        rows = rows.filter(author_id=bounds.author_id)
    return rows.filter(language=wishes.language) if wishes.language else rows


def _stretch(rows: "QuerySet[Any, Any]", bounds: Bounds, usual: int) -> "QuerySet[Any, Any]":
    size = usual if bounds.size is None else bounds.size
    return rows[bounds.offset : bounds.offset + size]


def _hosts() -> frozenset[str]:
    """Return the hosts of this square, with and without a port."""
    square = the_square()
    shown = urlsplit(square.url).netloc.lower()
    return frozenset({shown, shown.partition(":")[0], square.host.lower()})
