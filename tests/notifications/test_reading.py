"""What a member reads of what they were told, by whichever way it is asked for."""

from itertools import product

import pytest

from commons.pages import Window
from squares.members.models import Member
from squares.notifications.errors import NotificationNotFound
from squares.notifications.models import Notification
from squares.notifications.queries.groups import count_groups, groups
from squares.notifications.queries.listing import (
    count_newer,
    find_news,
    listing,
    shown_to,
    some_of,
)
from squares.notifications.rules import Kind
from squares.posts.models.post import Post
from squares.relationships.models import Block, Follow
from talk_cast import NOON, follow, say, state

pytestmark = pytest.mark.usefixtures("in_agora")
ALL = Window(size=1000)


@pytest.fixture
def told(in_agora, cast):
    """Cleo is told of every kind of thing by all kinds of people; returns how many there are."""
    follow(cast.cleo, cast.ben)
    posts = [
        say(author, "@Cleo a word" if named else "A word", visibility=visibility)
        for author, visibility, named in product(
            (cast.ada, cast.ben, cast.cleo, cast.eli),
            ("public", "unlisted", "followers", "mentioned"),
            (True, False),
        )
    ]
    Post.objects.filter(pk=posts[0].pk).update(hidden_at=NOON)
    Post.objects.filter(pk=posts[1].pk).update(deleted_at=NOON)
    Notification.objects.all().delete()
    rows = [
        Notification(
            member=cast.cleo,
            kind=kind,
            actor=actor,
            post=post,
            at=NOON,
            filtered=number % 5 == 0,
            group_key=f"{kind}-{post.pk if post else 0}" if kind == Kind.FAVOURITE else "",
        )
        for number, (kind, actor, post) in enumerate(
            product(Kind, (None, cast.ada, cast.ben, cast.eli), (None, *posts))
        )
    ]
    return len(Notification.objects.bulk_create(rows))


def numbers(member, **wanted):
    return [news.told.id for news in listing(member, window=Window(size=5000), **wanted).items]


def agrees(member):
    """Assert that every way to read says the same as the set of what may be read."""
    for filtered in (False, True):
        expected = list(shown_to(member, filtered=filtered).values_list("pk", flat=True))
        assert numbers(member, filtered=filtered) == expected
        everything = groups(member, window=Window(size=5000), grouped=(), filtered=filtered)
        assert [group.newest for group in everything.items] == expected
        assert [n.told.id for n in some_of(member, expected, filtered=filtered)] == expected[::-1]
    mine = list(shown_to(member).values_list("pk", flat=True))
    assert count_newer(member, since=0, limit=9999) == len(mine)
    assert count_newer(member, since=mine[5], limit=9999) == 5
    assert count_newer(member, since=0, limit=3) == 3
    assert count_groups(member, since=0, limit=9999, grouped=()) == len(mine)
    some = (Kind.MENTION, Kind.REPORTED)
    assert numbers(member, kinds=some) == list(
        shown_to(member, kinds=some).values_list("pk", flat=True)
    )


def test_the_statements_and_the_set_agree(cast, told):
    agrees(cast.cleo)
    assert 0 < shown_to(cast.cleo, filtered=True).count() < told
    Block.objects.create(source=cast.cleo, target=cast.ben, at=NOON)
    agrees(cast.cleo)
    Block.objects.create(source=cast.ada, target=cast.cleo, at=NOON)
    agrees(cast.cleo)
    state(cast.eli, "suspended")
    agrees(cast.cleo)
    Member.objects.filter(pk=cast.cleo.pk).update(role="moderator")
    cast.cleo.refresh_from_db()
    agrees(cast.cleo)
    Follow.objects.all().delete()
    agrees(cast.cleo)


@pytest.mark.usefixtures("told")
def test_pages_meet_at_their_cursors(cast):
    everything = numbers(cast.cleo)
    first = listing(cast.cleo, window=Window(size=7))
    assert (first.older, first.newest) == (everything[6], everything[0])
    second = listing(cast.cleo, window=Window(size=7, before=first.older))
    assert [news.told.id for news in second.items] == everything[7:14]
    up = listing(cast.cleo, window=Window(size=7, after=everything[14]))
    assert [news.told.id for news in up.items] == everything[7:14]
    assert (up.older, up.newest) == (everything[13], everything[7])
    since = listing(cast.cleo, window=Window(size=7, since=everything[3]))
    assert [news.told.id for news in since.items] == everything[:3]
    assert since.older is None


@pytest.mark.usefixtures("told")
def test_who_did_it_is_there_and_else_the_reader(cast):
    for news in listing(cast.cleo, window=ALL).items:
        assert news.who_id == (news.told.actor_id or cast.cleo.pk)
    by_ben = listing(cast.cleo, window=ALL, actor_id=cast.ben.pk).items
    assert by_ben
    assert {news.who_id for news in by_ben} == {cast.ben.pk}


@pytest.mark.usefixtures("told")
def test_nobody_finds_anothers(cast):
    number = numbers(cast.cleo)[0]
    assert find_news(viewer=cast.cleo, notification_id=number).told.id == number
    with pytest.raises(NotificationNotFound):
        find_news(viewer=cast.eli, notification_id=number)
    assert numbers(cast.eli) == []
    assert some_of(cast.eli, [number]) == []
    assert some_of(cast.cleo, []) == []
