"""Posts that are planned: seen, moved, opened again, dropped."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from commons import clock
from commons.errors import Refusal
from squares.media.cards import MediaCard, media_card
from squares.media.queries import media_by_ids
from squares.posts.actions.publish import Draft
from squares.posts.actions.scheduled import cancel_scheduled, draft_of, reschedule
from squares.posts.models.scheduled import ScheduledPost
from squares.posts.queries import find_scheduled, scheduled_of
from squares.web.guards import member_of, member_required
from squares.web.talk.compose import write_anew
from squares.web.talk.pages import answer
from squares.web.talk.poll_forms import ANSWERS, LaterForm, as_our_clock


@dataclass(frozen=True)
class Planned:
    """A planned post with the form that moves it."""

    row: ScheduledPost
    draft: Draft
    media: list[MediaCard]
    form: LaterForm


@require_GET
@member_required
def index(request: HttpRequest) -> HttpResponse:
    """Show what the viewer planned, and what could not be published."""
    return _page(request)


@require_POST
@member_required
def move(request: HttpRequest, scheduled_id: int) -> HttpResponse:
    """Publish it at another moment."""
    form = LaterForm(request.POST, prefix=str(scheduled_id))
    if form.is_valid():
        try:
            reschedule(
                by=member_of(request), scheduled_id=scheduled_id, due=form.due, at=clock.now()
            )
        except Refusal as refusal:
            if refusal.status == 404:
                raise
            form.add_error("publish_at", refusal.text())
        else:
            messages.success(request, _("Your post is planned anew."))
            return redirect("scheduled")
    find_scheduled(by=member_of(request), scheduled_id=scheduled_id)
    return _page(request, {scheduled_id: form}, status=422)


@require_POST
@member_required
def reopen(request: HttpRequest, scheduled_id: int) -> HttpResponse:
    """Take a planned post back into the place to write."""
    member = member_of(request)
    row = find_scheduled(by=member, scheduled_id=scheduled_id)
    draft = draft_of(row)
    cancel_scheduled(by=member, scheduled_id=scheduled_id, at=clock.now())
    return write_anew(
        request,
        {**_as_it_is(draft), "publish_at": None if row.refused else as_our_clock(row.due_at)},
        draft.media_ids,
        answered_id=draft.in_reply_to,
        quoted_id=draft.quotes,
    )


@require_http_methods(["GET", "POST"])
@member_required
def drop(request: HttpRequest, scheduled_id: int) -> HttpResponse:
    """Ask once, then drop a planned post."""
    member = member_of(request)
    row = find_scheduled(by=member, scheduled_id=scheduled_id)
    if request.method == "GET":
        return answer(request, "squares/talk/scheduled_drop.html", {"planned": _planned([row])[0]})
    cancel_scheduled(by=member, scheduled_id=scheduled_id, at=clock.now())
    messages.success(request, _("The planned post is gone."))
    return redirect("scheduled")


def _page(
    request: HttpRequest, forms: dict[int, LaterForm] | None = None, status: int = 200
) -> HttpResponse:
    rows = list(scheduled_of(member_of(request)))
    context = {"planned": _planned(rows, forms or {})}
    return answer(request, "squares/talk/scheduled.html", context, status=status)


def _planned(rows: list[ScheduledPost], forms: dict[int, LaterForm] | None = None) -> list[Planned]:
    drafts = [draft_of(row) for row in rows]
    files = media_by_ids({pk for draft in drafts for pk in draft.media_ids})
    return [
        Planned(
            row=row,
            draft=draft,
            media=[media_card(files[pk], sensitive=False) for pk in draft.media_ids if pk in files],
            form=(forms or {}).get(row.pk) or _form(row),
        )
        for row, draft in zip(rows, drafts, strict=True)
    ]


def _form(row: ScheduledPost) -> LaterForm:
    return LaterForm(initial={"publish_at": as_our_clock(row.due_at)}, prefix=str(row.pk))


def _as_it_is(draft: Draft) -> dict[str, Any]:  # Any: initial values of a form
    initial: dict[str, Any] = {
        "text": draft.text,
        "warning": draft.warning,
        "language": draft.language,
        "visibility": draft.visibility,
        "reply_control": draft.reply_control,
        "quote_policy": draft.quote_policy,
    }
    if draft.poll is not None:
        answers = zip(ANSWERS, draft.poll.options, strict=False)
        initial |= {f"answer_{number}": option for number, option in answers}
        initial |= {
            "poll_lasts": str(draft.poll.seconds or ""),
            "poll_multiple": draft.poll.multiple,
            "poll_hides": draft.poll.hides_totals,
        }
    return initial
