"""The desk: the queue of cases, one case, what is done with it."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from commons import clock
from commons.errors import NotFound, Refusal
from commons.pages import cursor_of
from squares.members.queries import member_by_id
from squares.moderation.actions.measure import lift_measure
from squares.moderation.actions.report import open_case
from squares.moderation.queries.cases import find_case, find_measure
from squares.moderation.queries.queue import TABS, counts, queue
from squares.posts.queries import find_post
from squares.web.guards import member_of, moderator_required
from squares.web.moderation.deeds import DEEDS
from squares.web.moderation.forms import LiftForm


@require_GET
@moderator_required
def queue_page(request: HttpRequest) -> HttpResponse:
    """Show what waits."""
    tab = request.GET.get("tab", "open")
    return render(request, "moderation/queue.html", _queue(request, tab))


@require_GET
@moderator_required
def case_page(request: HttpRequest, case_id: int) -> HttpResponse:
    """Show a case."""
    return _case(request, case_id)


@require_POST
@moderator_required
def case_deed(request: HttpRequest, case_id: int, deed: str) -> HttpResponse:
    """Do something with a case; what cannot be done is said beside its form."""
    if deed not in DEEDS:
        raise NotFound
    form = DEEDS[deed].form(request.POST, prefix=deed)
    if form.is_valid():
        try:
            DEEDS[deed].do(member_of(request), case_id, form.cleaned_data, clock.now())
        except NotFound:
            raise
        except Refusal as refusal:
            form.add_error(None, refusal.text())
        else:
            messages.success(request, str(DEEDS[deed].said))
            return redirect("moderation-case", case_id)
    return _case(request, case_id, deed=deed, form=form, status=422)


@require_http_methods(["GET", "POST"])
@moderator_required
def lift_page(request: HttpRequest, measure_id: int) -> HttpResponse:
    """End a measure, saying why."""
    by = member_of(request)
    statement, case_id = find_measure(viewer=by, measure_id=measure_id)
    form = LiftForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            lift_measure(by=by, measure_id=measure_id, reason=reason, at=clock.now())
        except Refusal as refusal:
            form.add_error(None, refusal.text())
        else:
            messages.success(request, _("The measure has ended, and the member reads why."))
            return redirect("moderation-case", case_id) if case_id else redirect("moderation-queue")
    context = {
        "statement": statement,
        "form": form,
        "case_id": case_id,
        "keys": "desk",
        "places": "cases",
    }
    status = 422 if form.errors else 200
    return render(request, "moderation/lift.html", context, status=status)


@require_POST
@moderator_required
def case_opening(request: HttpRequest, post_id: int) -> HttpResponse:
    """Open a case about a post on one's own initiative."""
    by = member_of(request)
    post = find_post(viewer=by, post_id=post_id)
    case = open_case(by=by, member=post.author, post=post, at=clock.now())
    return redirect("moderation-case", case.pk)


@require_POST
@moderator_required
def member_case_opening(request: HttpRequest, member_id: int) -> HttpResponse:
    """Open a case about a member on one's own initiative."""
    by = member_of(request)
    member = member_by_id(member_id=member_id, viewer=by)
    case = open_case(by=by, member=member, post=None, at=clock.now())
    return redirect("moderation-case", case.pk)


def _queue(request: HttpRequest, tab: str) -> dict[str, Any]:  # Any: a context holds all kinds
    viewer = member_of(request)
    tab = tab if tab in TABS else TABS[0]
    found = counts(viewer=viewer)
    page = queue(viewer=viewer, tab=tab, after=cursor_of(request.GET.get("after")))
    return {
        "keys": "desk",
        "places": "cases",
        "counts": found,
        "queue": page.items,
        "queue_more": f"/moderation/?tab={tab}&after={page.older}" if page.older else "",
        "tab": tab,
        "tabs": [
            (_("Open"), "/moderation/?tab=open", found.open),
            (_("With the operators"), "/moderation/?tab=escalated", found.escalated),
            (_("Done"), "/moderation/?tab=done", None),
        ],
        "tab_url": f"/moderation/?tab={tab}",
    }


def _case(
    request: HttpRequest,
    case_id: int,
    *,
    deed: str = "",
    form: forms.Form | None = None,
    status: int = 200,
) -> HttpResponse:
    case = find_case(viewer=member_of(request), case_id=case_id)
    blank = {name: each.form(prefix=name) for name, each in DEEDS.items()}
    context = {
        **_queue(request, {"open": "open", "escalated": "escalated"}.get(case.state, "done")),
        "case": case,
        "forms": blank | ({deed: form} if form is not None else {}),
        "wrong": deed,
    }
    return render(request, "moderation/case.html", context, status=status)
