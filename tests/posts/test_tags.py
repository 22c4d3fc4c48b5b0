"""Hashtags that a member reads along or shows on their page."""

import pytest

from squares.members.errors import MemberWaits
from squares.posts.actions import tags
from squares.posts.actions.tags import feature_tag, follow_tag, unfeature_tag, unfollow_tag
from squares.posts.errors import TagInvalid, TagNotFound, TooManyFeatured
from squares.posts.models.names import Tag, TagTie
from talk_cast import NOON, say, state

pytestmark = pytest.mark.usefixtures("in_agora")


def ties(of) -> dict[str, tuple[bool, bool]]:
    rows = TagTie.objects.filter(member=of).select_related("tag")
    return {t.tag.key: (t.followed_at is not None, t.featured_at is not None) for t in rows}


def test_following_twice_is_following_once(cast) -> None:
    say(cast.ada, "#Größe")
    for spelling in ("größe", "#GRÖSSE"):
        assert follow_tag(by=cast.cleo, name=spelling, at=NOON).name == "Größe"
    assert ties(cast.cleo) == {"grösse": (True, False)}
    assert ties(cast.ada) == {}
    for _ in range(2):
        unfollow_tag(by=cast.cleo, name="größe", at=NOON)
    assert ties(cast.cleo) == {}


def test_a_tag_nobody_used_can_be_followed(cast) -> None:
    follow_tag(by=cast.cleo, name="New", at=NOON)
    assert Tag.objects.get().key == "new"


def test_following_and_featuring_are_two_things(cast) -> None:
    tag = follow_tag(by=cast.cleo, name="market", at=NOON)
    for _ in range(2):
        feature_tag(by=cast.cleo, name="market", at=NOON)
    assert ties(cast.cleo) == {"market": (True, True)}
    unfollow_tag(by=cast.cleo, name="market", at=NOON)
    assert ties(cast.cleo) == {"market": (False, True)}
    unfeature_tag(by=cast.cleo, tag_id=tag.pk, at=NOON)
    assert ties(cast.cleo) == {}
    with pytest.raises(TagNotFound):
        unfeature_tag(by=cast.cleo, tag_id=tag.pk, at=NOON)


def test_a_page_shows_so_many(cast, monkeypatch) -> None:
    monkeypatch.setattr(tags, "FEATURED_TAGS_LIMIT", 1)
    feature_tag(by=cast.cleo, name="one", at=NOON)
    with pytest.raises(TooManyFeatured):
        feature_tag(by=cast.cleo, name="two", at=NOON)


@pytest.mark.parametrize(
    "name", ["", "#", "two words", "a-b", "123", "##x", "x" * 61, "\x00", "a#b"]
)
def test_what_cannot_be_a_hashtag(cast, name) -> None:
    for do in (follow_tag, feature_tag, unfollow_tag):
        with pytest.raises(TagInvalid):
            do(by=cast.cleo, name=name, at=NOON)
    assert not Tag.objects.exists()


def test_who_waits_follows_nothing(cast) -> None:
    state(cast.cleo, "pending")
    with pytest.raises(MemberWaits):
        follow_tag(by=cast.cleo, name="x", at=NOON)
