"""What members are told, and what not."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commons import events
from commons.pages import Window
from squares.members.events import MemberWaiting
from squares.members.models import Member
from squares.moderation.events import CaseDecided, MeasureTaken
from squares.notifications.actions.clear import mark_read
from squares.notifications.actions.tell import News, notify, take_back
from squares.notifications.models import Notification
from squares.notifications.queries.cards import page as page_of
from squares.notifications.queries.unread import count_unread
from squares.notifications.rules import Kind
from squares.posts.actions.edit import Change, edit_post
from squares.posts.actions.publish import Draft, publish_post
from squares.posts.events import (
    PostBoosted,
    PostDeleted,
    PostFavourited,
    PostPublished,
    PostUnfavourited,
)
from squares.posts.models.post import Post
from squares.relationships.actions.apart import block, mute
from squares.relationships.actions.follow import accept_request, follow, unfollow

AT = datetime(2026, 6, 1, 12, tzinfo=UTC)

pytestmark = pytest.mark.usefixtures("in_agora")


def post(author, words="Bread at ten."):
    return Post.objects.create(
        author=author, text=words, html=f"<p>{words}</p>", visibility="public", published_at=AT
    )


def kinds(member):
    return [item.kind for item in page_of(member).items]


@pytest.fixture
def told(settled):
    def tell(fact):
        with settled():
            events.tell(fact)

    return tell


def published(by, reply_to=None, mentions=()):
    return PostPublished(
        post_id=post(by).pk,
        author_id=by.pk,
        in_reply_to_author_id=reply_to.pk if reply_to else None,
        mentioned_ids=[m.pk for m in mentions],
    )


def test_a_reply_tells_the_author_and_a_mention_the_named(cast, told):
    told(published(cast.cleo, reply_to=cast.eli, mentions=[cast.eli, cast.ben, cast.cleo]))
    assert kinds(cast.eli) == ["reply"]
    assert kinds(cast.ben) == ["mention"]
    assert kinds(cast.cleo) == []


def test_hearing_a_fact_twice_tells_once(cast, told):
    fact = published(cast.cleo, mentions=[cast.ben])
    told(fact)
    told(fact)
    assert kinds(cast.ben) == ["mention"]


def test_who_blocks_or_mutes_is_not_told(cast, told, settled):
    block(by=cast.ben, target=cast.cleo, at=AT)
    mute(by=cast.eli, target=cast.cleo, at=AT)
    told(published(cast.cleo, mentions=[cast.ben, cast.eli, cast.ada]))
    assert (kinds(cast.ben), kinds(cast.eli), kinds(cast.ada)) == ([], [], ["mention"])


def test_a_mute_that_leaves_notifications_still_tells(cast, told):
    mute(by=cast.eli, target=cast.cleo, notifications=False, at=AT)
    told(published(cast.cleo, mentions=[cast.eli]))
    assert kinds(cast.eli) == ["mention"]


def test_a_favourite_is_told_and_taken_back(cast, told):
    mine = post(cast.eli)
    ids = {"post_id": mine.pk, "author_id": cast.eli.pk, "by_id": cast.cleo.pk}
    told(PostFavourited(**ids))
    told(PostBoosted(**ids, boost_id=1))
    assert kinds(cast.eli) == ["boost", "favourite"]
    told(PostUnfavourited(**ids))
    assert kinds(cast.eli) == ["boost"]


def test_nobody_is_told_what_they_did_themselves(cast, told):
    mine = post(cast.eli)
    told(PostFavourited(post_id=mine.pk, author_id=cast.eli.pk, by_id=cast.eli.pk))
    assert kinds(cast.eli) == []


def test_a_deleted_or_hidden_post_is_no_news(cast, told):
    fact = published(cast.cleo, mentions=[cast.ben])
    told(fact)
    Post.objects.filter(pk=fact.post_id).update(hidden_at=AT)
    assert kinds(cast.ben) == []
    Post.objects.filter(pk=fact.post_id).update(hidden_at=None)
    assert kinds(cast.ben) == ["mention"]
    told(PostDeleted(post_id=fact.post_id, author_id=cast.cleo.pk))
    assert not Notification.objects.exists()


def test_a_measure_on_a_hidden_post_is_news_to_its_author(cast, told):
    mine = post(cast.cleo)
    Post.objects.filter(pk=mine.pk).update(hidden_at=AT)
    told(MeasureTaken(measure_id=7, member_id=cast.cleo.pk, post_id=mine.pk))
    item = page_of(cast.cleo).items[0]
    assert (item.kind, item.subject, item.actor) == ("measure", 7, None)


def test_follows_and_requests(cast, settled):
    with settled():
        follow(by=cast.cleo, target=cast.eli, at=AT)
    assert kinds(cast.eli) == ["follow"]
    with settled():
        unfollow(by=cast.cleo, target=cast.eli, at=AT)
    assert kinds(cast.eli) == []
    Member.objects.filter(pk=cast.eli.pk).update(locked=True)
    with settled():
        follow(by=cast.cleo, target=cast.eli, at=AT)
    assert kinds(cast.eli) == ["follow_request"]
    with settled():
        accept_request(by=cast.eli, source_id=cast.cleo.pk, at=AT)
    assert kinds(cast.eli) == ["follow"]
    assert kinds(cast.cleo) == ["follow_accepted"]


def test_blocking_removes_news_of_each_other(cast, told, settled):
    told(published(cast.cleo, mentions=[cast.ben]))
    with settled():
        block(by=cast.ben, target=cast.cleo, at=AT)
    assert kinds(cast.ben) == []


def test_moderators_hear_who_waits_and_reporters_what_came_of_it(cast, told):
    told(MemberWaiting(member_id=cast.eli.pk))
    assert kinds(cast.ada) == kinds(cast.ben) == ["waiting"]
    assert kinds(cast.cleo) == []
    told(CaseDecided(case_id=3, outcome="kept", reporter_ids=(cast.cleo.pk,)))
    assert kinds(cast.cleo) == ["report_decided"]


def test_what_is_unread_is_counted_and_read(cast):
    for number in range(3):
        news = News(Kind.REPORT_DECIDED, subject=number)
        notify(member_ids=[cast.cleo.pk], news=news, at=AT)
    assert count_unread(cast.cleo) == 3
    with CaptureQueriesContext(connection) as captured:
        count_unread(cast.cleo)
    assert len(captured) == 0
    shown = page_of(cast.cleo).items
    mark_read(member=cast.cleo, up_to=shown[1].id, at=AT)
    assert count_unread(cast.cleo) == 1
    mark_read(member=cast.cleo, at=AT)
    assert count_unread(cast.cleo) == 0
    take_back(member_ids=[cast.cleo.pk], news=News(Kind.REPORT_DECIDED, subject=0))
    assert len(page_of(cast.cleo).items) == 2


def test_a_page_costs_three_statements_however_long(cast, told):
    for _ in range(25):
        told(published(cast.cleo, mentions=[cast.ben]))
    with CaptureQueriesContext(connection) as captured:
        page = page_of(cast.ben)
    assert len(captured) == 3
    assert len(page.items) == 20
    assert len(page_of(cast.ben, window=Window(before=page.older)).items) == 5
    assert page.items[0].excerpt == "Bread at ten."


def test_who_is_named_no_longer_reads_nothing_new(cast):
    """An author who took a name out again speaks to fewer people from then on."""
    draft = Draft(text=f"@{cast.eli.handle} a word", language="en", visibility="mentioned")
    said = publish_post(by=cast.cleo, draft=draft, at=AT)
    news = News(Kind.MENTION, actor_id=cast.cleo.pk, post_id=said.pk)
    notify(member_ids=[cast.eli.pk], news=news, at=AT)
    assert kinds(cast.eli) == ["mention"]
    change = Change(text=f"@{cast.ben.handle} a secret", language="en")
    edit_post(by=cast.cleo, post_id=said.pk, change=change, at=AT)
    assert kinds(cast.eli) == []
