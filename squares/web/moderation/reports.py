"""Members report, and follow what became of it."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from commons import clock
from commons.errors import NotFound, Refusal
from squares.members.cards import card_of
from squares.members.models import Member
from squares.members.queries import find_member
from squares.moderation.actions.report import report_member, report_post
from squares.moderation.queries.cases import live_case_of
from squares.moderation.queries.statements import find_report, reports_by
from squares.posts.models.post import Post
from squares.posts.queries import find_post
from squares.web.guards import member_of, member_required
from squares.web.moderation.forms import ReportForm


@require_http_methods(["GET", "POST"])
@member_required
def post_report_page(request: HttpRequest, handle: str, post_id: int) -> HttpResponse:
    """Ask which rule a post breaks and what happened."""
    post = find_post(viewer=member_of(request), post_id=post_id)
    if post.author.handle_key != handle.casefold():
        raise NotFound
    return _report(request, _Subject(post.author, post))


@require_http_methods(["GET", "POST"])
@member_required
def member_report_page(request: HttpRequest, handle: str) -> HttpResponse:
    """Ask which rule a member breaks and what happened."""
    return _report(request, _Subject(find_member(handle=handle, viewer=member_of(request)), None))


@require_GET
@member_required
def thanks_page(request: HttpRequest, report_id: int) -> HttpResponse:
    """Thank, and say what happens next; or that the same was looked at before."""
    report = find_report(viewer=member_of(request), report_id=report_id)
    return render(request, "squares/measures/thanks.html", {"report": report})


@require_GET
@member_required
def reports_page(request: HttpRequest) -> HttpResponse:
    """Show a member what became of their reports."""
    reports = reports_by(member_of(request))
    return render(request, "squares/measures/reports.html", {"reports": reports})


@dataclass(frozen=True)
class _Subject:
    member: Member
    post: Post | None


def _report(request: HttpRequest, about: _Subject) -> HttpResponse:
    form = ReportForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            report_id = _file(request, about, form)
        except Refusal as refusal:
            form.add_error(None, refusal.text())
        else:
            return redirect("report-thanks", report_id)
    viewer = member_of(request)
    context = {
        "form": form,
        "about": card_of(about.member),
        "post": about.post,
        "own": about.member.pk == viewer.pk,
        "moderates": viewer.is_moderator,
    }
    if viewer.is_moderator and about.member.pk != viewer.pk:
        post_id = about.post.pk if about.post is not None else None
        context["case_id"] = live_case_of(member_id=about.member.pk, post_id=post_id)
    return render(
        request, "squares/measures/report.html", context, status=422 if form.errors else 200
    )


def _file(request: HttpRequest, about: _Subject, form: ReportForm) -> int:
    by, rule_id, comment = member_of(request), form.rule_id, form.cleaned_data["comment"]
    at = clock.now()
    if about.post is not None:
        made = report_post(by=by, post=about.post, rule_id=rule_id, comment=comment, at=at)
    else:
        made = report_member(by=by, member=about.member, rule_id=rule_id, comment=comment, at=at)
    number: int = made.report.pk
    return number
