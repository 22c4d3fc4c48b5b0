"""Pages of conversations among a few, and of who quotes a post."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_POST

from squares.posts import company
from squares.posts.actions.threads import hide_conversation, mark_read
from squares.posts.cards.reading import cards_for
from squares.posts.queries import find_post
from squares.timelines.conversations import conversations, find_conversation
from squares.web.guards import member_of, member_required, reader_of
from squares.web.talk.pages import answer, cursor, paged, window


@require_GET
@member_required
def index(request: HttpRequest) -> HttpResponse:
    """Show what the viewer and a few others talk about."""
    page = conversations(viewer=member_of(request), window=window(request))
    context = {
        "conversations": page.items,
        "older": f"{request.path}?before={page.older}" if page.older else "",
        "newer": request.path if cursor(request) else "",
    }
    return answer(request, "squares/talk/conversations.html", context)


@require_POST
@member_required
def enter(request: HttpRequest, conversation_id: int) -> HttpResponse:
    """Go to the latest post of a conversation; it counts as read."""
    member = member_of(request)
    found = find_conversation(viewer=member, conversation_id=conversation_id)
    mark_read(by=member, thread_id=found.id, up_to=found.last.id)
    return redirect(f"{found.last.url}#post-{found.last.id}")


@require_POST
@member_required
def put_away(request: HttpRequest, conversation_id: int) -> HttpResponse:
    """Put a conversation away until somebody goes on with it."""
    member = member_of(request)
    found = find_conversation(viewer=member, conversation_id=conversation_id)
    hide_conversation(by=member, thread_id=found.id, up_to=found.last.id)
    return redirect("conversations")


@require_GET
def quotes(request: HttpRequest, handle: str, post_id: int) -> HttpResponse:
    """Show which posts quote a post."""
    viewer = reader_of(request)
    found = find_post(viewer=viewer, post_id=post_id)
    if (found.author.handle, found.pk) != (handle, post_id):
        return redirect("post-quotes", found.author.handle, found.pk)
    page = company.quotes_of(viewer=viewer, post_id=post_id, window=window(request))
    (card,) = cards_for([found.pk], viewer)
    return answer(request, "squares/talk/quotes.html", paged(request, page, quoted=card))
