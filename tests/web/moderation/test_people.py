"""People, invitations, the charter: what moderators and stewards change, and who may not."""

import pytest

from commons import audit, clock
from squares.charter.models import LanguageException, Rule
from squares.charter.queries import current
from squares.members.models import Invitation, Member
from tenants.context import inside


@pytest.fixture
def mila(agora):
    from accounts.models import User

    with inside(agora):
        user = User.objects.create_user("mila@example.org", "correct horse battery")
        return Member.objects.create(
            user=user,
            handle="Mila",
            handle_key="mila",
            skeleton="mila",
            state="pending",
            join_reason="I live round the corner.",
            joined_at=clock.now(),
        )


def state_of(agora, member):
    with inside(agora):
        assert audit.verify()[1] is None
        return Member.objects.get(pk=member.pk).state


class TestWaiting:
    def test_is_shown_and_let_in(self, cast, as_, agora, mila):
        ben = as_(cast.ben)
        assert "I live round the corner." in ben.get("/moderation/people").text
        assert ben.post("/moderation/people/approve", {"member": mila.pk}).status_code == 302
        assert state_of(agora, mila) == "active"

    def test_or_refused_with_a_reason(self, cast, as_, agora, mila):
        ben = as_(cast.ben)
        assert ben.post("/moderation/people/refuse", {"member": mila.pk}).status_code == 422
        answers = {"member": mila.pk, "reason": "This square is for neighbours of the market."}
        assert ben.post("/moderation/people/refuse", answers).status_code == 302
        assert state_of(agora, mila) == "refused"

    @pytest.mark.parametrize("who", ["eli", None])
    def test_not_by_others(self, cast, as_, agora, mila, who):
        client = as_(getattr(cast, who) if who else None)
        for deed in ("approve", "refuse", "role", "except", "withdraw"):
            answers = {"member": mila.pk, "reason": "x", "handle": "Eli", "role": "owner"}
            assert client.post(f"/moderation/people/{deed}", answers).status_code == 404
        assert state_of(agora, mila) == "pending"

    @pytest.mark.parametrize("number", ["", "x", "1"])
    def test_nobody_by_that_number(self, cast, as_, number):
        page = as_(cast.ben).post("/moderation/people/approve", {"member": number})
        assert page.status_code in {404, 422}

    def test_costs_the_same(self, cast, as_, agora, mila, costs_the_same):
        def more():
            with inside(agora):
                for number in range(5):
                    Member.objects.create(
                        handle=f"m{number}",
                        handle_key=f"m{number}",
                        skeleton=f"m{number}",
                        state="pending",
                        joined_at=clock.now(),
                    )

        ben = as_(cast.ben)
        costs_the_same(lambda: ben.get("/moderation/people"), more=more)


class TestRoles:
    def test_a_steward_gives_and_takes(self, cast, as_, agora):
        ada = as_(cast.ada)
        for role in ("moderator", "member"):
            done = ada.post("/moderation/people/role", {"handle": "@eli", "role": role})
            assert done.status_code == 302
            with inside(agora):
                assert Member.objects.get(pk=cast.eli.pk).role == role

    def test_a_moderator_does_not(self, cast, as_, agora):
        ben = as_(cast.ben)
        assert "Change somebody" not in ben.get("/moderation/people").text
        done = ben.post("/moderation/people/role", {"handle": "eli", "role": "owner"})
        assert done.status_code == 422
        with inside(agora):
            assert Member.objects.get(pk=cast.eli.pk).role == "member"

    def test_the_last_steward_stays(self, cast, as_, agora):
        done = as_(cast.ada).post("/moderation/people/role", {"handle": "ada", "role": "member"})
        assert done.status_code == 422
        assert "needs a steward" in done.text


def test_language_exceptions(cast, as_, agora):
    ben = as_(cast.ben)
    answers = {"handle": "@Eli", "reason": "Learns the language."}
    assert ben.post("/moderation/people/except", answers).status_code == 302
    assert "Learns the language." in ben.get("/moderation/people").text
    assert ben.post("/moderation/people/withdraw", {"handle": "Eli"}).status_code == 302
    with inside(agora):
        assert not LanguageException.objects.exists()
        assert audit.verify()[1] is None


class TestInvitations:
    def test_by_e_mail(self, cast, as_, agora):
        ada = as_(cast.ada)
        done = ada.post(
            "/moderation/invitations", {"email": "noor@example.org", "role": "moderator", "uses": 1}
        )
        assert done.status_code == 302
        assert "noor@example.org" in ada.get(done.url).text

    def test_a_link_is_shown_once(self, cast, as_, agora):
        ben = as_(cast.ben)
        page = ben.post("/moderation/invitations", {"uses": 5})
        assert page.status_code == 200
        assert f"{agora.url}/join?invitation=" in page.text
        assert "invitation=" not in ben.get("/moderation/invitations").text

    def test_a_moderator_invites_to_no_office(self, cast, as_, agora):
        ben = as_(cast.ben)
        ben.post("/moderation/invitations", {"email": "x@example.org", "role": "owner", "uses": 1})
        with inside(agora):
            assert Invitation.objects.get(email="x@example.org").role == "member"

    def test_nobody_writes_to_the_whole_world(self, cast, as_, monkeypatch):
        monkeypatch.setattr("squares.web.moderation.invitations.INVITATIONS_AN_HOUR", 1)
        ben = as_(cast.ben)
        for status in (302, 422):
            invited = {"email": f"guest{status}@example.org", "uses": 1}
            assert ben.post("/moderation/invitations", invited).status_code == status

    def test_an_office_wants_an_address(self, cast, as_):
        page = as_(cast.ada).post("/moderation/invitations", {"role": "moderator", "uses": 1})
        assert page.status_code == 422

    def test_is_taken_back(self, cast, as_, agora):
        as_(cast.ben).post("/moderation/invitations", {"uses": 5})
        with inside(agora):
            number = Invitation.objects.get().pk
        address = f"/moderation/invitations/{number}/end"
        assert as_(cast.eli).post(address).status_code == 404
        assert as_(cast.ben).post(address).status_code == 302
        assert as_(cast.ben).post("/moderation/invitations/0/end").status_code == 404
        with inside(agora):
            assert Invitation.objects.get().uses_left == 0


class TestCharter:
    @pytest.mark.parametrize(
        ("who", "status"), [("ada", 200), ("ben", 404), ("eli", 404), (None, 404)]
    )
    def test_is_for_stewards(self, cast, as_, who, status):
        client = as_(getattr(cast, who) if who else None)
        assert client.get("/moderation/charter").status_code == status
        if status == 404:
            assert client.post("/moderation/charter/look", {"look-hue": 10}).status_code == 404

    def test_purpose(self, cast, as_, agora):
        answers = {
            "purpose-purpose": "For all neighbours.",
            "purpose-contact_email": "a@example.org",
        }
        assert as_(cast.ada).post("/moderation/charter/purpose", answers).status_code == 302
        with inside(agora):
            assert current().purpose == "For all neighbours."

    def test_rules_change_and_old_words_stay(self, cast, as_, agora, first_rule):
        answers = {"rules-TOTAL_FORMS": 3, "rules-INITIAL_FORMS": 0}
        for number, words in enumerate(("Second.", "First.", "")):
            answers[f"rules-{number}-position"] = 2 - number if number < 2 else 3
            answers[f"rules-{number}-text"] = words
            answers[f"rules-{number}-detail"] = ""
        assert as_(cast.ada).post("/moderation/charter/rules", answers).status_code == 302
        with inside(agora):
            assert [rule.text for rule in current().rules] == ["First.", "Second."]
            assert Rule.objects.filter(text=first_rule, retired_at__isnull=False).exists()

    def test_no_rules_at_all_is_refused(self, cast, as_, agora):
        answers = {"rules-TOTAL_FORMS": 0, "rules-INITIAL_FORMS": 0}
        page = as_(cast.ada).post("/moderation/charter/rules", answers)
        assert page.status_code == 422
        assert "1 to" in page.text

    def test_policy(self, cast, as_, agora):
        answers = {"policy-post_limit": 500, "policy-languages": "en, de", "policy-enforced": "on"}
        assert as_(cast.ada).post("/moderation/charter/policy", answers).status_code == 302
        with inside(agora):
            now = current()
        assert (now.post_limit, now.languages, now.language_enforced) == (500, ("en", "de"), True)
        answers["policy-post_limit"] = 9
        assert as_(cast.ada).post("/moderation/charter/policy", answers).status_code == 422

    def test_look(self, cast, as_, agora):
        assert as_(cast.ada).post("/moderation/charter/look", {"look-hue": 39}).status_code == 302
        with inside(agora):
            assert current().hue == 39
        assert as_(cast.ada).post("/moderation/charter/look", {"look-hue": 400}).status_code == 422
        assert as_(cast.ada).post("/moderation/charter/smell", {}).status_code == 404
