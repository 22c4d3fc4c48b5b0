"""A square's own emoji: added, shown where they are named and nowhere else, and taken away."""

import io

import pytest
from django.template import engines
from django.utils.safestring import SafeString
from PIL import Image

from commons import storage
from commons.models import AuditEntry
from squares.charter import rules
from squares.charter.actions.emoji import add_emoji, change_emoji, remove_emoji
from squares.charter.emoji import emojis_in, every_emoji, with_emoji
from squares.charter.errors import (
    CategoryTooLong,
    EmojiNotFound,
    ShortcodeInvalid,
    ShortcodeTaken,
    TooManyEmoji,
)
from squares.charter.models import CustomEmoji
from squares.media.errors import EmojiTooLarge, NotAnEmoji, TooManyPixels
from squares.media.faces import store_emoji
from squares.media.processing import read_emoji
from squares.members.errors import NotYours
from talk_cast import NOON, picture
from tenants.context import inside, outside

pytestmark = pytest.mark.usefixtures("in_agora")


def moving(frames: int = 4, size=(200, 100)) -> io.BytesIO:
    pictures = [Image.new("RGB", size, (n * 40 % 255, 80, 120)) for n in range(frames)]
    file = io.BytesIO()
    pictures[0].save(file, "GIF", save_all=True, append_images=pictures[1:], duration=80)
    file.seek(0)
    return file


def given(cast, shortcode: str = "tram", file=None, **more) -> CustomEmoji:
    name = store_emoji(by=cast.ada, file=file or picture(), at=NOON)
    return add_emoji(by=cast.ada, shortcode=shortcode, file=name, at=NOON, **more)


def is_there(name: str) -> bool:
    try:
        storage.open_shown(name).close()
    except FileNotFoundError:
        return False
    return True


def test_a_text_shows_it_and_falls_back_to_words(cast, settled) -> None:
    with settled():
        emoji = given(cast, category=" Things  that move ")
    (card,) = emojis_in("By :tram: and :bus:", "again :tram:")
    assert (card.shortcode, card.category) == ("tram", "Things that move")
    html = SafeString("<p>By :tram: and :bus:</p>")
    assert f'<img class="emoji" src="/media/{emoji.file}" alt=":tram:"' in with_emoji(html)
    assert ":bus:" in with_emoji(html)
    with settled():
        remove_emoji(by=cast.ada, shortcode="tram", at=NOON)
    assert with_emoji(html) == html
    assert not is_there(emoji.file)
    deeds = AuditEntry.objects.filter(action__startswith="charter.emoji")
    about = {"shortcode": "tram", "category": "Things that move"}
    assert list(deeds.values_list("action", "details")) == [
        ("charter.emoji_added", about),
        ("charter.emoji_removed", about),
    ]


@pytest.mark.parametrize(
    "html",
    [
        '<a href="https://x.example/:tram:/" title="a > :tram:">link</a>',
        "<p>12:tram:30 and ::tram:: and :Tram: and :tram</p>",
        "<pre><code>if x:tram: :tram: </code></pre>",
        "<code>:tram:</code>",
        "<p>nothing</p>",
        "",
    ],
)
def test_it_stays_out_of_addresses_code_and_other_words(cast, html) -> None:
    given(cast)
    assert with_emoji(SafeString(html)) == html


def test_words_around_code_and_at_the_edges_are_shown(cast) -> None:
    given(cast)
    shown = with_emoji(SafeString(":tram:<code>:tram:</code> (:tram:) 5 < 6 :tram:"))
    assert shown.count("<img") == 3
    assert "<code>:tram:</code>" in shown


def test_the_filter_escapes_text_and_trusts_html(cast, agora) -> None:
    given(cast)
    page = engines["django"].from_string("{{ a|emoji }} {{ b|emoji }}")
    shown = page.render({"a": "<b> :tram:", "b": SafeString("<b>:tram:</b>")})
    assert shown.startswith("&lt;b&gt; <img")
    assert "<b><img" in shown
    with outside():
        assert page.render({"a": ":tram:", "b": ""}).strip() == ":tram:"


def test_a_text_without_one_asks_nobody(cast, django_assert_num_queries) -> None:
    given(cast)
    every_emoji()
    with django_assert_num_queries(0):
        emojis_in("See https://a.example at 12:30", "by :tram: and :bus:")
        with_emoji(SafeString("<p>By :tram:</p>"))


def test_the_other_square_has_none(cast, forum) -> None:
    given(cast)
    with inside(forum):
        assert every_emoji() == {}
        assert with_emoji(SafeString(":tram:")) == ":tram:"


@pytest.mark.parametrize(
    "shortcode", ["", "a", "x" * 31, "tram line", "straße", "a-b", ":a:", "é_"]
)
def test_a_name_is_plain_and_what_is_refused_leaves_no_file(cast, shortcode) -> None:
    name = store_emoji(by=cast.ada, file=moving(), at=NOON)
    with pytest.raises(ShortcodeInvalid):
        add_emoji(by=cast.ada, shortcode=shortcode, file=name, at=NOON)
    assert not is_there(name)
    assert not is_there(storage.beside(name, "png"))


def test_a_name_is_given_once_and_there_is_an_end(cast, monkeypatch) -> None:
    first = given(cast)
    with pytest.raises(ShortcodeTaken):
        given(cast)
    assert is_there(first.file)
    with pytest.raises(CategoryTooLong):
        given(cast, "bus", category="x" * 31)
    monkeypatch.setattr(rules, "MOST_CUSTOM_EMOJI", 1)
    with pytest.raises(TooManyEmoji):
        given(cast, "bus")
    assert list(every_emoji()) == ["tram"]


def test_only_those_who_run_the_square_change_them(cast) -> None:
    given(cast)
    file = store_emoji(by=cast.cleo, file=picture(), at=NOON)
    with pytest.raises(NotYours):
        add_emoji(by=cast.cleo, shortcode="mine", file=file, at=NOON)
    assert not is_there(file)
    with pytest.raises(NotYours):
        change_emoji(by=cast.cleo, shortcode="tram", category="x", at=NOON)
    with pytest.raises(NotYours):
        remove_emoji(by=cast.cleo, shortcode="tram", at=NOON)
    with pytest.raises(EmojiNotFound):
        remove_emoji(by=cast.ada, shortcode="bus", at=NOON)


def test_a_group_and_the_picker_change(cast) -> None:
    given(cast)
    change_emoji(by=cast.ada, shortcode="tram", category="Traffic", at=NOON)
    change_emoji(by=cast.ada, shortcode="tram", shown_in_picker=False, at=NOON)
    card = every_emoji()["tram"]
    assert (card.category, card.shown_in_picker) == ("Traffic", False)


def test_what_moves_keeps_moving_and_has_a_still(cast) -> None:
    emoji = given(cast, file=moving())
    card = every_emoji()["tram"]
    assert card.url.endswith(".webp")
    assert card.static_url.endswith(".png")
    with storage.open_shown(emoji.file) as file, Image.open(file) as image:
        assert (image.format, image.n_frames, image.size) == ("WEBP", 4, (128, 64))
    with storage.open_shown(storage.beside(emoji.file, "png")) as file, Image.open(file) as image:
        assert (image.format, image.size) == ("PNG", (128, 64))
    still = given(cast, "bus", file=picture((300, 300)))
    assert every_emoji()["bus"].static_url == every_emoji()["bus"].url
    with storage.open_shown(still.file) as file, Image.open(file) as image:
        assert image.size == (128, 128)


@pytest.mark.parametrize(
    ("file", "refusal"),
    [
        (io.BytesIO(b""), NotAnEmoji),
        (io.BytesIO(b"<svg xmlns='http://www.w3.org/2000/svg'/>"), NotAnEmoji),
        (picture(kind="JPEG"), NotAnEmoji),
        (io.BytesIO(b"\x89PNG\r\n\x1a\n" + b"x" * 256_000), EmojiTooLarge),
    ],
)
def test_what_no_emoji_can_be_made_of_is_refused(file, refusal) -> None:
    with pytest.raises(refusal):
        read_emoji(file)


def test_a_bomb_is_refused(monkeypatch) -> None:
    monkeypatch.setattr("squares.media.processing.LIMIT_PIXELS", 100)
    with pytest.raises(TooManyPixels):
        read_emoji(picture((20, 20)))
