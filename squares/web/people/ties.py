"""Follow, block, mute and their opposites; lists of who reads whom; requests to read."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from commons import clock
from commons.pages import Window, cursor_of
from squares.members.cards import card_of
from squares.members.models import Member
from squares.members.queries import find_member
from squares.relationships import queries
from squares.relationships.actions import apart
from squares.relationships.actions import follow as ties
from squares.relationships.heads import head_of
from squares.web.guards import member_of, member_required, page_named, reader_of
from squares.web.people.rows import rows_of


@require_POST
@member_required
def follow(request: HttpRequest, handle: str) -> HttpResponse:
    """Follow, or ask to."""
    target = _find(request, handle)
    ties.follow(by=member_of(request), target=target, at=clock.now())
    return _answer(request, target)


@require_POST
@member_required
def unfollow(request: HttpRequest, handle: str) -> HttpResponse:
    """Stop following, or withdraw the request."""
    target = _find(request, handle, parting=True)
    ties.unfollow(by=member_of(request), target=target, at=clock.now())
    return _answer(request, target)


@require_POST
@member_required
def remove_follower(request: HttpRequest, handle: str) -> HttpResponse:
    """Stop being followed by somebody."""
    follower = _find(request, handle, parting=True)
    ties.remove_follower(by=member_of(request), follower=follower, at=clock.now())
    return _answer(request, follower)


@require_POST
@member_required
def block(request: HttpRequest, handle: str) -> HttpResponse:
    """Have no contact with somebody."""
    target = _find(request, handle)
    apart.block(by=member_of(request), target=target, at=clock.now())
    return _answer(request, target)


@require_POST
@member_required
def unblock(request: HttpRequest, handle: str) -> HttpResponse:
    """End a block."""
    target = _find(request, handle, parting=True)
    apart.unblock(by=member_of(request), target=target, at=clock.now())
    return _answer(request, target)


@require_POST
@member_required
def mute(request: HttpRequest, handle: str) -> HttpResponse:
    """Do not read somebody."""
    target = _find(request, handle)
    apart.mute(by=member_of(request), target=target, at=clock.now())
    return _answer(request, target)


@require_POST
@member_required
def unmute(request: HttpRequest, handle: str) -> HttpResponse:
    """Read somebody again."""
    target = _find(request, handle, parting=True)
    apart.unmute(by=member_of(request), target=target, at=clock.now())
    return _answer(request, target)


@require_GET
def followers(request: HttpRequest, handle: str) -> HttpResponse:
    """List who follows a member."""
    viewer = reader_of(request)
    member = find_member(handle=handle, viewer=viewer)
    page = queries.followers(member, viewer=viewer, window=_window(request))
    return _list(request, "followers", member, [tie.source for tie in page.items], page.older)


@require_GET
def following(request: HttpRequest, handle: str) -> HttpResponse:
    """List whom a member follows."""
    viewer = reader_of(request)
    member = find_member(handle=handle, viewer=viewer)
    page = queries.following(member, viewer=viewer, window=_window(request))
    return _list(request, "following", member, [tie.target for tie in page.items], page.older)


@require_GET
@member_required
def requests(request: HttpRequest) -> HttpResponse:
    """List who asks to follow the viewer."""
    page = queries.requests_to(member_of(request), window=_window(request))
    rows = rows_of([tie.source for tie in page.items], member_of(request))
    context = {"rows": rows, "older": _older(request, page.older)}
    return render(request, "squares/people/requests.html", context)


@require_POST
@member_required
def accept(request: HttpRequest, member_id: int) -> HttpResponse:
    """Let somebody follow the viewer."""
    ties.accept_request(by=member_of(request), source_id=member_id, at=clock.now())
    return _decided(request, "accepted")


@require_POST
@member_required
def refuse(request: HttpRequest, member_id: int) -> HttpResponse:
    """Do not let somebody follow the viewer."""
    ties.refuse_request(by=member_of(request), source_id=member_id, at=clock.now())
    return _decided(request, "refused")


def _find(request: HttpRequest, handle: str, *, parting: bool = False) -> Member:
    return find_member(handle=handle, viewer=member_of(request), parting=parting)


def _answer(request: HttpRequest, target: Member) -> HttpResponse:
    """Answer htmx with the button as it stands now, others with the page they came from."""
    if not request.headers.get("HX-Request"):
        return redirect(page_named(request, "Referer") or card_of(target).url)
    head = head_of(member=target, viewer=member_of(request), at=clock.now())
    context = {"member": head.card, "relation": head.relation}
    return render(request, "components/follow.html", context)


def _decided(request: HttpRequest, outcome: str) -> HttpResponse:
    if request.headers.get("HX-Request"):
        context = {"outcome": outcome}
        return render(request, "squares/people/requests.html#decided", context)
    return redirect("follow-requests")


def _list(
    request: HttpRequest, kind: str, member: Member, people: list[Member], older: int | None
) -> HttpResponse:
    context = {
        "kind": kind,
        "member": card_of(member),
        "counts": {"followers": member.followers_count, "following": member.following_count},
        "rows": rows_of(people, reader_of(request)),
        "kept": queries.keeps_ties(member, reader_of(request)),
        "older": _older(request, older),
    }
    return render(request, "squares/people/ties.html", context)


def _window(request: HttpRequest) -> Window:
    return Window(before=cursor_of(request.GET.get("before")))


def _older(request: HttpRequest, cursor: int | None) -> str:
    return f"{request.path}?before={cursor}" if cursor else ""
