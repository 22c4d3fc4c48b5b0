"""The page to search on."""

from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from commons import clock, limits
from squares.timelines.filters import Context
from squares.timelines.searching import NOTHING, search
from squares.timelines.sieving import sieve
from squares.timelines.trends import trending_posts, trending_tags
from squares.web.guards import reader_of
from squares.web.talk.pages import answer

SEARCHES_A_MINUTE, TALKED_ABOUT = 30, 10
LONGEST = 300  # an address may be long; words are cut by the search itself


@require_GET
def find(request: HttpRequest) -> HttpResponse:
    """Show people, tags and posts for some words; without any, what is talked about."""
    words = request.GET.get("q", "").strip()[:LONGEST]
    viewer, found = reader_of(request), NOTHING
    if words:
        who = viewer.pk if viewer else limits.network_of(request.META["REMOTE_ADDR"])
        limits.hit(f"search:{who}", limit=SEARCHES_A_MINUTE, seconds=60)
        found = search(words=words, viewer=viewer, at=clock.now())
        posts = sieve(cards=found.posts, viewer=viewer, context=None, at=clock.now())
        found = replace(found, posts=posts)
    context: dict[str, Any] = {"words": words, "found": found}  # Any: a context holds all kinds
    if not words:
        at = clock.now()
        liked = trending_posts(viewer=viewer, at=at, size=TALKED_ABOUT)
        context |= {
            "trending": trending_tags(viewer=viewer, at=at),
            "talked_about": sieve(cards=liked, viewer=viewer, context=Context.PUBLIC, at=at),
        }
    return answer(request, "squares/talk/search.html", context)
