"""The program answers pages of its square and nobody else."""

import asyncio

import pytest

from cast import browser
from squares.members.models import Member
from squares.streaming import program
from squares.streaming.hub import Event
from squares.streaming.visitors import listener_for
from tenants.context import inside
from tenants.middleware import forget_hosts


def _get(path: str, host: str, headers: dict[str, str] | None = None) -> dict:
    """Speak ASGI to the program and return the start of its answer."""
    sent: list[dict] = []

    async def run() -> None:
        async def receive() -> dict:
            return {"type": "http.disconnect"}

        async def send(message: dict) -> None:
            sent.append(message)

        raw = [(k.encode(), v.encode()) for k, v in {"host": host, **(headers or {})}.items()]
        scope = {"type": "http", "path": path, "method": "GET", "headers": raw}
        await program.application(scope, receive, send)

    asyncio.run(run())
    return sent[0]


def test_visitor_and_member(cast) -> None:
    visitor = listener_for(cast.agora.host, "")
    assert visitor is not None
    assert (visitor.schema, visitor.member) == ("sq_agora", 0)
    session = browser(cast.agora, cast.cleo).cookies["session"].value
    cleo = listener_for(cast.agora.host, session)
    assert cleo is not None
    assert cleo.member == cast.cleo.pk


def test_session_of_another_square_is_a_visitor(cast) -> None:
    session = browser(cast.forum, cast.dov).cookies["session"].value
    there = listener_for(cast.agora.host, session)
    assert there is not None
    assert there.member == 0


def test_a_changed_password_ends_the_stream_of_older_sessions(cast) -> None:
    session = browser(cast.agora, cast.cleo).cookies["session"].value
    with inside(cast.agora):
        cast.cleo.user.set_password("another horse battery")
        cast.cleo.user.save()
    there = listener_for(cast.agora.host, session)
    assert there is not None
    assert there.member == 0


@pytest.mark.parametrize("state", ["suspended", "pending", "refused"])
def test_who_does_not_take_part_hears_as_a_visitor(cast, state: str) -> None:
    session = browser(cast.agora, cast.cleo).cookies["session"].value
    with inside(cast.agora):
        Member.objects.filter(pk=cast.cleo.pk).update(state=state)
    there = listener_for(cast.agora.host, session)
    assert there is not None
    assert there.member == 0


@pytest.mark.parametrize("state", ["suspended", "closed"])
def test_closed_doors(cast, state: str) -> None:
    cast.agora.state = state
    cast.agora.save()
    forget_hosts()
    assert listener_for(cast.agora.host, "") is None


def test_unknown_paths_and_hosts(monkeypatch) -> None:
    monkeypatch.setattr(program, "_look", lambda host, session: None)
    assert _get("/healthz", "agora.localhost")["status"] == 200
    assert _get("/other", "agora.localhost")["status"] == 404
    assert _get("/events", "nowhere.localhost")["status"] == 404


@pytest.mark.parametrize(
    ("origin", "allowed"),
    [("http://agora.localhost:8000", True), ("http://forum.localhost:8000", False), ("", False)],
)
def test_only_its_own_pages_may_read(monkeypatch, origin: str, allowed: bool) -> None:
    from squares.streaming.hub import Listener

    monkeypatch.setattr(program, "_look", lambda host, session: Listener("sq_agora"))
    start = _get("/events", "agora.localhost:8001", {"origin": origin})
    assert start["status"] == 200
    assert (b"access-control-allow-credentials" in dict(start["headers"])) is allowed


def test_event_carries_ids_only() -> None:
    import msgspec

    assert msgspec.json.encode(Event("told", member=3)) == b'{"kind":"told","member":3}'
