"""Founding a square in one page: it answers while one types, and stands when one is done."""

import pytest

from tenants.models.foundation import Officer
from tenants.models.square import Square

FORM = {
    "name": "Lindenau",
    "slug": "lindenau",
    "summary": "Across the canal.",
    "language": "de",
    "jurisdiction": "DE",
    "time_zone": "Europe/Berlin",
    "registration": "open",
    "listed": "on",
    "charter_template": "community",
}


@pytest.fixture
def office(cast):
    """Return Ada's office, with room for one more square."""
    office = Officer.objects.select_related("foundation").get(user=cast.ada_officer)
    office.foundation.entitlements = {"squares": 2}
    office.foundation.save()
    return office


@pytest.fixture
def ada(cast, office, browser_of):
    """Return Ada's browser."""
    return browser_of("apex", cast.ada_officer)


def test_page_shows_everything_a_square_needs(ada):
    page = ada.get("/panel/found").content.decode()
    for field in FORM:
        assert f'name="{field}"' in page
    assert "one more square" in page
    assert 'class="rules"' in page


def test_square_is_founded_and_its_desk_shown(ada):
    response = ada.post("/panel/found", FORM | {"slug": " Lindenau "})
    assert response["Location"] == "/panel/squares/lindenau"
    square = Square.objects.get(slug="lindenau")
    assert square.built_at
    assert (square.language, square.summary) == ("de", "Across the canal.")
    page = ada.get("/panel/squares/lindenau").content.decode()
    assert "Lindenau stands." in page
    assert "its door is still shut" in page


def test_square_is_opened_from_its_desk(ada, settled, browser_of):
    ada.post("/panel/found", FORM)
    with settled():
        ada.post("/panel/squares/lindenau/state", {"to": "open"})
    assert browser_of(Square.objects.get(slug="lindenau")).get("/about").status_code == 200


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"slug": "agora"}, "already called"),
        ({"slug": "ag0ra"}, "looks just like it"),
        ({"slug": "admin"}, "kept for the platform"),
        ({"slug": "bücher"}, "other scripts"),
        ({"slug": ""}, "required"),
        ({"name": ""}, "required"),
        ({"language": "tlh"}, "valid choice"),
        ({"charter_template": "mob"}, "valid choice"),
        ({"time_zone": "Mars/Base"}, "valid choice"),
    ],
)
def test_refusal_keeps_what_was_typed_and_says_why(ada, wrong, said):
    response = ada.post("/panel/found", FORM | wrong)
    assert response.status_code == 422
    page = response.content.decode()
    assert said in page
    assert "Across the canal." in page
    assert Square.objects.count() == 2


def test_plan_that_is_full_says_so(ada, office):
    office.foundation.entitlements = {"squares": 1}
    office.foundation.save()
    assert "no further square" in ada.get("/panel/found").content.decode()
    response = ada.post("/panel/found", FORM)
    assert response.status_code == 422
    assert "as many squares as you have" in response.content.decode()


@pytest.mark.parametrize(
    ("slug", "said"),
    [
        ("lindenau", "lindenau.localhost:8000</bdi> is free"),
        (" LINDENAU ", "lindenau.localhost:8000</bdi> is free"),
        ("agora", "already called"),
        ("f0rurn", "looks just like it"),
        ("0ps", "looks too much"),
        ("аgora", "other scripts"),
        ("no", "between 3 and 40"),
        ("<b>", "small letters"),
        ("", ""),
    ],
)
def test_address_is_checked_while_one_types(ada, slug, said):
    response = ada.get("/panel/found/slug", {"slug": slug}, headers={"hx-request": "true"})
    page = response.content.decode()
    assert response.status_code == 200
    assert said in page
    assert "<html" not in page
    assert "<b>" not in page


def test_rules_are_shown_in_the_chosen_language(ada):
    fetch = {"charter_template": "school", "language": "de"}
    german = ada.get("/panel/found/rules", fetch).content.decode()
    english = ada.get("/panel/found/rules", fetch | {"language": "en"}).content.decode()
    assert 'class="rules"' in german
    assert german != english
    assert (
        ada.get("/panel/found/rules", {"language": "../..", "charter_template": "x"}).status_code
        == 200
    )


@pytest.mark.parametrize("page", ["/panel/found", "/panel/found/slug?slug=x", "/panel/found/rules"])
def test_visitor_is_led_to_the_sign_in(browser_of, page):
    assert browser_of("apex").get(page)["Location"].startswith("/account/login/")


def test_person_without_a_foundation_is_asked_for_one(cast, browser_of):
    client = browser_of("apex", cast.ola)
    assert client.get("/panel/found")["Location"] == "/panel/foundation"
    assert client.post("/panel/found", FORM)["Location"] == "/panel/foundation"


def test_treasurer_founds_nothing(ada, office):
    Officer.objects.filter(pk=office.pk).update(role="treasurer")
    assert ada.get("/panel/found").status_code == 403
    assert ada.post("/panel/found", FORM).status_code == 403
    assert Square.objects.count() == 2


def test_foundation_of_others_is_not_found(ada, cast):
    other = Officer.objects.get(user=cast.dov_officer).foundation_id
    assert ada.get(f"/panel/found?foundation={other}").status_code == 404
    assert ada.post(f"/panel/found?foundation={other}", FORM).status_code == 404


def test_page_costs_the_same_for_many_squares(ada, office, costs_the_same):
    office.foundation.entitlements = {"squares": 9}
    office.foundation.save()

    def more():
        for number in range(3):
            ada.post("/panel/found", FORM | {"slug": f"more-{number}"})

    costs_the_same(lambda: ada.get("/panel/found"), more=more)
