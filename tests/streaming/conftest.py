"""The real program on a real port, beside a square in which everything is committed."""

from collections.abc import Callable, Iterator

import pytest

from squares.media.actions import upload
from streaming.ears import Events, Running, Socket
from streaming.plaza import Plaza, close_plaza, open_plaza
from talk_cast import picture


@pytest.fixture(scope="package")
def plaza(django_db_setup: None, django_db_blocker) -> Iterator[Plaza]:
    """Two squares of our own; see `plaza`."""
    with django_db_blocker.unblock():
        made = open_plaza()
        yield made
        close_plaza(made)


@pytest.fixture(scope="package")
def running(plaza: Plaza) -> Iterator[Running]:
    """The program, listening."""
    program = Running()
    yield program
    program.stop()


@pytest.fixture
def listen(running: Running, plaza: Plaza) -> Iterator[Callable[..., Events | Socket]]:
    """Return a maker of connections, all of which are closed in the end.

    `listen("events", cleo, "user")`, `listen("socket", cleo, "hashtag", tag="bread")`.
    """
    made: list[Events | Socket] = []

    def open_one(transport: str, member, stream: str = "user", **query: str):
        token = query.pop("token", None) or plaza.token(member)
        host = plaza.home_of(member).host
        if transport == "events":
            path = {"user:notification": "user/notification"}.get(stream, stream.replace(":", "/"))
            pairs = "&".join(f"{name}={text}" for name, text in query.items())
            made.append(Events(running.port, host, f"/api/v1/streaming/{path}?{pairs}", token))
        else:
            pairs = "&".join(f"{name}={text}" for name, text in {"stream": stream, **query}.items())
            made.append(Socket(running.port, host, f"?{pairs}", token))
        running.settled()
        return made[-1]

    yield open_one
    for ear in made:
        ear.close()


@pytest.fixture(params=["events", "socket"])
def transport(request: pytest.FixtureRequest) -> str:
    """Both ways in which apps listen."""
    return request.param


@pytest.fixture
def picture_of(plaza: Plaza) -> Callable[..., int]:
    """Return a maker of uploads: the number of a picture that a member may attach."""

    def upload_one(member) -> int:
        return plaza.do(upload, by=member, file=picture(), description="A loaf.").pk

    return upload_one
