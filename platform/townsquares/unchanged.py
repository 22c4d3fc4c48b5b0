"""Pages that a visitor has already are not sent again."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.http.response import HttpResponseBase

from commons.conditional import etag_of, is_unchanged

# What a reader may be told anew with "nothing changed".  Source: RFC 9110, 15.4.5
_KEPT = ("Cache-Control", "Content-Language", "ETag", "Expires", "Last-Modified", "Vary")


def spare_visitors(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Tag the pages and feeds of visitors, and answer 304 to whoever has them already.

    Members' pages hold tokens that differ each time, so that a tag would never be met again; what
    sets a cookie holds one too.  The number that lets scripts in differs as well, and is left out
    of the tag: an earlier one does no harm, since all scripts are files of ours.
    """

    def answer(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if (
            request.method == "GET"
            and isinstance(response, HttpResponse)
            and response.status_code == 200
            and not response.cookies
            and not response.has_header("ETag")
            and settings.SESSION_COOKIE_NAME not in request.COOKIES
        ):
            return _tagged(request, response)
        return response

    return answer


def _tagged(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    nonce = getattr(request, "csp_nonce", "")
    response["ETag"] = etag = etag_of(
        response.content.replace(nonce.encode(), b"") if nonce else response.content
    )
    if not is_unchanged(request.headers.get("If-None-Match", ""), etag):
        return response
    spared = HttpResponseNotModified()
    for name in _KEPT:
        if response.has_header(name):
            spared[name] = response[name]
    response.close()
    return spared
