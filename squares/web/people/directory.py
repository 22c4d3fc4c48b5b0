"""Who is here, what the square is about, and its colours."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from commons import clock
from commons.colour import look_css
from commons.emblem import hue_of
from commons.emblem_picture import picture
from commons.pages import PAGE_SIZE, cursor_of
from commons.remember import remember
from squares.charter import queries as charter
from squares.members import queries as members
from squares.members.models import Member
from squares.relationships.discovery import Order, directory, find_people, suggestions
from squares.web.guards import reader_of
from squares.web.people.rows import PersonRow, rows_of
from tenants.countries import COUNTRIES
from tenants.models.square import Square

EMBLEM_SIZE = 512
_YEAR = 60 * 60 * 24 * 365
_SUGGESTED = 3
_DEEPEST = 100_000


@require_GET
def people(request: HttpRequest) -> HttpResponse:
    """List who wants to be found, those who spoke or came last first; or find one by name."""
    viewer, search = reader_of(request), request.GET.get("q", "").strip()[:60]
    order = Order.NEW if request.GET.get("order") == Order.NEW else Order.ACTIVE
    start = min(cursor_of(request.GET.get("from")) or 0, _DEEPEST)
    one_more = PAGE_SIZE + 1
    if search:
        found = find_people(words=search, viewer=viewer, offset=start, limit=one_more)
    else:
        found = directory(viewer=viewer, order=order, offset=start, limit=one_more)
    context = {
        "rows": rows_of(found[:PAGE_SIZE], viewer),
        "search": search,
        "order": order,
        "older": _from(request, start + PAGE_SIZE) if len(found) > PAGE_SIZE else "",
        "newer": _from(request, 0) if start else "",
        "count": members.count_members(),
        "suggested": [] if search or start else _suggested(viewer),
    }
    fragment = "#list" if request.headers.get("HX-Request") else ""
    return render(request, f"squares/people/people.html{fragment}", context)


@require_GET
def about(request: HttpRequest) -> HttpResponse:
    """Say what the square is for, what holds here, and who looks after it."""
    now = charter.current()
    names = dict(settings.LANGUAGES)
    square: Square = request.square  # type: ignore[attr-defined]
    context = {
        "charter": now,
        "languages": [names.get(tag, tag) for tag in now.languages],
        "people": members.stewards(),
        "foundation": square.foundation,
        "contact": now.contact_email or square.foundation.contact_email,
        "country": COUNTRIES.get(square.jurisdiction, square.jurisdiction),
        "members_count": members.count_members(),
        "posts_count": members.count_posts(),
    }
    return render(request, "squares/people/about.html", context)


@require_GET
def privacy(request: HttpRequest) -> HttpResponse:
    """Say who runs the square, what is kept of whom, and how long."""
    square: Square = request.square  # type: ignore[attr-defined]
    email = charter.current().contact_email or square.foundation.contact_email
    return render(request, "squares/people/privacy.html", {"email": email})


@require_GET
def emblem(request: HttpRequest) -> HttpResponse:
    """Serve the square's paving tile as a picture, for apps and previews."""
    square: Square = request.square  # type: ignore[attr-defined]
    now = charter.current()
    key = f"emblem:{EMBLEM_SIZE}:{now.hue}:{now.chroma}:{hue_of(square.name)}"
    drawn = remember(
        key,
        lambda: picture(square.name, size=EMBLEM_SIZE, hue=now.hue, chroma=now.chroma),
        seconds=86_400,
    )
    response = HttpResponse(drawn, content_type="image/png")
    response["Cache-Control"] = "public, max-age=3600"
    response["Access-Control-Allow-Origin"] = "*"
    return response


@require_GET
def look(request: HttpRequest) -> HttpResponse:
    """Serve the square's colours; an address with their version may be kept for a year."""
    now = charter.current()
    response = HttpResponse(look_css(now.hue, now.chroma), content_type="text/css")
    current = request.GET.get("v") == now.look_version
    age = f"max-age={_YEAR}, immutable" if current else "max-age=60"
    response["Cache-Control"] = f"public, {age}"
    response["ETag"] = f'"{now.look_version}"'
    return response


def _suggested(viewer: Member | None) -> list[PersonRow]:
    """Return a few whom the viewer might like to read."""
    if viewer is None:
        return []
    found = suggestions(viewer=viewer, limit=_SUGGESTED, at=clock.now())
    return rows_of([row.member for row in found], viewer)


def _from(request: HttpRequest, start: int) -> str:
    query = request.GET.copy()
    query["from"] = str(start)
    return f"{request.path}?{query.urlencode()}"
