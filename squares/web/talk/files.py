"""Files that were sent and wait for their post."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from squares.media.cards import media_card
from squares.media.queries import find_own
from squares.web.guards import member_of, member_required


@require_GET
@member_required
def kept(request: HttpRequest, media_id: int) -> HttpResponse:
    """Say whether a file of the viewer's is ready: a piece of a page, for htmx.

    Raises: MediaNotFound.
    """
    media = find_own(by=member_of(request), media_id=media_id)
    form = "reply" if request.GET.get("form") == "reply" else "write"
    context = {"item": media_card(media, sensitive=False), "form": form}
    response = render(request, "components/kept_file.html", context)
    response["Cache-Control"] = "no-store"
    return response
