"""What members were told half a year ago is let go of; what asks for something stays."""

from datetime import timedelta

import pytest

from squares.notifications.actions import prune as pruning
from squares.notifications.models import Notification
from squares.notifications.rules import SQUARES_OWN, Kind
from squares.notifications.tasks import prune_old
from talk_cast import NOON

pytestmark = pytest.mark.usefixtures("in_agora")
NOW = NOON + timedelta(days=400)


def told(cast, kind, *, days, subject):
    return Notification.objects.create(
        member=cast.cleo, actor=cast.eli, kind=kind, subject=subject, at=NOW - timedelta(days=days)
    )


def test_passing_news_goes_when_it_is_old(cast) -> None:
    for number, kind in enumerate(Kind):
        told(cast, kind, days=181, subject=number)
    young = told(cast, Kind.FAVOURITE, days=179, subject=99)
    pruning.prune(at=NOW)
    left = set(Notification.objects.values_list("kind", flat=True))
    assert left == {*SQUARES_OWN, Kind.FOLLOW_REQUEST, Kind.FAVOURITE}
    assert Notification.objects.filter(pk=young.pk).exists()


def test_what_stays_is_in_nobodys_way(cast, monkeypatch) -> None:
    monkeypatch.setattr(pruning, "AT_ONCE", 3)
    monkeypatch.setattr("commons.clock.now", lambda: NOW)
    for number in range(10):
        told(cast, Kind.MEASURE if number < 7 else Kind.MENTION, days=200, subject=number)
    prune_old()
    assert set(Notification.objects.values_list("kind", flat=True)) == {Kind.MEASURE}


def test_one_statement_where_nothing_is_old(cast, django_assert_num_queries) -> None:
    told(cast, Kind.MENTION, days=3, subject=1)
    with django_assert_num_queries(3):  # with what begins and ends the transaction
        assert pruning.prune(at=NOW) == 0
