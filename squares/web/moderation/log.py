"""The public moderation log."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from commons import clock
from commons.pages import cursor_of
from squares.moderation import log
from squares.web.guards import open_to_all


@require_GET
@open_to_all
def log_page(request: HttpRequest) -> HttpResponse:
    """Show what was done here, to everybody."""
    page = log.entries(before=cursor_of(request.GET.get("before")))
    context = {
        "entries": page.items,
        "older": f"/moderation/log?before={page.older}" if page.older else "",
        "summary": log.summary(at=clock.now()),
    }
    return render(request, "moderation/log.html", context)
