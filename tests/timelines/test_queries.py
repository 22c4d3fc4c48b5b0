"""Which posts a page shows: each timeline, each reader, and the same cost for few and many."""

from datetime import timedelta

import pytest

from commons import clock
from commons.pages import Window
from squares.media.actions import upload
from squares.members.models import Member
from squares.posts.actions.hide import hide_post
from squares.posts.actions.publish import Draft, publish_post
from squares.posts.actions.react import bookmark, boost, favourite
from squares.posts.models.post import Post, Visibility
from squares.relationships.actions.lists import change_list, make_list, put_on_list
from squares.relationships.models import Follow
from squares.timelines import queries
from squares.timelines.names import TABS, MemberTab
from talk_cast import NOON, block, follow, mute, picture, say, state

pytestmark = pytest.mark.usefixtures("in_agora")


def ids(page) -> list[int]:
    return [card.id for card in page.items]


def public(viewer=None) -> list[int]:
    return ids(queries.public_timeline(viewer=viewer))


def home(viewer) -> list[int]:
    return ids(queries.home_timeline(viewer=viewer))


def test_public_is_public_first_words_newest_first(cast) -> None:
    one, two = say(cast.cleo), say(cast.ada)
    say(cast.ada, visibility=Visibility.UNLISTED)
    say(cast.ada, visibility=Visibility.FOLLOWERS)
    say(cast.ada, in_reply_to=one.pk)
    boost(by=cast.ben, post_id=one.pk, at=NOON)
    assert public() == public(cast.eli) == [two.pk, one.pk]


def test_public_leaves_out_hidden_blocked_muted_suspended(cast) -> None:
    seen = say(cast.ada)
    hide_post(post=say(cast.ada), at=NOON)
    say(cast.ben)
    mute(cast.eli, cast.ben)
    say(cast.cleo)
    block(cast.cleo, cast.eli)
    assert public(cast.eli) == [seen.pk]
    assert len(public()) == 3
    state(cast.ada, "suspended")
    assert public(cast.eli) == []


def test_a_mute_that_ran_out_is_over(cast) -> None:
    post = say(cast.ben)
    mute(cast.eli, cast.ben, until=clock.now() - timedelta(minutes=1))
    assert public(cast.eli) == [post.pk]


def test_the_silenced_reach_their_followers_only(cast) -> None:
    post = say(cast.cleo, "#loud")
    state(cast.cleo, "silenced")
    assert public() == public(cast.ada) == []
    assert ids(queries.tag_timeline(key="loud", viewer=cast.ada)) == []
    follow(cast.ada, cast.cleo)
    assert public(cast.ada) == public(cast.cleo) == [post.pk]
    assert ids(queries.member_timeline(member=cast.cleo, viewer=None)) == [post.pk]


def test_following_shows_earlier_posts_at_once_and_unfollowing_ends_it(cast) -> None:
    post, mine = say(cast.ada), say(cast.cleo)
    assert home(cast.cleo) == [mine.pk]
    tie = follow(cast.cleo, cast.ada)
    assert home(cast.cleo) == [mine.pk, post.pk]
    tie.delete()
    assert home(cast.cleo) == [mine.pk]


def test_a_request_shows_nothing_yet(cast) -> None:
    say(cast.ada)
    follow(cast.cleo, cast.ada, accepted=False)
    assert home(cast.cleo) == []


def test_home_keeps_to_conversations_among_people_one_follows(cast) -> None:
    follow(cast.cleo, cast.ada)
    strange = say(cast.ben)
    first = say(cast.ada)
    say(cast.ada, "To a stranger.", in_reply_to=strange.pk)
    own_thread = say(cast.ada, "And another thing.", in_reply_to=first.pk)
    mine = say(cast.cleo, "Really?", in_reply_to=first.pk)
    to_me = say(cast.ada, "Yes.", in_reply_to=mine.pk)
    assert home(cast.cleo) == [to_me.pk, mine.pk, own_thread.pk, first.pk]


def test_followers_posts_reach_followers_mentioned_ones_the_mentioned(cast) -> None:
    follow(cast.cleo, cast.ada)
    fewer = say(cast.ada, visibility=Visibility.FOLLOWERS)
    named = say(cast.ada, "@Cleo psst", visibility=Visibility.MENTIONED)
    say(cast.ada, "@Ben psst", visibility=Visibility.MENTIONED)
    assert home(cast.cleo) == [named.pk, fewer.pk]


def test_boosts_come_home_once_with_who_passed_them_on(cast) -> None:
    follow(cast.cleo, cast.ben)
    follow(cast.cleo, cast.ada)
    post = say(cast.eli)
    boost(by=cast.ada, post_id=post.pk, at=NOON + timedelta(days=1))
    boost(by=cast.ben, post_id=post.pk, at=NOON + timedelta(days=2))
    page = queries.home_timeline(viewer=cast.cleo)
    assert ids(page) == [post.pk]
    assert page.items[0].boosted_by.handle in {"Ben", "Ada"}


def test_boosts_of_people_one_keeps_apart_do_not_come(cast) -> None:
    follow(cast.cleo, cast.ben)
    for author in (cast.eli, cast.ada):
        boost(by=cast.ben, post_id=say(author).pk, at=NOON)
    mute(cast.cleo, cast.eli)
    block(cast.ada, cast.cleo)
    assert home(cast.cleo) == []


def test_a_hidden_post_does_not_come_by_boost(cast) -> None:
    follow(cast.cleo, cast.ben)
    post = say(cast.eli)
    boost(by=cast.ben, post_id=post.pk, at=NOON)
    hide_post(post=post, at=NOON)
    assert home(cast.cleo) == home(cast.ben) == []
    assert ids(queries.member_timeline(member=cast.ben, viewer=cast.ben)) == []


def test_a_members_tabs(cast) -> None:
    media = upload(by=cast.cleo, file=picture(), at=NOON)
    other = say(cast.ada)
    first = say(cast.cleo)
    going_on = say(cast.cleo, in_reply_to=first.pk)
    answer = say(cast.cleo, in_reply_to=other.pk)
    shown = say(cast.cleo, media_ids=(media.pk,))

    def tab(which):
        return ids(queries.member_timeline(member=cast.cleo, viewer=None, wish=TABS[which]))

    assert tab(MemberTab.POSTS) == [shown.pk, going_on.pk, first.pk]
    assert tab(MemberTab.REPLIES) == [shown.pk, answer.pk, going_on.pk, first.pk]
    assert tab(MemberTab.MEDIA) == [shown.pk]


def test_tags_meet_in_any_spelling_and_only_in_the_open(cast) -> None:
    one, two = say(cast.cleo, "#Größe"), say(cast.ada, "#GRÖSSE", in_reply_to=say(cast.ada).pk)
    say(cast.cleo, "#größe", visibility=Visibility.UNLISTED)
    assert ids(queries.tag_timeline(key="grösse", viewer=None)) == [two.pk, one.pk]


def test_kept_posts_stay_private_and_in_order(cast) -> None:
    one, two = say(cast.ada), say(cast.ben)
    for post in (two, one):
        bookmark(by=cast.cleo, post_id=post.pk, at=NOON)
        favourite(by=cast.cleo, post_id=post.pk, at=NOON)
    assert ids(queries.bookmarks(viewer=cast.cleo)) == [one.pk, two.pk]
    assert ids(queries.favourites(viewer=cast.cleo)) == [one.pk, two.pk]
    assert ids(queries.bookmarks(viewer=cast.ada)) == []
    hide_post(post=one, at=NOON)
    assert ids(queries.bookmarks(viewer=cast.cleo)) == [two.pk]


def test_pages_end_and_nothing_is_shown_twice(cast) -> None:
    posts = [say(cast.cleo, f"Number {n}").pk for n in range(45)]
    shown, before = [], None
    for _ in range(3):
        page = queries.public_timeline(viewer=None, window=Window(before=before))
        shown += ids(page)
        before = page.older
    assert before is None
    assert shown == posts[::-1]


def test_new_ones_are_counted_and_bounded(cast, monkeypatch) -> None:
    monkeypatch.setattr(queries, "NEW_LIMIT", 3)
    first = say(cast.ada)
    assert queries.count_new_public(viewer=None, since=first.pk) == 0
    for _ in range(5):
        say(cast.ada)
    say(cast.cleo)
    assert queries.count_new_public(viewer=None, since=first.pk) == 3
    assert queries.count_new_home(viewer=cast.cleo, since=first.pk) == 0
    follow(cast.cleo, cast.ada)
    assert queries.count_new_home(viewer=cast.cleo, since=first.pk) == 3


@pytest.mark.parametrize("name", ["public", "home", "member", "tag", "bookmarks", "favourites"])
def test_a_page_costs_the_same_for_one_and_for_twenty(cast, costs_the_same, name) -> None:
    follow(cast.cleo, cast.ada)
    viewer = cast.cleo
    calls = {
        "public": lambda: queries.public_timeline(viewer=viewer),
        "home": lambda: queries.home_timeline(viewer=viewer),
        "member": lambda: queries.member_timeline(member=cast.ada, viewer=viewer),
        "tag": lambda: queries.tag_timeline(key="many", viewer=viewer),
        "bookmarks": lambda: queries.bookmarks(viewer=viewer),
        "favourites": lambda: queries.favourites(viewer=viewer),
    }

    def more(count: int = 20) -> None:
        for _ in range(count):
            media = upload(by=cast.ada, file=picture(), at=NOON)
            post = say(cast.ada, "@Ben #many", media_ids=(media.pk,))
            bookmark(by=viewer, post_id=post.pk, at=NOON)
            favourite(by=viewer, post_id=post.pk, at=NOON)
            boost(by=cast.ada, post_id=say(cast.ben).pk, at=NOON)

    more(1)
    costs_the_same(calls[name], more=more)


def test_a_timeline_is_two_statements_and_one_where_all_is_known(
    cast, django_assert_num_queries
) -> None:
    follow(cast.cleo, cast.ada)
    say(cast.ada)
    for statements in (2, 1):
        with django_assert_num_queries(statements):
            queries.home_timeline(viewer=cast.cleo)
    Follow.objects.all().delete()
    for statements in (2, 1):
        with django_assert_num_queries(statements):
            queries.public_timeline(viewer=None)
    say(cast.ada)
    for statements in (2, 1):
        with django_assert_num_queries(statements):
            queries.member_timeline(member=cast.ada, viewer=cast.cleo)


def listed(viewer, *people, **settings):
    made = make_list(by=viewer, title="Some", at=NOON, **settings)
    put_on_list(of=made, member_ids=[member.pk for member in people], at=NOON)
    return made


def on_list(of, viewer) -> list[int]:
    return ids(queries.list_timeline(of=of, viewer=viewer))


def test_a_follow_without_boosts_shows_none(cast) -> None:
    tie = follow(cast.cleo, cast.ada)
    own = say(cast.ada)
    theirs = say(cast.ben)
    boost(by=cast.ada, post_id=theirs.pk, at=clock.now())
    assert home(cast.cleo) == [theirs.pk, own.pk]
    Follow.objects.filter(pk=tie.pk).update(shows_boosts=False)
    assert home(cast.cleo) == [own.pk]


def test_a_follow_in_some_languages_shows_those_and_the_unknown(cast) -> None:
    tie = follow(cast.cleo, cast.ada)
    german, unknown = say(cast.ada, "Guten Tag", language="de"), say(cast.ada)
    brazil = say(cast.ada, "Bom dia", language="pt-br")
    Post.objects.filter(pk=unknown.pk).update(language="")
    Follow.objects.filter(pk=tie.pk).update(languages=["de"])
    assert home(cast.cleo) == [unknown.pk, german.pk]
    Follow.objects.filter(pk=tie.pk).update(languages=["fr", "pt"])
    assert home(cast.cleo) == [brazil.pk, unknown.pk]
    assert home(cast.ada) == [brazil.pk, unknown.pk, german.pk]


def test_a_list_shows_its_people_and_what_they_pass_on(cast) -> None:
    follow(cast.cleo, cast.ada)
    follow(cast.cleo, cast.ben)
    eli = say(cast.eli)
    one, passed = say(cast.ada), boost(by=cast.ada, post_id=eli.pk, at=clock.now())
    say(cast.ben)
    bakers = listed(cast.cleo, cast.ada)
    assert on_list(bakers, cast.cleo) == [passed.boost_of_id, one.pk]
    mute(cast.cleo, cast.eli)
    assert on_list(bakers, cast.cleo) == [one.pk]
    state(cast.ada, "suspended")
    assert on_list(bakers, cast.cleo) == []


@pytest.mark.parametrize(
    ("replies", "shown"),
    [
        ("none", ["own thread", "to me"]),
        ("list", ["own thread", "to listed", "to me"]),
        ("followed", ["own thread", "to followed", "to listed", "to me"]),
    ],
)
def test_a_list_shows_the_replies_it_is_set_to(cast, replies, shown) -> None:
    for target in (cast.ada, cast.ben, cast.eli):
        follow(cast.cleo, target)
    bakers = listed(cast.cleo, cast.ada, cast.eli, replies=replies)
    stranger = Member.objects.create(handle="gus", handle_key="gus", skeleton="gus", joined_at=NOON)
    answered = {
        "own thread": say(cast.ada),
        "to listed": say(cast.eli),
        "to followed": say(cast.ben),
        "to me": say(cast.cleo),
        "to a stranger": say(stranger),
    }
    said = {say(cast.ada, in_reply_to=post.pk).pk: name for name, post in answered.items()}
    found = [said[number] for number in on_list(bakers, cast.cleo) if number in said]
    assert sorted(found) == shown


def test_an_exclusive_list_keeps_its_people_out_of_home(cast) -> None:
    for target in (cast.ada, cast.ben):
        follow(cast.cleo, target)
    ada, ben, own = say(cast.ada), say(cast.ben), say(cast.cleo)
    bakers = listed(cast.cleo, cast.ada, cast.cleo, exclusive=True)
    assert home(cast.cleo) == [own.pk, ben.pk]
    assert on_list(bakers, cast.cleo) == [own.pk, ada.pk]
    assert home(cast.ada) == [ada.pk]
    change_list(of=bakers, exclusive=False, at=NOON)
    assert home(cast.cleo) == [own.pk, ben.pk, ada.pk]


def test_somebody_only_asked_for_says_nothing_on_a_list(cast) -> None:
    follow(cast.cleo, cast.ada, accepted=False)
    bakers = listed(cast.cleo, cast.ada)
    say(cast.ada)
    assert on_list(bakers, cast.cleo) == []


def test_a_list_costs_the_same_for_few_and_many(cast, costs_the_same) -> None:
    follow(cast.cleo, cast.ada)
    bakers = listed(cast.cleo, cast.ada)
    say(cast.ada)
    costs_the_same(
        lambda: queries.list_timeline(of=bakers, viewer=cast.cleo),
        more=lambda: [say(cast.ada) for _ in range(25)],
    )


@pytest.mark.parametrize("recent", [0, 2, 5])
def test_who_follows_many_sees_the_newest_whenever_they_were_said(cast, recent) -> None:
    follow(cast.cleo, cast.ada)
    cast.cleo.following_count = 50
    now = clock.now()
    moments = [now - timedelta(days=2)] * 5 + [now - timedelta(minutes=5)] * recent
    posts = [publish_post(by=cast.ada, draft=Draft(text="Hello."), at=at) for at in moments]
    wanted = sorted((post.pk for post in posts), reverse=True)[:3]
    for _again in range(2):
        page = queries.home_timeline(viewer=cast.cleo, window=Window(size=3))
        assert ids(page) == wanted
        assert page.older == wanted[-1]
