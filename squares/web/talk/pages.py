"""What the pages of posts share: reading a cursor, answering whole or in part, going back."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from commons import clock
from commons.pages import Page, Window, cursor_of
from squares.posts.cards.card import PostCard
from squares.timelines.filters import Context
from squares.timelines.sieving import sieve
from squares.web.guards import page_named, reader_of

DRAFT_DONE = "draft_done"


def cursor(request: HttpRequest) -> int | None:
    """Return the cursor in the address."""
    return cursor_of(request.GET.get("before"))


def window(request: HttpRequest) -> Window:
    """Return the stretch that the address asks for."""
    return Window(before=cursor(request))


def paged(
    request: HttpRequest, page: Page[PostCard], *, place: Context | None = None, **more: Any
) -> dict[str, Any]:  # Any: context
    """Return the context of a page of posts: the posts, and where older and newer ones are.

    place: where the viewer's filters see it, None where none hold.
    """
    viewer, at = reader_of(request), clock.now()
    posts = sieve(cards=page.items, viewer=viewer, context=place, at=at)
    kept = {name: str(value) for name, value in request.GET.items() if name != "before"}
    older = {**kept, "before": str(page.older)} if page.older else None
    return {
        "posts": posts,
        "older": f"{request.path}?{urlencode(older)}" if older else "",
        "newer": _address(request.path, kept) if cursor(request) else "",
        "newest": max((card.entry_id for card in page.items), default=0),
        "first_page": cursor(request) is None,
        "draft_done": request.COOKIES.get(DRAFT_DONE, ""),
        **more,
    }


def answer(
    request: HttpRequest,
    template: str,
    context: Mapping[str, Any],
    status: int = 200,  # Any: context
) -> HttpResponse:
    """Render a page; posts are fresh on every visit, also when one goes back."""
    response = render(request, template, dict(context), status=status)
    response.headers.setdefault("Cache-Control", "private, no-cache")
    return response


def back_to(request: HttpRequest, card: PostCard | None, otherwise: str) -> HttpResponse:
    """Redirect to where the person stood, at the very post."""
    place = page_named(request, "Referer") or otherwise
    return redirect(f"{place}#post-{card.id}" if card else place)


def _address(path: str, query: Mapping[str, str]) -> str:
    return f"{path}?{urlencode(query)}" if query else path
