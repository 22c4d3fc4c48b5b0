"""The square's own emoji, listed for pickers and named beside whatever shows them."""

import pytest

from squares.charter.actions.emoji import add_emoji
from squares.media.faces import store_emoji
from squares.posts.polling import PollDraft
from talk_cast import NOON, film, picture, say
from tenants.context import inside

ALL = "/api/v1/custom_emojis"


def give(cast, shortcode: str, file=None, category: str = "") -> None:
    with inside(cast.agora):
        name = store_emoji(by=cast.ada, file=file or picture(), at=NOON)
        add_emoji(by=cast.ada, shortcode=shortcode, file=name, category=category, at=NOON)


@pytest.fixture
def tram(cast) -> None:
    give(cast, "tram", category="Traffic")


def test_everyone_may_list_them(cast, nobody, cleo, dov, tram) -> None:
    give(cast, "bus", film("gif"))
    for app in (nobody, cleo):
        bus, listed = app.get(ALL).json()
        assert set(listed) == {"shortcode", "url", "static_url", "visible_in_picker", "category"}
        assert (listed["shortcode"], listed["category"]) == ("tram", "Traffic")
        assert listed["visible_in_picker"] is True
        assert listed["url"] == listed["static_url"]
        assert listed["url"].startswith(f"{cast.agora.url}/media/emoji/")
        assert bus["category"] is None
        assert bus["url"].endswith(".webp")
        assert bus["static_url"].endswith(".png")
    assert dov.get(ALL).json() == []


def test_posts_polls_and_profiles_name_what_they_show(cleo, cast, tram) -> None:
    (tram,) = cleo.get(ALL).json()
    account = cleo.patch(
        "/api/v1/accounts/update_credentials",
        {"display_name": "Cleo :tram:", "note": "None", "fields_attributes": []},
    ).json()
    assert account["emojis"] == [tram]
    assert account["display_name"] == "Cleo :tram:"
    with inside(cast.agora):
        poll = PollDraft(options=(":tram:", "On foot"), seconds=3600)
        said = say(cast.cleo, "By :tram: :bus:", warning=":tram:", poll=poll)
    post = cleo.get(f"/api/v1/statuses/{said.pk}").json()
    assert post["emojis"] == post["poll"]["emojis"] == post["account"]["emojis"] == [tram]
    assert ":tram:" in post["content"]
    plain = cleo.post("/api/v1/statuses", {"status": "On foot at 12:30:45"}).json()
    assert plain["emojis"] == []


def test_a_list_costs_the_same_with_many(cleo, tram, costs_the_same) -> None:
    cleo.post("/api/v1/statuses", {"status": "By :tram:"})
    costs_the_same(
        lambda: cleo.get("/api/v1/timelines/home"),
        more=lambda: [cleo.post("/api/v1/statuses", {"status": f":tram: {n}"}) for n in range(10)],
    )
