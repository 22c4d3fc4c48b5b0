"""From a stranger to a member."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail

from accounts.events import EmailConfirmed
from accounts.models import User
from commons import audit, events
from commons.models import AuditEntry
from squares.charter.actions.charter import join_square
from squares.charter.errors import RulesNotAccepted
from squares.charter.models import RuleAcceptance
from squares.charter.queries import rules_in_force
from squares.members.actions.inviting import invite, revoke_invitation
from squares.members.actions.joining import (
    approve_member,
    confirm_member,
    drop_stale,
    join,
    refuse_member,
)
from squares.members.errors import (
    HandleInvalid,
    HandleLooksAlike,
    HandleReserved,
    HandleTaken,
    InvitationForAnother,
    InvitationNeeded,
    InvitationSpent,
    NothingToDecide,
    NotYours,
    ReasonNeeded,
    ReasonTooLong,
)
from squares.members.models import Invitation, Member, Role
from squares.members.queries import waiting_members
from tenants.context import inside, outside
from tenants.errors import SquareReadOnly

AT = datetime(2026, 6, 1, 12, tzinfo=UTC)


@pytest.fixture
def user(in_agora):
    return User.objects.create_user("gil@example.org", "a very long password")


def come_in(user, handle="Gil", **more):
    return join_square(
        user=user, handle=handle, accepted=[r.id for r in rules_in_force()], at=AT, **more
    )


def test_where_addresses_are_confirmed_at_once_who_joins_is_in(user, settings):
    settings.INSTANT_CONFIRMATION = True
    assert come_in(user).state == Member.State.ACTIVE


def test_joining_accepts_each_rule_and_waits_for_the_address(user):
    member = come_in(user)
    assert member.state == Member.State.UNCONFIRMED
    accepted = RuleAcceptance.objects.filter(member=member).values_list("rule_id", flat=True)
    assert set(accepted) == {rule.id for rule in rules_in_force()}


def test_confirming_lets_in_where_anyone_may_join(user):
    member = come_in(user)
    confirm_member(user_id=user.pk, at=AT)
    member.refresh_from_db()
    assert member.state == Member.State.ACTIVE


def test_confirming_again_changes_nothing(user):
    member = come_in(user)
    confirm_member(user_id=user.pk, at=AT)
    confirm_member(user_id=user.pk, at=AT + timedelta(days=1))
    member.refresh_from_db()
    assert member.joined_at == AT


def test_one_rule_missing_is_not_enough(user):
    some = [rule.id for rule in rules_in_force()][1:]
    with pytest.raises(RulesNotAccepted):
        join_square(user=user, handle="Gil", accepted=some, at=AT)
    assert not Member.objects.filter(user=user).exists()


@pytest.mark.parametrize(
    ("handle", "refusal"),
    [
        ("gil gil", HandleInvalid),
        ("moderator", HandleReserved),
        ("CLEO", HandleTaken),
        ("c1eo", HandleLooksAlike),
        ("Cl_eo", HandleLooksAlike),
    ],
)
def test_a_handle_that_cannot_be_had(user, cast, handle, refusal):
    with pytest.raises(refusal):
        come_in(user, handle)


def test_a_handle_held_by_who_left_stays_taken(user, cast):
    Member.objects.filter(pk=cast.cleo.pk).update(state=Member.State.GONE)
    with pytest.raises(HandleTaken):
        come_in(user, "cleo")


def test_a_handle_never_confirmed_is_free_again_after_two_days(user):
    come_in(user)
    other = User.objects.create_user("gus@example.org")
    with pytest.raises(HandleTaken):
        come_in(other, "gil")
    late = AT + timedelta(hours=49)
    member = join(user=other, handle="gil", at=late)
    assert member.user == other
    assert not User.objects.filter(pk=user.pk).exists()


def test_sign_ups_never_confirmed_are_erased_after_two_days(user, cast):
    invited = invite(by=cast.ada, at=AT, uses=2)
    come_in(user, invitation_token=invited.url.rpartition("=")[2])
    confirmed = come_in(User.objects.create_user("gus@example.org"), "Gus")
    confirm_member(user_id=confirmed.user_id, at=AT)
    people = Member.objects.count()
    assert drop_stale(at=AT + timedelta(hours=47)) == 0
    assert drop_stale(at=AT + timedelta(hours=49)) == 1
    assert drop_stale(at=AT + timedelta(hours=49)) == 0
    assert Member.objects.count() == people - 1
    assert not User.objects.filter(pk=user.pk).exists()
    invited.invitation.refresh_from_db()
    assert invited.invitation.uses_left == 2


def test_a_read_only_square_takes_nobody_in(user, in_agora):
    in_agora.state = "read_only"
    with pytest.raises(SquareReadOnly):
        come_in(user)


def test_where_moderators_approve_one_says_why_and_waits(user, cast, in_agora, settled):
    in_agora.registration = "approval"
    with pytest.raises(ReasonNeeded):
        come_in(user)
    with pytest.raises(ReasonTooLong):
        come_in(user, reason="x" * 501)
    member = come_in(user, reason="I live here.")
    confirm_member(user_id=user.pk, at=AT)
    assert [m.pk for m in waiting_members()] == [member.pk]
    member = waiting_members().get()
    with settled():
        approve_member(member=member, by=cast.ben, at=AT)
    assert mail.outbox[-1].to == ["gil@example.org"]
    assert Member.objects.get(pk=member.pk).state == Member.State.ACTIVE
    entry = AuditEntry.objects.last()
    assert (entry.action, entry.actor) == ("member.approved", f"member:{cast.ben.pk}")
    assert audit.verify()[1] is None
    with pytest.raises(NothingToDecide):
        approve_member(member=member, by=cast.ben, at=AT)


def test_one_who_is_not_let_in_reads_why(user, cast, in_agora, settled):
    in_agora.registration = "approval"
    member = come_in(user, reason="To sell things.")
    confirm_member(user_id=user.pk, at=AT)
    with settled():
        refuse_member(member=member, by=cast.ben, reason="No advertising here.", at=AT)
    assert "No advertising here." in mail.outbox[-1].body
    member.refresh_from_db()
    assert (member.state, member.state_reason) == ("refused", "No advertising here.")


def test_only_moderators_let_in(user, cast, in_agora):
    in_agora.registration = "approval"
    member = come_in(user, reason="I live here.")
    confirm_member(user_id=user.pk, at=AT)
    with pytest.raises(NotYours):
        approve_member(member=member, by=cast.cleo, at=AT)
    with pytest.raises(NotYours):
        refuse_member(member=member, by=cast.cleo, reason="No.", at=AT)


def token_of(invited):
    return invited.url.rpartition("=")[2]


def test_by_invitation_only(user, cast, in_agora, settled):
    in_agora.registration = "invitation"
    with pytest.raises(InvitationNeeded):
        come_in(user)
    with settled():
        invited = invite(by=cast.ben, email="gil@example.org", at=AT)
    assert invited.url in mail.outbox[-1].body
    member = come_in(user, invitation_token=token_of(invited))
    confirm_member(user_id=user.pk, at=AT)
    member.refresh_from_db()
    assert (member.state, member.role) == ("active", "member")


def test_an_invited_one_need_not_wait(user, cast, in_agora):
    in_agora.registration = "approval"
    invited = invite(by=cast.ben, at=AT)
    come_in(user, invitation_token=token_of(invited))
    confirm_member(user_id=user.pk, at=AT)
    assert Member.objects.get(user=user).state == Member.State.ACTIVE


def test_an_invitation_brings_its_role(user, cast):
    invited = invite(by=cast.ada, email="gil@example.org", role=Role.MODERATOR, at=AT)
    assert come_in(user, invitation_token=token_of(invited)).role == Role.MODERATOR


def test_an_officer_invites_from_above(user, cast):
    invited = invite(by="officer:3", email="gil@example.org", role=Role.OWNER, at=AT)
    assert invited.invitation.invited_by == "officer:3"
    assert AuditEntry.objects.last().actor == "officer:3"


def test_an_invitation_is_used_once(user, cast):
    token = token_of(invite(by=cast.ben, at=AT))
    come_in(user, invitation_token=token)
    other = User.objects.create_user("gus@example.org")
    with pytest.raises(InvitationSpent):
        come_in(other, "Gus", invitation_token=token)


def test_an_invitation_ends(user, cast):
    token = token_of(invite(by=cast.ben, at=AT - timedelta(days=15)))
    with pytest.raises(InvitationSpent):
        come_in(user, invitation_token=token)


def test_a_revoked_invitation_lets_nobody_in(user, cast):
    invited = invite(by=cast.ben, at=AT)
    revoke_invitation(invitation=invited.invitation, by=cast.ben, at=AT)
    with pytest.raises(InvitationSpent):
        come_in(user, invitation_token=token_of(invited))


def test_an_invitation_sent_to_another_is_no_good(user, cast):
    invited = invite(by=cast.ben, email="hal@example.org", at=AT)
    with pytest.raises(InvitationForAnother):
        come_in(user, invitation_token=token_of(invited))


def test_who_may_invite_to_what(cast, in_agora):
    for by, role in [(cast.cleo, "member"), (cast.ben, "moderator"), (cast.ben, "owner")]:
        with pytest.raises(NotYours):
            invite(by=by, email="gil@example.org", role=role, at=AT)
    with pytest.raises(ValueError, match="one person"):
        invite(by=cast.ada, role=Role.MODERATOR, at=AT)


def test_the_database_never_holds_the_secret_of_a_link(cast, in_agora):
    invited = invite(by=cast.ben, at=AT)
    row = Invitation.objects.values_list("token_hash").get()
    assert token_of(invited) not in str(row)


def test_an_invitation_of_one_square_is_worth_nothing_in_the_other(cast):
    with inside(cast.agora):
        token = token_of(invite(by=cast.ben, at=AT))
    with inside(cast.forum):
        user = User.objects.create_user("gil@example.org")
        with pytest.raises(InvitationSpent):
            come_in(user, invitation_token=token)


def test_who_is_a_moment_faster_has_the_handle(user, cast, monkeypatch):
    monkeypatch.setattr("squares.members.actions.joining.refuse_unless_free", lambda *_, **__: None)
    with pytest.raises(HandleTaken):
        join(user=user, handle="Cleo", at=AT)


def test_an_officer_who_confirms_an_address_joins_nothing(cast):
    with outside():
        events.tell(EmailConfirmed(user_id=cast.ada_officer.pk))
    with inside(cast.agora):
        assert not Member.objects.filter(joined_at__gt=AT).exists()
