"""Boosts, favourites, bookmarks: said twice is said once, and counters stay exact."""

import pytest

from squares.members.errors import MemberSuspended
from squares.posts.actions import react
from squares.posts.actions.delete import delete_post
from squares.posts.actions.hide import hide_post
from squares.posts.errors import BoostRefused, PostNotFound
from squares.posts.models.post import Post, Visibility
from squares.posts.models.reaction import Bookmark, Favourite
from talk_cast import NOON, block, follow, say, state

pytestmark = pytest.mark.usefixtures("in_agora")
ALL = [
    react.boost,
    react.unboost,
    react.favourite,
    react.unfavourite,
    react.bookmark,
    react.unbookmark,
]


def test_each_said_twice_is_said_once(cast) -> None:
    post = say(cast.ada)
    for _ in range(2):
        for do in (react.boost, react.favourite, react.bookmark):
            do(by=cast.cleo, post_id=post.pk, at=NOON)
    post.refresh_from_db()
    assert (post.boosts_count, post.favourites_count, Bookmark.objects.count()) == (1, 1, 1)
    for _ in range(2):
        for undo in (react.unboost, react.unfavourite, react.unbookmark):
            undo(by=cast.cleo, post_id=post.pk, at=NOON)
    post.refresh_from_db()
    assert (post.boosts_count, post.favourites_count, Bookmark.objects.count()) == (0, 0, 0)
    react.boost(by=cast.cleo, post_id=post.pk, at=NOON)
    post.refresh_from_db()
    assert post.boosts_count == 1


def test_reacting_to_a_boost_reacts_to_the_post(cast) -> None:
    post = say(cast.ada)
    passed_on = react.boost(by=cast.ben, post_id=post.pk, at=NOON)
    react.favourite(by=cast.cleo, post_id=passed_on.pk, at=NOON)
    react.boost(by=cast.cleo, post_id=passed_on.pk, at=NOON)
    assert Favourite.objects.get().post_id == post.pk
    assert Post.objects.filter(boost_of=post).count() == 2


@pytest.mark.parametrize("do", ALL)
def test_what_is_not_seen_is_not_there(cast, do) -> None:
    hers = say(cast.ada, visibility=Visibility.FOLLOWERS)
    with pytest.raises(PostNotFound):
        do(by=cast.cleo, post_id=hers.pk, at=NOON)
    gone = say(cast.ada)
    delete_post(by=cast.ada, post_id=gone.pk, at=NOON)
    with pytest.raises(PostNotFound):
        do(by=cast.cleo, post_id=gone.pk, at=NOON)
    apart = say(cast.ada)
    block(cast.ada, cast.cleo)
    with pytest.raises(PostNotFound):
        do(by=cast.cleo, post_id=apart.pk, at=NOON)


@pytest.mark.parametrize("do", ALL)
def test_the_suspended_do_not_react(cast, do) -> None:
    post = say(cast.ada)
    state(cast.cleo, "suspended")
    with pytest.raises(MemberSuspended):
        do(by=cast.cleo, post_id=post.pk, at=NOON)


def test_what_was_meant_for_fewer_does_not_travel(cast) -> None:
    follow(cast.cleo, cast.ada)
    hers = say(cast.ada, visibility=Visibility.FOLLOWERS)
    with pytest.raises(BoostRefused):
        react.boost(by=cast.cleo, post_id=hers.pk, at=NOON)
    assert react.boost(by=cast.ada, post_id=hers.pk, at=NOON).visibility == Visibility.FOLLOWERS


def test_moderators_do_not_boost_what_they_hid(cast) -> None:
    post = say(cast.cleo)
    hide_post(post=post, at=NOON)
    with pytest.raises(BoostRefused):
        react.boost(by=cast.ben, post_id=post.pk, at=NOON)
    with pytest.raises(PostNotFound):
        react.favourite(by=cast.ben, post_id=post.pk, at=NOON)
