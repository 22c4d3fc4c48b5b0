"""The page to search on."""

from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from commons import clock, limits
from squares.timelines.searching import NOTHING, search
from squares.timelines.sieving import sieve
from squares.web.guards import reader_of
from squares.web.talk.pages import answer

SEARCHES_A_MINUTE = 30
LONGEST = 300  # an address may be long; words are cut by the search itself


@require_GET
def find(request: HttpRequest) -> HttpResponse:
    """Show people, tags and posts for some words, or just the field."""
    words = request.GET.get("q", "").strip()[:LONGEST]
    viewer, found = reader_of(request), NOTHING
    if words:
        who = viewer.pk if viewer else request.META.get("REMOTE_ADDR", "")
        limits.hit(f"search:{who}", limit=SEARCHES_A_MINUTE, seconds=60)
        found = search(words=words, viewer=viewer, at=clock.now())
        posts = sieve(cards=found.posts, viewer=viewer, context=None, at=clock.now())
        found = replace(found, posts=posts)
    return answer(request, "squares/talk/search.html", {"words": words, "found": found})
