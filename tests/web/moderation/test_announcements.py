"""The desk's page of announcements: written, changed and withdrawn by those who run the square."""

from datetime import UTC, datetime, timedelta

import pytest

from commons import clock
from squares.charter.actions.announce import Wording, announce
from squares.charter.models import Announcement
from tenants.context import inside, outside
from tenants.models.square import Square

PAGE = "/moderation/announcements"


@pytest.fixture
def feast(cast, in_agora):
    return announce(by=cast.ben, wording=Wording("Feast on Friday."), at=clock.now())


def test_a_moderator_announces(cast, as_, agora):
    ben = as_(cast.ben)
    page = ben.post(PAGE, {"text": "Feast on *Friday*."}, follow=True)
    assert page.redirect_chain == [(PAGE, 302)]
    assert "<em>Friday</em>" in page.text
    assert "Feast" in as_(cast.cleo).get("/").text


def test_moments_are_those_of_the_squares_clock(cast, as_, agora):
    with outside():
        Square.objects.filter(pk=agora.pk).update(time_zone="Europe/Berlin")
    year = clock.now().year + 1
    ben = as_(cast.ben)
    moments = {"starts_at": f"{year}-07-01T18:00", "ends_at": f"{year}-07-01T23:30"}
    assert ben.post(PAGE, {"text": "Feast.", **moments}).status_code == 302
    with inside(agora):
        made = Announcement.objects.get()
    assert made.starts_at == datetime(year, 7, 1, 16, tzinfo=UTC)
    assert made.ends_at == datetime(year, 7, 1, 21, 30, tzinfo=UTC)
    page = ben.get(f"{PAGE}/{made.pk}").text
    assert all(f'value="{moment}"' in page for moment in moments.values())
    assert f"1 July {year}, 18:00 – 23:30" in as_(cast.cleo).get("/").text


def test_whole_days_have_no_hours(cast, as_, agora):
    day = (clock.now() + timedelta(days=9)).date().isoformat()
    answers = {"text": "Feast.", "starts_at": f"{day}T18:00", "all_day": "on"}
    assert as_(cast.ben).post(PAGE, answers).status_code == 302
    with inside(agora):
        assert Announcement.objects.get().starts_at == datetime.fromisoformat(f"{day}T00:00Z")


@pytest.mark.parametrize(
    "answers",
    [
        {"text": ""},
        {"text": "x" * 5001},
        {"text": "Feast.", "ends_at": "2020-01-01T00:00"},
        {"text": "Feast.", "starts_at": "tomorrow"},
        {"text": "Feast.", "starts_at": "2090-01-02T00:00", "ends_at": "2090-01-01T00:00"},
    ],
)
def test_what_makes_no_sense_is_said_on_the_form(cast, as_, agora, answers):
    page = as_(cast.ben).post(PAGE, answers)
    assert page.status_code == 422
    assert answers["text"][:20] in page.text
    with inside(agora):
        assert not Announcement.objects.exists()


def test_it_is_changed_and_withdrawn(cast, as_, feast):
    ada = as_(cast.ada)
    assert ada.post(f"{PAGE}/{feast.pk}", {"text": "Feast off."}).status_code == 302
    assert "Feast off." in as_(cast.cleo).get("/").text
    assert ada.post(f"{PAGE}/{feast.pk}/withdraw").status_code == 302
    assert "Feast off." not in as_(cast.cleo).get("/").text
    assert "Withdrawn" in ada.get(PAGE).text
    assert "was withdrawn" in ada.get(f"{PAGE}/{feast.pk}").text
    assert ada.post(f"{PAGE}/{feast.pk}", {"text": "On again."}).status_code == 422


@pytest.mark.parametrize("who", ["cleo", None])
def test_not_by_others(cast, as_, feast, who):
    client = as_(getattr(cast, who) if who else None)
    assert client.get(PAGE).status_code == 404
    assert client.post(PAGE, {"text": "Mine."}).status_code == 404
    assert client.get(f"{PAGE}/{feast.pk}").status_code == 404
    assert client.post(f"{PAGE}/{feast.pk}", {"text": "Mine."}).status_code == 404
    assert client.post(f"{PAGE}/{feast.pk}/withdraw").status_code == 404


def test_nothing_of_another_square(cast, as_, browser_of, feast):
    fay = browser_of(cast.forum, cast.fay)
    assert fay.get(f"{PAGE}/{feast.pk}").status_code == 404
    assert fay.post(f"{PAGE}/{feast.pk}/withdraw").status_code == 404
    assert "Feast" not in fay.get(PAGE).text


def test_it_costs_the_same(cast, as_, in_agora, feast, costs_the_same):
    def more():
        for place in range(19):
            announce(by=cast.ben, wording=Wording(f"Number {place}."), at=clock.now())

    ben = as_(cast.ben)
    costs_the_same(lambda: ben.get(PAGE), more=more)
