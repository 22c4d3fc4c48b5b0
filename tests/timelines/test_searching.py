"""Searching finds what everyone may read, and nothing else."""

from datetime import timedelta

import pytest

from squares.posts.models.post import Visibility
from squares.timelines.searching import search
from talk_cast import NOON, block, say

pytestmark = pytest.mark.usefixtures("in_agora")
LATER = NOON + timedelta(days=2)


def posts(words, viewer=None) -> list[int]:
    return [card.id for card in search(words=words, viewer=viewer, at=LATER).posts]


def test_words_tags_and_people(cast) -> None:
    post = say(cast.cleo, "The Market opens at nine #Market")
    found = search(words="market NINE", viewer=None, at=LATER)
    assert [card.id for card in found.posts] == [post.pk]
    assert [tag.key for tag in search(words="#mark", viewer=None, at=LATER).tags] == ["market"]
    assert [card.handle for card in search(words="@cl", viewer=None, at=LATER).people] == ["Cleo"]


def test_only_what_everyone_may_read(cast) -> None:
    say(cast.cleo, "secret #hush", visibility=Visibility.FOLLOWERS)
    assert posts("secret", cast.cleo) == []
    assert search(words="#hush", viewer=None, at=LATER).nothing
    say(cast.cleo, "open word")
    block(cast.cleo, cast.eli)
    assert len(posts("open")) == 1
    assert posts("open", cast.eli) == []


@pytest.mark.parametrize(
    "words", ["", "a", "%", "%%", "__", "#", "@", "\x00", "'; DROP TABLE x; --"]
)
def test_odd_words_find_nothing(cast, words) -> None:
    say(cast.cleo, "something")
    assert posts(words) == []
