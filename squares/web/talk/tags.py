"""The page of a hashtag, and what a member makes of it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_POST

from commons import clock
from commons.text import tag_key
from squares.posts.actions.tags import feature_tag, follow_tag, unfeature_tag, unfollow_tag
from squares.posts.errors import TagNotFound
from squares.timelines import queries
from squares.timelines.filters import Context
from squares.timelines.hashtags import TagCard, find_tag, followed_tags
from squares.web.guards import member_of, member_required, reader_of
from squares.web.talk.pages import answer, cursor, paged, window


@require_GET
def tag(request: HttpRequest, name: str) -> HttpResponse:
    """Show the public posts that carry a hashtag."""
    key = tag_key(name[:100])
    page = queries.tag_timeline(key=key, viewer=reader_of(request), window=window(request))
    context = paged(request, page, place=Context.PUBLIC, tag=_card(request, name))
    return answer(request, "squares/talk/tag.html", context)


@require_POST
@member_required
def follow(request: HttpRequest, name: str) -> HttpResponse:
    """Read a hashtag along at home."""
    follow_tag(by=member_of(request), name=name, at=clock.now())
    return redirect("tag", name)


@require_POST
@member_required
def unfollow(request: HttpRequest, name: str) -> HttpResponse:
    """Read it along no longer."""
    unfollow_tag(by=member_of(request), name=name, at=clock.now())
    return redirect("tag", name)


@require_POST
@member_required
def feature(request: HttpRequest, name: str) -> HttpResponse:
    """Show a hashtag on one's page."""
    feature_tag(by=member_of(request), name=name, at=clock.now())
    return redirect("tag", name)


@require_POST
@member_required
def unfeature(request: HttpRequest, name: str) -> HttpResponse:
    """Show it there no longer."""
    member = member_of(request)
    found = find_tag(name=name, viewer=member, at=clock.now())
    unfeature_tag(by=member, tag_id=found.id, at=clock.now())
    return redirect("tag", name)


@require_GET
@member_required
def followed(request: HttpRequest) -> HttpResponse:
    """Show the hashtags that the viewer reads along."""
    page = followed_tags(viewer=member_of(request), at=clock.now(), window=window(request))
    context = {
        "tags": page.items,
        "older": f"{request.path}?before={page.older}" if page.older else "",
        "newer": request.path if cursor(request) else "",
    }
    return answer(request, "squares/talk/tags.html", context)


def _card(request: HttpRequest, name: str) -> TagCard:
    """Return the hashtag; an address that can be none is a page without posts."""
    try:
        return find_tag(name=name, viewer=reader_of(request), at=clock.now())
    except TagNotFound:
        plain = tag_key(name[:100])
        return TagCard(0, plain, plain, (), following=False, featuring=False)
