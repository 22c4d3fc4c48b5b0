"""A stranger's client: Mastodon.py finds the streams by itself, and hears over both transports.

Two members and a third who is blocked; the web server and the streaming program on real ports.
"""

import queue
import socket
import threading
from collections.abc import Iterator
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

import pytest
from django.db import connections
from mastodon import Mastodon, StreamListener

from squares.charter.actions import announce
from squares.posts.actions import react
from squares.posts.actions.delete import delete_post
from squares.posts.actions.edit import Change, edit_post
from squares.posts.models.post import Visibility
from squares.relationships.actions.lists import make_list, put_on_list
from squares.timelines.actions import make_filter
from townsquares.wsgi import application

PATIENCE = 8


class Quiet(WSGIRequestHandler):
    """Answers without a word, and lets its thread's connections go."""

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def website(plaza, running, settings, monkeypatch) -> Iterator[str]:
    """The web server of the first square on a port of its own."""
    server = WSGIServer(("127.0.0.1", 0), Quiet)
    server.set_app(application)
    settings.APEX_ADDRESS = f"localhost:{server.server_port}"
    settings.STREAMING_PORT = running.port

    def serve() -> None:
        server.serve_forever(poll_interval=0.05)
        connections.close_all()

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    # Names below localhost lead to this machine, as they should everywhere (RFC 6761).
    look_up = socket.getaddrinfo
    monkeypatch.setattr(
        socket,
        "getaddrinfo",
        lambda host, *rest, **how: look_up(
            "127.0.0.1" if str(host).endswith(".localhost") else host, *rest, **how
        ),
    )
    yield f"http://{plaza.square.slug}.{settings.APEX_ADDRESS}"
    server.shutdown()
    thread.join(PATIENCE)
    server.server_close()


class Ear(StreamListener):
    """Puts everything it hears into a queue, by the name of the event."""

    def __init__(self) -> None:
        self.heard: queue.Queue = queue.Queue()
        self.begun = threading.Event()

    def on_any_event(self, name, data=None, for_stream=None) -> None:
        self.heard.put((name, data, for_stream))

    def handle_heartbeat(self) -> None:
        self.begun.set()

    def on_abort(self, err) -> None:
        self.heard.put(("abort", err, None))

    def next(self, name: str):
        """Return what the next event carries, which is of this name."""
        found, data, _stream = self.heard.get(timeout=PATIENCE)
        assert found == name, (found, data)
        return data


@pytest.fixture
def app_of(website, plaza):
    """Return a maker of clients."""

    def make(member) -> Mastodon:
        return Mastodon(access_token=plaza.token(member), api_base_url=website)

    return make


@pytest.fixture
def open_streams(transport, running):
    """Return a function that opens the streams of a client: `open(app, "user", "public")`."""
    handles = []

    def open_all(app: Mastodon, **wanted: dict) -> dict[str, Ear]:
        ears = {name: Ear() for name in wanted}
        if transport == "events":
            for name, given in wanted.items():
                handles.append(
                    getattr(app, f"stream_{name}")(listener=ears[name], run_async=True, **given)
                )
                assert ears[name].begun.wait(PATIENCE)
        else:
            handle = app.stream_open_websocket(Ear())
            handles.append(handle)
            for name, given in wanted.items():
                getattr(app, f"stream_{name}")(
                    listener=ears[name], websocket_handle=handle, **given
                )
        running.settled()
        return ears

    yield open_all
    for handle in handles:
        handle.close()
        handle.join(PATIENCE)


def test_every_stream_and_event(app_of, open_streams, plaza) -> None:
    cleo, eli, gus = app_of(plaza.cleo), app_of(plaza.eli), app_of(plaza.gus)
    assert cleo.stream_healthy()
    bakers = plaza.do(make_list, by=plaza.eli, title="Bakers")
    plaza.do(put_on_list, of=bakers, member_ids=[plaza.cleo.pk])
    ears = open_streams(
        eli,
        user={},
        public={},
        hashtag={"tag": "rye"},
        list={"id": str(bakers.pk)},
        direct={},
        user_notifications={},
    )
    blocked = open_streams(gus, user={}, public={})

    said = cleo.status_post("A loaf of #rye.")
    for name in ("user", "public", "hashtag", "list"):
        heard = ears[name].next("update")
        assert (heard.id, heard.account.acct, heard.content) == (said.id, "Cleo", said.content)

    plaza.do(edit_post, by=plaza.cleo, post_id=int(said.id), change=Change(text="Two of #rye."))
    for name in ("user", "public", "hashtag", "list"):
        assert "Two of" in ears[name].next("status.update").content

    mine = plaza.say(plaza.eli, "Mine.", visibility=Visibility.FOLLOWERS)
    assert str(ears["user"].next("update").id) == str(mine)
    plaza.do(react.favourite, by=plaza.cleo, post_id=mine)
    for name in ("user", "user_notifications"):
        told = ears[name].next("notification")
        assert (told.type, told.account.acct, str(told.status.id)) == (
            "favourite",
            "Cleo",
            str(mine),
        )

    plaza.do(make_filter, by=plaza.eli, title="None", contexts=["home"])
    ears["user"].next("filters_changed")

    made = plaza.do(announce.announce, by=plaza.ada, wording=announce.Wording(text="Hear me."))
    assert "Hear me." in ears["user"].next("announcement").content
    plaza.do(announce.withdraw_announcement, by=plaza.ada, announcement_id=made.pk)
    assert str(ears["user"].next("announcement.delete")) == str(made.pk)

    plaza.do(delete_post, by=plaza.cleo, post_id=int(said.id))
    for name in ("user", "public", "hashtag", "list"):
        assert str(ears[name].next("delete")) == str(said.id)

    plaza.say(plaza.cleo, "@Eli in private.", visibility=Visibility.MENTIONED)
    talk = ears["direct"].next("conversation")
    assert (talk.unread, [one.acct for one in talk.accounts]) == (True, ["Cleo"])

    # The blocked third heard what everybody is told, and that a number is gone: nothing of Cleo's.
    names = [blocked["user"].heard.get(timeout=PATIENCE)[0] for _ in range(3)]
    assert names == ["announcement", "announcement.delete", "delete"]
    assert blocked["public"].next("delete")
    assert all(ear.heard.empty() for ear in blocked.values())
