"""News alike is shown as one."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commons.pages import Window
from squares.members.models import Member
from squares.notifications.actions.clear import clear_all, dismiss, dismiss_group
from squares.notifications.actions.tell import News, notify
from squares.notifications.errors import NotificationNotFound
from squares.notifications.models import Notification
from squares.notifications.queries.cards import page
from squares.notifications.queries.groups import (
    SAMPLE,
    actors_of_group,
    count_groups,
    find_group,
    groups,
)
from squares.notifications.queries.listing import find_notification
from squares.notifications.rules import Kind
from talk_cast import NOON, say, state

pytestmark = pytest.mark.usefixtures("in_agora")


@pytest.fixture
def crowd(cast):
    """Twelve people besides the cast."""
    return [
        Member.objects.create(
            handle=f"fan{n}",
            handle_key=f"fan{n}",
            skeleton=f"fan{n}",
            joined_at=NOON - timedelta(days=90),
        )
        for n in range(12)
    ]


def like(who, post, at=NOON, kind=Kind.FAVOURITE):
    notify(member_ids=[post.author_id], news=News(kind, actor_id=who.pk, post_id=post.pk), at=at)


def test_a_group_names_the_latest_and_counts_the_rest(cast, crowd):
    post = say(cast.cleo)
    for fan in crowd:
        like(fan, post)
    (group,) = groups(cast.cleo).items
    assert (group.count, group.others) == (12, 11)
    assert group.actor_ids == tuple(fan.pk for fan in reversed(crowd))[:SAMPLE]
    assert group.newest > group.oldest
    assert find_notification(viewer=cast.cleo, notification_id=group.newest).actor == crowd[-1]
    (card,) = page(cast.cleo).items
    assert (card.actor.handle, card.others, card.excerpt) == ("fan11", 11, "Good morning.")


def test_other_posts_kinds_and_days_stand_apart(cast, crowd):
    one, other = say(cast.cleo), say(cast.cleo)
    like(crowd[0], one)
    like(crowd[1], other)
    like(crowd[2], one, kind=Kind.BOOST)
    like(crowd[3], one, at=NOON + timedelta(hours=12))
    assert [group.count for group in groups(cast.cleo).items] == [1, 1, 1, 1]


def test_follows_are_grouped_and_mentions_are_not(cast, crowd):
    for fan in crowd[:3]:
        notify(member_ids=[cast.cleo.pk], news=News(Kind.FOLLOW, fan.pk), at=NOON)
        said = say(fan)
        notify(member_ids=[cast.cleo.pk], news=News(Kind.MENTION, fan.pk, said.pk), at=NOON)
    found = groups(cast.cleo).items
    assert [(g.kind, g.count) for g in found] == [
        ("mention", 1),
        ("follow", 3),
        ("mention", 1),
        ("mention", 1),
    ]
    assert found[0].key == f"ungrouped-{found[0].newest}"


def test_only_the_kinds_asked_for_are_grouped(cast, crowd):
    post = say(cast.cleo)
    for fan in crowd[:2]:
        like(fan, post)
        like(fan, post, kind=Kind.BOOST)
    found = groups(cast.cleo, grouped=[Kind.BOOST]).items
    assert [(g.kind, g.count) for g in found] == [
        ("boost", 2),
        ("favourite", 1),
        ("favourite", 1),
    ]


def test_a_group_is_met_once_however_far_one_reads(cast, crowd):
    old, new = say(cast.cleo), say(cast.cleo)
    for fan in crowd[:6]:
        like(fan, old)
        like(fan, new)
    first = groups(cast.cleo, window=Window(size=1))
    assert [g.post_id for g in first.items] == [new.pk]
    rest = groups(cast.cleo, window=Window(size=1, before=first.older))
    assert [(g.post_id, g.count) for g in rest.items] == [(old.pk, 6)]
    assert rest.older is None
    up = groups(cast.cleo, window=Window(after=rest.newest))
    assert [g.post_id for g in up.items] == [new.pk]


def test_who_left_or_is_suspended_is_neither_shown_nor_counted(cast, crowd):
    post = say(cast.cleo)
    for fan in crowd[:4]:
        like(fan, post)
    state(crowd[3], "suspended")
    (group,) = groups(cast.cleo).items
    assert (group.count, group.actor_ids[0]) == (3, crowd[2].pk)
    assert [number for _, number in actors_of_group(viewer=cast.cleo, key=group.key).items] == [
        crowd[2].pk,
        crowd[1].pk,
        crowd[0].pk,
    ]


def test_a_group_is_found_and_dismissed_by_its_owner_alone(cast, crowd):
    post = say(cast.cleo)
    for fan in crowd[:2]:
        like(fan, post)
    (group,) = groups(cast.cleo).items
    assert find_group(viewer=cast.cleo, key=group.key) == group
    alone = find_group(viewer=cast.cleo, key=f"ungrouped-{group.newest}")
    assert (alone.count, alone.actor_ids) == (1, (crowd[1].pk,))
    for key in (group.key, f"ungrouped-{group.newest}", "", "nonsense", "ungrouped-1"):
        with pytest.raises(NotificationNotFound):
            find_group(viewer=cast.eli, key=key)
    dismiss_group(by=cast.eli, key=group.key)
    dismiss_group(by=cast.cleo, key="")
    assert Notification.objects.count() == 2
    dismiss_group(by=cast.cleo, key=group.key)
    assert not Notification.objects.exists()


def test_one_is_dismissed_and_all_are_cleared(cast, crowd):
    post = say(cast.cleo)
    for fan in crowd[:3]:
        like(fan, post)
    newest = groups(cast.cleo).items[0].newest
    with pytest.raises(NotificationNotFound):
        dismiss(by=cast.eli, notification_id=newest)
    dismiss(by=cast.cleo, notification_id=newest)
    assert groups(cast.cleo).items[0].count == 2
    clear_all(by=cast.eli)
    assert Notification.objects.count() == 2
    clear_all(by=cast.cleo)
    assert not Notification.objects.exists()


def test_groups_are_counted_up_to_a_limit(cast, crowd):
    posts = [say(cast.cleo) for _ in range(3)]
    for post in posts:
        like(crowd[0], post)
        like(crowd[1], post)
    newest = [group.newest for group in groups(cast.cleo).items]
    assert count_groups(cast.cleo, since=0, limit=100) == 3
    assert count_groups(cast.cleo, since=0, limit=2) == 2
    assert count_groups(cast.cleo, since=newest[1], limit=100) == 1


def test_a_page_of_groups_costs_one_statement(cast, crowd):
    def cost():
        with CaptureQueriesContext(connection) as captured:
            groups(cast.cleo)
        return len(captured)

    like(crowd[0], say(cast.cleo))
    assert cost() == 1
    for post in [say(cast.cleo) for _ in range(19)]:
        like(crowd[0], post)
        like(crowd[1], post)
    assert cost() == 1
