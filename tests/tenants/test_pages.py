"""The platform's own pages: directory, desk, foundation, settings, states, domains."""

import pytest

from tenants import queries
from tenants.models.domain import Domain
from tenants.models.foundation import Foundation, Officer
from tenants.models.square import Square

DESK = "/panel/squares/agora"
PAGES = [
    "/panel",
    "/panel/foundation",
    f"{DESK}/settings",
    f"{DESK}/domains",
    f"{DESK}/state?to=closing",
]
FORM = {
    "name": "Agora Leipzig",
    "summary": "",
    "language": "de",
    "jurisdiction": "DE",
    "time_zone": "Europe/Berlin",
    "registration": "approval",
    "listed": "on",
}


@pytest.fixture
def ada(cast, office, browser_of):
    """Return Ada's browser at her desk."""
    return browser_of("apex", cast.ada_officer)


@pytest.fixture
def treasurer(cast, office_as, browser_of):
    """Return the browser of somebody who may look but not change."""
    office_as("treasurer")
    return browser_of("apex", cast.ada_officer)


@pytest.mark.parametrize("page", PAGES)
def test_desk_page_works(ada, page):
    assert ada.get(page).status_code == 200


@pytest.mark.parametrize("page", PAGES)
def test_visitor_is_led_to_the_sign_in_and_back(browser_of, page):
    response = browser_of("apex").get(page)
    assert response.status_code == 302
    assert response["Location"].startswith("/account/login/?next=%2Fpanel")


def test_visitor_within_htmx_is_led_there_too(browser_of):
    response = browser_of("apex").get("/panel/found/slug?slug=x", headers={"hx-request": "true"})
    assert response["HX-Redirect"].startswith("/account/login/")


@pytest.mark.parametrize("page", [p for p in PAGES if DESK in p])
@pytest.mark.parametrize("method", ["get", "post"])
def test_for_a_stranger_there_is_no_such_square(cast, browser_of, page, method):
    client = browser_of("apex", cast.dov_officer)
    assert getattr(client, method)(page).status_code == 404


@pytest.mark.parametrize("page", [f"{DESK}/settings", f"{DESK}/domains"])
def test_treasurer_sees_and_does_not_change(treasurer, page):
    assert treasurer.get(page).status_code == 200
    assert treasurer.post(page, FORM).status_code == 403
    assert Square.objects.get(slug="agora").name == "Agora"


def test_treasurer_moves_no_square(treasurer):
    assert treasurer.get(f"{DESK}/state?to=closing").status_code == 403
    assert treasurer.post(f"{DESK}/state", {"to": "closing"}).status_code == 403


def test_person_without_a_foundation_is_asked_for_one(cast, browser_of):
    client = browser_of("apex", cast.ola)
    assert client.get("/panel")["Location"] == "/panel/foundation"
    response = client.post("/panel/foundation", {"name": "Verein", "country": "AT"})
    assert response["Location"] == "/panel/found"
    office = queries.offices_of(cast.ola).get()
    assert (office.role, office.foundation.name) == (Officer.Role.OWNER, "Verein")


def test_bad_foundation_is_asked_again(cast, browser_of):
    client = browser_of("apex", cast.ola)
    for form in ({}, {"name": "X", "country": "??"}, {"name": "   ", "country": "AT"}):
        response = client.post("/panel/foundation", form)
        assert response.status_code == 422
    assert not queries.offices_of(cast.ola).exists()


def test_desk_shows_own_squares_only(ada):
    page = ada.get("/panel").content.decode()
    assert "agora.localhost" in page
    assert "forum.localhost" not in page


def test_desk_costs_the_same_for_many_squares(ada, office, costs_the_same):
    def more():
        for number in range(5):
            _row(office.foundation, f"row-{number}")

    costs_the_same(lambda: ada.get("/panel"), more=more)


def test_settings_are_kept(ada):
    response = ada.post(f"{DESK}/settings", FORM)
    assert response["Location"] == f"{DESK}/settings"
    square = Square.objects.get(slug="agora")
    assert (square.name, square.language, square.registration) == (
        "Agora Leipzig",
        "de",
        "approval",
    )
    assert "Saved." in ada.get(f"{DESK}/settings").content.decode()


def test_bad_settings_are_asked_again(ada):
    for wrong in (
        {"name": ""},
        {"language": "xx"},
        {"time_zone": "Mars"},
        {"registration": "never"},
    ):
        assert ada.post(f"{DESK}/settings", FORM | wrong).status_code == 422
    assert Square.objects.get(slug="agora").name == "Agora"


def test_closing_is_asked_about_then_done(ada, settled):
    assert "for good?" in ada.get(f"{DESK}/state?to=closing").content.decode()
    with settled():
        response = ada.post(f"{DESK}/state", {"to": "closing", "reason": "We move on."})
    assert response["Location"] == DESK
    square = Square.objects.get(slug="agora")
    assert (square.state, square.state_reason) == ("closing", "We move on.")


@pytest.mark.parametrize("to", ["suspended", "founding", "closed"])
def test_step_that_is_not_an_officers_is_refused(ada, to):
    assert ada.post(f"{DESK}/state", {"to": to}).status_code == 409
    assert Square.objects.get(slug="agora").state == "open"


def test_step_into_nowhere_is_refused(ada):
    assert ada.get(f"{DESK}/state").status_code == 403
    assert ada.post(f"{DESK}/state", {"to": "moon"}).status_code == 403


def test_domain_is_connected_looked_at_and_removed(ada):
    assert ada.post(f"{DESK}/domains", {"host": "Talk.Example"}).status_code == 302
    assert "talk.example" in ada.get(f"{DESK}/domains").content.decode()
    ada.post(f"{DESK}/domains/talk.example/verify")
    assert Square.objects.get(slug="agora").primary_host == "talk.example"
    ada.post(f"{DESK}/domains/talk.example/remove")
    assert not Domain.objects.exists()


def test_domain_that_points_elsewhere_says_so(ada):
    ada.post(f"{DESK}/domains", {"host": "talk.example.org"})
    ada.post(f"{DESK}/domains/talk.example.org/verify")
    assert "does not point here yet" in ada.get(f"{DESK}/domains").content.decode()


def test_bad_domain_is_asked_again(ada):
    for host in ("", "localhost", "agora.localhost", "10.0.0.1"):
        assert ada.post(f"{DESK}/domains", {"host": host}).status_code == 422
    assert ada.post(f"{DESK}/domains/nowhere.example/verify").status_code == 404
    assert ada.post(f"{DESK}/domains/nowhere.example/remove").status_code == 404


def test_domains_of_another_foundation_are_out_of_reach(ada, forum, now):
    Domain.objects.create(host="talk.example", square=forum, token="t", added_at=now)
    assert ada.post(f"{DESK}/domains", {"host": "talk.example"}).status_code == 422
    assert ada.post("/panel/squares/forum/domains/talk.example/remove").status_code == 404
    assert Domain.objects.count() == 1


def test_directory_shows_open_listed_squares(agora, forum, browser_of):
    client = browser_of("apex")
    page = client.get("/squares").content.decode()
    assert "http://agora.localhost:8000" in page
    assert "http://forum.localhost:8000" in page
    Square.objects.filter(slug="agora").update(listed=False)
    Square.objects.filter(slug="forum").update(state="suspended")
    page = client.get("/squares").content.decode()
    assert "http://agora.localhost:8000" not in page
    assert "http://forum.localhost:8000" not in page
    assert "No square is listed here yet" in page


def test_directory_by_language(agora, forum, browser_of):
    Square.objects.filter(slug="forum").update(language="fr", summary="Ce que nous lisons.")
    page = browser_of("apex").get("/squares?language=fr").content.decode()
    assert "http://forum.localhost:8000" in page
    assert 'lang="fr"' in page
    assert "http://agora.localhost:8000" not in page
    assert browser_of("apex").get("/squares?language=../../x&page=abc").status_code == 200


def test_directory_costs_the_same_for_many(agora, browser_of, costs_the_same):
    def more():
        foundation = Foundation.objects.get(name="Forum Foundation")
        for number in range(20):
            _row(foundation, f"row-{number}", state="open")

    client = browser_of("apex")
    costs_the_same(lambda: client.get("/squares"), more=more)
    for number in range(20, 30):
        _row(Foundation.objects.get(name="Forum Foundation"), f"row-{number}", state="open")
    assert "page=2" in client.get("/squares").content.decode()


def _row(foundation, slug, **more):
    from commons.clock import now

    return Square.objects.create(
        foundation=foundation,
        schema_name=f"sq_{slug.replace('-', '_')}",
        slug=slug,
        skeleton=slug,
        name=slug.title(),
        language="en",
        jurisdiction="DE",
        charter_template="community",
        founded_at=now(),
        built_at=now(),
        **more,
    )


def test_sign_up_on_the_apex_makes_an_officer_to_be(browser_of, settled, mailoutbox):
    import re

    client = browser_of("apex")
    assert client.get("/account/signup/").status_code == 200
    with settled():
        form = {"email": "New@Example.org", "password1": "a long enough sentence"}
        assert client.post("/account/signup/", form).status_code == 302
    link = re.search(r"/account/confirm-email/[-\w:]+/", mailoutbox[0].body)[0]
    response = client.post(link)
    assert response["Location"] == "/panel"
    assert client.get("/panel")["Location"] == "/panel/foundation"


def test_signing_in_on_the_apex_leads_to_the_desk(cast, browser_of):
    from cast import PASSWORD

    form = {"login": cast.ada_officer.email, "password": PASSWORD}
    assert browser_of("apex").post("/account/login/", form)["Location"] == "/panel"
