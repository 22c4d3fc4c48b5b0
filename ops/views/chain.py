"""The chain of acts and who operates."""

from django.http import HttpResponse
from django.utils.http import urlencode
from django.views.decorators.http import require_POST, require_safe

from commons.pages import cursor_of
from ops.frame import asked, page
from ops.guards import OperatorRequest, operator_required
from ops.queries import chain as queries
from ops.queries import operators as people


@require_safe
@operator_required
def chain(request: OperatorRequest) -> HttpResponse:
    """Show the public chain, newest first."""
    return _page(request, None)


@require_POST
@operator_required
def check(request: OperatorRequest) -> HttpResponse:
    """Walk the public chain and say whether it holds."""
    return _page(request, queries.check_public())


@require_safe
@operator_required
def operators(request: OperatorRequest) -> HttpResponse:
    """Show who operates and who did."""
    return page(request, "ops/operators.html", {"operators": people.operators()})


def _page(request: OperatorRequest, checked: queries.Checked | None) -> HttpResponse:
    subject = asked(request.GET, "subject")
    found = queries.entries(before=cursor_of(request.GET.get("before")), subject=subject)
    more: dict[str, str | int] = {"before": found.older or 0, "subject": subject}
    context = {
        "entries": found.entries,
        "older": f"?{urlencode(more)}" if found.older else "",
        "subject": subject,
        "checked": checked,
    }
    return page(request, "ops/chain.html", context)
