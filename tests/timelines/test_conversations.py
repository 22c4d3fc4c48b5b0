"""Conversations among a few: who reads which, what is new, what was put away."""

import pytest

from commons.pages import Window
from squares.posts.actions.delete import delete_post
from squares.posts.actions.hide import hide_post
from squares.posts.actions.threads import hide_conversation, mark_read, mark_unread
from squares.posts.errors import ConversationNotFound
from squares.posts.models.post import Post, Visibility
from squares.timelines.conversations import conversations, count_unread, find_conversation
from talk_cast import NOON, block, say, state

pytestmark = pytest.mark.usefixtures("in_agora")


def whisper(by, text: str, to: Post | None = None) -> Post:
    return say(by, text, visibility=Visibility.MENTIONED, in_reply_to=to.pk if to else None)


def seen(viewer, **window: int) -> list[tuple[int, int, bool]]:
    page = conversations(viewer=viewer, window=Window(**window))
    return [(c.id, c.last.id, c.unread) for c in page.items]


def people(viewer, thread: Post) -> set[str]:
    found = find_conversation(viewer=viewer, conversation_id=thread.pk)
    return {card.handle for card in found.people}


def test_a_conversation_is_read_by_those_who_are_in_it(cast) -> None:
    say(cast.ada, "@Cleo in the open")
    first = whisper(cast.ada, "@Cleo hello")
    answer = whisper(cast.cleo, "Hello", to=first)
    assert seen(cast.ada) == [(first.pk, answer.pk, True)]
    assert seen(cast.cleo) == [(first.pk, answer.pk, False)]
    assert seen(cast.ben) == seen(cast.eli) == []
    assert people(cast.ada, first) == {"Cleo"}
    assert people(cast.cleo, first) == {"Ada"}


def test_who_joins_later_reads_nothing_of_before(cast) -> None:
    first = whisper(cast.ada, "@Cleo hello")
    second = whisper(cast.cleo, "@Ben listen", to=first)
    whisper(cast.ada, "@Cleo not for Ben", to=second)
    assert seen(cast.ben) == [(first.pk, second.pk, True)]
    assert people(cast.ben, first) == {"Ada", "Cleo"}
    assert people(cast.ada, first) == {"Ben", "Cleo"}


def test_the_latest_talk_stands_first_and_pages_end(cast) -> None:
    threads = [whisper(cast.ada, "@Cleo hello") for _ in range(5)]
    again = whisper(cast.cleo, "@Ada back to this", to=threads[0])
    order = [again, *threads[:0:-1]]
    assert [last for _, last, _ in seen(cast.ada)] == [post.pk for post in order]
    first = conversations(viewer=cast.ada, window=Window(size=2))
    assert [c.last.id for c in first.items] == [order[0].pk, order[1].pk]
    rest = conversations(viewer=cast.ada, window=Window(size=5, before=first.older))
    assert [c.last.id for c in rest.items] == [post.pk for post in order[2:]]
    assert rest.older is None
    above = conversations(viewer=cast.ada, window=Window(size=2, after=order[4].pk))
    assert [c.last.id for c in above.items] == [order[2].pk, order[3].pk]
    newer = conversations(viewer=cast.ada, window=Window(size=5, since=order[2].pk))
    assert [c.last.id for c in newer.items] == [order[0].pk, order[1].pk]


def test_read_unread_and_put_away(cast) -> None:
    first = whisper(cast.ada, "@Cleo hello")
    assert count_unread(cast.cleo) == 1
    mark_read(by=cast.cleo, thread_id=first.pk, up_to=first.pk)
    assert seen(cast.cleo) == [(first.pk, first.pk, False)]
    assert count_unread(cast.cleo) == 0
    mark_unread(by=cast.cleo, thread_id=first.pk)
    assert seen(cast.cleo) == [(first.pk, first.pk, True)]
    hide_conversation(by=cast.cleo, thread_id=first.pk, up_to=first.pk)
    assert seen(cast.cleo) == []
    assert seen(cast.ada) == [(first.pk, first.pk, False)]
    more = whisper(cast.ada, "@Cleo are you there", to=first)
    assert seen(cast.cleo) == [(first.pk, more.pk, True)]


def test_what_is_out_of_sight_is_out_of_the_conversation(cast) -> None:
    first = whisper(cast.ada, "@Cleo hello")
    second = whisper(cast.ada, "@Cleo again", to=first)
    third = whisper(cast.ada, "@Cleo once more", to=second)
    hide_post(post=third, at=NOON)
    assert [last for _, last, _ in seen(cast.cleo)] == [second.pk]
    delete_post(by=cast.ada, post_id=second.pk, at=NOON)
    assert [last for _, last, _ in seen(cast.cleo)] == [first.pk]
    block(cast.cleo, cast.ada)
    assert seen(cast.cleo) == []
    assert len(seen(cast.ada)) == 1
    other = whisper(cast.ben, "@Eli hello")
    state(cast.ben, "suspended")
    assert seen(cast.eli) == []
    assert other.pk


def test_a_note_to_oneself_is_with_oneself(cast) -> None:
    note = whisper(cast.cleo, "Buy bread.")
    assert people(cast.cleo, note) == {"Cleo"}


def test_other_peoples_conversations_are_not_there(cast) -> None:
    first = whisper(cast.ada, "@Cleo hello")
    for wrong in (first.pk, say(cast.ben).pk, 0, -1, 2**70):
        with pytest.raises(ConversationNotFound):
            find_conversation(viewer=cast.ben, conversation_id=wrong)


def test_it_costs_the_same_for_one_and_for_twenty(cast, costs_the_same) -> None:
    def more() -> None:
        for n in range(20):
            first = whisper(cast.ada, f"@Cleo @Ben number {n}")
            whisper(cast.cleo, "@Ada yes", to=first)

    whisper(cast.ada, "@Cleo hello")
    costs_the_same(lambda: conversations(viewer=cast.cleo), more=more)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("@Ada @Ben Shall we meet?", "Shall we meet?"),
        ("Shall @Ben come?", "Shall @Ben come?"),
        ("@Ada @Ben", "@Ada @Ben"),
    ],
)
def test_a_preview_begins_with_what_was_said(cast, said, words) -> None:
    post = whisper(cast.cleo, said)
    assert find_conversation(viewer=cast.cleo, conversation_id=post.pk).words == words
