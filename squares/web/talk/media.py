"""The files of a square: pictures, films, avatars, emblems, each under a name nobody can guess."""

import io
import mimetypes

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.http import parse_etags
from django.views.decorators.http import require_safe

from commons import storage
from squares.media.drawn import avatar_png, header_png
from squares.media.queries import is_withheld
from squares.members.cards import HUE_STEP
from squares.web.talk.ranges import span_of

KINDS = (
    *("pictures", "films", "recordings", "previews"),
    *("avatars", "headers", "emblems", "emoji"),
)
PLAYED = ("films", "recordings")
OF_POSTS = ("pictures", "films", "recordings", "previews")
# A file never changes under its name. What is on posts may be withheld, so a browser asks before
# it shows its copy again, and hears 304 or 404.
_ASK_AGAIN = "private, no-cache"
_KEEP = f"private, max-age={60 * 60 * 24 * 365}, immutable"
_ALONE = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
_OPEN = f"public, max-age={60 * 60 * 24 * 30}"
_DRAWN = {"avatar": avatar_png, "header": header_png}
# What plays is asked for once more by the page that the browser makes around it.
_PLAYING = "default-src 'none'; media-src 'self'; style-src 'unsafe-inline'"
MIMES = {
    "webp": "image/webp",
    "png": "image/png",
    "avif": "image/avif",
    "svg": "image/svg+xml",
    "mp4": "video/mp4",
    "mp3": "audio/mpeg",
}


@require_safe
def file(request: HttpRequest, name: str) -> HttpResponse:
    """Serve a file of this square, or a span of it; what is withheld or foreign is not there."""
    kind = name.split("/", maxsplit=1)[0]
    if kind not in KINDS or ".." in name or (kind in OF_POSTS and is_withheld(name)):
        raise Http404
    try:
        response = _answer(request, name)
    except (OSError, ValueError):
        raise Http404 from None
    response["ETag"] = _tag(name)
    response["Accept-Ranges"] = "bytes"
    response["Cache-Control"] = _ASK_AGAIN if kind in OF_POSTS else _KEEP
    response["Content-Disposition"] = "inline"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = _PLAYING if kind in PLAYED else _ALONE
    return response


@require_safe
def drawn(request: HttpRequest, which: str, hue: int) -> HttpResponse:
    """Serve what stands in for a picture that a member has not chosen."""
    draw = _DRAWN.get(which)
    if draw is None or hue not in range(0, 360, HUE_STEP):
        raise Http404
    return HttpResponse(
        draw(hue),
        content_type="image/png",
        headers={"Cache-Control": _OPEN, "X-Content-Type-Options": "nosniff"},
    )


def _answer(request: HttpRequest, name: str) -> HttpResponse:
    """Return the whole file, the span that was asked for, or that nothing changed.

    In one piece, for all its size: the web server takes that off our hands at once, while one read
    bit by bit would hold a worker for as long as somebody watches.
    Raises: OSError, ValueError where there is none.
    """
    if settings.MEDIA_PROXY_PATH:
        return HttpResponse(
            content_type=_mime(name),
            headers={"X-Accel-Redirect": settings.MEDIA_PROXY_PATH + storage.shown_path(name)},
        )
    with storage.open_shown(name) as content:
        if _tag(name) in parse_etags(request.headers.get("If-None-Match", "")):
            return HttpResponseNotModified()
        content.seek(0, io.SEEK_END)
        size = content.tell()
        span = span_of(_range_asked(request, name), size)
        if span is not None and not span.length:
            return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
        content.seek(span.first if span else 0)
        response = HttpResponse(
            content.read(span.length if span else size),
            content_type=_mime(name),
            status=206 if span else 200,
        )
    if span is not None:
        response["Content-Range"] = f"bytes {span.first}-{span.last}/{size}"
    return response


def _range_asked(request: HttpRequest, name: str) -> str:
    """Return the Range to honour: none where the reader's copy is of another file."""
    if request.headers.get("If-Range", _tag(name)) != _tag(name):
        return ""
    # HEAD is answered as GET, but what RFC 9110 says of ranges holds for GET alone.
    return request.headers.get("Range", "") if request.META["REQUEST_METHOD"] == "GET" else ""


def _tag(name: str) -> str:
    return f'"{name}"'


def _mime(name: str) -> str:
    ending = name.rsplit(".", maxsplit=1)[-1]
    return MIMES.get(ending) or mimetypes.guess_type(name)[0] or "application/octet-stream"
