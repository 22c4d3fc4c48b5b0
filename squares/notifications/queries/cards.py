"""News prepared for pages: who, what, and the beginning of the post it is about."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from commons import text
from commons.pages import NEWEST, Page, Window
from commons.statements import fetch
from squares.members.cards import MemberCard, card_of
from squares.members.models import Member
from squares.members.queries import profiles_by_ids
from squares.notifications.queries.groups import Group, groups
from squares.notifications.rules import GROUPABLE
from squares.posts.models.post import Post

EXCERPT_LENGTH = 140
_SAID = """
SELECT p.id, a.handle, p.language, p.warning, p.html
  FROM posts_post p JOIN members_member a ON a.id = p.author_id
 WHERE p.id = ANY(%(ids)s::bigint[])
"""


class _Said(NamedTuple):
    """As much of a post as news of it need; in the order of the statement above."""

    id: int
    author: str
    language: str
    warning: str
    html: str


@dataclass(frozen=True)
class NewsCard:
    """Some news alike, or one alone, prepared for a page.

    actors: the latest first, eight at most; none where nobody did it.  others: how many there
    are besides the first.  mine: it is about the reader's own doing.  excerpt: the beginning of
    the post as plain text; its warning where it has one.  filtered_by: the filter of the
    reader's own behind which the post is shown, "" for none.
    """

    id: int
    key: str
    kind: str
    actors: tuple[MemberCard, ...]
    others: int
    mine: bool
    post_id: int | None
    post_url: str
    excerpt: str
    language: str
    subject: int | None
    at: datetime
    unread: bool
    filtered_by: str = ""

    @property
    def actor(self) -> MemberCard | None:
        """Who did it last."""
        return self.actors[0] if self.actors else None


def page(
    member: Member,
    *,
    window: Window = NEWEST,
    kinds: Collection[str] | None = None,
    grouped: Collection[str] = GROUPABLE,
) -> Page[NewsCard]:
    """Return a page of what a member was told, the latest first, as `groups` does.

    Cost: 3 queries.
    """
    found = groups(member, window=window, kinds=kinds, grouped=grouped)
    return Page(news_cards(found.items, member), found.older, found.newest)


def news_cards(found: Sequence[Group], member: Member) -> list[NewsCard]:
    """Return the cards of groups that were read for a member.  Cost: 2 queries."""
    people = profiles_by_ids({number for group in found for number in group.actor_ids})
    posts = _posts([group.post_id for group in found if group.post_id])
    return [_card(group, people, posts.get(group.post_id or 0), member) for group in found]


def excerpt_of(post: Post) -> str:
    """Return the beginning of a post as plain text; its warning where it has one."""
    return _beginning(post.warning, post.html)


def _beginning(warning: str, html: str) -> str:
    words = " ".join((warning or text.plain(html)).split())
    return words if len(words) <= EXCERPT_LENGTH else words[:EXCERPT_LENGTH].rstrip() + "…"


def _posts(ids: Sequence[int]) -> dict[int, _Said]:
    if not ids:
        return {}
    return {row[0]: _Said._make(row) for row in fetch(_SAID, {"ids": list(ids)})}


def _card(group: Group, people: dict[int, Member], post: _Said | None, member: Member) -> NewsCard:
    return NewsCard(
        id=group.newest,
        key=group.key,
        kind=group.kind,
        actors=tuple(card_of(people[number]) for number in group.actor_ids if number in people),
        others=group.others,
        mine=group.actor_ids == (member.pk,),
        post_id=post.id if post else None,
        post_url=f"/@{post.author}/{post.id}" if post else "",
        excerpt=_beginning(post.warning, post.html) if post else "",
        language=post.language if post else "",
        subject=group.subject,
        at=group.at,
        unread=group.unread,
    )
