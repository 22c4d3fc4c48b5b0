"""Who holds a token is remembered, and what changes about them is met at once."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

from commons import clock
from squares.clients.queries import MEMBER_FIELDS, holder_of
from squares.members.actions.standing import change_role, set_state
from squares.members.models import Member
from talk_cast import state
from tenants.context import inside


def test_snapshot_columns_stand_in_the_models_order() -> None:
    columns = [field.attname for field in Member._meta.concrete_fields]
    assert [columns.index(name) for name in MEMBER_FIELDS] == sorted(
        columns.index(name) for name in MEMBER_FIELDS
    )


def test_a_busy_apps_token_is_not_looked_up_again(cleo) -> None:
    cleo.get("/api/v1/timelines/home")
    with CaptureQueriesContext(connection) as captured:
        cleo.get("/api/v1/timelines/home")
    assert not [q for q in captured if "clients_accesstoken" in q["sql"]]
    assert not [q for q in captured if q["sql"].startswith('SELECT "members_member"')]


def test_a_measure_is_met_at_once(cast, cleo, settled) -> None:
    assert cleo.get("/api/v1/timelines/home").status_code == 200
    with inside(cast.agora), settled():
        set_state(member=cast.cleo, state="suspended", at=clock.now())
    assert cleo.get("/api/v1/timelines/home").status_code == 403
    with inside(cast.agora), settled():
        set_state(member=cast.cleo, state="active", at=clock.now())
    assert cleo.get("/api/v1/timelines/home").status_code == 200


def test_an_office_is_met_at_once(cast, cleo, settled) -> None:
    with inside(cast.agora), settled():
        assert not holder_of(cleo.token).member().is_moderator
        change_role(member=cast.cleo, role="moderator", by="officer:1", at=clock.now())
    with inside(cast.agora):
        assert holder_of(cleo.token).member().is_moderator


def test_whoever_writes_is_fetched_anew(cast, cleo) -> None:
    """Even where nothing told that they were suspended."""
    assert cleo.get("/api/v1/timelines/home").status_code == 200
    with inside(cast.agora):
        state(cast.cleo, "suspended")
    assert cleo.post("/api/v1/statuses", {"status": "Too late."}).status_code == 403
