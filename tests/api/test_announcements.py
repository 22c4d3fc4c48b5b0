"""Announcements by an app: every field, and what a member makes of them."""

from datetime import timedelta
from urllib.parse import quote

import pytest

from api_client import app_of
from commons import clock
from squares.charter.actions.announce import Wording, announce, withdraw_announcement
from squares.charter.models import CustomEmoji
from tenants.context import inside

PATH = "/api/v1/announcements"


@pytest.fixture
def feast(cast, agora):
    with inside(agora):
        now = clock.now()
        wording = Wording(
            "Feast, @Cleo cooks. #Feast :party: [x](y)",
            starts_at=now + timedelta(days=1),
            ends_at=now + timedelta(days=2),
        )
        CustomEmoji.objects.create(shortcode="party", file="emoji/party.png", added_at=now)
        return announce(by=cast.ben, wording=wording, at=now)


def reaction(feast, name):
    return f"{PATH}/{feast.pk}/reactions/{quote(name)}"


def test_every_field(cleo, cast, feast):
    (told,) = cleo.get(PATH).json()
    base = "http://agora.localhost:8000"
    assert told.pop("content").startswith('<p>Feast, <span class="h-card"><a href="' + base)
    assert told.pop("published_at") == told.pop("updated_at")
    assert told.pop("starts_at") < told.pop("ends_at")
    assert told == {
        "id": str(feast.pk),
        "all_day": False,
        "read": False,
        "mentions": [
            {
                "id": str(cast.cleo.pk),
                "username": "Cleo",
                "url": f"{base}/@Cleo",
                "acct": "Cleo",
            }
        ],
        "statuses": [],
        "tags": [{"name": "Feast", "url": f"{base}/tags/feast"}],
        "emojis": [
            {
                "shortcode": "party",
                "url": f"{base}/media/emoji/party.png",
                "static_url": f"{base}/media/emoji/party.png",
                "visible_in_picker": True,
                "category": None,
            }
        ],
        "reactions": [],
    }


def test_put_away(cleo, feast):
    for _ in range(2):
        assert cleo.post(f"{PATH}/{feast.pk}/dismiss").json() == {}
    assert cleo.get(PATH).json() == []
    (kept,) = cleo.get(PATH, with_dismissed="true").json()
    assert kept["read"] is True


def test_answered_with_an_emoji(cleo, eli, feast):
    for app in (cleo, cleo, eli):
        answer = app.put(reaction(feast, "❤️"))
        assert (answer.status_code, answer.json()) == (200, {})
    eli.put(reaction(feast, "party"))
    (told,) = cleo.get(PATH).json()
    url = "http://agora.localhost:8000/media/emoji/party.png"
    assert told["reactions"] == [
        {"name": "party", "count": 1, "me": False, "url": url, "static_url": url},
        {"name": "❤️", "count": 2, "me": True},
    ]
    assert cleo.delete(reaction(feast, "❤️")).json() == {}
    assert cleo.delete(reaction(feast, "❤️")).status_code == 200
    (told,) = cleo.get(PATH).json()
    assert told["reactions"][1] == {"name": "❤️", "count": 1, "me": False}


@pytest.mark.parametrize("name", ["nonsense", "<b>", "👍👍", ":party:"])
def test_no_emoji(cleo, feast, name):
    answer = cleo.put(reaction(feast, name))
    assert answer.status_code == 422
    assert "error" in answer.json()


def test_a_ninth_is_refused(cleo, feast):
    for name in ("👍", "🎉", "😄", "😢", "👀", "🚀", "☕", "🌻"):
        assert cleo.put(reaction(feast, name)).status_code == 200
    assert cleo.put(reaction(feast, "🥐")).status_code == 422


def test_what_is_gone_is_not_found(cleo, cast, agora, feast):
    with inside(agora):
        withdraw_announcement(by=cast.ben, announcement_id=feast.pk, at=clock.now())
    assert cleo.get(PATH).json() == []
    assert cleo.post(f"{PATH}/{feast.pk}/dismiss").status_code == 404
    assert cleo.put(reaction(feast, "👍")).status_code == 404
    assert cleo.delete(reaction(feast, "👍")).status_code == 404


def test_a_stranger_finds_nothing(dov, feast):
    assert dov.get(PATH).json() == []
    assert dov.post(f"{PATH}/{feast.pk}/dismiss").status_code == 404
    assert dov.put(reaction(feast, "👍")).status_code == 404


def test_a_token_is_wanted_and_its_scope(nobody, cast, agora, feast):
    assert nobody.get(PATH).status_code == 401
    assert nobody.post(f"{PATH}/{feast.pk}/dismiss").status_code == 401
    reads = app_of(agora, cast.cleo, ("read",))
    assert reads.get(PATH).status_code == 200
    assert reads.post(f"{PATH}/{feast.pk}/dismiss").status_code == 403
    assert reads.put(reaction(feast, "👍")).status_code == 403
    assert reads.delete(reaction(feast, "👍")).status_code == 403


def test_many_cost_what_one_costs(cleo, cast, agora, feast, costs_the_same):
    def more():
        with inside(agora):
            for place in range(19):
                announce(by=cast.ben, wording=Wording(f"Number {place}."), at=clock.now())

    costs_the_same(lambda: cleo.get(PATH), more=more)
