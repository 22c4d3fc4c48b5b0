"""Foundations are written down, squares are founded, built and entitled."""

import pytest

from commons import audit
from tenants import actions, queries
from tenants.context import inside
from tenants.errors import (
    FoundationNotFound,
    FoundationRefused,
    NotAllowedHere,
    PlanExhausted,
    SettingsRefused,
    SlugRefused,
    SlugTaken,
    SquareNotFound,
)
from tenants.models.foundation import Officer
from tenants.models.square import Square


def test_foundation_has_its_founder_as_owner(cast, now, acts):
    made = actions.found_foundation(name="  Verein  X ", country="AT", by=cast.ola, at=now)
    assert (made.name, made.country, made.contact_email) == ("Verein X", "AT", cast.ola.email)
    office = queries.find_office(user=cast.ola, foundation_id=made.pk)
    assert office.role == Officer.Role.OWNER
    assert acts()[-1] == "foundation.founded"


@pytest.mark.parametrize(
    ("name", "country"), [("", "DE"), ("x" * 121, "DE"), ("X", "XX"), ("X", "")]
)
def test_foundation_is_refused(cast, now, name, country):
    with pytest.raises(FoundationRefused):
        actions.found_foundation(name=name, country=country, by=cast.ola, at=now)


def test_square_is_founded_built_and_not_open_yet(found, office, now, acts):
    square = found("le-havre", summary="On the quay.")
    assert square.built_at == now
    assert square.state == Square.State.FOUNDING
    assert square.schema_name == "sq_le_havre"
    assert square.url == "http://le-havre.localhost:8000"
    assert square.entitlements == office.foundation.entitlements
    assert acts()[-1] == "square.founded"
    assert audit.verify()[1] is None
    from squares.charter.models import Rule

    with inside(square):
        assert Rule.objects.count() > 1


def test_square_takes_what_was_asked(found):
    square = found(
        "tehran", name="تهران", language="fa", jurisdiction="NL", time_zone="Asia/Tehran"
    )
    square = Square.objects.get(pk=square.pk)
    assert (square.name, square.direction, square.jurisdiction) == ("تهران", "rtl", "NL")
    assert square.time_zone == "Asia/Tehran"


@pytest.mark.parametrize("slug", ["agora", "ag0ra", "f0rurn"])
def test_taken_address_and_its_look_alikes_are_refused(found, slug):
    with pytest.raises(SlugTaken):
        found(slug)
    assert not Square.objects.filter(slug=slug).exclude(slug="agora").exists()


@pytest.mark.parametrize("slug", ["ops", "x", "Ägora", "a--b"])
def test_bad_address_is_refused(found, slug):
    with pytest.raises(SlugRefused):
        found(slug)


@pytest.mark.parametrize(
    "wrong", [{"name": " "}, {"name": "x" * 61}, {"jurisdiction": "ZZ"}, {"time_zone": "Mars/Base"}]
)
def test_bad_settings_are_refused(found, wrong):
    with pytest.raises(SettingsRefused):
        found(**wrong)
    assert Square.objects.count() == 2


def test_treasurer_founds_nothing(found, office_as):
    with pytest.raises(NotAllowedHere):
        found(by=office_as("treasurer"))


def test_plan_limits_how_many(found, office):
    found("one-more")
    found("and-another")
    with pytest.raises(PlanExhausted):
        found("too-many")
    Square.objects.filter(slug="one-more").update(state=Square.State.CLOSED)
    assert found("too-many").built_at


def test_without_a_plan_there_is_one(found, office):
    office.foundation.entitlements = {}
    office.foundation.save()
    with pytest.raises(PlanExhausted):
        found()


def test_entitlements_reach_every_square(cast, office, now, acts, settled):
    with settled():
        actions.grant_entitlements(
            foundation=office.foundation, entitlements={"squares": 9}, actor="system", at=now
        )
    assert Square.objects.get(slug="agora").entitlements == {"squares": 9}
    assert Square.objects.get(slug="forum").entitlements != {"squares": 9}
    assert acts()[-1] == "foundation.entitled"


def test_settings_change_and_are_audited(cast, office, now, acts):
    changes = {"name": "Agora Leipzig", "registration": "approval", "listed": False}
    actions.change_settings(square=cast.agora, changes=changes, by=office, at=now)
    square = Square.objects.get(slug="agora")
    assert (square.name, square.registration, square.listed) == ("Agora Leipzig", "approval", False)
    assert acts()[-1] == "square.settings_changed"


def test_settings_are_refused(cast, office, office_as, now):
    for wrong in ({"name": ""}, {"jurisdiction": "??"}, {"time_zone": "nowhere"}):
        with pytest.raises(SettingsRefused):
            actions.change_settings(square=cast.agora, changes=wrong, by=office, at=now)
    with pytest.raises(ValueError, match="slug"):
        actions.change_settings(square=cast.agora, changes={"slug": "x"}, by=office, at=now)
    with pytest.raises(NotAllowedHere):
        actions.change_settings(
            square=cast.agora, changes={"name": "X"}, by=office_as("treasurer"), at=now
        )
    assert Square.objects.get(slug="agora").name == "Agora"


def test_offices_open_only_their_own(cast):
    square, office = queries.find_square_of(user=cast.ada_officer, slug="agora")
    assert (square, office.user) == (cast.agora, cast.ada_officer)
    for user, slug in (
        (cast.dov_officer, "agora"),
        (cast.ada_officer, "forum"),
        (cast.ola, "agora"),
    ):
        with pytest.raises(SquareNotFound):
            queries.find_square_of(user=user, slug=slug)
    with pytest.raises(SquareNotFound):
        queries.find_square_of(user=cast.ada_officer, slug="nowhere")
    with pytest.raises(FoundationNotFound):
        queries.find_office(user=cast.ola, foundation_id=office.foundation_id)
