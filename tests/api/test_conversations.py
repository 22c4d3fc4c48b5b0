"""Conversations by an app."""

import pytest

from squares.posts.models.post import Visibility
from talk_cast import say
from tenants.context import inside

PATH = "/api/v1/conversations"


@pytest.fixture
def whisper(cast):
    def make(by, text, to=None):
        with inside(cast.agora):
            return say(by, text, visibility=Visibility.MENTIONED, in_reply_to=to.pk if to else None)

    return make


def test_a_conversation_with_every_field(cleo, eli, cast, whisper) -> None:
    first = whisper(cast.ada, "@Cleo hello")
    second = whisper(cast.ada, "@Cleo again", to=first)
    (found,) = cleo.get(PATH).json()
    assert set(found) == {"id", "unread", "accounts", "last_status"}
    assert (found["id"], found["unread"]) == (str(first.pk), True)
    assert [a["acct"] for a in found["accounts"]] == ["Ada"]
    last = found["last_status"]
    assert (last["id"], last["visibility"]) == (str(second.pk), "direct")
    assert eli.get(PATH).json() == []


def test_read_unread_and_put_away(cleo, cast, whisper) -> None:
    first = whisper(cast.ada, "@Cleo hello")
    path = f"{PATH}/{first.pk}"
    assert cleo.post(f"{path}/read").json()["unread"] is False
    assert cleo.get(PATH).json()[0]["unread"] is False
    assert cleo.post(f"{path}/unread").json()["unread"] is True
    assert cleo.delete(path).json() == {}
    assert cleo.get(PATH).json() == []
    assert cleo.delete(path).status_code == 404
    whisper(cast.ada, "@Cleo still there", to=first)
    assert len(cleo.get(PATH).json()) == 1


def test_other_peoples_conversations_are_not_there(eli, cast, whisper) -> None:
    path = f"{PATH}/{whisper(cast.ada, '@Cleo hello').pk}"
    for answer in (eli.delete(path), eli.post(f"{path}/read"), eli.post(f"{path}/unread")):
        assert (answer.status_code, answer.json()) == (404, {"error": "Record not found"})


def test_pages_and_cost(cleo, cast, whisper, costs_the_same) -> None:
    threads = [whisper(cast.ada, "@Cleo hello") for _ in range(3)]
    first = cleo.get(PATH, limit=2)
    assert [c["id"] for c in first.json()] == [str(threads[2].pk), str(threads[1].pk)]
    link = first.headers["Link"]
    assert f'max_id={threads[1].pk}>; rel="next"' in link
    assert f'min_id={threads[2].pk}>; rel="prev"' in link
    assert [c["id"] for c in cleo.get(PATH, max_id=threads[1].pk).json()] == [str(threads[0].pk)]

    def more() -> None:
        for _ in range(17):
            whisper(cast.ben, "@Cleo @Eli hello")

    costs_the_same(lambda: cleo.get(PATH), more=more)
