"""Who listens in one square, and what is still to be told there, in its order."""

import asyncio
import logging
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Sequence
from itertools import islice

from squares.streaming.desk import Desk
from squares.streaming.listener import Listener, Reader
from squares.streaming.messages import Message
from squares.streaming.wire import frames
from squares.timelines.ties import ties_of
from tenants.models.square import Square

log = logging.getLogger(__name__)

# How much may wait to be told; beyond it the oldest is not told at all.
INBOX_LENGTH = 2_000
TOGETHER, TIES_TOGETHER = 20, 100
# How many readers are told before others get their turn.
IN_ONE_GO = 200
# What is read together where several follow each other.
_ALIKE = {"post", "edited", "told"}


Tell = Callable[["Place", Sequence[Message]], Awaitable[None]]


class Place:
    """One square with those who listen in it.

    Messages are told one after another, and none before the ties of everybody who listens are as
    they stand: whoever was blocked a moment ago is not heard by what was known before.
    """

    def __init__(self, square: Square, desk: Desk, tell: Tell) -> None:
        self.square = square
        self.desk = desk
        self.readers: dict[int, Reader] = {}
        self.visitors: set[Listener] = set()
        self._tell = tell
        self._inbox: deque[Message] = deque()
        self._stale: set[Reader] = set()
        self._work: asyncio.Task[None] | None = None

    @property
    def is_empty(self) -> bool:
        """Whether nobody listens."""
        return not self.readers and not self.visitors

    @property
    def lines(self) -> list[Listener]:
        """Every open connection."""
        return [*self.visitors, *(line for one in self.readers.values() for line in one.lines)]

    def join(self, line: Listener, member_id: int) -> None:
        """Let a connection hear; 0 for a visitor."""
        if not member_id:
            self.visitors.add(line)
            return
        reader = self.readers.get(member_id)
        if reader is None:
            reader = self.readers[member_id] = Reader(member_id)
            self._stale.add(reader)
            self._go_on()
        reader.lines.append(line)
        reader.pages += line.is_page
        line.reader = reader

    def leave(self, line: Listener) -> None:
        """Let a connection hear no more; what is known of a member goes with the last of theirs."""
        self.visitors.discard(line)
        reader = line.reader
        if reader is None:
            return
        line.reader = None
        reader.lines.remove(line)
        reader.pages -= line.is_page
        if not reader.lines:
            self.readers.pop(reader.member_id, None)
            self._stale.discard(reader)

    def hear(self, message: Message) -> None:
        """Take what happened: at once where it ends something, else in its order."""
        if message.kind == "tokens":
            self.end(lambda line: line.token_id in message.ids)
        elif message.kind == "closed":
            self.end(lambda line: True)
        elif message.kind == "ties":
            self.freshen(message.ids)
        else:
            if len(self._inbox) >= INBOX_LENGTH:
                self._make_room()
            self._inbox.append(message)
            self._go_on()

    def freshen(self, member_ids: Collection[int] | None = None) -> None:
        """Read anew what the timelines of members hang on, before anything else is told.

        member_ids: None for everybody.
        """
        concerned = self.readers.values() if member_ids is None else [
            self.readers[number] for number in member_ids if number in self.readers
        ]  # fmt: skip
        self._stale.update(concerned)
        if self._stale:
            self._go_on()

    def end(self, which: Callable[[Listener], bool], code: int = frames.POLICY) -> None:
        """End those connections of which something is true.  code: what a WebSocket is told."""
        for line in self.lines:
            if which(line):
                line.end(code)

    def keep(self, square: Square | None, standing: Collection[int], *, asked: set[int]) -> None:
        """Keep what is open by tokens that stand, of those that were asked about.

        square: as it is now; None ends everything.
        """
        if square is None:
            self.end(lambda line: True)
            return
        self.square = square
        gone = asked.difference(standing)
        self.end(lambda line: line.token_id in gone)

    async def each(self) -> AsyncIterator[Reader]:
        """Yield everybody who listens, none of them with ties that may have changed meanwhile."""
        for number, reader in enumerate(tuple(self.readers.values())):
            if number % IN_ONE_GO == IN_ONE_GO - 1:
                await asyncio.sleep(0)
            if self._stale:
                await self.fresh()
            if reader.lines and reader.ties is not None:
                yield reader

    async def idle(self) -> None:
        """Wait until all is told that is to be told now."""
        while self._work is not None and not self._work.done():
            await asyncio.wait([self._work])

    async def fresh(self) -> None:
        """Make sure that all ties are as they stand."""
        while self._stale:
            await self._read_ties()

    def stop(self) -> None:
        """Tell nothing more."""
        if self._work is not None:
            self._work.cancel()

    def _make_room(self) -> None:
        """Tell something not at all: the oldest, but rather anything than that a post is gone."""
        log.warning("too much happens to tell all of it: %s", self.square.schema_name)
        for place, message in enumerate(self._inbox):
            if message.kind != "gone":
                del self._inbox[place]
                return
        self._inbox.popleft()

    def _go_on(self) -> None:
        if self._work is None:
            self._work = asyncio.create_task(self._work_off())

    async def _work_off(self) -> None:
        """Do what there is to do; a fault costs one message, or a second where ties are unknown."""
        while self._stale or self._inbox:
            try:
                if self._stale:
                    await self._read_ties()
                else:
                    await self._tell(self, self._next())
            except Exception:
                log.exception("could not be told: %s", self.square.schema_name)
                if self._stale:
                    await asyncio.sleep(1)
        self._work = None

    def _next(self) -> list[Message]:
        """Take the next message, with those like it that follow directly."""
        first = self._inbox.popleft()
        found = [first]
        while first.kind in _ALIKE and self._inbox and len(found) < TOGETHER:
            if self._inbox[0].kind != first.kind:
                break
            found.append(self._inbox.popleft())
        return found

    async def _read_ties(self) -> None:
        readers = list(islice(self._stale, TIES_TOGETHER))
        # Whatever changes while we read makes them stale again.
        self._stale.difference_update(readers)
        try:
            found = await self.desk.ask(self.square, ties_of, [one.member_id for one in readers])
        except Exception:
            self._stale.update(one for one in readers if one.lines)
            raise
        for reader in readers:
            ties = found.get(reader.member_id)
            if ties is None or not ties.shown:
                for line in tuple(reader.lines):
                    line.end(frames.POLICY)
            else:
                reader.ties = ties
