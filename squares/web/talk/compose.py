"""Writing, changing and taking back posts."""

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
from squares.posts.cards import PostCard, cards_for
from squares.posts.errors import LanguageNotSpoken, PostNotFound
from squares.posts.models.post import Post
from squares.posts.queries import see_post
from squares.web.guards import member_of, member_required
from squares.web.talk.forms import ComposeForm, EditForm, language_choices, numbers
from squares.web.talk.pages import DRAFT_DONE, answer
from squares.web.talk.posts import reply_form


@require_GET
@member_required
def new(request: HttpRequest) -> HttpResponse:
    """Show the full page to write on, perhaps in answer to a post."""
    member = member_of(request)
    answered = _answered(member, cursor_of(request.GET.get("reply")))
    form = reply_form(member, answered) if answered else ComposeForm(member=member)
    return answer(request, "squares/talk/write.html", {"form": form, "answered": answered})


@require_POST
@member_required
def publish(request: HttpRequest) -> HttpResponse:
    """Publish a post; what is refused comes back with every word and picture kept."""
    member, at = member_of(request), clock.now()
    form = ComposeForm(
        request.POST, request.FILES, member=member, answers="in_reply_to" in request.POST
    )
    media_ids = numbers(request.POST.getlist("media"))
    refusal: Refusal | None = None
    if form.is_valid():
        try:
            form.upload_new(media_ids, at)
            post = publish_post(by=member, draft=form.draft(media_ids), at=at)
        except StillBeingPrepared as error:
            refusal = error  # nothing is wrong; the page says what to wait for
        except Refusal as error:
            refusal = error
            form.add_error(None, error.text())
        else:
            return _published(post, member)
    return _again(request, form, media_ids, refusal)


@require_http_methods(["GET", "POST"])
@member_required
def edit(request: HttpRequest, handle: str, post_id: int) -> HttpResponse:
    """Change one's own post."""
    member = member_of(request)
    card = own_card(member, post_id)
    if request.method == "GET":
        return _edit_page(request, EditForm(member=member, initial=_as_it_is(card)), card)
    form = EditForm(request.POST, request.FILES, member=member)
    if form.is_valid():
        try:
            _save(request, form, card, clock.now())
        except Refusal as error:
            form.add_error(None, error.text())
        else:
            return _draft_done(redirect(card.url), f"edit-{card.id}")
    return _edit_page(request, form, card, status=422)


@require_http_methods(["GET", "POST"])
@member_required
def delete(request: HttpRequest, handle: str, post_id: int) -> HttpResponse:
    """Ask once, then take one's own post back."""
    member = member_of(request)
    card = own_card(member, post_id)
    if request.method == "GET":
        return answer(request, "squares/talk/delete.html", {"post": card})
    delete_post(by=member, post_id=post_id, at=clock.now())
    messages.success(request, _("Your post is deleted."))
    return redirect(card.in_reply_to[0] if card.in_reply_to else card.author.url)


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


def _published(post: Post, member: Member) -> HttpResponse:
    """Send the author to their post: in the conversation, or at the top of home."""
    if post.in_reply_to is None:
        return _draft_done(redirect(f"/#post-{post.pk}"), "new")
    parent = post.in_reply_to
    there = redirect(f"/@{parent.author.handle}/{parent.pk}#post-{post.pk}")
    return _draft_done(there, f"reply-{parent.pk}")


def _draft_done(response: HttpResponse, key: str) -> HttpResponse:
    """Tell the next page to forget the draft that the browser kept."""
    response.set_cookie(DRAFT_DONE, key, max_age=10, samesite="Lax")
    return response


def _again(
    request: HttpRequest, form: ComposeForm, media_ids: list[int], refusal: Refusal | None
) -> HttpResponse:
    member = member_of(request)
    misread = isinstance(refusal, LanguageNotSpoken)
    context = {
        "form": form,
        "answered": _answered(member, cursor_of(request.POST.get("in_reply_to"))),
        "kept": media_cards(own_files(by=member, media_ids=media_ids)),
        "spoken": language_choices(member) if misread else [],
        "waits": isinstance(refusal, StillBeingPrepared),
    }
    status = refusal.status if refusal and refusal.status != NotFound.status else 422
    return answer(request, "squares/talk/write.html", context, status=status)


def _answered(member: Member, post_id: int | None) -> PostCard | None:
    """Return the post that is to be answered, or nothing where it cannot be seen."""
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
