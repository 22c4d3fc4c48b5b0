"""What members do with announcements: read them above home, answer them, put them away."""

import pytest

from commons import clock
from squares.charter.actions.announce import Wording, announce
from squares.charter.models import AnnouncementTie
from tenants.context import inside


@pytest.fixture
def feast(cast, in_agora):
    return announce(by=cast.ben, wording=Wording("Feast on Friday."), at=clock.now())


@pytest.fixture
def cleo(cast, browser_of):
    return browser_of(cast.agora, cast.cleo)


def ties(agora):
    with inside(agora):
        rows = AnnouncementTie.objects.values_list("reactions", "read_at")
        return [(reactions, read_at is not None) for reactions, read_at in rows]


def test_it_stands_above_home_and_nowhere_else(cast, cleo, browser_of, feast):
    assert "Feast on Friday." in cleo.get("/").text
    assert "Feast on Friday." not in cleo.get("/?before=1").text
    assert "Feast on Friday." not in browser_of(cast.agora).get("/").text
    assert "Feast on Friday." not in browser_of(cast.forum, cast.dov).get("/").text


def test_it_is_put_away_and_found_again(cast, agora, cleo, feast):
    assert cleo.post(f"/announcements/{feast.pk}/dismiss").status_code == 302
    assert "Feast" not in cleo.get("/").text
    page = cleo.get("/announcements").text
    assert "Feast" in page
    assert "Put away" not in page
    assert ties(agora) == [([], True)]


def test_a_script_that_puts_it_away_gets_nothing_back(cleo, feast):
    answer = cleo.post(f"/announcements/{feast.pk}/dismiss", headers={"HX-Request": "true"})
    assert (answer.status_code, answer.content) == (200, b"")
    here = {"HX-Request": "true", "HX-Current-URL": "http://agora.localhost/announcements"}
    assert "Feast" in cleo.post(f"/announcements/{feast.pk}/dismiss", headers=here).text


def test_it_is_answered_and_the_answer_taken_back(agora, cleo, feast):
    given = cleo.post(f"/announcements/{feast.pk}/react", {"name": "🎉"})
    assert (given.status_code, given["Location"]) == (
        302,
        f"/announcements#announcement-{feast.pk}",
    )
    assert ties(agora) == [(["🎉"], False)]
    piece = cleo.post(
        f"/announcements/{feast.pk}/unreact", {"name": "🎉"}, headers={"HX-Request": "true"}
    )
    assert piece.text.strip().startswith("<article")
    assert "aria-pressed" not in piece.text
    assert ties(agora) == [([], False)]


@pytest.mark.parametrize("name", ["", "nonsense", "<script>"])
def test_what_is_no_emoji_is_refused(agora, cleo, feast, name):
    assert cleo.post(f"/announcements/{feast.pk}/react", {"name": name}).status_code == 422
    assert ties(agora) == []


def test_a_visitor_is_sent_to_sign_in(cast, browser_of, feast):
    visitor = browser_of(cast.agora)
    for address in ("", f"/{feast.pk}/dismiss", f"/{feast.pk}/react"):
        ask = visitor.get if not address else visitor.post
        assert "/account/login" in ask(f"/announcements{address}")["Location"]


def test_a_stranger_finds_nothing(cast, agora, browser_of, feast):
    dov = browser_of(cast.forum, cast.dov)
    for deed in ("dismiss", "react", "unreact"):
        assert dov.post(f"/announcements/{feast.pk}/{deed}", {"name": "🎉"}).status_code == 404
    assert "Nothing is announced" in dov.get("/announcements").text
    assert ties(agora) == []


def test_it_costs_the_same(cast, in_agora, cleo, feast, costs_the_same):
    def more():
        for place in range(19):
            announce(by=cast.ben, wording=Wording(f"Number {place}."), at=clock.now())

    costs_the_same(lambda: cleo.get("/announcements"), more=more)
    costs_the_same(lambda: cleo.get("/"), more=lambda: None)
