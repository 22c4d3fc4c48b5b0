"""Lists on pages: begun, filled, read, given up."""

import pytest

from squares.relationships import lists
from squares.relationships.models import List
from talk_cast import follow, say
from tenants.context import inside

HTMX = {"HX-Request": "true"}
NEW = {"title": "Bakers", "replies": "list"}


@pytest.fixture
def cleo(browser_of, cast):
    return browser_of(cast.agora, cast.cleo)


@pytest.fixture
def bakers(cleo, cast):
    with inside(cast.agora):
        follow(cast.cleo, cast.ada)
        follow(cast.cleo, cast.eli)
    cleo.post("/lists", NEW)
    with inside(cast.agora):
        return List.objects.get()


def on(cast, of):
    with inside(cast.agora):
        return [member.handle for member in lists.everyone_on(of)]


def test_a_list_is_begun_changed_and_given_up(cleo, cast, bakers) -> None:
    assert "Bakers" in cleo.get("/lists").content.decode()
    path = f"/lists/{bakers.pk}"
    assert 'value="Bakers"' in cleo.get(f"{path}/edit").content.decode()
    change = {"title": "Ovens", "replies": "none", "exclusive": "on"}
    assert cleo.post(f"{path}/edit", change)["Location"] == path
    with inside(cast.agora):
        bakers.refresh_from_db()
    assert (bakers.title, bakers.replies, bakers.exclusive) == ("Ovens", "none", True)
    assert "Only here, not in Home" in cleo.get("/lists").content.decode()
    assert cleo.post(f"{path}/delete")["Location"] == "/lists"
    assert cleo.get(path).status_code == 404


@pytest.mark.parametrize("wrong", [{"title": ""}, {"title": "x" * 101}, {"replies": "some"}])
def test_a_list_that_cannot_be(cleo, bakers, wrong) -> None:
    assert cleo.post("/lists", {**NEW, **wrong}).status_code == 422
    assert cleo.post(f"/lists/{bakers.pk}/edit", {**NEW, **wrong}).status_code == 422


def test_people_are_found_put_on_and_taken_off(cleo, cast, bakers) -> None:
    path = f"/lists/{bakers.pk}"
    assert "Nobody yet" in cleo.get(f"{path}/people").content.decode()
    found = cleo.get(f"{path}/people?q=e", headers=HTMX).content.decode()
    assert "@Eli" in found
    assert "@Ben" not in found
    assert "<html" not in found
    assert cleo.post(f"{path}/put", {"handle": "eli"})["Location"] == f"{path}/people"
    assert on(cast, bakers) == ["Eli"]
    page = cleo.get(f"{path}/people?q=e").content.decode()
    assert "On the list" in page
    assert cleo.post(f"{path}/put", {"handle": "ben"}).status_code == 404
    assert cleo.post(f"{path}/put", {"handle": "dov"}).status_code == 404
    assert cleo.post(f"{path}/put").status_code == 404
    cleo.post(f"{path}/take", {"handle": "eli"})
    assert on(cast, bakers) == []


def test_it_reads_as_a_timeline_and_costs_the_same(cleo, cast, bakers, costs_the_same) -> None:
    path = f"/lists/{bakers.pk}"
    cleo.post(f"{path}/put", {"handle": "ada"})
    with inside(cast.agora):
        say(cast.ada, "Fresh bread.")
        say(cast.eli, "Fresh fish.")
    page = cleo.get(path).content.decode()
    assert "Fresh bread." in page
    assert "Fresh fish." not in page

    def more():
        with inside(cast.agora):
            for _ in range(25):
                say(cast.ada)

    costs_the_same(lambda: cleo.get(path), more=more)
    assert 'rel="next"' in cleo.get(path).content.decode()


WAYS = [
    ("get", ""),
    ("get", "/edit"),
    ("post", "/edit"),
    ("post", "/delete"),
    ("get", "/people"),
    ("post", "/put"),
    ("post", "/take"),
]


@pytest.mark.parametrize(("method", "rest"), WAYS)
def test_nobody_elses(browser_of, cast, bakers, method, rest) -> None:
    path = f"/lists/{bakers.pk}{rest}"
    body = {"handle": "ada"}
    assert getattr(browser_of(cast.agora, cast.ada), method)(path, body).status_code == 404
    assert getattr(browser_of(cast.forum, cast.dov), method)(path, body).status_code == 404
    answer = getattr(browser_of(cast.agora), method)(path, body)
    assert answer["Location"].startswith("/account/login/")
    assert on(cast, bakers) == []


def test_lists_are_for_members(browser_of, cast) -> None:
    assert browser_of(cast.agora).get("/lists").status_code == 302
