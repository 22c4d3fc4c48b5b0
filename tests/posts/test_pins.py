"""Pins: own posts, few of them, shown first."""

import pytest

from squares.posts.actions import pins
from squares.posts.actions.delete import delete_post
from squares.posts.actions.pins import pin, unpin
from squares.posts.actions.react import boost
from squares.posts.errors import PinRefused, PostNotFound
from squares.posts.models.post import Post, Visibility
from talk_cast import NOON, say

pytestmark = pytest.mark.usefixtures("in_agora")


def pinned(by) -> set[int]:
    rows = Post.objects.filter(author=by, pinned_at__isnull=False)
    return set(rows.values_list("pk", flat=True))


@pytest.mark.parametrize("visibility", ["public", "unlisted", "followers"])
def test_a_post_of_ones_own_is_pinned_and_unpinned_twice(cast, visibility) -> None:
    post = say(cast.cleo, visibility=Visibility(visibility))
    for _ in range(2):
        pin(by=cast.cleo, post_id=post.pk, at=NOON)
    assert pinned(cast.cleo) == {post.pk}
    for _ in range(2):
        unpin(by=cast.cleo, post_id=post.pk, at=NOON)
    assert pinned(cast.cleo) == set()


def test_what_cannot_be_pinned(cast) -> None:
    hers = say(cast.ada)
    direct = say(cast.cleo, "@Ada psst", visibility=Visibility.MENTIONED)
    passed_on = boost(by=cast.cleo, post_id=hers.pk, at=NOON)
    for post in (hers, direct, passed_on):
        with pytest.raises(PinRefused):
            pin(by=cast.cleo, post_id=post.pk, at=NOON)
    for wrong in (5, 2**70):
        with pytest.raises(PostNotFound):
            pin(by=cast.cleo, post_id=wrong, at=NOON)
    with pytest.raises(PostNotFound):
        unpin(by=cast.cleo, post_id=hers.pk, at=NOON)
    assert pinned(cast.cleo) == pinned(cast.ada) == set()


def test_a_page_shows_so_many(cast, monkeypatch) -> None:
    monkeypatch.setattr(pins, "PINS_LIMIT", 2)
    one, two, three = (say(cast.cleo) for _ in range(3))
    for post in (one, two, two):
        pin(by=cast.cleo, post_id=post.pk, at=NOON)
    with pytest.raises(PinRefused):
        pin(by=cast.cleo, post_id=three.pk, at=NOON)
    delete_post(by=cast.cleo, post_id=one.pk, at=NOON)
    pin(by=cast.cleo, post_id=three.pk, at=NOON)
