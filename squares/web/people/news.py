"""The page of notifications."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from commons import clock
from commons.pages import cursor_of
from squares.notifications.actions import mark_read
from squares.notifications.queries import page as page_of
from squares.relationships.queries import count_requests
from squares.web.guards import member_of, member_required


@require_GET
@member_required
def notifications(request: HttpRequest) -> HttpResponse:
    """Show what happened, the latest first."""
    before = cursor_of(request.GET.get("before"))
    page = page_of(member_of(request), before=before)
    context = {
        "items": page.items,
        "newest": page.items[0].id if page.items else None,
        "any_unread": any(item.unread for item in page.items),
        "requests": count_requests(member_of(request)),
        "newer": request.path if before else "",
        "older": f"{request.path}?before={page.older}" if page.older else "",
    }
    return render(request, "squares/people/notifications.html", context)


@require_POST
@member_required
def read(request: HttpRequest) -> HttpResponse:
    """Mark what was shown as read."""
    up_to = cursor_of(request.POST.get("up_to"))
    mark_read(member=member_of(request), up_to=up_to, at=clock.now())
    return redirect("notifications")
