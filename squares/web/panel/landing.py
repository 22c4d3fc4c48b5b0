"""The platform's front page: the idea in one screen, with a real square beside it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET
from msgspec import structs

from commons import text
from squares.charter import queries as charter
from squares.charter.queries import RuleCard
from squares.members.cards import MemberCard
from squares.posts.cards.card import PostCard
from squares.timelines.queries import public_timeline
from tenants import directory
from tenants.context import inside
from tenants.directory import SquareCard
from tenants.models.square import Square

POSTS_SHOWN = 3
RULES_SHOWN = 3
SQUARES_SHOWN = 6
LONGEST_WORDS = 220

Plans = Callable[[], Sequence[object]]


@dataclass(frozen=True)
class ShownPost:
    """A post as the front page quotes it: words, and where the whole of it stands."""

    url: str
    author: MemberCard
    words: str
    language: str
    direction: str
    published_at: object
    replies: int
    boosts: int
    favourites: int


@dataclass(frozen=True)
class Showcase:
    """A real square, seen through a window."""

    square: SquareCard
    purpose: str
    rules: tuple[RuleCard, ...]
    posts: tuple[ShownPost, ...]


def no_plans() -> Sequence[object]:
    """Return no plans: a platform without billing has no prices."""
    return ()


@require_GET
def landing(request: HttpRequest, plans: Plans = no_plans) -> HttpResponse:
    """Explain the idea, beside a square that lives it.

    plans: what there is to buy, given by the roof, since this floor knows nothing of money.
    Cost: one query, and those of a public timeline for the window: nothing of it is remembered, so
    that a post taken down is gone from here too.
    """
    listed = list(directory.listed()[:SQUARES_SHOWN])
    context = {
        "cards": [directory.card_of(square) for square in listed],
        "showcase": _showcase(max(listed, key=_life)) if listed else None,
        "plans": plans(),
    }
    return render(request, "public/landing.html", context)


def _life(square: Square) -> tuple[int, int]:
    """Order squares by how much there is to see: people first, so that noise alone wins nothing."""
    return int(square.usage.get("members", 0)), int(square.usage.get("posts", 0))


def _showcase(square: Square) -> Showcase:
    with inside(square):
        return _look_in(square)


def _look_in(square: Square) -> Showcase:
    now = charter.current()
    open_posts = [p for p in public_timeline(viewer=None).items if not p.warning and p.html]
    card = replace(directory.card_of(square), hue=now.hue, chroma=now.chroma)
    shown = tuple(_quote(post, square) for post in open_posts[:POSTS_SHOWN])
    return Showcase(card, now.purpose, now.rules[:RULES_SHOWN], shown)


def _quote(post: PostCard, square: Square) -> ShownPost:
    words = text.plain(post.html)
    cut = words if len(words) <= LONGEST_WORDS else words[:LONGEST_WORDS].rsplit(" ", 1)[0] + " …"
    return ShownPost(
        url=square.url + post.url,
        # Pictures of another host are not fetched here; the drawn face stands in.
        author=structs.replace(post.author, avatar_url="", url=square.url + post.author.url),
        words=cut,
        language=post.language,
        direction=post.direction,
        published_at=post.published_at,
        replies=post.replies,
        boosts=post.boosts,
        favourites=post.favourites,
    )
