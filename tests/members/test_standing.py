"""Profiles, roles, states, and leaving."""

from datetime import UTC, datetime

import pytest
from allauth.account.models import EmailAddress

from accounts.models import User
from commons.models import AuditEntry, OutboxEntry
from squares.members import queries
from squares.members.actions.profile import change_profile
from squares.members.actions.standing import change_role, leave, set_state
from squares.members.errors import (
    BiographyTooLong,
    LastSteward,
    MemberNotFound,
    MemberSuspended,
    NameTooLong,
    NotYours,
)
from squares.members.models import Member, Role
from tenants.context import inside
from tenants.errors import SquareReadOnly

AT = datetime(2026, 6, 1, 12, tzinfo=UTC)


def change(by, **more):
    values = {"name": "Cleo", "biography": "", "locked": False, "language": ""} | more
    change_profile(by=by, at=AT, **values)


def test_a_biography_is_rendered_once_and_safely(cast, in_agora):
    change(cast.cleo, biography="Baker, with @ben and @nobody. #bread <script>x</script>")
    cast.cleo.refresh_from_db()
    html = cast.cleo.biography_html
    assert 'href="/@Ben"' in html
    assert "/@nobody" not in html
    assert 'href="/tags/bread"' in html
    assert "<script" not in html


def test_what_is_too_long_is_refused(cast, in_agora):
    with pytest.raises(NameTooLong):
        change(cast.cleo, name="x" * 61)
    with pytest.raises(BiographyTooLong):
        change(cast.cleo, biography="x" * 501)


def test_a_suspended_member_and_a_read_only_square_change_nothing(cast, in_agora):
    cast.cleo.state = Member.State.SUSPENDED
    with pytest.raises(MemberSuspended):
        change(cast.cleo)
    in_agora.state = "read_only"
    with pytest.raises(SquareReadOnly):
        change(cast.eli)


def test_a_steward_makes_a_moderator(cast, in_agora):
    queries.stewards()
    change_role(member=cast.cleo, role=Role.MODERATOR, by=cast.ada, at=AT)
    assert AuditEntry.objects.last().details == {"before": "member", "after": "moderator"}
    assert cast.cleo.pk in {card.id for card in queries.stewards().moderators}


def test_moderators_make_nobody_anything(cast, in_agora):
    for member, role in [(cast.cleo, "moderator"), (cast.ada, "member"), (cast.ben, "owner")]:
        with pytest.raises(NotYours):
            change_role(member=member, role=role, by=cast.ben, at=AT)
    assert not AuditEntry.objects.exists()


def test_a_square_is_never_without_a_steward(cast, in_agora):
    with pytest.raises(LastSteward):
        change_role(member=cast.ada, role=Role.MEMBER, by=cast.ada, at=AT)
    with pytest.raises(LastSteward):
        leave(member=cast.ada, at=AT)
    change_role(member=cast.ben, role=Role.OWNER, by=cast.ada, at=AT)
    change_role(member=cast.ada, role=Role.MEMBER, by=cast.ada, at=AT)
    assert Member.objects.get(pk=cast.ada.pk).role == Role.MEMBER


def test_a_suspended_member_is_met_by_moderators_only(cast, in_agora):
    set_state(member=cast.cleo, state=Member.State.SUSPENDED, reason="Spam.", at=AT)
    for viewer in (None, cast.eli):
        with pytest.raises(MemberNotFound):
            queries.find_member(handle="cleo", viewer=viewer)
    assert queries.find_member(handle="CLEO", viewer=cast.ben) == cast.cleo
    assert queries.find_member(handle="cleo", viewer=cast.cleo) == cast.cleo


@pytest.mark.parametrize("state", ["unconfirmed", "pending", "refused", "gone"])
def test_who_is_not_in_is_met_by_nobody(cast, in_agora, state):
    Member.objects.filter(pk=cast.cleo.pk).update(state=state)
    for viewer in (None, cast.ben, cast.ada):
        with pytest.raises(MemberNotFound):
            queries.find_member(handle="cleo", viewer=viewer)


def test_leaving_erases_the_person_and_keeps_the_handle(cast, in_agora):
    user = cast.cleo.user
    change(cast.cleo, name="Cleo Marsh", biography="Baker.")
    leave(member=cast.cleo, at=AT)
    row = Member.objects.get(pk=cast.cleo.pk)
    assert (row.handle, row.state, row.user) == ("Cleo", "gone", None)
    assert (row.name, row.biography, row.biography_html, row.avatar) == ("", "", "", "")
    assert not User.objects.filter(pk=user.pk).exists()
    assert not EmailAddress.objects.filter(user_id=user.pk).exists()
    assert OutboxEntry.objects.filter(kind__endswith="MemberLeft").count() == 1


def test_leaving_one_square_leaves_the_other_alone(cast):
    with inside(cast.forum):
        before = list(User.objects.values_list("pk", "email"))
    with inside(cast.agora):
        leave(member=cast.cleo, at=AT)
    with inside(cast.forum):
        assert list(User.objects.values_list("pk", "email")) == before
        assert queries.find_member(handle="dov", viewer=None) == cast.dov
