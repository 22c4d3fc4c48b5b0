"""Muting a conversation, and noting how far it was read."""

import pytest

from squares.posts.actions.threads import (
    hide_conversation,
    mark_read,
    mark_unread,
    mute_thread,
    unmute_thread,
)
from squares.posts.cards.reading import cards_for
from squares.posts.errors import PostNotFound
from squares.posts.models.post import Visibility
from squares.posts.models.thread import ThreadMark
from talk_cast import NOON, say

pytestmark = pytest.mark.usefixtures("in_agora")


def test_a_conversation_is_muted_from_any_of_its_posts(cast) -> None:
    first = say(cast.ada)
    second = say(cast.cleo, in_reply_to=first.pk)
    third = say(cast.ben, in_reply_to=second.pk)
    other = say(cast.ben)
    ids = [first.pk, second.pk, third.pk, other.pk]

    def muted(viewer) -> list[bool]:
        return [card.thread_muted for card in cards_for(ids, viewer)]

    for _ in range(2):
        mute_thread(by=cast.ada, post_id=second.pk, at=NOON)
    assert muted(cast.ada) == [True, True, True, False]
    assert muted(cast.ben) == [False, False, False, False]
    unmute_thread(by=cast.ada, post_id=first.pk, at=NOON)
    assert muted(cast.ada) == [False, False, False, False]


def test_what_one_may_not_see_one_cannot_mute(cast) -> None:
    hers = say(cast.ada, visibility=Visibility.FOLLOWERS)
    with pytest.raises(PostNotFound):
        mute_thread(by=cast.cleo, post_id=hers.pk, at=NOON)
    assert not ThreadMark.objects.exists()


def test_marks_keep_each_other(cast) -> None:
    first = say(cast.ada)
    mute_thread(by=cast.ada, post_id=first.pk, at=NOON)
    mark_read(by=cast.ada, thread_id=first.pk, up_to=7)
    hide_conversation(by=cast.ada, thread_id=first.pk, up_to=9)
    mark = ThreadMark.objects.get()
    assert (mark.read_up_to, mark.hidden_up_to, mark.muted_at) == (9, 9, NOON)
    mark_unread(by=cast.ada, thread_id=first.pk)
    mark = ThreadMark.objects.get()
    assert (mark.read_up_to, mark.hidden_up_to) == (-1, 9)
