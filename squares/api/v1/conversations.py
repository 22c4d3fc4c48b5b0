"""Conversations among a few.

Source: https://docs.joinmastodon.org/methods/conversations/
"""

from squares.api.answers import Paged, PageParams
from squares.api.call import Call
from squares.api.endpoint import endpoint
from squares.api.entities.conversation import Conversation, conversations_of
from squares.posts.actions import threads
from squares.timelines.conversations import conversations, find_conversation


@endpoint("GET /api/v1/conversations", scope="read:statuses")
def index(call: Call, params: PageParams) -> Paged[Conversation]:
    """Return the member's conversations, the latest first.  Cost: 6 statements."""
    page = conversations(viewer=call.by, window=params.window())
    return Paged.of(conversations_of(page.items, call.reader), page)


@endpoint("DELETE /api/v1/conversations/:conversation_id", scope="write:conversations")
def hide(call: Call, conversation_id: int) -> None:
    """Put a conversation away until somebody goes on with it."""
    found = find_conversation(viewer=call.by, conversation_id=conversation_id)
    threads.hide_conversation(by=call.by, thread_id=found.id, up_to=found.last.id)


@endpoint("POST /api/v1/conversations/:conversation_id/read", scope="write:conversations")
def read(call: Call, conversation_id: int) -> Conversation:
    """Note that a conversation was read."""
    found = find_conversation(viewer=call.by, conversation_id=conversation_id)
    threads.mark_read(by=call.by, thread_id=found.id, up_to=found.last.id)
    return _conversation(call, conversation_id)


@endpoint("POST /api/v1/conversations/:conversation_id/unread", scope="write:conversations")
def unread(call: Call, conversation_id: int) -> Conversation:
    """Note that a conversation is still to be read."""
    found = find_conversation(viewer=call.by, conversation_id=conversation_id)
    threads.mark_unread(by=call.by, thread_id=found.id)
    return _conversation(call, conversation_id)


def _conversation(call: Call, conversation_id: int) -> Conversation:
    found = find_conversation(viewer=call.by, conversation_id=conversation_id)
    return conversations_of([found], call.reader)[0]
