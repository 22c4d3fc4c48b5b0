"""The files of a square: pictures, avatars, emblems, each under a name nobody can guess."""

import mimetypes

from django.http import FileResponse, Http404, HttpRequest, HttpResponseNotModified
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from commons import storage
from squares.media.queries import is_withheld

KINDS = ("pictures", "previews", "avatars", "emblems")
OF_POSTS = ("pictures", "previews")
# A file never changes under its name. Pictures of posts may be withheld, so a browser asks before
# it shows its copy again, and hears 304 or 404.
_ASK_AGAIN = "private, no-cache"
_KEEP = f"private, max-age={60 * 60 * 24 * 365}, immutable"
MIMES = {"webp": "image/webp", "png": "image/png", "avif": "image/avif", "svg": "image/svg+xml"}


@require_safe
def file(request: HttpRequest, name: str) -> HttpResponseBase:
    """Serve a file of this square; withheld, deleted and foreign ones are not there."""
    kind = name.split("/", maxsplit=1)[0]
    if kind not in KINDS or ".." in name or (kind in OF_POSTS and is_withheld(name)):
        raise Http404
    try:
        content = storage.open_shown(name)
    except (OSError, ValueError):
        raise Http404 from None
    tag = f'"{name}"'
    if request.headers.get("If-None-Match") == tag:
        content.close()
        unchanged = HttpResponseNotModified()
        unchanged["ETag"] = tag
        return unchanged
    ending = name.rsplit(".", maxsplit=1)[-1]
    mime = MIMES.get(ending) or mimetypes.guess_type(name)[0] or "application/octet-stream"
    response = FileResponse(content, content_type=mime)
    response["Cache-Control"] = _ASK_AGAIN if kind in OF_POSTS else _KEEP
    response["ETag"] = tag
    response["Content-Disposition"] = "inline"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    return response
