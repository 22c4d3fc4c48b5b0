"""Notifications, what waits of people one does not know, and how one wants to hear of them."""

from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from commons import clock
from commons.pages import Window, cursor_of
from squares.members.models import Member
from squares.notifications.actions import requests as answers
from squares.notifications.actions.clear import clear_all, dismiss_group, mark_read
from squares.notifications.actions.policy import change_policy
from squares.notifications.queries.cards import NewsCard
from squares.notifications.queries.cards import page as page_of
from squares.notifications.queries.policies import policy_of
from squares.notifications.queries.requests import count_waiting, find_request
from squares.notifications.queries.requests import requests as requests_of
from squares.relationships.queries import count_requests
from squares.timelines.filters import Context
from squares.timelines.sieving import filters_meeting
from squares.web.guards import member_of, member_required
from squares.web.people.forms import PolicyForm


@require_GET
@member_required
def notifications(request: HttpRequest) -> HttpResponse:
    """Show what happened, the latest first, those alike as one."""
    member = member_of(request)
    before = cursor_of(request.GET.get("before"))
    page = page_of(member, window=Window(before=before))
    context = {
        "items": _filtered(page.items, member),
        "newest": page.newest,
        "any_unread": any(item.unread for item in page.items),
        "requests": count_requests(member),
        "waiting": count_waiting(member).requests,
        "newer": request.path if before else "",
        "older": _older(request, page.older),
    }
    return render(request, "squares/people/notifications.html", context)


def _filtered(items: Sequence[NewsCard], member: Member) -> list[NewsCard]:
    """Return news as the viewer's filters leave it: without a post, or without its words."""
    met = filters_meeting(
        post_ids={item.post_id for item in items if item.post_id},
        viewer=member,
        context=Context.NOTIFICATIONS,
        at=clock.now(),
    )
    shown = []
    for item in items:
        card = met.get(item.post_id or 0)
        if card is not None and card.action == "warn":
            shown.append(replace(item, filtered_by=card.title))
        elif card is None or card.action != "hide":
            shown.append(item)
    return shown


@require_POST
@member_required
def read(request: HttpRequest) -> HttpResponse:
    """Mark what was shown as read."""
    up_to = cursor_of(request.POST.get("up_to"))
    mark_read(member=member_of(request), up_to=up_to, at=clock.now())
    return redirect("notifications")


@require_POST
@member_required
def dismiss(request: HttpRequest) -> HttpResponse:
    """Remove what is shown as one."""
    dismiss_group(by=member_of(request), key=request.POST.get("key", "").replace("\0", ""))
    if request.headers.get("HX-Request"):
        return render(request, "squares/people/notifications.html#dismissed")
    return redirect("notifications")


@require_http_methods(["GET", "POST"])
@member_required
def clear(request: HttpRequest) -> HttpResponse:
    """Ask, then remove everything."""
    if request.method == "GET":
        return render(request, "squares/people/notifications_clear.html")
    clear_all(by=member_of(request))
    return redirect("notifications")


@require_http_methods(["GET", "POST"])
@member_required
def policy(request: HttpRequest) -> HttpResponse:
    """Show and change how the viewer receives news of people they do not know."""
    member = member_of(request)
    posted = request.method == "POST"
    form = PolicyForm(request.POST) if posted else PolicyForm.of(policy_of(member))
    if posted and form.is_valid():
        change_policy(by=member, at=clock.now(), **form.lines())
        messages.success(request, _("Saved."))
        return redirect("settings-notifications")
    context = {"form": form, "waiting": count_waiting(member).requests}
    return render(request, "squares/people/policy.html", context, status=422 if posted else 200)


@require_GET
@member_required
def waiting(request: HttpRequest) -> HttpResponse:
    """List of whom something waits, and how much."""
    before = cursor_of(request.GET.get("before"))
    page = requests_of(member_of(request), window=Window(before=before))
    context = {
        "rows": page.items,
        "newer": request.path if before else "",
        "older": _older(request, page.older),
    }
    return render(request, "squares/people/waiting_news.html", context)


@require_POST
@member_required
def hear(request: HttpRequest, member_id: int) -> HttpResponse:
    """Hear somebody from now on."""
    find_request(viewer=member_of(request), actor_id=member_id)
    answers.accept(by=member_of(request), actor_ids=[member_id], at=clock.now())
    return _answered(request, "heard")


@require_POST
@member_required
def ignore(request: HttpRequest, member_id: int) -> HttpResponse:
    """Remove what waits of somebody."""
    find_request(viewer=member_of(request), actor_id=member_id)
    answers.dismiss(by=member_of(request), actor_ids=[member_id], at=clock.now())
    return _answered(request, "ignored")


def _answered(request: HttpRequest, outcome: str) -> HttpResponse:
    if request.headers.get("HX-Request"):
        context = {"outcome": outcome}
        return render(request, "squares/people/waiting_news.html#answered", context)
    return redirect("notifications-waiting")


def _older(request: HttpRequest, cursor: int | None) -> str:
    return f"{request.path}?{urlencode({'before': cursor})}" if cursor else ""
