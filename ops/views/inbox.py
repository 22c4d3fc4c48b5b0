"""The inbox, and the page that explains the second factor."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from commons.clock import now
from ops.frame import asked, page
from ops.guards import (
    OperatorRequest,
    has_second_factor,
    operator_required,
    second_factor_page,
    used_second_factor,
)
from ops.queries import inbox as cases

TABS = ("open", "notices", "escalations", "closed")


@require_safe
@operator_required
def inbox(request: OperatorRequest) -> HttpResponse:
    """Show what waits, from all squares, the most urgent first."""
    tab = request.GET.get("tab", "open")
    tab = tab if tab in TABS else "open"
    square = asked(request.GET, "square")
    context = {
        "queue": cases.inbox(tab=tab, square=square, at=now()),
        "tabs": _tabs(square),
        "current": _address(tab, square),
        "tab": tab,
        "chosen": square,
        "squares": cases.squares_to_choose(),
    }
    return page(request, "ops/inbox.html", context)


@require_safe
@second_factor_page
def second_factor(request: HttpRequest) -> HttpResponse:
    """Explain why the console asks for a second factor, and lead to it."""
    if used_second_factor(request):
        return redirect("ops:inbox")
    return render(request, "ops/second_factor.html", {"enabled": has_second_factor(request)})


def _tabs(square: str) -> list[tuple[str, str, int | None]]:
    load = cases.load()
    words = {
        "open": (_("Open"), load.cases),
        "notices": (_("Notices"), load.notices),
        "escalations": (_("Escalations"), load.escalations),
        "closed": (_("Closed"), None),
    }
    return [(word, _address(tab, square), count) for tab, (word, count) in words.items()]


def _address(tab: str, square: str) -> str:
    chosen = {"tab": tab, "square": square}
    told = urlencode({k: v for k, v in chosen.items() if v and v != "open"})
    return reverse("ops:inbox") + (f"?{told}" if told else "")
