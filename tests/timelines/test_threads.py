"""A conversation: complete as far as one may read, in reading order, at one price."""

import pytest

from squares.posts.actions.delete import delete_post
from squares.posts.actions.hide import hide_post
from squares.posts.actions.react import boost
from squares.posts.errors import PostNotFound
from squares.posts.models.post import Visibility
from squares.timelines.threads import Reach, thread
from talk_cast import NOON, block, say, state

pytestmark = pytest.mark.usefixtures("in_agora")


def drawn(found) -> list[tuple[int, int]]:
    return [(branch.card.id, branch.depth) for branch in found.replies]


def test_what_came_before_and_after_in_order(cast) -> None:
    root = say(cast.ada)
    middle = say(cast.ben, in_reply_to=root.pk)
    focus = say(cast.cleo, in_reply_to=middle.pk)
    one = say(cast.ada, in_reply_to=focus.pk)
    two = say(cast.ben, in_reply_to=focus.pk)
    deep = say(cast.cleo, in_reply_to=one.pk)
    own = say(cast.cleo, "And one more thing.", in_reply_to=focus.pk)
    say(cast.eli, "Beside it.", in_reply_to=root.pk)
    found = thread(viewer=None, post_id=focus.pk)
    assert [card.id for card in found.ancestors] == [root.pk, middle.pk]
    assert found.focus.id == focus.pk
    assert drawn(found) == [(own.pk, 0), (one.pk, 0), (deep.pk, 1), (two.pk, 0)]
    assert [branch.leads_on for branch in found.replies] == [False, True, False, False]
    assert not found.torn


def test_what_one_may_not_read_leaves_a_gap_and_its_answers_move_up(cast) -> None:
    root = say(cast.ada)
    gone = say(cast.ben, in_reply_to=root.pk)
    below = say(cast.eli, in_reply_to=gone.pk)
    delete_post(by=cast.ben, post_id=gone.pk, at=NOON)
    assert thread(viewer=None, post_id=below.pk).torn
    assert drawn(thread(viewer=None, post_id=root.pk)) == [(below.pk, 0)]


def test_hidden_and_blocked_answers_are_left_out(cast) -> None:
    root = say(cast.ada)
    hide_post(post=say(cast.eli, in_reply_to=root.pk), at=NOON)
    say(cast.ben, in_reply_to=root.pk)
    block(cast.ben, cast.cleo)
    assert drawn(thread(viewer=cast.cleo, post_id=root.pk)) == []
    assert len(thread(viewer=None, post_id=root.pk).replies) == 1


def test_answers_for_fewer_are_read_by_fewer(cast) -> None:
    root = say(cast.ada)
    say(cast.cleo, in_reply_to=root.pk, visibility=Visibility.MENTIONED)
    assert drawn(thread(viewer=cast.ben, post_id=root.pk)) == []
    assert len(drawn(thread(viewer=cast.ada, post_id=root.pk))) == 1


def test_what_is_no_post_has_no_thread(cast) -> None:
    post = say(cast.ada)
    passed_on = boost(by=cast.ben, post_id=post.pk, at=NOON)
    for wrong in (passed_on.pk, 1, 0, -1, 2**80):
        with pytest.raises(PostNotFound):
            thread(viewer=None, post_id=wrong)
    state(cast.ada, "suspended")
    with pytest.raises(PostNotFound):
        thread(viewer=cast.cleo, post_id=post.pk)


def test_a_long_conversation_is_bounded(cast) -> None:
    few = Reach(above=3, below=5, depth=40)
    root = parent = say(cast.ada)
    for _ in range(8):
        parent = say(cast.ada, in_reply_to=parent.pk)
    found = thread(viewer=None, post_id=root.pk, reach=few)
    assert len(found.replies) == 5
    assert found.more
    assert len(thread(viewer=None, post_id=parent.pk, reach=few).ancestors) == 3
    shallow = Reach(above=3, below=50, depth=2)
    assert len(thread(viewer=None, post_id=root.pk, reach=shallow).replies) == 2


def test_it_costs_the_same_for_one_and_for_twenty(cast, costs_the_same) -> None:
    root = say(cast.ada)

    def more() -> None:
        parent = root
        for n in range(20):
            answered = parent if n % 2 else root
            parent = say(cast.ben, in_reply_to=answered.pk)

    say(cast.ben, in_reply_to=root.pk)
    costs_the_same(lambda: thread(viewer=cast.cleo, post_id=root.pk), more=more)
