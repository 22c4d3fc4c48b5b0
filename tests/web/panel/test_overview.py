"""A square on its foundation's desk: how it stands, who runs it, who is invited."""

import pytest

from squares.members.models import Invitation, Member
from tenants.context import inside
from tenants.models.foundation import Officer
from tenants.models.square import Square

DESK = "/panel/squares/agora"
INVITE = {"email": "mod@example.org", "role": "moderator"}


@pytest.fixture
def ada(cast, browser_of):
    """Return the browser of an owner."""
    return browser_of("apex", cast.ada_officer)


@pytest.fixture
def treasurer(cast, ada):
    """Return the browser of somebody who may look but not change."""
    Officer.objects.filter(user=cast.ada_officer).update(role="treasurer")
    return ada


def _invitations(square):
    with inside(square):
        return list(Invitation.objects.order_by("id"))


def test_overview_says_how_it_stands(ada):
    page = ada.get(DESK).content.decode()
    for words in (
        "http://agora.localhost:8000",
        "Open",
        "Members",
        "Posts",
        "Storage",
        "Moderators",
        "Last activity",
    ):
        assert words in page
    assert "@Ada" in page
    assert "@Ben" in page
    assert "@Cleo" not in page
    assert "Make it read-only" in page
    assert "Suspend" not in page


def test_overview_names_the_limits_of_the_plan(ada, agora):
    Square.objects.filter(pk=agora.pk).update(
        entitlements={"members": 5000, "storage_bytes": 10**9}
    )
    page = ada.get(DESK).content.decode()
    assert "the plan includes 5,000" in page
    assert "% of what the plan includes" in page


def test_overview_says_who_waits(ada, agora, cast):
    with inside(agora):
        Member.objects.filter(pk=cast.eli.pk).update(state="pending")
    assert "One person waits" in ada.get(DESK).content.decode()


def test_overview_before_it_is_built(ada, agora):
    Square.objects.filter(pk=agora.pk).update(built_at=None, state="founding")
    assert ada.get(DESK).status_code == 200


def test_overview_costs_the_same_for_many_members(ada, agora, costs_the_same):
    from cast import _member

    def more():
        with inside(agora):
            for number in range(10):
                _member(f"Extra{number}zz", "moderator")

    costs_the_same(lambda: ada.get(DESK), more=more)


@pytest.mark.parametrize("page", [DESK, f"{DESK}/people"])
def test_page_is_for_officers_of_the_square(browser_of, cast, page):
    assert browser_of("apex").get(page)["Location"].startswith("/account/login/")
    assert browser_of("apex", cast.dov_officer).get(page).status_code == 404
    assert browser_of("apex", cast.ola).get(page).status_code == 404


@pytest.mark.parametrize("path", ["people", "people/1/withdraw", "join"])
def test_acts_are_for_owners_and_managers(treasurer, cast, browser_of, path):
    assert treasurer.get(f"{DESK}/people").status_code == 200
    assert treasurer.post(f"{DESK}/{path}", INVITE).status_code == 403
    assert browser_of("apex", cast.dov_officer).post(f"{DESK}/{path}", INVITE).status_code == 404
    assert (
        browser_of("apex").post(f"{DESK}/{path}", INVITE)["Location"].startswith("/account/login/")
    )
    assert _invitations(cast.agora) == []


def test_moderator_is_invited_by_letter(ada, agora, settled, mailoutbox):
    with settled():
        response = ada.post(f"{DESK}/people", INVITE)
    assert response["Location"] == f"{DESK}/people"
    letter = mailoutbox[0]
    assert letter.to == ["mod@example.org"]
    assert "http://agora.localhost:8000/join?invitation=" in letter.body
    [invitation] = _invitations(agora)
    assert (invitation.role, invitation.invited_by[:8]) == ("moderator", "officer:")
    assert "mod@example.org" in ada.get(f"{DESK}/people").content.decode()


@pytest.mark.parametrize(
    "wrong", [{"email": "nobody"}, {"email": ""}, {"role": "king"}, {"role": "member"}]
)
def test_bad_invitation_is_asked_again(ada, agora, wrong):
    assert ada.post(f"{DESK}/people", INVITE | wrong).status_code == 422
    assert _invitations(agora) == []


def test_invitation_is_taken_back(ada, agora):
    ada.post(f"{DESK}/people", INVITE)
    [invitation] = _invitations(agora)
    response = ada.post(f"{DESK}/people/{invitation.pk}/withdraw")
    assert response["Location"] == f"{DESK}/people"
    assert _invitations(agora)[0].uses_left == 0
    assert ada.post(f"{DESK}/people/999999/withdraw").status_code == 404


def test_founder_joins_as_steward_with_one_click(ada, agora, cast, browser_of):
    from accounts.models import User

    # Sign-ins of public and of the square share numbers: the letter must not go by number.
    User.objects.filter(pk=cast.ada_officer.pk).update(email="officer@example.net")
    cast.ada_officer.refresh_from_db()
    response = ada.post(f"{DESK}/join")
    assert response["Location"].startswith("http://agora.localhost:8000/join?invitation=")
    [invitation] = _invitations(agora)
    assert (invitation.role, invitation.email) == ("owner", cast.ada_officer.email)
    path = response["Location"].removeprefix("http://agora.localhost:8000")
    assert browser_of(agora).get(path).status_code == 200


def test_list_costs_the_same_for_many_invitations(ada, agora, costs_the_same):
    def more():
        for number in range(10):
            ada.post(f"{DESK}/people", INVITE | {"email": f"mod{number}@example.org"})

    costs_the_same(lambda: ada.get(f"{DESK}/people"), more=more)
