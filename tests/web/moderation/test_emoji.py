"""The stewards' page of the square's own emoji, and the pages that show them."""

import io

import pytest

from squares.charter.emoji import every_emoji
from squares.members.models import Member
from talk_cast import picture
from tenants.context import inside

PAGE = "/moderation/emoji"


@pytest.fixture
def tram(as_, cast) -> None:
    sent = {"picture": picture(), "shortcode": ":tram:", "category": "Traffic"}
    assert as_(cast.ada).post(PAGE, sent).status_code == 302


@pytest.mark.parametrize("who", ["cleo", "ben", None])
def test_it_is_for_stewards(cast, as_, who) -> None:
    client = as_(getattr(cast, who) if who else None)
    assert client.get(PAGE).status_code == 404
    assert client.post(PAGE, {"picture": picture(), "shortcode": "x1"}).status_code == 404
    assert client.post(f"{PAGE}/tram", {"remove": "1"}).status_code == 404


def test_a_stranger_finds_nothing_of_it(cast, browser_of, tram) -> None:
    assert browser_of(cast.forum, cast.dov).get(PAGE).status_code == 404
    page = browser_of(cast.forum).get("/public").content.decode()
    assert "tram" not in page


def test_one_is_added_grouped_and_removed(cast, as_, agora, tram) -> None:
    ada = as_(cast.ada)
    page = ada.get(PAGE).content.decode()
    assert ":tram:" in page
    assert 'value="Traffic"' in page
    ada.post(f"{PAGE}/tram", {"category": "Wheels"})
    with inside(agora):
        card = every_emoji()["tram"]
    assert card.category == "Wheels"
    answer = ada.get(card.url)
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/png")
    assert b"".join(answer)
    ada.post(f"{PAGE}/tram", {"remove": "1"})
    assert "None yet" in ada.get(PAGE).content.decode()
    assert ada.post(f"{PAGE}/tram", {"remove": "1"}).status_code == 404


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"shortcode": "bus"}, "required"),
        ({"picture": io.BytesIO(b"nothing"), "shortcode": "bus"}, "This is none"),
        ({"picture": picture(), "shortcode": "a b"}, "letters from a to z"),
        ({"picture": picture(), "shortcode": "tram"}, "already"),
        ({"picture": picture(), "shortcode": "bus", "category": "x" * 31}, "30"),
    ],
)
def test_what_is_refused_says_why(cast, as_, tram, sent, words) -> None:
    for file in (f for f in sent.values() if hasattr(f, "seek")):
        file.seek(0)
    answer = as_(cast.ada).post(PAGE, sent)
    assert answer.status_code == 422
    assert words in answer.content.decode()


def test_pages_show_it_in_posts_names_and_profiles(cast, as_, agora, tram) -> None:
    with inside(agora):
        Member.objects.filter(pk=cast.cleo.pk).update(
            name="Cleo :tram:", biography_html="<p>I drive :tram:</p>"
        )
    cleo = as_(cast.cleo)
    cleo.post("/posts", {"text": "On the :tram: again, 12:30:45", "warning": ":tram:"})
    page = cleo.get("/@Cleo").content.decode()
    # In the rail, the head, the biography, the post's head, its warning and its words.
    assert page.count('<img class="emoji"') == 6
    assert "12:30:45" in page
    assert 'alt=":tram:"' in page


def test_a_list_costs_the_same_with_many_emoji(cast, as_, tram, costs_the_same) -> None:
    cleo = as_(cast.cleo)
    cleo.post("/posts", {"text": "One :tram:"})
    costs_the_same(
        lambda: cleo.get("/"),
        more=lambda: [cleo.post("/posts", {"text": f"No. {n} :tram:"}) for n in range(10)],
    )
