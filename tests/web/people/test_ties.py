"""Following and keeping apart, by button."""

from datetime import date

import pytest

from squares.members.models import Member
from squares.relationships import queries
from squares.relationships.models import Block, Follow
from tenants.context import inside

HTMX = {"HX-Request": "true"}
ACTS = ["follow", "unfollow", "block", "unblock", "mute", "unmute", "remove"]


@pytest.fixture
def cleo(browser_of, cast):
    return browser_of(cast.agora, cast.cleo)


def test_follow_answers_with_the_button_as_it_stands_now(cleo, cast):
    page = cleo.post("/@eli/follow", headers=HTMX)
    assert page.status_code == 200
    assert "/@Eli/unfollow" in page.content.decode()
    page = cleo.post("/@eli/unfollow", headers=HTMX)
    assert "/@Eli/follow" in page.content.decode()


def test_a_locked_member_is_asked(cleo, cast, browser_of):
    with inside(cast.agora):
        Member.objects.filter(pk=cast.eli.pk).update(locked=True)
    assert "Asked" in cleo.post("/@eli/follow", headers=HTMX).content.decode()
    eli = browser_of(cast.agora, cast.eli)
    assert "@Cleo" in eli.get("/follow-requests").content.decode()
    page = eli.post(f"/follow-requests/{cast.cleo.pk}/accept", headers=HTMX)
    assert "Follows you now" in page.content.decode()
    assert eli.post(f"/follow-requests/{cast.cleo.pk}/refuse").status_code == 404


def test_a_request_is_declined_without_script(cleo, cast, browser_of):
    with inside(cast.agora):
        Member.objects.filter(pk=cast.eli.pk).update(locked=True)
    cleo.post("/@eli/follow")
    eli = browser_of(cast.agora, cast.eli)
    response = eli.post(f"/follow-requests/{cast.cleo.pk}/refuse")
    assert response["Location"] == "/follow-requests"
    with inside(cast.agora):
        assert not Follow.objects.exists()


def test_without_script_one_returns_to_the_page(cleo, cast):
    response = cleo.post("/@eli/follow", headers={"referer": "http://testserver/people"})
    assert response["Location"] == "/@Eli"
    here = cast.agora.host
    response = cleo.post("/@eli/mute", headers={"referer": f"http://{here}/public"})
    assert response["Location"] == "/public"


def test_block_and_unblock(cleo, cast):
    cleo.post("/@eli/block")
    with inside(cast.agora):
        assert Block.objects.filter(source=cast.cleo, target=cast.eli).exists()
    assert cleo.post("/@eli/follow").status_code == 403
    assert "@Eli" in cleo.get("/settings/apart").content.decode()
    assert "Follow" in cleo.post("/@eli/unblock", headers=HTMX).content.decode()


def test_who_is_suspended_can_still_be_let_go(cleo, cast):
    cleo.post("/@eli/block")
    with inside(cast.agora):
        Member.objects.filter(pk=cast.eli.pk).update(state=Member.State.SUSPENDED)
    here = f"http://{cast.agora.host}/settings/apart"
    response = cleo.post("/@eli/unblock", headers={"referer": here})
    assert (response.status_code, response["Location"]) == (302, "/settings/apart")
    with inside(cast.agora):
        assert not Block.objects.exists()
    assert cleo.post("/@eli/block").status_code == 404


def test_mute_unmute_and_removing_a_follower(cleo, cast, browser_of):
    browser_of(cast.agora, cast.eli).post("/@cleo/follow")
    assert "/@Eli/remove" in cleo.get("/@Eli").content.decode()
    cleo.post("/@eli/remove")
    cleo.post("/@eli/mute")
    with inside(cast.agora):
        assert not Follow.objects.exists()
        assert len(queries.mutes_of(cast.cleo, at=cast.cleo.joined_at).items) == 1
    cleo.post("/@eli/unmute")
    with inside(cast.agora):
        assert not queries.mutes_of(cast.cleo, at=cast.cleo.joined_at).items


@pytest.mark.parametrize("act", ACTS)
def test_a_visitor_is_led_to_the_sign_in(browser_of, cast, act):
    visitor = browser_of(cast.agora)
    assert visitor.post(f"/@eli/{act}")["Location"].startswith("/account/login/")
    response = visitor.post(f"/@eli/{act}", headers=HTMX)
    assert response["HX-Redirect"].startswith("/account/login/")


@pytest.mark.parametrize("act", ACTS)
def test_nobody_of_another_square_and_nothing_by_get(cleo, act):
    assert cleo.post(f"/@dov/{act}").status_code == 404
    assert cleo.get(f"/@eli/{act}").status_code == 405


def test_a_suspended_member_reads_a_calm_page(cleo, cast):
    with inside(cast.agora):
        Member.objects.filter(pk=cast.cleo.pk).update(state="suspended", state_reason="Spam.")
    page = cleo.post("/@eli/follow")
    assert page.status_code == 403
    assert "Spam." in page.content.decode()


@pytest.mark.parametrize("path", ["/@eli/followers", "/@Eli/following", "/people", "/about"])
def test_everyone_reads_the_lists(browser_of, cast, path):
    assert browser_of(cast.agora).get(path).status_code == 200


def test_lists_of_nobody(browser_of, cast):
    assert browser_of(cast.agora).get("/@dov/followers").status_code == 404


def crowd(cast, number=15):
    def more():
        with inside(cast.agora):
            made = Member.objects.bulk_create(
                Member(
                    handle=f"crowd{n}",
                    handle_key=f"crowd{n}",
                    skeleton=f"crowd{n}",
                    joined_at=cast.ada.joined_at,
                )
                for n in range(number)
            )
            for other in made:
                Follow.objects.create(source=other, target=cast.eli, at=cast.ada.joined_at)
                Follow.objects.create(source=cast.eli, target=other, at=cast.ada.joined_at)

    return more


@pytest.mark.parametrize("path", ["/people", "/@eli/followers", "/@eli/following"])
def test_a_list_costs_the_same_however_long(cleo, cast, costs_the_same, path):
    cleo.post("/@eli/follow")
    with inside(cast.agora):
        Follow.objects.create(source=cast.eli, target=cast.ada, at=cast.ada.joined_at)
    costs_the_same(lambda: cleo.get(path), more=crowd(cast))


def test_the_directory_finds_and_answers_htmx_with_the_list(cleo):
    page = cleo.get("/people?q=el", headers=HTMX).content.decode()
    assert "@Eli" in page
    assert "@Ben" not in page
    assert "<html" not in page
    assert "Nobody found" in cleo.get("/people?q=dov").content.decode()


def test_the_directory_is_of_those_who_like_to_be_found(cleo, browser_of, cast):
    with inside(cast.agora):
        Member.objects.filter(pk=cast.eli.pk).update(discoverable=False)
        Member.objects.filter(pk=cast.ada.pk).update(posted_on=date(2026, 5, 1))
    visitor = browser_of(cast.agora)
    page = visitor.get("/people").content.decode()
    listing = page[page.index('id="people-list"') : page.index("</main>")]
    assert "@Eli" not in listing
    assert listing.index("@Ada") < listing.index("@Cleo")
    page = visitor.get("/people?order=new").content.decode()
    listing = page[page.index('id="people-list"') : page.index("</main>")]
    assert listing.index("@Cleo") < listing.index("@Ada")
    assert "@Eli" in cleo.get("/people?q=eli").content.decode()
    assert cleo.get("/people?from=99999999999999999999&order=x").status_code == 200


def test_somebody_is_suggested_until_one_says_no(cleo, browser_of, cast):
    with inside(cast.agora):
        Follow.objects.create(source=cast.cleo, target=cast.ada, at=cast.ada.joined_at)
        Follow.objects.create(source=cast.ada, target=cast.eli, at=cast.ada.joined_at)
    assert "You might like to read" in cleo.get("/people").content.decode()
    assert "You might like" not in browser_of(cast.agora).get("/people").content.decode()
    assert cleo.post("/@Eli/tie/no")["Location"] == "/people"
    assert "You might like" not in cleo.get("/people").content.decode()


def test_who_keeps_ties_to_themself_shows_none(browser_of, cleo, cast):
    with inside(cast.agora):
        Member.objects.filter(pk=cast.eli.pk).update(hides_ties=True)
        Follow.objects.create(source=cast.ada, target=cast.eli, at=cast.ada.joined_at)
    for path in ("/@Eli/followers", "/@Eli/following"):
        page = browser_of(cast.agora).get(path).content.decode()
        assert "Kept private" in page
        assert "Kept private" not in browser_of(cast.agora, cast.eli).get(path).content.decode()
