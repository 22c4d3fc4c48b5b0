"""Pages that list posts: home, the square, tags, what one keeps and likes, a member's page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from commons import clock
from commons.pages import cursor_of
from squares.charter.announcements import announcements
from squares.members.queries import find_member
from squares.relationships.heads import around, head_of
from squares.timelines import queries
from squares.timelines.filters import Context
from squares.timelines.hashtags import featured_tags
from squares.timelines.names import TABS, MemberTab
from squares.web.guards import member_of, member_required, reader_of
from squares.web.talk.announcements import OFFERED
from squares.web.talk.forms import ComposeForm
from squares.web.talk.pages import answer, paged, window


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Show a member their home with a place to write; a visitor sees the square."""
    member = reader_of(request)
    if member is None:
        return public(request)
    page = queries.home_timeline(viewer=member, window=window(request))
    form = ComposeForm(member=member)
    context = paged(request, page, place=Context.HOME, form=form, fresh_url="/home/new")
    if context["first_page"]:
        context |= {"announcements": announcements(viewer=member, at=clock.now())[::-1]}
        context |= {"offered": OFFERED}
    return answer(request, "squares/talk/home.html", context)


@require_GET
def public(request: HttpRequest) -> HttpResponse:
    """Show what the square talks about, to anyone."""
    page = queries.public_timeline(viewer=reader_of(request), window=window(request))
    context = paged(request, page, place=Context.PUBLIC, fresh_url="/public/new")
    return answer(request, "squares/talk/public.html", context)


@require_GET
def public_new(request: HttpRequest) -> HttpResponse:
    """Say how many posts came since an id: a line for htmx."""
    since = cursor_of(request.GET.get("since")) or 0
    count = queries.count_new_public(viewer=reader_of(request), since=since)
    return _fresh(request, count, "/public", since)


@require_GET
@member_required
def home_new(request: HttpRequest) -> HttpResponse:
    """Say how many posts came home since an id: a line for htmx."""
    since = cursor_of(request.GET.get("since")) or 0
    count = queries.count_new_home(viewer=member_of(request), since=since)
    return _fresh(request, count, "/", since)


@require_GET
@member_required
def bookmarks(request: HttpRequest) -> HttpResponse:
    """Show what the viewer keeps for later."""
    page = queries.bookmarks(viewer=member_of(request), window=window(request))
    return answer(request, "squares/talk/kept.html", paged(request, page, kind="bookmarks"))


@require_GET
@member_required
def favourites(request: HttpRequest) -> HttpResponse:
    """Show what the viewer likes."""
    page = queries.favourites(viewer=member_of(request), window=window(request))
    return answer(request, "squares/talk/kept.html", paged(request, page, kind="favourites"))


@require_GET
def member(request: HttpRequest, handle: str, tab: str = "posts") -> HttpResponse:
    """Show a member: who they are, and what they say."""
    viewer = reader_of(request)
    found = find_member(handle=handle, viewer=viewer)
    if found.handle != handle:
        return redirect(request.path.replace(f"@{handle}", f"@{found.handle}", 1), permanent=True)
    head = head_of(member=found, viewer=viewer, at=clock.now())
    page = queries.member_timeline(
        member=found, viewer=viewer, wish=TABS[MemberTab(tab)], window=window(request)
    )
    context = paged(request, page, place=Context.ACCOUNT, head=head, tab=tab)
    if context["first_page"]:
        context |= {"around": around(member=found, viewer=viewer)}
        context |= {"featured": featured_tags(found)}
    if context["first_page"] and tab == MemberTab.POSTS:
        pinned = queries.pinned_posts(member=found, viewer=viewer)
        numbers = {card.id for card in pinned}
        context["pinned"] = pinned
        context["posts"] = [card for card in context["posts"] if card.entry_id not in numbers]
    return answer(request, "squares/talk/member.html", context)


def _fresh(request: HttpRequest, count: int, address: str, since: int) -> HttpResponse:
    context = {"count": count, "address": address, "since": since, "fresh_url": request.path}
    response = render(request, "squares/talk/home.html#fresh", context)
    response["Cache-Control"] = "no-store"
    return response
