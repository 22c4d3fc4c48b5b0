"""The page of one post with its conversation, and of what it said before."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET

from commons import clock
from commons.text import plain
from squares.members.models import Member
from squares.members.preferences import preferences_of
from squares.moderation.queries.statements import statement_about
from squares.posts.cards.card import PostCard
from squares.posts.cards.reading import cards_for
from squares.posts.queries import find_post, history_of
from squares.posts.rules import narrower
from squares.timelines.sieving import sieve_thread
from squares.timelines.threads import thread
from squares.web.guards import reader_of
from squares.web.talk.forms import ComposeForm
from squares.web.talk.pages import DRAFT_DONE, answer


@require_GET
def post(request: HttpRequest, handle: str, post_id: int) -> HttpResponse:
    """Show a post, what it answers and what answers it."""
    viewer = reader_of(request)
    found = find_post(viewer=viewer, post_id=post_id)
    if (found.author.handle, found.pk) != (handle, post_id):
        return redirect("post", found.author.handle, found.pk)
    whole = thread(viewer=viewer, post_id=post_id)
    context = {
        "thread": sieve_thread(thread=whole, viewer=viewer, at=clock.now()),
        "summary": " ".join(plain(found.html).split())[:200],
        "draft_done": request.COOKIES.get(DRAFT_DONE, ""),
    }
    focus = context["thread"].focus  # type: ignore[attr-defined]
    if focus.hidden:
        context["statement"] = statement_about(post_id)
    if viewer is not None and focus.may_reply:
        context["form"] = reply_form(viewer, focus)
    return answer(request, "squares/talk/post.html", context)


@require_GET
def history(request: HttpRequest, handle: str, post_id: int) -> HttpResponse:
    """Show what a post said before it was edited."""
    viewer = reader_of(request)
    found, revisions = history_of(viewer=viewer, post_id=post_id)
    if (found.author.handle, found.pk) != (handle, post_id):
        return redirect("post-history", found.author.handle, found.pk)
    (card,) = cards_for([found.pk], viewer)
    context = {"post": card, "revisions": revisions}
    return answer(request, "squares/talk/history.html", context)


def reply_form(member: Member, answered: PostCard) -> ComposeForm:
    """Return an empty reply: read by no more people than what it answers, warned of alike."""
    start = {
        "visibility": narrower(answered.visibility, preferences_of(member).visibility),
        "warning": answered.warning,
        "reply_control": "everyone",
    }
    return ComposeForm(member=member, initial=start, answers=True)
