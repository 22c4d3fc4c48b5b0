"""Whom one might like to read, and who is found how."""

from datetime import UTC, date, datetime, timedelta

import pytest

from commons.pages import Window
from commons.remember import forget
from squares.members.models import Member
from squares.relationships import discovery
from squares.relationships.actions import stances
from squares.relationships.actions.apart import block, mute
from squares.relationships.actions.follow import follow
from squares.relationships.discovery import WELL_READ_KEY, Order, Why
from squares.relationships.models import Follow

AT = datetime(2026, 6, 1, 12, tzinfo=UTC)

pytestmark = pytest.mark.usefixtures("in_agora")


def change(member, **columns):
    Member.objects.filter(pk=member.pk).update(**columns)


def suggested(viewer):
    return [(s.member.handle, s.why) for s in discovery.suggestions(viewer=viewer, at=AT)]


def listed(viewer, order=Order.ACTIVE, **more):
    return [m.handle for m in discovery.directory(viewer=viewer, order=order, **more)]


def found(words, viewer=None, **more):
    return [m.handle for m in discovery.find_people(words=words, viewer=viewer, **more)]


@pytest.fixture
def bridged(cast):
    """Cleo follows Ada, who follows Ben; Eli said something this month."""
    follow(by=cast.cleo, target=cast.ada, at=AT)
    follow(by=cast.ada, target=cast.ben, at=AT)
    change(cast.eli, posted_on=date(2026, 5, 20))


def test_first_whom_those_i_follow_read_then_the_active(cast, bridged):
    assert suggested(cast.cleo) == [("Ben", Why.IN_COMMON), ("Eli", Why.FOLLOWED)]
    change(cast.eli, posted_on=date(2026, 4, 1))
    forget(WELL_READ_KEY)
    assert suggested(cast.cleo) == [("Ben", Why.IN_COMMON)]


@pytest.mark.parametrize(
    "no",
    [
        lambda cast: follow(by=cast.cleo, target=cast.ben, at=AT),
        lambda cast: Follow.objects.create(
            source=cast.cleo, target=cast.ben, accepted=False, at=AT
        ),
        lambda cast: block(by=cast.cleo, target=cast.ben, at=AT),
        lambda cast: block(by=cast.ben, target=cast.cleo, at=AT),
        lambda cast: mute(by=cast.cleo, target=cast.ben, at=AT),
        lambda cast: stances.do_not_suggest(by=cast.cleo, target=cast.ben, at=AT),
        lambda cast: change(cast.ben, discoverable=False),
        lambda cast: change(cast.ben, state="silenced"),
        lambda cast: change(cast.ben, state="suspended"),
        lambda cast: change(cast.ada, hides_ties=True),
    ],
)
def test_nobody_is_suggested_whom_one_knows_or_does_not_want(cast, bridged, no):
    no(cast)
    assert "Ben" not in [handle for handle, _ in suggested(cast.cleo)]


def test_suggestions_cost_the_same(cast, bridged, costs_the_same):
    def more():
        crowd(cast, 20, posted_on=date(2026, 5, 30))
        forget(WELL_READ_KEY)

    costs_the_same(lambda: discovery.suggestions(viewer=cast.cleo, at=AT), more=more)
    assert len(suggested(cast.cleo)) == 20


def test_people_in_common(cast):
    for by, target in [("cleo", "ada"), ("cleo", "ben"), ("ada", "eli"), ("ben", "eli")]:
        follow(by=getattr(cast, by), target=getattr(cast, target), at=AT)

    def common():
        people = discovery.in_common(viewer=cast.cleo, ids=[cast.eli.pk, cast.ada.pk])
        return {pk: [m.handle for m in members] for pk, members in people.items()}

    assert common() == {cast.eli.pk: ["Ben", "Ada"], cast.ada.pk: []}
    change(cast.ben, hides_ties=True)
    assert common()[cast.eli.pk] == ["Ada"]
    change(cast.ada, state="suspended")
    assert common()[cast.eli.pk] == []
    change(cast.ada, state="active")
    change(cast.eli, hides_ties=True)
    assert common()[cast.eli.pk] == []
    assert discovery.in_common(viewer=cast.cleo, ids=[]) == {}


def test_people_in_common_cost_the_same(cast, costs_the_same):
    follow(by=cast.cleo, target=cast.ada, at=AT)
    follow(by=cast.ada, target=cast.eli, at=AT)

    def more():
        for other in crowd(cast, 20):
            Follow.objects.create(source=cast.cleo, target=other, at=AT)
            Follow.objects.create(source=other, target=cast.eli, at=AT)

    costs_the_same(lambda: discovery.in_common(viewer=cast.cleo, ids=[cast.eli.pk]), more=more)
    people = discovery.in_common(viewer=cast.cleo, ids=[cast.eli.pk], limit=3)
    assert len(people[cast.eli.pk]) == 3


def test_the_directory_is_sorted_and_leaves_out(cast):
    change(cast.ben, posted_on=date(2026, 5, 20))
    change(cast.ada, posted_on=date(2026, 5, 22))
    assert listed(None) == ["Ada", "Ben", "Eli", "Cleo"]
    assert listed(None, Order.NEW) == ["Eli", "Cleo", "Ben", "Ada"]
    assert listed(None, Order.NEW, offset=1, limit=2) == ["Cleo", "Ben"]
    block(by=cast.ben, target=cast.cleo, at=AT)
    mute(by=cast.cleo, target=cast.eli, until=datetime.now(UTC) - timedelta(days=1), at=AT)
    assert listed(cast.cleo) == ["Ada", "Eli", "Cleo"]
    mute(by=cast.cleo, target=cast.eli, at=AT)
    change(cast.ada, discoverable=False)
    assert listed(cast.cleo) == ["Cleo"]
    assert listed(None) == ["Ben", "Eli", "Cleo"]


def test_people_are_found_by_handle_and_name(cast):
    change(cast.eli, name="Elias Roe")
    change(cast.ben, name="Bea El Amin", followers_count=3)
    assert found("EL") == ["Ben", "Eli"]
    assert found("@eli") == ["Eli"]
    assert found("roe") == ["Eli"]
    assert found("%") == found("_") == found("") == found("   ") == []
    assert found("dov") == []
    assert found("el", offset=1, limit=1) == ["Eli"]
    change(cast.eli, discoverable=False)
    assert found("eli") == ["Eli"]
    change(cast.eli, state="suspended")
    assert found("eli") == []


def test_the_very_handle_then_whom_one_follows(cast):
    change(cast.ben, name="Eli's brother", followers_count=50)
    change(cast.ada, name="Eli's aunt")
    Follow.objects.create(source=cast.cleo, target=cast.ada, at=AT)
    assert found("eli", cast.cleo) == ["Eli", "Ada", "Ben"]
    assert found("eli", cast.cleo, followed_only=True) == ["Ada"]
    assert found("eli", None, followed_only=True) == []


def test_recommended_people_come_in_pages(cast):
    for target in (cast.ada, cast.ben, cast.eli):
        follow(by=cast.cleo, target=target, at=AT)
        stances.endorse(by=cast.cleo, target=target, at=AT)

    def shown(viewer, **window):
        page = discovery.endorsed_by(cast.cleo, viewer=viewer, window=Window(**window))
        return [m.handle for m in page.items]

    assert shown(None) == ["Eli", "Ben", "Ada"]
    assert shown(None, size=2) == ["Eli", "Ben"]
    assert shown(None, before=cast.ben.pk) == ["Ada"]
    block(by=cast.ben, target=cast.ada, at=AT)
    assert shown(cast.ada) == ["Eli", "Ada"]
    change(cast.eli, state="suspended")
    assert shown(None) == ["Ben", "Ada"]


def crowd(cast, number, **columns):
    return Member.objects.bulk_create(
        Member(
            handle=f"crowd{n}",
            handle_key=f"crowd{n}",
            skeleton=f"crowd{n}",
            joined_at=AT,
            **columns,
        )
        for n in range(number)
    )
