"""Finding people, tags and posts by words; plain and bounded, until the room `search` stands."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q

from commons import text
from commons.ids import id_at
from commons.pages import PAGE_SIZE
from squares.members.cards import MemberCard
from squares.members.models import Member
from squares.members.queries import cards_of, people
from squares.posts.cards import PostCard, cards_for
from squares.posts.models.names import Tag, Tagging
from squares.posts.models.post import Visibility
from squares.timelines.queries import open_rows

LOOKS_BACK = timedelta(days=365)
STANDING_POST = Q(post__hidden_at=None, post__deleted_at=None)
SHORTEST = 2
LONGEST = 100


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


def search(*, words: str, viewer: Member | None, at: datetime) -> Found:
    """Return people by handle or name, tags, and open posts of the last year with these words.

    Cost: 5 queries, fewer for "@…" and "#…"; none for less than two characters.
    """
    words = text.normalise(words)[:LONGEST]
    if len(words.lstrip("@#")) < SHORTEST:
        return NOTHING
    if words.startswith("@"):
        return Found(_people(words), [], [])
    if words.startswith("#"):
        return Found([], _tags(words), [])
    return Found(_people(words), _tags(words), _posts(words, viewer, at))


def _people(words: str) -> list[MemberCard]:
    return cards_of(list(people(search=words, size=8).items))


def _tags(words: str) -> list[Tag]:
    key = text.tag_key(words.lstrip("#"))
    said = Tagging.objects.filter(
        STANDING_POST, tag_id=OuterRef("pk"), post__visibility=Visibility.PUBLIC
    )
    return list(Tag.objects.filter(Exists(said), key__startswith=key).order_by("key")[:8])


def _posts(words: str, viewer: Member | None, at: datetime) -> list[PostCard]:
    rows = open_rows(viewer).filter(pk__gte=id_at(at - LOOKS_BACK))
    for word in words.split()[:6]:
        rows = rows.filter(text__icontains=word)
    ids = rows.order_by("-id").values_list("pk", flat=True)[:PAGE_SIZE]
    return cards_for(list(ids), viewer)
