"""The viewer and one other: options, a note, a recommendation, lists."""

import pytest

from squares.members.models import Member
from squares.relationships import lists, queries
from squares.relationships.actions.lists import make_list
from squares.relationships.models import Follow, Stance
from talk_cast import NOON, follow
from tenants.context import inside

PAGE = "/@Eli/tie"
ACTS = ["options", "note", "endorse", "unendorse", "lists", "no"]


@pytest.fixture
def cleo(browser_of, cast):
    return browser_of(cast.agora, cast.cleo)


def tie(cast):
    with inside(cast.agora):
        return queries.relationship(viewer=cast.cleo, member=cast.eli, at=NOON)


def test_a_note_stands_on_the_others_page_for_oneself_alone(cleo, browser_of, cast) -> None:
    assert cleo.post(f"{PAGE}/note", {"note": "Met at the market."})["Location"] == PAGE
    assert "Met at the market." in cleo.get(PAGE).content.decode()
    assert "Met at the market." in cleo.get("/@Eli").content.decode()
    for who in (cast.eli, cast.ada, None):
        assert "Met at the market." not in browser_of(cast.agora, who).get("/@Eli").content.decode()
    assert cleo.post(f"{PAGE}/note", {"note": "x" * 2001}).status_code == 422
    cleo.post(f"{PAGE}/note", {"note": ""})
    assert tie(cast).note == ""


def test_how_one_reads_somebody(cleo, cast) -> None:
    assert cleo.post(f"{PAGE}/options").status_code == 404
    with inside(cast.agora):
        follow(cast.cleo, cast.eli)
    page = cleo.get(PAGE).content.decode()
    assert "How you read them" in page
    cleo.post(f"{PAGE}/options", {"notifies": "on", "languages": ["de", "en"]})
    now = tie(cast)
    assert (now.shows_boosts, now.notifying, now.languages) == (False, True, ("de", "en"))
    assert cleo.post(f"{PAGE}/options", {"languages": ["xx"]}).status_code == 422
    cleo.post(f"{PAGE}/options", {"shows_boosts": "on"})
    now = tie(cast)
    assert (now.shows_boosts, now.notifying, now.languages) == (True, False, ())


def test_a_language_chosen_elsewhere_is_kept(cleo, cast) -> None:
    with inside(cast.agora):
        follow(cast.cleo, cast.eli)
        Follow.objects.update(languages=["cy"])
    assert 'value="cy"' in cleo.get(PAGE).content.decode()
    cleo.post(f"{PAGE}/options", {"languages": ["cy"]})
    assert tie(cast).languages == ("cy",)


def test_a_recommendation_stands_on_ones_page(cleo, browser_of, cast) -> None:
    assert cleo.post(f"{PAGE}/endorse").status_code == 422
    with inside(cast.agora):
        follow(cast.cleo, cast.eli)
    assert "Recommend on my page" in cleo.get(PAGE).content.decode()
    cleo.post(f"{PAGE}/endorse")
    page = browser_of(cast.agora).get("/@Cleo").content.decode()
    assert "Recommends" in page
    assert 'href="/@Eli"' in page
    assert "Recommend no longer" in cleo.get(PAGE).content.decode()
    cleo.post(f"{PAGE}/unendorse")
    assert "Recommends" not in browser_of(cast.agora).get("/@Cleo").content.decode()


def test_lists_are_ticked(cleo, cast) -> None:
    with inside(cast.agora):
        follow(cast.cleo, cast.eli)
    assert "You have no lists yet" in cleo.get(PAGE).content.decode()
    with inside(cast.agora):
        one, two = (make_list(by=cast.cleo, title=name, at=NOON) for name in ("One", "Two"))
        theirs = make_list(by=cast.ada, title="Theirs", at=NOON)
        follow(cast.ada, cast.eli)

    def standing():
        with inside(cast.agora):
            return [row.title for row in lists.lists_with(owner=cast.cleo, member_id=cast.eli.pk)]

    cleo.post(f"{PAGE}/lists", {"list": [one.pk, two.pk, theirs.pk, "x"]})
    assert standing() == ["One", "Two"]
    assert cleo.get(PAGE).content.decode().count("checked") >= 2
    cleo.post(f"{PAGE}/lists", {"list": [two.pk]})
    assert standing() == ["Two"]
    cleo.post(f"{PAGE}/lists")
    assert standing() == []
    with inside(cast.agora):
        assert lists.everyone_on(theirs) == []


def test_nobody_is_listed_whom_one_does_not_follow(cleo, cast) -> None:
    with inside(cast.agora):
        one = make_list(by=cast.cleo, title="One", at=NOON)
    assert cleo.post(f"{PAGE}/lists", {"list": [one.pk]}).status_code == 404


def test_people_in_common_stand_on_the_page(cleo, browser_of, cast) -> None:
    with inside(cast.agora):
        follow(cast.cleo, cast.ada)
        follow(cast.ada, cast.eli)
    assert "Followed by people you follow" in cleo.get("/@Eli").content.decode()
    assert (
        "Followed by people you follow" not in browser_of(cast.agora).get("/@Eli").content.decode()
    )


def test_a_page_costs_the_same_for_few_and_many_around(cleo, cast, costs_the_same) -> None:
    def add(number):
        with inside(cast.agora):
            for n in range(number):
                key = f"c{number}x{n}"
                other = Member.objects.create(
                    handle=key, handle_key=key, skeleton=key, joined_at=NOON
                )
                follow(cast.cleo, other)
                follow(other, cast.eli)
                follow(cast.eli, other)
                Stance.objects.create(source=cast.eli, target=other, endorsed_at=NOON)

    add(1)
    costs_the_same(lambda: cleo.get("/@Eli"), more=lambda: add(19))
    page = cleo.get("/@Eli").content.decode()
    assert "and 18 more" in page


@pytest.mark.parametrize("act", ACTS)
def test_who_may_not(cleo, browser_of, cast, act) -> None:
    visitor = browser_of(cast.agora)
    assert visitor.post(f"{PAGE}/{act}")["Location"].startswith("/account/login/")
    assert cleo.post(f"/@dov/tie/{act}").status_code == 404
    assert cleo.post(f"/@Cleo/tie/{act}").status_code == 404
    assert cleo.get(f"{PAGE}/{act}").status_code == 405


def test_there_is_no_page_between_oneself(cleo, browser_of, cast) -> None:
    assert cleo.get("/@Cleo/tie").status_code == cleo.get("/@dov/tie").status_code == 404
    assert browser_of(cast.agora).get(PAGE).status_code == 302
