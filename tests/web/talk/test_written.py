"""A post that is written once for many brings nothing of one reader to another."""

import re

import pytest
from django.test import Client

from squares.posts.actions.react import favourite
from squares.web.templatetags import posts
from talk_cast import NOON, say
from tenants.context import inside

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')


def _bare(html: str) -> str:
    """Return HTML without what differs each time, and without the blanks between its parts."""
    return re.sub(r"\s+", " ", re.sub(r'nonce="[^"]*"', "", TOKEN.sub("", html)))


@pytest.fixture
def post(cast):
    with inside(cast.agora):
        return say(cast.ada, "Good *morning* @Ben #bread")


def test_each_reader_has_forms_of_their_own(cast, browser_of, post) -> None:
    pages = {}
    for reader in (cast.eli, cast.ben, cast.eli):
        client = browser_of(cast.agora, reader)
        page = client.get("/public").content.decode()
        assert post.text.split()[2] in page
        assert posts._TOKEN not in page
        tokens = set(TOKEN.findall(page))
        assert tokens
        assert tokens.isdisjoint(pages)
        pages |= dict.fromkeys(tokens, page)


def test_it_reads_the_same_again(cast, browser_of, post) -> None:
    client = browser_of(cast.agora, cast.eli)
    once, again = (client.get("/public").content.decode() for _ in range(2))
    assert "Good <em>morning</em>" in once
    assert _bare(once) == _bare(again)


def test_it_is_written_once(cast, browser_of, post, monkeypatch) -> None:
    written = []
    own = posts._write
    monkeypatch.setattr(posts, "_write", lambda *a: written.append(a[0].id) or own(*a))
    for reader in (cast.eli, cast.eli, None, None):
        browser_of(cast.agora, reader).get("/public")
    assert written == [post.pk, post.pk]  # for a member, and for a visitor


def test_what_a_reader_did_shows_at_once(cast, browser_of, post) -> None:
    client, other = browser_of(cast.agora, cast.eli), browser_of(cast.agora, cast.ben)
    pressed = 'aria-pressed="true"'
    before = [one.get("/public").content.decode().count(pressed) for one in (client, other)]
    with inside(cast.agora):
        favourite(by=cast.eli, post_id=post.pk, at=NOON)
    after = [one.get("/public").content.decode().count(pressed) for one in (client, other)]
    assert after == [before[0] + 1, before[1]]


def test_each_language_has_its_own(cast, browser_of, post) -> None:
    client = browser_of(cast.agora, cast.eli)
    english = client.get("/public").content.decode()
    client.cookies["language"] = "de"
    german = client.get("/public").content.decode()
    assert "Mehr zu diesem Beitrag" in german
    assert "Mehr zu diesem Beitrag" not in english


def test_a_form_in_it_is_accepted(cast, browser_of, post) -> None:
    browser_of(cast.agora, cast.ben).get("/public")
    known = browser_of(cast.agora, cast.eli)
    client = Client(enforce_csrf_checks=True, headers={"host": cast.agora.host})
    client.cookies = known.cookies
    page = client.get("/public").content.decode()
    token = TOKEN.findall(page[page.index('<article class="post"') :])[0]
    address = f"/@Ada/{post.pk}/favourite"
    assert address in page
    assert client.post(address, {"csrfmiddlewaretoken": "x" * 64}).status_code == 403
    assert client.post(address, {"csrfmiddlewaretoken": token}).status_code in {200, 302}


def test_visitors_get_no_token_and_no_cookie(cast, browser_of, post) -> None:
    browser_of(cast.agora, cast.eli).get("/public")
    answer = browser_of(cast.agora).get("/public")
    assert not TOKEN.findall(answer.content.decode())
    assert "csrftoken" not in answer.cookies
