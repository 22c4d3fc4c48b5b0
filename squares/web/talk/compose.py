"""Writing, changing and taking back posts."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from commons import clock
from commons.errors import NotFound, Refusal
from commons.pages import cursor_of
from squares.media.actions import describe
from squares.media.cards import media_cards
from squares.media.errors import StillBeingPrepared
from squares.media.queries import own_files
from squares.members.models import Member
from squares.posts.actions.delete import delete_post
from squares.posts.actions.edit import edit_post
from squares.posts.actions.publish import publish_post
from squares.posts.actions.scheduled import schedule_post
from squares.posts.cards.card import PostCard
from squares.posts.cards.reading import cards_for
from squares.posts.errors import LanguageNotSpoken, PostNotFound
from squares.posts.models.post import Post
from squares.posts.queries import see_post
from squares.web.guards import member_of, member_required
from squares.web.talk.forms import ComposeForm, EditForm, language_choices, numbers
from squares.web.talk.pages import DRAFT_DONE, answer
from squares.web.talk.poll_forms import poll_as_it_is
from squares.web.talk.posts import reply_form


@require_GET
@member_required
def new(request: HttpRequest) -> HttpResponse:
    """Show the full page to write on, perhaps in answer to a post or quoting one."""
    member = member_of(request)
    answered = _met(member, cursor_of(request.GET.get("reply")))
    quoted = _met(member, cursor_of(request.GET.get("quote")))
    form = reply_form(member, answered) if answered else ComposeForm(member=member)
    context = {"form": form, "answered": answered, "quoted": quoted}
    return answer(request, "squares/talk/write.html", context)


@require_POST
@member_required
def publish(request: HttpRequest) -> HttpResponse:
    """Publish a post, now or later; what is refused comes back with every word and picture."""
    member, at = member_of(request), clock.now()
    form = ComposeForm(
        request.POST, request.FILES, member=member, answers="in_reply_to" in request.POST
    )
    media_ids = numbers(request.POST.getlist("media"))
    refusal: Refusal | None = None
    if form.is_valid():
        try:
            form.upload_new(media_ids, at)
            return _sent(request, form, media_ids, at)
        except StillBeingPrepared as error:
            refusal = error  # nothing is wrong; the page says what to wait for
        except Refusal as error:
            refusal = error
            form.add_error(None, error.text())
    return _again(request, form, media_ids, refusal)


@require_http_methods(["GET", "POST"])
@member_required
def edit(request: HttpRequest, handle: str, post_id: int) -> HttpResponse:
    """Change one's own post."""
    member = member_of(request)
    card = own_card(member, post_id)
    asked = card.poll is not None
    if request.method == "GET":
        form = EditForm(member=member, initial=_as_it_is(card), asked=asked)
        return _edit_page(request, form, card)
    form = EditForm(request.POST, request.FILES, member=member, asked=asked)
    if form.is_valid():
        try:
            _save(request, form, card, clock.now())
        except Refusal as error:
            form.add_error(None, error.text())
        else:
            return draft_done(redirect(card.url), f"edit-{card.id}")
    return _edit_page(request, form, card, status=422)


@require_http_methods(["GET", "POST"])
@member_required
def delete(request: HttpRequest, handle: str, post_id: int) -> HttpResponse:
    """Ask once, then take one's own post back, perhaps to write it anew."""
    member, at = member_of(request), clock.now()
    card = own_card(member, post_id)
    if request.method == "GET":
        return answer(request, "squares/talk/delete.html", {"post": card})
    anew = "anew" in request.POST
    delete_post(by=member, post_id=post_id, at=at, keeps_files=anew)
    if anew:
        initial = {**_as_it_is(card), "visibility": card.visibility}
        media_ids = [media.id for media in card.media]
        return write_anew(request, initial, media_ids, answered_id=card.in_reply_to_id)
    messages.success(request, _("Your post is deleted."))
    return redirect(card.in_reply_to[0] if card.in_reply_to else card.author.url)


def write_anew(
    request: HttpRequest,
    initial: dict[str, Any],  # Any: initial values of a form
    media_ids: Sequence[int],
    *,
    answered_id: int | None = None,
    quoted_id: int | None = None,
) -> HttpResponse:
    """Show what was taken back, ready to be changed and published again."""
    member = member_of(request)
    answered = _met(member, answered_id)
    context = {
        "form": ComposeForm(member=member, initial=initial, answers=answered is not None),
        "answered": answered,
        "quoted": _met(member, quoted_id),
        "kept": media_cards(own_files(by=member, media_ids=media_ids)),
    }
    return answer(request, "squares/talk/write.html", context)


def own_card(member: Member, post_id: int) -> PostCard:
    """Return a member's own post.

    Raises: PostNotFound, also for other people's.
    """
    if not 0 < post_id < 2**63:
        raise PostNotFound
    cards = cards_for([post_id], member)
    if not cards or not cards[0].own or cards[0].boosted_by is not None:
        raise PostNotFound
    return cards[0]


def draft_done(response: HttpResponse, key: str) -> HttpResponse:
    """Tell the next page to forget the draft that the browser kept."""
    response.set_cookie(DRAFT_DONE, key, max_age=10, samesite="Lax")
    return response


def _sent(
    request: HttpRequest, form: ComposeForm, media_ids: list[int], at: datetime
) -> HttpResponse:
    """Publish or plan what was filled in, and send the author there."""
    draft, key = form.draft(media_ids), "new"
    if draft.in_reply_to is not None:
        key = f"reply-{draft.in_reply_to}"
    if form.due is not None:
        schedule_post(by=form.member, draft=draft, due=form.due, at=at)
        messages.success(request, _("Your post is planned."))
        return draft_done(redirect("scheduled"), key)
    return _published(publish_post(by=form.member, draft=draft, at=at))


def _published(post: Post) -> HttpResponse:
    """Send the author to their post: in the conversation, or at the top of home."""
    if post.in_reply_to is None:
        return draft_done(redirect(f"/#post-{post.pk}"), "new")
    parent = post.in_reply_to
    there = redirect(f"/@{parent.author.handle}/{parent.pk}#post-{post.pk}")
    return draft_done(there, f"reply-{parent.pk}")


def _again(
    request: HttpRequest, form: ComposeForm, media_ids: list[int], refusal: Refusal | None
) -> HttpResponse:
    member = member_of(request)
    misread = isinstance(refusal, LanguageNotSpoken)
    context = {
        "form": form,
        "answered": _met(member, cursor_of(request.POST.get("in_reply_to"))),
        "quoted": _met(member, cursor_of(request.POST.get("quotes"))),
        "kept": media_cards(own_files(by=member, media_ids=media_ids)),
        "spoken": language_choices(member) if misread else [],
        "waits": isinstance(refusal, StillBeingPrepared),
    }
    status = refusal.status if refusal and refusal.status != NotFound.status else 422
    return answer(request, "squares/talk/write.html", context, status=status)


def _met(member: Member, post_id: int | None) -> PostCard | None:
    """Return a post that is to be answered or quoted, or nothing where it cannot be seen."""
    if post_id is None:
        return None
    try:
        seen = see_post(viewer=member, post_id=post_id)
    except PostNotFound:
        return None
    return next(iter(cards_for([seen.post.pk], member)), None)


def _as_it_is(card: PostCard) -> dict[str, Any]:  # Any: initial values of a form
    return {
        "text": card.text,
        "warning": card.warning,
        "sensitive": card.sensitive,
        "reply_control": card.reply_control,
        "quote_policy": card.quote_policy,
        **poll_as_it_is(card),
    }


def _save(request: HttpRequest, form: EditForm, card: PostCard, at: datetime) -> None:
    """Save a changed post with the pictures that stay, their words, and those that came."""
    dropped = set(numbers(request.POST.getlist("drop")))
    stay = [media.id for media in card.media if media.id not in dropped]
    for media_id in stay:
        words = request.POST.get(f"alt_kept_{media_id}")
        if words is not None:
            describe(by=form.member, media_id=media_id, description=words)
    form.upload_new(stay, at)
    edit_post(by=form.member, post_id=card.id, change=form.change(stay), at=at)


def _edit_page(
    request: HttpRequest, form: EditForm, card: PostCard, status: int = 200
) -> HttpResponse:
    context = {"form": form, "post": card}
    return answer(request, "squares/talk/edit.html", context, status=status)
