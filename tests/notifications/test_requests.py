"""What a policy holds back, and what becomes of it."""

from datetime import timedelta

import pytest

from commons import events
from squares.members.actions.profile import change_preferences
from squares.members.events import MarkerMoved
from squares.members.markers import Place, markers_of
from squares.members.models import Member
from squares.members.preferences import preferences_of
from squares.notifications.actions import requests as answers
from squares.notifications.actions.clear import clear_all, mark_read
from squares.notifications.actions.policy import change_policy
from squares.notifications.actions.tell import News, notify
from squares.notifications.errors import RequestNotFound
from squares.notifications.events import MemberTold, RequestsMerged
from squares.notifications.models import Notification
from squares.notifications.queries.cards import page
from squares.notifications.queries.policies import policy_of
from squares.notifications.queries.requests import count_waiting, find_request, requests
from squares.notifications.queries.unread import count_unread
from squares.notifications.rules import Kind, Policy, Reception
from squares.posts.models.thread import ThreadMark
from squares.relationships.actions.apart import block
from talk_cast import NOON, follow, say, state

pytestmark = pytest.mark.usefixtures("in_agora")


@pytest.fixture
def choosy(cast):
    """Cleo, who looks first at news of people she does not follow."""
    change_policy(by=cast.cleo, at=NOON, not_following=Reception.FILTER)
    return cast.cleo


def mention(who, whom, **draft):
    said = say(who, f"@{whom.handle} good morning.", **draft)
    news = News(Kind.MENTION, actor_id=who.pk, post_id=said.pk)
    notify(member_ids=[whom.pk], news=news, at=NOON + timedelta(days=1))
    return said


def test_a_policy_is_kept_beside_other_preferences(cast):
    assert policy_of(cast.cleo) == Policy()
    change_preferences(by=cast.cleo, at=NOON, sensitive=True)
    change_policy(by=cast.cleo, at=NOON, new_accounts=Reception.DROP)
    change_policy(by=cast.cleo, at=NOON, not_followers=Reception.FILTER)
    change_preferences(by=cast.cleo, at=NOON, language="de")
    again = Member.objects.get(pk=cast.cleo.pk)
    assert policy_of(again) == Policy(new_accounts=Reception.DROP, not_followers=Reception.FILTER)
    assert (preferences_of(again).sensitive, preferences_of(again).language) == (True, "de")
    assert policy_of(cast.eli) == Policy()


def test_what_is_held_back_waits_and_wakes_nobody(cast, choosy, settled, facts_of):
    told = facts_of(MemberTold)
    with settled():
        said = mention(cast.eli, choosy)
        mention(cast.eli, choosy)
    assert page(choosy).items == []
    assert count_unread(choosy) == 0
    assert told == []
    (waiting,) = requests(choosy).items
    assert (waiting.card.handle, waiting.count) == ("Eli", 2)
    assert waiting.post.pk > said.pk
    assert waiting.excerpt == "@Cleo good morning."
    assert (count_waiting(choosy).requests, count_waiting(choosy).notifications) == (1, 2)
    assert requests(cast.eli).items == []


def test_who_is_heard_stands_among_the_notifications_from_then_on(cast, choosy, settled, facts_of):
    merged, told = facts_of(RequestsMerged), facts_of(MemberTold)
    mention(cast.eli, choosy)
    with settled():
        answers.accept(by=choosy, actor_ids=[cast.eli.pk, cast.ben.pk, 1], at=NOON)
    assert [item.kind for item in page(choosy).items] == ["mention"]
    assert requests(choosy).items == []
    assert count_unread(choosy) == 1
    assert merged == [RequestsMerged(choosy.pk)]
    with settled():
        mention(cast.eli, choosy)
    assert len(page(choosy).items) == 2
    assert [fact.member_id for fact in told] == [choosy.pk]


def test_who_is_passed_over_waits_again(cast, choosy):
    mention(cast.eli, choosy)
    answers.dismiss(by=choosy, actor_ids=[cast.eli.pk], at=NOON)
    assert not Notification.objects.exists()
    mention(cast.eli, choosy)
    assert len(requests(choosy).items) == 1


def test_requests_are_their_members_own(cast, choosy):
    mention(cast.eli, choosy)
    with pytest.raises(RequestNotFound):
        find_request(viewer=cast.ada, actor_id=cast.eli.pk)
    answers.accept(by=cast.ada, actor_ids=[cast.eli.pk], at=NOON)
    answers.dismiss(by=cast.ada, actor_ids=[cast.eli.pk], at=NOON)
    assert find_request(viewer=choosy, actor_id=cast.eli.pk).count == 1


def test_clearing_leaves_what_nobody_has_seen(cast, choosy):
    follow(choosy, cast.eli)
    mention(cast.eli, choosy)
    mention(cast.ada, choosy)
    Notification.objects.filter(actor=cast.ada).update(filtered=True)
    clear_all(by=choosy)
    assert [row.actor_id for row in Notification.objects.all()] == [cast.ada.pk]


def test_blocking_and_suspension_empty_the_requests(cast, choosy, settled):
    mention(cast.eli, choosy)
    state(cast.eli, "suspended")
    assert requests(choosy).items == []
    assert count_waiting(choosy).requests == 0
    state(cast.eli, "active")
    with settled():
        block(by=choosy, target=cast.eli, at=NOON)
    assert not Notification.objects.exists()


def test_a_moderator_is_always_heard(cast, choosy):
    mention(cast.ben, choosy)
    assert [item.kind for item in page(choosy).items] == ["mention"]


def test_what_is_dropped_is_never_written(cast):
    change_policy(by=cast.cleo, at=NOON, not_following=Reception.DROP)
    mention(cast.eli, cast.cleo)
    assert not Notification.objects.exists()


def test_an_answer_to_a_private_word_is_not_unasked(cast):
    change_policy(by=cast.cleo, at=NOON, private_mentions=Reception.FILTER)
    mention(cast.eli, cast.cleo, visibility="mentioned")
    assert page(cast.cleo).items == []
    asked = say(cast.cleo, "@Eli shall we?", visibility="mentioned")
    mention(cast.eli, cast.cleo, visibility="mentioned", in_reply_to=asked.pk)
    assert len(page(cast.cleo).items) == 1


def test_nothing_is_told_from_a_muted_conversation(cast):
    said = say(cast.cleo)
    ThreadMark.objects.create(member=cast.cleo, thread_id=said.pk, muted_at=NOON)
    for kind in (Kind.FAVOURITE, Kind.BOOST):
        news = News(kind, actor_id=cast.eli.pk, post_id=said.pk)
        notify(member_ids=[cast.cleo.pk], news=news, at=NOON)
    answer = say(cast.eli, in_reply_to=said.pk)
    news = News(Kind.REPLY, actor_id=cast.eli.pk, post_id=answer.pk)
    notify(member_ids=[cast.cleo.pk, cast.ada.pk], news=news, at=NOON)
    assert [row.member_id for row in Notification.objects.all()] == [cast.ada.pk]


def test_a_page_of_requests_costs_the_same(cast, choosy, costs_the_same):
    mention(cast.eli, choosy)

    def more():
        for n in range(5):
            other = Member.objects.create(
                handle=f"o{n}", handle_key=f"o{n}", skeleton=f"o{n}", joined_at=NOON
            )
            mention(other, choosy)

    costs_the_same(lambda: requests(choosy), more=more)
    assert len(requests(choosy).items) == 6


def test_reading_on_the_page_reads_in_the_apps_and_the_other_way(cast, settled):
    mention(cast.eli, cast.cleo)
    mention(cast.eli, cast.cleo)
    newest, oldest = (item.id for item in page(cast.cleo).items)
    with settled():
        mark_read(member=cast.cleo, at=NOON, up_to=oldest)
    assert markers_of(cast.cleo)[Place.NOTIFICATIONS].last_read_id == oldest
    assert count_unread(cast.cleo) == 1
    with settled():
        events.tell(MarkerMoved(cast.cleo.pk, "home", newest))
    assert count_unread(cast.cleo) == 1
    with settled():
        events.tell(MarkerMoved(cast.cleo.pk, "notifications", newest))
    assert count_unread(cast.cleo) == 0
    mark_read(member=cast.cleo, at=NOON, up_to=oldest)
    assert markers_of(cast.cleo)[Place.NOTIFICATIONS].last_read_id == oldest


def test_what_waits_is_not_read_by_looking_at_the_news(cast, choosy):
    mention(cast.eli, choosy)
    waiting = Notification.objects.get(member=choosy, filtered=True)
    mark_read(member=choosy, at=NOON)
    assert Place.NOTIFICATIONS not in markers_of(choosy)
    answers.accept(by=choosy, actor_ids=[cast.eli.pk], at=NOON)
    waiting.refresh_from_db()
    assert (waiting.filtered, waiting.read_at) == (False, None)
