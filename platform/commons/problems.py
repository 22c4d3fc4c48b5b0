"""Turns a refusal into a page a person can read; the one place that does."""

import logging
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from commons.errors import Forbidden, NotFound, Refusal

log = logging.getLogger(__name__)

_PAGES = {400, 403, 404, 410, 429, 500, 503}


class answer_refusals:  # noqa: N801 - a middleware, named like its neighbours
    """Answer a Refusal raised in a view with its page and status."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Return the page of a refusal; anything else is a fault and goes on to Sentry."""
        return page(request, error) if isinstance(error, Refusal) else None


def page(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """Return the page (or, for htmx, the sentence) of a refusal."""
    context = {"status": refusal.status, "text": refusal.text(), "code": refusal.code}
    template = f"errors/{refusal.status}.html" if refusal.status in _PAGES else "errors/400.html"
    response = render(request, template, context, status=refusal.status)
    if seconds := refusal.params.get("retry_after"):
        response["Retry-After"] = str(seconds)
    return response


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer an address that nothing stands at."""
    return page(request, NotFound())


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer what Django itself forbids."""
    return page(request, Forbidden())


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer a request that could not be read."""
    return page(request, Refusal())


def fault(request: HttpRequest) -> HttpResponse:
    """Answer a fault of ours, with nothing that could fail again."""
    return HttpResponse(render_to_string("errors/500.html"), status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form that came from elsewhere or was open too long."""
    log.info("a form was refused: %s", reason)
    context = {
        "status": 403,
        "code": "stale_form",
        "text": _(
            "This form was open too long or came from elsewhere. Go back, reload, try again."
        ),
    }
    return render(request, "errors/403.html", context, status=403)
