"""What every page of the console shows around its content."""

from typing import Any

from django import forms
from django.http import HttpResponse, QueryDict
from django.shortcuts import render

from commons.clock import now
from ops.guards import OperatorRequest
from ops.models.operator import Role
from ops.queries.inbox import inbox, load
from ops.rules import has_role

UNUSABLE = 422


def page(
    request: OperatorRequest, template: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """Render a page with the operator and what waits."""
    around = {
        "operator": request.operator,
        "load": load(),
        "keys": "desk",
        "now": now(),
        "may_review": has_role(request.operator, Role.REVIEWER),
        "may_lead": has_role(request.operator, Role.LEAD),
    }
    return render(request, template, around | context, status=status)


def asked(values: QueryDict, name: str) -> str:
    """Return what was asked for by name, short and without what no text may hold."""
    return (values.get(name) or "").replace("\0", "").strip()[:100]


def case_page(
    request: OperatorRequest, template: str, context: dict[str, Any], *, failed: forms.Form | None
) -> HttpResponse:
    """Render a case beside the queue it came from; a form that could not be used says so."""
    queue = inbox(tab="open", square="", at=now())
    status = UNUSABLE if failed is not None else 200
    return page(request, template, {"queue": queue, **context}, status=status)
