"""What happens in numbers is told together, and one that fails takes no other with it."""

import pytest

from commons import events
from commons.models import OutboxEntry
from squares.notifications import tasks
from squares.notifications.models import Notification
from squares.posts.actions.react import boost, favourite
from squares.relationships.actions.follow import follow
from talk_cast import NOON, say

pytestmark = pytest.mark.usefixtures("in_agora")


def told() -> set[tuple[str, int, int]]:
    return set(Notification.objects.values_list("kind", "member_id", "post_id"))


def test_each_of_many_posts_reaches_whom_it_concerns(cast, settled) -> None:
    follow(by=cast.eli, target=cast.cleo, notifies=True, at=NOON)
    first = say(cast.cleo)
    second = say(cast.ada, "Yes, @Ben.", in_reply_to=first.pk)
    third = say(cast.cleo, "To @Eli alone.", visibility="mentioned")
    with settled():
        events.deliver_due()
    assert not OutboxEntry.objects.exists()
    assert told() - {("follow", cast.cleo.pk, None)} == {
        ("post", cast.eli.pk, first.pk),
        ("reply", cast.cleo.pk, second.pk),
        ("mention", cast.ben.pk, second.pk),
        ("mention", cast.eli.pk, third.pk),
    }


def test_many_that_nobody_asked_for_cost_what_one_costs(cast, costs_the_same) -> None:
    kept: list[OutboxEntry] = []

    def say_some(count: int) -> None:
        for _ in range(count):
            say(cast.cleo)
        kept.extend(OutboxEntry.objects.all())

    def deliver() -> None:
        OutboxEntry.objects.bulk_create(kept, ignore_conflicts=True)
        events.deliver_due()

    say_some(1)
    costs_the_same(deliver, more=lambda: say_some(19))


def test_one_that_fails_keeps_none_of_the_others(cast) -> None:
    post = say(cast.ada)
    kinds = ("favourite", "no such thing", "boost")
    with pytest.raises(ExceptionGroup):
        tasks.tell_each([([cast.ada.pk], kind, cast.ben.pk, post.pk) for kind in kinds])
    assert told() == {(kind, cast.ada.pk, post.pk) for kind in ("favourite", "boost")}


def test_what_is_done_to_a_post_reaches_its_author(cast, settled) -> None:
    post = say(cast.ada)
    with settled():
        favourite(by=cast.ben, post_id=post.pk, at=NOON)
        boost(by=cast.ben, post_id=post.pk, at=NOON)
    assert told() == {(kind, cast.ada.pk, post.pk) for kind in ("favourite", "boost")}
