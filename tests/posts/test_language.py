"""The language policy: refused with what was read, accepted on the author's word, lenient in doubt."""

import socket

import pytest

from squares.charter.models import Charter, LanguageException
from squares.charter.queries import CURRENT_KEY, EXCEPTIONS_KEY
from squares.posts import language
from squares.posts.actions.edit import Change, edit_post
from squares.posts.errors import LanguageNotSpoken, LanguageUnknown
from talk_cast import NOON, say

ENGLISH = "Good morning everyone, the market opens at nine today and there is music."
GERMAN = "Guten Morgen zusammen, der Markt öffnet heute um neun, und es gibt Musik."


@pytest.fixture
def german_only(in_agora):
    from commons.remember import forget

    Charter.objects.filter(pk=1).update(language_policy="enforced", languages=["de"])
    forget(CURRENT_KEY)
    forget(EXCEPTIONS_KEY)


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        (ENGLISH, "en"),
        (GERMAN, "de"),
        ("صباح الخير جميعا، السوق يفتح الساعة التاسعة", "ar"),
        ("今日は市場が九時に開きます", "ja"),
        ("בוקר טוב לכולם, השוק נפתח בתשע", "he"),
        (ENGLISH.upper(), "en"),
    ],
)
def test_it_reads_languages_without_asking_anyone(text, tag, monkeypatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("nothing is downloaded")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    language._detector.cache_clear()
    found = language.guess(text)
    assert (found.language, found.sure) == (tag, True)


@pytest.mark.parametrize(
    "text", ["", "ok", "lol", "Hej alla", "@Ada https://example.org #tag", "1234 :-)"]
)
def test_it_is_not_sure_of_a_few_letters(text) -> None:
    assert not language.guess(text).sure


def test_base_languages_meet() -> None:
    assert language.base("zh-Hans") == language.base("zh_TW") == "zh"
    assert language.base("nb") == "no"


def test_the_language_is_recorded(in_agora, cast) -> None:
    assert say(cast.cleo, GERMAN).language == "de"
    assert say(cast.cleo, "ok").language == "en"
    assert say(cast.cleo, "ok", language="fr").language == "fr"


@pytest.mark.usefixtures("german_only")
def test_another_language_is_refused_with_its_name(cast) -> None:
    with pytest.raises(LanguageNotSpoken) as refused:
        say(cast.cleo, ENGLISH)
    assert refused.value.params["language"] == "en"
    assert "English" in refused.value.text()
    assert "German" in refused.value.text()
    assert say(cast.cleo, GERMAN).language_claimed is False


@pytest.mark.usefixtures("german_only")
def test_the_author_may_say_it_was_misread(cast) -> None:
    post = say(cast.cleo, ENGLISH, language="de")
    assert (post.language, post.language_claimed) == ("de", True)
    with pytest.raises(LanguageUnknown):
        say(cast.cleo, ENGLISH, language="en")


@pytest.mark.usefixtures("german_only")
def test_in_doubt_it_passes(cast) -> None:
    assert say(cast.cleo, "OK, see you")
    assert say(cast.cleo, "@Ada https://example.org")


@pytest.mark.usefixtures("german_only")
def test_moderators_make_exceptions(cast) -> None:
    LanguageException.objects.create(
        member=cast.cleo, reason="Learning", granted_by=cast.ada, granted_at=NOON
    )
    assert say(cast.cleo, ENGLISH).language == "en"


@pytest.mark.usefixtures("german_only")
def test_an_edit_keeps_the_authors_word(cast) -> None:
    post = say(cast.cleo, ENGLISH, language="de")
    changed = edit_post(
        by=cast.cleo, post_id=post.pk, change=Change(text=f"{ENGLISH} Bring jars."), at=NOON
    )
    assert (changed.language, changed.language_claimed) == ("de", True)


@pytest.mark.usefixtures("german_only")
def test_an_edit_is_read_as_well(cast) -> None:
    post = say(cast.cleo, GERMAN)
    with pytest.raises(LanguageNotSpoken):
        edit_post(by=cast.cleo, post_id=post.pk, change=Change(text=ENGLISH), at=NOON)
