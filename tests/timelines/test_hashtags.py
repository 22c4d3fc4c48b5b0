"""Hashtags: their week, what they are to a reader, what comes home by them, what trends."""

from datetime import timedelta

import pytest

from commons import clock
from commons.pages import Window
from squares.posts.actions.hide import hide_post
from squares.posts.actions.publish import Draft, publish_post
from squares.posts.actions.react import boost, favourite
from squares.posts.actions.tags import feature_tag, follow_tag
from squares.posts.errors import TagNotFound
from squares.posts.models.post import Visibility
from squares.timelines import queries
from squares.timelines.hashtags import featured_tags, find_tag, followed_tags, suggested_tags
from squares.timelines.trends import trending_posts, trending_tags
from talk_cast import NOON, block, follow, mute, say, state

pytestmark = pytest.mark.usefixtures("in_agora")
NOW = clock.now()


def recently(by, text: str, *, days: int = 0, **draft: object):
    at = NOW - timedelta(days=days, minutes=1)
    return publish_post(by=by, draft=Draft(text=text, **draft), at=at)


def home(viewer) -> list[int]:
    return [card.id for card in queries.home_timeline(viewer=viewer).items]


def test_a_week_of_use(cast) -> None:
    recently(cast.ada, "#Market")
    recently(cast.ada, "#market again")
    recently(cast.ben, "#MARKET", days=2)
    recently(cast.ben, "#market long ago", days=8)
    recently(cast.ben, "#market quietly", visibility=Visibility.UNLISTED)
    hide_post(post=recently(cast.ben, "#market hidden"), at=NOON)
    tag = find_tag(name="mArKeT", viewer=None, at=NOW)
    assert (tag.name, tag.url, tag.uses, tag.most_accounts) == ("Market", "/tags/market", 3, 1)
    assert [(d.uses, d.accounts) for d in tag.history] == [
        (2, 1), (0, 0), (1, 1), (0, 0), (0, 0), (0, 0), (0, 0)
    ]  # fmt: skip
    assert tag.history[0].day == NOW.date()


def test_a_tag_nobody_used_is_one_all_the_same(cast) -> None:
    tag = find_tag(name="#Nobody", viewer=cast.ada, at=NOW)
    assert (tag.id, tag.key, tag.name, tag.uses, tag.following) == (0, "nobody", "Nobody", 0, False)
    for wrong in ("", "no tag", "123", "x" * 200):
        with pytest.raises(TagNotFound):
            find_tag(name=wrong, viewer=None, at=NOW)


def test_what_a_tag_is_to_a_reader(cast) -> None:
    follow_tag(by=cast.cleo, name="market", at=NOON)
    feature_tag(by=cast.ada, name="market", at=NOON)
    ties = [
        (tag.following, tag.featuring)
        for viewer in (cast.cleo, cast.ada, None)
        for tag in [find_tag(name="market", viewer=viewer, at=NOW)]
    ]
    assert ties == [(True, False), (False, True), (False, False)]


def test_followed_tags_come_in_pages(cast) -> None:
    tags = [follow_tag(by=cast.cleo, name=f"t{n}", at=NOON) for n in range(3)]
    feature_tag(by=cast.cleo, name="not_followed", at=NOON)
    page = followed_tags(viewer=cast.cleo, at=NOW, window=Window(size=2))
    assert [t.id for t in page.items] == [tags[2].pk, tags[1].pk]
    rest = followed_tags(viewer=cast.cleo, at=NOW, window=Window(size=2, before=page.older))
    assert ([t.id for t in rest.items], rest.older) == ([tags[0].pk], None)
    assert not followed_tags(viewer=cast.ada, at=NOW).items


def test_public_posts_with_a_followed_tag_come_home(cast) -> None:
    follow_tag(by=cast.cleo, name="market", at=NOON)
    post = say(cast.ada, "#Market")
    say(cast.ada, "#market quietly", visibility=Visibility.UNLISTED)
    say(cast.ada, "#market to a stranger", in_reply_to=say(cast.ben).pk)
    say(cast.ada, "#other")
    boost(by=cast.ben, post_id=post.pk, at=NOON)
    assert home(cast.cleo) == [post.pk]
    assert home(cast.eli) == []
    mute(cast.cleo, cast.ada)
    assert home(cast.cleo) == []


def test_the_silenced_do_not_come_home_by_a_tag(cast) -> None:
    follow_tag(by=cast.cleo, name="market", at=NOON)
    post = say(cast.ada, "#market")
    state(cast.ada, "silenced")
    assert home(cast.cleo) == []
    follow(cast.cleo, cast.ada)
    assert home(cast.cleo) == [post.pk]


def test_tags_on_a_page_count_its_owners_posts(cast) -> None:
    post = recently(cast.ada, "#one #two")
    recently(cast.ada, "#one", visibility=Visibility.UNLISTED, days=1)
    recently(cast.ada, "#one", visibility=Visibility.FOLLOWERS)
    recently(cast.ben, "#one")
    for name in ("two", "one", "three"):
        feature_tag(by=cast.ada, name=name, at=NOON)
    found = {t.key: (t.posts, t.last_posted_on) for t in featured_tags(cast.ada)}
    day = post.published_at.date()
    assert found == {"one": (2, day), "two": (1, day), "three": (0, None)}
    assert featured_tags(cast.ben) == []


def test_suggestions_are_ones_own_most_used(cast) -> None:
    for text in ("#one #two", "#two", "#shown"):
        say(cast.ada, text)
    say(cast.ben, "#other #other2")
    feature_tag(by=cast.ada, name="shown", at=NOON)
    assert [t.key for t in suggested_tags(viewer=cast.ada, at=NOW)] == ["two", "one"]


def test_a_tag_trends_by_people_and_by_the_day(cast) -> None:
    for who in (cast.ada, cast.ben):
        recently(who, "#yesterday", days=1)
        recently(who, "#today")
        recently(who, "#ages", days=9)
    for _ in range(5):
        recently(cast.cleo, "#mine")
    recently(cast.cleo, "#yesterday", days=1)
    hide_post(post=recently(cast.cleo, "#hidden"), at=NOON)
    assert [t.key for t in trending_tags(viewer=None, at=NOW)] == ["today", "yesterday"]
    assert [t.key for t in trending_tags(viewer=None, at=NOW, size=1, offset=1)] == ["yesterday"]


def test_posts_trend_by_what_others_do_with_them(cast) -> None:
    liked, passed_on = recently(cast.ada, "Liked"), recently(cast.ada, "Passed on")
    old = recently(cast.ada, "Old", days=2)
    covered = recently(cast.ada, "Covered", warning="Ugly")
    recently(cast.ada, "Unnoticed")
    for post in (liked, covered):
        favourite(by=cast.ben, post_id=post.pk, at=NOW)
    for post in (passed_on, old):
        boost(by=cast.ben, post_id=post.pk, at=NOW)
    assert [c.id for c in trending_posts(viewer=None, at=NOW)] == [passed_on.pk, liked.pk, old.pk]
    assert [c.id for c in trending_posts(viewer=None, at=NOW, size=1, offset=1)] == [liked.pk]


def test_what_is_remembered_heeds_blocks_mutes_and_measures(
    cast, django_assert_num_queries
) -> None:
    one, two = recently(cast.ada, "One"), recently(cast.eli, "Two")
    for post in (one, two):
        favourite(by=cast.ben, post_id=post.pk, at=NOW)
    assert len(trending_posts(viewer=cast.cleo, at=NOW)) == 2
    block(cast.ada, cast.cleo)
    assert [c.id for c in trending_posts(viewer=cast.cleo, at=NOW)] == [two.pk]
    mute(cast.cleo, cast.eli)
    for statements in (3, 2):  # of what is known less is read
        with django_assert_num_queries(statements):
            assert trending_posts(viewer=cast.cleo, at=NOW) == []
    hide_post(post=two, at=NOON)
    assert [c.id for c in trending_posts(viewer=cast.ben, at=NOW)] == [one.pk]


def test_who_would_rather_not_be_found_does_not_trend(cast) -> None:
    post = recently(cast.ada, "Quiet")
    favourite(by=cast.ben, post_id=post.pk, at=NOW)
    cast.ada.discoverable = False
    cast.ada.save()
    assert trending_posts(viewer=None, at=NOW) == []


def test_lists_cost_the_same_for_one_and_for_twenty(cast, costs_the_same) -> None:
    def more(count: int = 20) -> None:
        for n in range(count):
            follow_tag(by=cast.cleo, name=f"tag{count}x{n}", at=NOON)
            for who in (cast.ada, cast.ben):
                recently(who, f"#tag{count}x{n}")

    more(1)
    costs_the_same(lambda: followed_tags(viewer=cast.cleo, at=NOW), more=more)
    costs_the_same(lambda: trending_tags(viewer=cast.cleo, at=NOW), more=lambda: None)
