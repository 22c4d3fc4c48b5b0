"""Conversations, hashtags and what is talked about, on pages."""

import pytest

from commons import clock
from squares.posts.actions.publish import Draft, publish_post
from squares.posts.actions.react import favourite
from squares.posts.actions.tags import feature_tag, follow_tag
from squares.posts.models.names import TagTie
from squares.posts.models.post import Visibility
from talk_cast import NOON, say
from tenants.context import inside


@pytest.fixture
def whisper(cast):
    def make(by, text):
        with inside(cast.agora):
            return say(by, text, visibility=Visibility.MENTIONED)

    return make


def test_conversations_are_listed_entered_and_put_away(cast, browser_of, whisper) -> None:
    first = whisper(cast.ada, "@Cleo are you there")
    client = browser_of(cast.agora, cast.cleo)
    page = client.get("/conversations").content.decode()
    assert "are you there" in page
    assert "conversation-unread" in page
    there = client.post(f"/conversations/{first.pk}").headers["Location"]
    assert there == f"/@Ada/{first.pk}#post-{first.pk}"
    assert "conversation-unread" not in client.get("/conversations").content.decode()
    assert client.post(f"/conversations/{first.pk}/away").headers["Location"] == "/conversations"
    assert "No conversations yet" in client.get("/conversations").content.decode()


@pytest.mark.parametrize("what", ["", "/away"])
def test_other_peoples_conversations_are_not_there(cast, browser_of, whisper, what) -> None:
    path = f"/conversations/{whisper(cast.ada, '@Cleo hello').pk}{what}"
    assert browser_of(cast.agora, cast.eli).post(path).status_code == 404
    assert browser_of(cast.forum, cast.dov).post(path).status_code == 404
    assert browser_of(cast.agora).post(path).status_code == 302
    assert browser_of(cast.agora).get("/conversations").status_code == 302


def test_conversations_cost_the_same(cast, browser_of, whisper, costs_the_same) -> None:
    client = browser_of(cast.agora, cast.cleo)
    whisper(cast.ada, "@Cleo hello")

    def more() -> None:
        for n in range(19):
            whisper(cast.ada, f"@Cleo @Ben number {n}")

    costs_the_same(lambda: client.get("/conversations"), more=more)


def test_a_hashtag_is_followed_and_shown(cast, browser_of) -> None:
    with inside(cast.agora):
        publish_post(by=cast.ada, draft=Draft(text="#Größe counts"), at=clock.now())
    client = browser_of(cast.agora, cast.cleo)
    page = client.get("/tags/grösse").content.decode()
    assert "#Größe" in page
    assert "1 post this week" in page
    assert client.post("/tags/grösse/follow").status_code == 302
    assert client.post("/tags/Größe/feature").status_code == 302
    page = client.get("/tags/grösse").content.decode()
    assert "/unfollow" in page
    assert "/unfeature" in page
    assert "#Größe" in client.get("/tags").content.decode()
    assert "#Größe" in browser_of(cast.agora).get("/@Cleo").content.decode()
    client.post("/tags/grösse/unfollow")
    client.post("/tags/grösse/unfeature")
    assert "None yet" in client.get("/tags").content.decode()
    with inside(cast.agora):
        assert not TagTie.objects.exists()


def test_hashtags_are_for_members_to_follow(cast, browser_of) -> None:
    visitor = browser_of(cast.agora)
    assert "/follow" not in visitor.get("/tags/market").content.decode()
    assert visitor.post("/tags/market/follow").status_code == 302
    assert visitor.get("/tags").status_code == 302
    client = browser_of(cast.agora, cast.cleo)
    assert client.get("/tags/123").status_code == 200
    assert client.post("/tags/123/follow").status_code == 422
    assert client.post("/tags/market/unfeature").status_code == 404
    with inside(cast.agora):
        assert not TagTie.objects.exists()


def test_pages_of_tags_cost_the_same(cast, browser_of, costs_the_same) -> None:
    client = browser_of(cast.agora, cast.cleo)

    def more(count: int = 15) -> None:
        with inside(cast.agora):
            for n in range(count):
                follow_tag(by=cast.cleo, name=f"t{count}x{n}", at=NOON)
                if n < 8:
                    feature_tag(by=cast.cleo, name=f"t{count}x{n}", at=NOON)

    more(1)
    costs_the_same(lambda: client.get("/tags"), more=more)


def test_the_search_begins_with_what_is_talked_about(cast, browser_of) -> None:
    with inside(cast.agora):
        for who in (cast.ada, cast.ben):
            post = publish_post(by=who, draft=Draft(text="Fresh #bread"), at=clock.now())
        favourite(by=cast.eli, post_id=post.pk, at=clock.now())
    for client in (browser_of(cast.agora), browser_of(cast.agora, cast.cleo)):
        page = client.get("/search").content.decode()
        assert "Hashtags of these days" in page
        assert "#bread" in page
        assert "What people like these days" in page
    assert "these days" not in browser_of(cast.agora).get("/search?q=bread").content.decode()
    assert "these days" not in browser_of(cast.forum).get("/search").content.decode()
