"""The newer kinds of news: who hears them, and who does not."""

import pytest

from commons import events
from squares.members.events import MemberJoined, MemberRefused, MemberWaiting
from squares.members.models import Member
from squares.moderation.actions.report import open_case, report_post
from squares.notifications import tasks
from squares.notifications.actions.tell import News, notify
from squares.notifications.models import Notification
from squares.notifications.queries.cards import page
from squares.notifications.rules import Kind
from squares.posts.actions.edit import Change, edit_post
from squares.posts.actions.react import boost
from squares.posts.events import PollEnded, PostQuoted, ScheduledPostRefused
from squares.posts.models.poll import Poll, Vote
from squares.posts.models.post import Post
from squares.relationships.actions.apart import block
from squares.relationships.actions.follow import follow
from talk_cast import NOON, say

COMMENT = "It sells watches under every post."
pytestmark = pytest.mark.usefixtures("in_agora")


def kinds(member):
    return [item.kind for item in page(member).items]


@pytest.fixture
def rung(cast):
    """Eli asked to hear of each of Cleo's posts; Ben only follows her."""
    follow(by=cast.eli, target=cast.cleo, notifies=True, at=NOON)
    follow(by=cast.ben, target=cast.cleo, at=NOON)
    Notification.objects.all().delete()


def saying(settled, by, text="Good morning.", **draft):
    """Say something and have the facts delivered."""
    with settled():
        said = say(by, text, **draft)
    with settled():
        events.deliver_due()
    return said


def test_who_asked_to_hear_of_each_post_does(cast, rung, settled):
    saying(settled, cast.cleo)
    assert kinds(cast.eli) == ["post"]
    assert kinds(cast.ben) == []


def test_ones_own_thread_rings_and_answers_to_others_do_not(cast, rung, settled):
    other = say(cast.ada)
    saying(settled, cast.cleo, in_reply_to=other.pk)
    assert kinds(cast.eli) == []
    mine = say(cast.cleo)
    saying(settled, cast.cleo, in_reply_to=mine.pk)
    assert "post" in kinds(cast.eli)


@pytest.mark.parametrize(("visibility", "told"), [("followers", ["post"]), ("mentioned", [])])
def test_a_private_word_rings_nowhere(cast, rung, settled, visibility, told):
    saying(settled, cast.cleo, "@Ada a word", visibility=visibility)
    assert kinds(cast.eli) == told


def test_who_is_named_is_not_rung_as_well(cast, rung, settled):
    saying(settled, cast.cleo, "@Eli good morning")
    assert kinds(cast.eli) == ["mention"]


def test_a_boost_does_not_ring(cast, rung, settled):
    said = say(cast.ada)
    Notification.objects.all().delete()
    with settled():
        boost(by=cast.cleo, post_id=said.pk, at=NOON)
        events.deliver_due()
    assert kinds(cast.eli) == []


def test_who_boosted_hears_of_the_latest_edit(cast, settled):
    said = say(cast.cleo)
    boost(by=cast.eli, post_id=said.pk, at=NOON)
    for wording in ("Good day.", "Good evening."):
        change = Change(text=wording, language="en")
        with settled():
            edit_post(by=cast.cleo, post_id=said.pk, change=change, at=NOON)
        with settled():
            events.deliver_due()
    (item,) = [item for item in page(cast.eli).items if item.kind == "edit"]
    assert (item.excerpt, item.unread) == ("Good evening.", True)
    assert "edit" not in kinds(cast.ben)


def test_who_quoted_hears_of_an_edit_by_their_own_post(cast):
    said, quote = say(cast.cleo), say(cast.eli, "See this.")
    Post.objects.filter(pk=quote.pk).update(quote_of=said, quote_state="accepted")
    revoked = say(cast.ben, "And this.")
    Post.objects.filter(pk=revoked.pk).update(quote_of=said, quote_state="revoked")
    tasks.tell_of_edit(cast.cleo.pk, said.pk)
    (item,) = page(cast.eli).items
    assert (item.kind, item.post_id, item.actor.handle) == ("quoted_edit", quote.pk, "Cleo")
    assert kinds(cast.ben) == []


def test_a_poll_that_ended_is_told_to_its_author_and_its_voters(cast):
    asked = say(cast.cleo, "Tea or coffee?")
    Poll.objects.create(post=asked, options=["Tea", "Coffee"], tallies=[1, 0], ends_at=NOON)
    Vote.objects.create(poll_id=asked.pk, member=cast.eli, choices=[0])
    tasks.tell_of_poll(cast.cleo.pk, asked.pk)
    tasks.tell_of_poll(cast.cleo.pk, asked.pk)
    (own,), (voted,) = page(cast.cleo).items, page(cast.eli).items
    assert (own.kind, own.mine) == (voted.kind, True) == ("poll", True)
    assert not voted.mine
    assert kinds(cast.ben) == []


def test_the_rooms_facts_are_heard(cast, settled):
    said, quote = say(cast.cleo), say(cast.eli, "See this.")
    for fact in (
        PostQuoted(quote.pk, cast.eli.pk, said.pk, cast.cleo.pk),
        PollEnded(said.pk, cast.cleo.pk),
        ScheduledPostRefused(7, cast.cleo.pk),
    ):
        with settled():
            events.tell(fact)
    assert kinds(cast.cleo) == ["unpublished", "poll", "quote"]
    assert kinds(cast.eli) == []


def test_moderators_hear_who_joined_and_that_they_waited_is_news_no_longer(cast, settled):
    for fact in (MemberWaiting(cast.eli.pk), MemberJoined(cast.eli.pk)):
        with settled():
            events.tell(fact)
    assert kinds(cast.ada) == kinds(cast.ben) == ["joined"]
    assert kinds(cast.cleo) == []
    with settled():
        events.tell(MemberWaiting(cast.cleo.pk))
    with settled():
        events.tell(MemberRefused(cast.cleo.pk))
    assert kinds(cast.ada) == ["joined"]


def test_a_steward_who_joins_is_told_nothing_of_it(cast, settled):
    with settled():
        events.tell(MemberJoined(cast.ada.pk))
    assert kinds(cast.ada) == []
    assert kinds(cast.ben) == ["joined"]


def test_moderators_hear_of_a_report_once_but_not_the_one_it_is_about(cast, settled):
    said = say(cast.ben)
    for reporter in (cast.cleo, cast.eli):
        with settled():
            report_post(by=reporter, post=said, rule_id=None, comment=COMMENT, at=NOON)
    (item,) = page(cast.ada).items
    assert (item.kind, item.actor.handle, item.post_id) == ("reported", "Cleo", said.pk)
    assert item.subject
    assert kinds(cast.ben) == kinds(cast.cleo) == []


def test_a_report_is_told_whomever_a_moderator_blocks(cast, settled):
    said = say(cast.eli)
    block(by=cast.ada, target=cast.cleo, at=NOON)
    with settled():
        report_post(by=cast.cleo, post=said, rule_id=None, comment=COMMENT, at=NOON)
    assert kinds(cast.ada) == ["reported"]


def test_a_case_that_moderators_open_themselves_is_no_news(cast, settled):
    with settled():
        open_case(by=cast.ben, member=cast.eli, post=None, at=NOON)
    assert kinds(cast.ada) == []


def test_nobody_who_left_is_told(cast):
    Member.objects.filter(pk=cast.eli.pk).update(state="gone")
    said = say(cast.cleo)
    notify(member_ids=[cast.eli.pk], news=News(Kind.MENTION, cast.cleo.pk, said.pk), at=NOON)
    assert not Notification.objects.exists()
