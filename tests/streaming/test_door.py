"""Who is let in, by what, and what the others are told."""

import http.client
import json
import socket
from contextlib import suppress

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus

from squares.relationships.actions.lists import make_list
from streaming.ears import Events, Socket, silence_until

USER = "/api/v1/streaming/user"


@pytest.fixture
def ask(running, plaza):
    """Return a maker of plain requests to the first square."""
    made = []

    def ask_one(path: str, host: str = "", token: str = "", **headers: str) -> Events:
        made.append(Events(running.port, host or plaza.square.host, path, token, **headers))
        return made[-1]

    yield ask_one
    for ear in made:
        ear.close()


@pytest.mark.parametrize(
    "path", ["/api/v1/streaming/health", "/api/v1/streaming/health/", "/healthz"]
)
def test_health(ask, path: str) -> None:
    found = ask(path, host="anywhere.example")
    assert (found.status, found.body()) == (200, b"OK")


def test_a_stream_begins_with_a_beat_and_may_be_read_by_any_page(ask, plaza) -> None:
    found = ask(USER, token=plaza.token(plaza.cleo))
    assert found.status == 200
    assert found.headers["content-type"] == "text/event-stream"
    assert found.headers["access-control-allow-origin"] == "*"
    assert found.headers["cache-control"] == "private, no-store"
    assert found._file.readline() == b":thump\n"


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        (USER, 401, "Missing access token"),
        (f"{USER}?access_token=nonsense", 401, "The access token is invalid"),
        ("/api/v1/streaming/home", 404, "Record not found"),
        ("/api/v1/streaming", 404, "Record not found"),
        ("/api/v1/timelines/home", 404, "Record not found"),
        ("/", 404, "Record not found"),
        ("/api/v1/streaming/hashtag", 400, "Missing tag name parameter"),
        ("/api/v1/streaming/list", 400, "Missing list name parameter"),
    ],
)
def test_refusals(ask, path: str, status: int, words: str) -> None:
    found = ask(path)
    assert found.status == status
    assert found.headers["content-type"] == "application/json; charset=utf-8"
    assert found.headers["access-control-allow-origin"] == "*"
    assert json.loads(found.body()) == {"error": words}


def test_somebody_elses_list_is_not_there(ask, plaza) -> None:
    made = plaza.do(make_list, by=plaza.eli, title="Mine")
    path = f"/api/v1/streaming/list?list={made.pk}"
    assert ask(path, token=plaza.token(plaza.eli)).status == 200
    for token in (plaza.token(plaza.cleo), plaza.token(plaza.ada)):
        found = ask(path, token=token)
        assert (found.status, json.loads(found.body())["error"]) == (404, "Record not found")
    assert ask("/api/v1/streaming/list?list=x", token=plaza.token(plaza.eli)).status == 404


@pytest.mark.parametrize(
    ("scopes", "path", "status"),
    [
        (("write",), USER, 403),
        (("read:notifications",), USER, 403),
        (("read:statuses",), USER, 200),
        (("read:statuses",), f"{USER}/notification", 403),
        (("read:notifications",), f"{USER}/notification", 200),
        (("read",), f"{USER}/notification", 200),
    ],
)
def test_scopes(ask, plaza, scopes, path, status) -> None:
    assert ask(path, token=plaza.token(plaza.cleo, scopes)).status == status


def test_a_token_opens_its_own_square_only(ask, plaza) -> None:
    token = plaza.token(plaza.dov)
    assert ask(USER, host=plaza.harbour.host, token=token).status == 200
    assert ask(USER, token=token).status == 401
    assert ask(USER, host="nowhere.localhost", token=token).status == 404


def test_an_app_that_acts_for_nobody_hears_nothing(ask, plaza) -> None:
    assert ask(USER, token=plaza.token(None, ("read",))).status == 401


@pytest.mark.parametrize("state", ["suspended", "pending", "refused", "unconfirmed"])
def test_who_is_not_in_hears_nothing(ask, plaza, state: str) -> None:
    member = plaza.newcomer()
    token = plaza.token(member)
    assert ask(USER, token=token).status == 200
    with plaza.inside():
        type(member).objects.filter(pk=member.pk).update(state=state)
    assert ask(USER, token=token).status == 403


def test_other_methods(running, plaza) -> None:
    for method, status in (("OPTIONS", 204), ("POST", 405), ("HEAD", 405)):
        asking = http.client.HTTPConnection("127.0.0.1", running.port)
        asking.request(method, USER, headers={"Host": plaza.square.host})
        answer = asking.getresponse()
        assert answer.status == status
        assert answer.headers["Access-Control-Allow-Headers"] == (
            "Authorization, Accept, Cache-Control"
        )
        asking.close()


def test_a_head_that_is_no_head(running) -> None:
    for sent, status in (
        (b"HELLO\r\n\r\n", b"400"),
        (b"GET / HTTP/1.1\r\nX: " + b"x" * 20_000, b"431"),
    ):
        with socket.create_connection(("127.0.0.1", running.port), 5) as line:
            line.sendall(sent)
            assert line.recv(100).split()[1] == status


def test_three_ways_to_bring_a_token(running, plaza) -> None:
    host, token = plaza.square.host, plaza.token(plaza.cleo)
    ways = [
        Socket(running.port, host, "?stream=user", token),
        Socket(running.port, host, f"?stream=user&access_token={token}"),
        Socket(running.port, host, "/?stream=user", subprotocols=[token]),
    ]
    assert [way.client.subprotocol for way in ways] == [None, None, token]
    running.settled()
    for way in ways:
        silence_until(way, plaza.square, plaza.cleo.pk)
        way.close()


def test_the_protocol_is_echoed_wherever_the_token_is(running, plaza) -> None:
    way = Socket(running.port, plaza.square.host, "", plaza.token(plaza.cleo), subprotocols=["x"])
    assert way.client.subprotocol == "x"
    way.close()


@pytest.mark.parametrize("query", ["?stream=user", "", "?stream=user&access_token=nonsense"])
def test_no_socket_without_a_good_token(running, plaza, query: str) -> None:
    with pytest.raises(InvalidStatus) as refused:
        Socket(running.port, plaza.square.host, query)
    assert refused.value.response.status_code == 401


def test_no_handshake_no_socket(ask, plaza) -> None:
    token = plaza.token(plaza.cleo)
    for headers in (
        {"Sec_WebSocket_Version": "13"},
        {"Sec_WebSocket_Version": "13", "Sec_WebSocket_Key": "short"},
        {"Sec_WebSocket_Version": "8", "Sec_WebSocket_Key": "dGhlIHNhbXBsZSBub25jZQ=="},
    ):
        found = ask(
            "/api/v1/streaming", token=token, Upgrade="websocket", Connection="Upgrade", **headers
        )
        assert found.status == 400


def test_streams_are_added_and_taken_away(listen, plaza) -> None:
    ear = listen("socket", plaza.eli, "public")
    ear.say(type="subscribe", stream="hashtag", tag="tea")
    ear.say(type="subscribe", stream="hashtag", tag="tea")
    ear.say(type="subscribe", stream="user")
    silence_until(ear, plaza.square, plaza.eli.pk)
    plaza.say(plaza.cleo, "Time for #tea.")
    heard = {ear.next().stream for _ in range(3)}
    assert heard == {("public",), ("hashtag", "tea"), ("user",)}
    ear.say(type="unsubscribe", stream="public")
    ear.say(type="unsubscribe", stream="hashtag", tag="tea")
    ear.say(type="unsubscribe", stream="direct")
    ear.say(type="subscribe", stream="nonsense")
    assert ear.frame() == {"error": "Unknown stream type", "status": 400}
    plaza.say(plaza.cleo, "More #tea.")
    assert ear.next().stream == ("user",)
    silence_until(ear, plaza.square, plaza.eli.pk)


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ({"stream": "nonsense"}, {"error": "Unknown stream type", "status": 400}),
        ({}, {"error": "Unknown stream type", "status": 400}),
        ({"stream": "hashtag"}, {"error": "Missing tag name parameter", "status": 400}),
        ({"stream": "list"}, {"error": "Missing list name parameter", "status": 400}),
        ({"stream": "list", "list": 12}, {"error": "Record not found", "status": 404}),
        (
            {"stream": "user:notification"},
            {"error": "This action is outside the authorized scopes", "status": 403},
        ),
    ],
)
def test_a_wrong_stream_is_complained_of_and_the_socket_stays(listen, plaza, said, answer) -> None:
    token = plaza.token(plaza.cleo, ("read:statuses",))
    ear = listen("socket", plaza.cleo, "user", token=token)
    ear.say(type="subscribe", **said)
    assert ear.frame() == answer
    silence_until(ear, plaza.square, plaza.cleo.pk)


def test_a_wrong_stream_in_the_address_is_complained_of(running, plaza) -> None:
    ear = Socket(running.port, plaza.square.host, "?stream=nonsense", plaza.token(plaza.cleo))
    assert ear.frame() == {"error": "Unknown stream type", "status": 400}
    ear.say(type="subscribe", stream="user")
    ear.say(type="subscribe", stream="list", list="7")
    assert ear.frame()["status"] == 404
    silence_until(ear, plaza.square, plaza.cleo.pk)
    ear.close()


@pytest.mark.parametrize(
    "noise", ["", "no json", "[]", '"x"', '{"type":"shout"}', '{"type":7}', "{}"]
)
def test_noise_is_passed_over(listen, plaza, noise: str) -> None:
    ear = listen("socket", plaza.cleo)
    ear.client.send(noise)
    silence_until(ear, plaza.square, plaza.cleo.pk)


def test_bytes_and_floods_end_a_socket(listen, plaza) -> None:
    first, second = listen("socket", plaza.cleo), listen("socket", plaza.cleo)
    first.client.send(b"\0\1")
    assert first.next() is None
    assert first.client.close_code == 1003
    with suppress(ConnectionClosed):  # the door may be shut while we still knock
        for _ in range(150):
            second.client.send("{}")
    assert second.next() is None
    assert second.client.close_code == 1008


def test_too_many_streams(listen, plaza) -> None:
    ear = listen("socket", plaza.cleo)
    for number in range(50):
        ear.say(type="subscribe", stream="hashtag", tag=f"t{number}")
    assert ear.frame() == {"error": "Too many streams", "status": 429}
