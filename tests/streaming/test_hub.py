"""Who hears what, and that a slow reader is let go."""

import asyncio

import pytest

from squares.streaming.hub import QUEUE_LENGTH, Event, Hub, Listener

VISITOR = Listener("sq_agora")
CLEO = Listener("sq_agora", member=3, follows=frozenset({7}))


@pytest.mark.parametrize(
    ("event", "visitor", "cleo"),
    [
        (Event("post", post=1, author=9, public=True), True, False),
        (Event("post", post=1, author=7, public=True), True, True),
        (Event("post", post=1, author=7), False, True),
        (Event("post", post=1, author=3), False, True),
        (Event("gone", post=1), True, True),
        (Event("told", member=3), False, True),
        (Event("told", member=4), False, False),
        (Event("ties", member=0), False, False),
    ],
)
def test_wants(event: Event, visitor: bool, cleo: bool) -> None:
    assert (VISITOR.wants(event), CLEO.wants(event)) == (visitor, cleo)


def test_other_square_hears_nothing() -> None:
    async def run() -> int:
        hub = Hub("redis://127.0.0.1:9")
        async with hub.joined(Listener("sq_forum")) as there:
            hub.tell("sq_agora", Event("post", public=True))
            return there.queue.qsize()

    assert asyncio.run(run()) == 0


def test_slow_reader_is_dropped() -> None:
    async def run() -> list[Event | None]:
        hub = Hub("redis://127.0.0.1:9")
        async with hub.joined(Listener("sq_agora")) as slow:
            for number in range(QUEUE_LENGTH + 1):
                hub.tell("sq_agora", Event("post", post=number, public=True))
            return [slow.queue.get_nowait() for _ in range(slow.queue.qsize())]

    assert asyncio.run(run()) == [None]


def test_changed_ties_end_the_connection() -> None:
    async def run() -> Event | None:
        hub = Hub("redis://127.0.0.1:9")
        async with hub.joined(Listener("sq_agora", member=3)) as cleo:
            hub.tell("sq_agora", Event("ties", member=3))
            return cleo.queue.get_nowait()

    assert asyncio.run(run()) is None
