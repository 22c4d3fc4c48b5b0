"""What ends a connection at once, what ends it in the end, and what never reaches it again."""

import socket
import time

import pytest

from commons import clock
from squares.clients.actions import revoke_all
from squares.clients.models import AccessToken
from squares.members.actions.standing import leave, set_state
from squares.members.models import Member
from squares.posts.actions import react
from squares.posts.actions.tags import follow_tag, unfollow_tag
from squares.posts.actions.threads import mute_thread
from squares.relationships.actions.apart import block, mute, unmute
from squares.relationships.actions.follow import follow, unfollow
from squares.relationships.actions.lists import drop_list, make_list, put_on_list
from squares.streaming import bounds
from squares.streaming.messages import Message
from squares.streaming.sender import send
from squares.streaming.streams import Refused
from squares.streaming.wire import line as wire
from streaming.ears import PATIENCE, Events, Running, Socket, silence_until
from tenants.actions import change_state
from tenants.context import outside
from tenants.middleware import forget_hosts
from tenants.models.square import Square
from tenants.rules import Hand


def _become(square: Square, state: str) -> None:
    with outside():
        change_state(
            square=square, to=state, hand=Hand.OPERATOR, actor="operator:1", at=clock.now()
        )
    forget_hosts()


def test_a_revoked_token_ends_what_is_open_by_it(listen, plaza, transport) -> None:
    member = plaza.newcomer()
    token = plaza.token(member)
    ear, other = listen(transport, member, token=token), listen(transport, plaza.eli)
    with plaza.inside():
        revoke_all(member_id=member.pk)
    assert ear.next() is None
    if transport == "socket":
        assert ear.client.close_code == 1008
    silence_until(other, plaza.square, plaza.eli.pk)


def test_a_token_that_went_unheard_is_found_all_the_same(listen, plaza, running, transport) -> None:
    """Redis may lose the message: the program looks for itself, every half minute."""
    member = plaza.newcomer()
    ear, other = listen(transport, member), listen(transport, plaza.eli)
    with plaza.inside():
        AccessToken.objects.filter(member=member).delete()
    running.call(running.hub._check())
    assert ear.next() is None
    silence_until(other, plaza.square, plaza.eli.pk)


@pytest.mark.parametrize("end", ["suspended", "left"])
def test_who_is_no_longer_in(listen, plaza, transport, end: str) -> None:
    member = plaza.newcomer()
    ear = listen(transport, member)
    if end == "left":
        plaza.do(leave, member=member)
    else:
        plaza.do(set_state, member=member, state=Member.State.SUSPENDED, reason="")
    assert ear.next() is None


def test_a_block_stops_what_is_heard_at_once(listen, plaza, transport) -> None:
    author = plaza.newcomer()
    reader = plaza.newcomer(follows=(author,))
    ear = listen(transport, reader)
    assert plaza.say(author) == int(ear.next().payload["id"])
    plaza.do(block, by=author, target=reader)
    plaza.say(author)
    plaza.do(react.boost, by=plaza.cleo, post_id=plaza.say(author))
    silence_until(ear, plaza.square, reader.pk)


def test_ties_that_change_are_heeded_from_then_on(listen, plaza) -> None:
    author, reader = plaza.newcomer(), plaza.newcomer()
    ear = listen("socket", reader)

    def hears() -> bool:
        post = plaza.say(author)
        with plaza.inside():
            send(Message("filters", member=reader.pk))
        heard = ear.next()
        if heard.event == "update":
            assert heard.payload["id"] == str(post)
            assert ear.next().event == "filters_changed"
            return True
        return False

    assert not hears()
    plaza.do(follow, by=reader, target=author)
    assert hears()
    plaza.do(mute, by=reader, target=author)
    assert not hears()
    plaza.do(unmute, by=reader, target=author)
    assert hears()
    plaza.do(follow, by=reader, target=author, languages=["fi"])
    assert not hears()
    plaza.do(unfollow, by=reader, target=author)
    assert not hears()


def test_hashtags_lists_and_muted_conversations_are_heeded_from_then_on(listen, plaza) -> None:
    author, reader = plaza.newcomer(), plaza.newcomer()
    ear = listen("socket", reader)

    def heard(**draft: object) -> dict | None:
        plaza.say(author, "Fresh #sourdough.", **draft)
        with plaza.inside():
            send(Message("filters", member=reader.pk))
        found = ear.next()
        if found.event == "filters_changed":
            return None
        assert ear.next().event == "filters_changed"
        return found.payload

    assert heard() is None
    plaza.do(follow_tag, by=reader, name="sourdough")
    first = heard()
    assert first is not None
    assert first["muted"] is False
    plaza.do(mute_thread, by=reader, post_id=int(first["id"]))
    assert heard(in_reply_to=int(first["id"]))["muted"] is True
    plaza.do(unfollow_tag, by=reader, name="sourdough")
    assert heard() is None
    plaza.do(follow, by=reader, target=author)
    assert heard() is not None
    kept = plaza.do(make_list, by=reader, title="Kept", exclusive=True)
    plaza.do(put_on_list, of=kept, member_ids=[author.pk])
    assert heard() is None
    plaza.do(drop_list, of=kept)
    assert heard() is not None


def test_what_is_known_of_a_member_goes_with_the_last_connection(listen, plaza, running) -> None:
    member = plaza.newcomer()
    ears = [listen("socket", member), listen("events", member)]
    place = running.hub.places[plaza.square.schema_name]
    assert len(place.readers[member.pk].lines) == 2
    for ear in ears:
        ear.close()
    for _ in range(100):
        if member.pk not in place.readers:
            break
        time.sleep(0.05)
    assert member.pk not in place.readers


def test_a_square_that_closes_lets_everybody_go(running, plaza, listen, transport) -> None:
    ear, there = listen(transport, plaza.eli), listen(transport, plaza.dov)
    _become(plaza.harbour, Square.State.SUSPENDED)
    try:
        assert there.next() is None
        silence_until(ear, plaza.square, plaza.eli.pk)
        token = plaza.token(plaza.dov)
        found = Events(running.port, plaza.harbour.host, "/api/v1/streaming/user", token)
        assert found.status == 503
        found.close()
    finally:
        _become(plaza.harbour, Square.State.OPEN)


def test_a_slow_reader_is_let_go(running, plaza, listen, monkeypatch) -> None:
    """Whoever reads nothing is dropped before they fill our memory; others hear everything."""
    monkeypatch.setattr(wire, "MOST_BYTES", 64_000)
    monkeypatch.setattr(wire, "SLOW_BYTES", 1_000)
    slow, ear = listen("events", plaza.eli), listen("socket", plaza.eli)
    place = running.hub.places[plaza.square.schema_name]
    lines = place.readers[plaza.eli.pk].lines
    behind = next(line for line in lines if not line.is_socket)

    def fill() -> int:
        behind.transport.set_write_buffer_limits(high=1_000)
        sent = 0
        while behind.is_open and sent < 100_000_000:
            behind.send(b"x" * 10_000)
            sent += 10_000
        return sent

    assert running.on_loop(fill) < 100_000_000
    assert not behind.is_open
    slow.socket.settimeout(PATIENCE)
    silence_until(ear, plaza.square, plaza.eli.pk)


def test_who_does_not_answer_pings_is_let_go(running, plaza, listen) -> None:
    ear = listen("socket", plaza.eli)
    place = running.hub.places[plaza.square.schema_name]
    (line,) = place.readers[plaza.eli.pk].lines

    def beat(times: int) -> None:
        for _ in range(times):
            line.beat(b"")

    running.on_loop(lambda: beat(4))
    silence_until(ear, plaza.square, plaza.eli.pk)  # its library answered meanwhile
    running.on_loop(lambda: beat(5))
    assert ear.next() is None


def test_beats_reach_lines_of_events(running, plaza, listen) -> None:
    ear = listen("events", plaza.eli)
    place = running.hub.places[plaza.square.schema_name]
    (line,) = place.readers[plaza.eli.pk].lines
    running.on_loop(lambda: running.hub._slots[line.slot] and line.beat(b":thump\n"))
    silence_until(ear, plaza.square, plaza.eli.pk)
    assert ear.beats == 2


def test_every_line_is_beaten_once_in_fifteen_seconds(running, plaza, listen) -> None:
    ear = listen("events", plaza.eli)

    def fifteen_seconds() -> None:
        for _ in range(15):
            running.hub._second += 1
            running.hub._tick()

    running.on_loop(fifteen_seconds)
    silence_until(ear, plaza.square, plaza.eli.pk)
    assert ear.beats == 2


def test_who_never_asks_for_anything_is_let_go(running) -> None:
    with socket.create_connection(("127.0.0.1", running.port), PATIENCE) as line:
        line.sendall(b"GET /api/v1/strea")

        def later() -> None:
            running.hub._second += 25
            running.hub._tick()

        time.sleep(0.1)
        running.on_loop(later)
        assert line.recv(10) == b""


def test_too_many_of_one_token(running, plaza, listen, settings, monkeypatch) -> None:
    settings.THROTTLED = True
    monkeypatch.setattr(bounds, "A_TOKEN", 2)
    token = plaza.token(plaza.eli)
    first = listen("events", plaza.eli, token=token)
    listen("socket", plaza.eli, token=token)
    path, host = "/api/v1/streaming/user", plaza.square.host
    third = Events(running.port, host, path, token)
    assert (third.status, third.headers["retry-after"]) == (429, "60")
    third.close()
    other = Events(running.port, host, path, plaza.token(plaza.eli))
    assert other.status == 200
    other.close()
    first.close()
    for _ in range(100):
        again = Events(running.port, host, path, token)
        again.close()
        if again.status == 200:
            break
        time.sleep(0.05)
    assert again.status == 200


def test_a_square_beyond_its_share(running, plaza, listen, settings, monkeypatch) -> None:
    settings.THROTTLED = True
    monkeypatch.setattr(bounds, "A_SQUARE", 1)
    listen("events", plaza.eli)
    path = "/api/v1/streaming/user"
    second = Events(running.port, plaza.square.host, path, plaza.token(plaza.eli))
    assert (second.status, second.headers["retry-after"]) == (503, "60")
    second.close()


def test_too_many_of_one_address() -> None:
    whole, share = bounds.Bounds(), bounds.Share("sq_plaza", 0, "192.0.2.1")
    for _ in range(bounds.AN_ADDRESS):
        whole.take(share)
    with pytest.raises(Refused) as refused:
        whole.take(share)
    assert refused.value.status == 429
    whole.take(bounds.Share("sq_plaza", 0, "192.0.2.2"))


def test_a_full_machine_says_so(running, plaza, listen, monkeypatch) -> None:
    ear = listen("socket", plaza.eli)
    monkeypatch.setattr(running.hub.bounds, "whole", len(running.hub.present))
    path = "/api/v1/streaming/user"
    full = Events(running.port, plaza.square.host, path, plaza.token(plaza.eli))
    assert (full.status, full.headers["retry-after"]) == (503, "30")
    full.close()
    silence_until(ear, plaza.square, plaza.eli.pk)


def test_connections_of_this_machine_and_of_networks_are_told_apart() -> None:
    assert bounds.place_of("127.0.0.1") == bounds.place_of("::1") == ""
    assert bounds.place_of("::ffff:192.0.2.1") == bounds.place_of("192.0.2.1") == "192.0.2.1"
    assert bounds.place_of("2001:db8::1") == bounds.place_of("2001:db8::2") == "2001:db8::"
    assert bounds.place_of("nonsense") == "unknown"


def test_the_program_ends_in_good_form(plaza) -> None:
    own = Running()
    lines = Events(own.port, plaza.square.host, "/api/v1/streaming/user", plaza.token(plaza.eli))
    ear = Socket(own.port, plaza.square.host, "?stream=user", plaza.token(plaza.eli))
    own.settled()
    own.stop()
    assert lines.next() is None
    assert ear.next() is None
    assert ear.client.close_code == 1001
    lines.close()
    ear.close()
