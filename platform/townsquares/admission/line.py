"""The line in front of a process's slots: bounded, and fair between squares.

Nothing here waits, locks or looks at a clock: `gate` does, so this can be told any story.
"""

from collections import deque
from dataclasses import dataclass, field

from townsquares.admission.order import ORDER, Rank

# What a request is taken to cost before its square has shown it, and how fast that is unlearned.
_UNKNOWN_SECONDS, _LEARNING = 0.005, 0.1
_MOST_KNOWN, _MOST_QUEUES = 10_000, 500


@dataclass(frozen=True)
class Bounds:
    """How much there may be.

    slots: how many requests are worked on at once.  places: how many may wait.
    seconds: how much work may wait, by what each square's requests took lately.
    """

    slots: int = 2
    places: int = 192
    seconds: float = 4.0

    @property
    def slots_of_one(self) -> int:
        """How many slots a square may hold: never the last, so that another finds it free."""
        return max(1, self.slots - 1)


@dataclass(eq=False)
class Ticket:
    """A request that asks for a slot.  since: when it came, by the gate's clock."""

    square: str
    rank: Rank
    since: float
    called: bool = False


@dataclass(eq=False)
class _Queue:
    """What of one square waits and is worked on.

    used: how much it has had, on the line's own scale: whoever had least is next.
    """

    used: float
    waiting: dict[Rank, deque[Ticket]] = field(
        default_factory=lambda: {rank: deque() for rank in Rank}
    )
    count: int = 0
    running: int = 0

    def take(self) -> Ticket:
        """Take what is kept longest, in the order in which it came."""
        self.count -= 1
        return next(self.waiting[rank].popleft() for rank in reversed(Rank) if self.waiting[rank])


class Line:
    """Who is worked on, who waits, and who is next.

    Start-time fair queueing by time used: a square whose requests are heavy gets fewer turns.
    """

    def __init__(self, bounds: Bounds) -> None:
        self.bounds = bounds
        self.waiting = 0
        self.running = 0
        self._level = 0.0
        self._queues: dict[str, _Queue] = {}
        self._costs: dict[str, float] = {}

    @property
    def is_filling(self) -> bool:
        """Whether so many wait that who comes next may soon find no place: a sixth of all."""
        return self.waiting * 6 >= self.bounds.places

    def may_join(self, square: str, rank: Rank) -> bool:
        """Tell whether a request would find a slot or a place now."""
        queue = self._queues.get(square)
        return self._is_free_for(queue) or self._has_room(square, queue, rank)

    def join(self, ticket: Ticket) -> bool:
        """Give a request a slot at once (it is called) or a place; False for neither."""
        queue = self._queues.get(ticket.square)
        free = self._is_free_for(queue)
        if not free and not self._has_room(ticket.square, queue, ticket.rank):
            return False
        if queue is None:
            queue = self._queues[ticket.square] = _Queue(self._level)
        if free:
            self._call(queue, ticket)
        else:
            queue.waiting[ticket.rank].append(ticket)
            queue.count += 1
            self.waiting += 1
        return True

    def done(self, ticket: Ticket, *, seconds: float) -> Ticket | None:
        """Give back a slot, which was held for some seconds; return who is called now.

        At most one: before that, nobody who waited could have been.
        """
        queue = self._queues[ticket.square]
        queue.running -= 1
        self.running -= 1
        queue.used += seconds
        self._learn(ticket.square, seconds)
        called = self._next()
        self._forget()
        return called

    def oldest(self) -> float | None:
        """Return since when the first of those who wait has waited."""
        firsts = [
            tickets[0].since
            for queue in self._queues.values()
            if queue.count
            for tickets in queue.waiting.values()
            if tickets
        ]
        return min(firsts, default=None)

    def _next(self) -> Ticket | None:
        if self.running >= self.bounds.slots or not self.waiting:
            return None
        most = self.bounds.slots_of_one
        able = [one for one in self._queues.values() if one.count and one.running < most]
        if not able:
            return None
        queue = min(able, key=lambda one: one.used)
        ticket = queue.take()
        self.waiting -= 1
        self._call(queue, ticket)
        return ticket

    def _call(self, queue: _Queue, ticket: Ticket) -> None:
        queue.used = max(queue.used, self._level) if not queue.running else queue.used
        self._level = max(self._level, queue.used)
        queue.running += 1
        self.running += 1
        ticket.called = True

    def _is_free_for(self, queue: _Queue | None) -> bool:
        """Nobody overtakes: a slot is free for a square in which nobody waits."""
        if self.running >= self.bounds.slots:
            return False
        return queue is None or (not queue.count and queue.running < self.bounds.slots_of_one)

    def _has_room(self, square: str, queue: _Queue | None, rank: Rank) -> bool:
        part = ORDER[rank].part
        own = queue.count if queue is not None else 0
        places, seconds = self.bounds.places * part, self.bounds.seconds * part
        if self.waiting >= places or own >= places / 2:
            return False
        if own * self._cost(square) >= seconds / 2:
            return False
        return own == 0 or self._work() < seconds

    def _work(self) -> float:
        return sum(
            queue.count * self._cost(square)
            for square, queue in self._queues.items()
            if queue.count
        )

    def _cost(self, square: str) -> float:
        return self._costs.get(square, _UNKNOWN_SECONDS)

    def _learn(self, square: str, seconds: float) -> None:
        if len(self._costs) >= _MOST_KNOWN:
            self._costs.clear()
        known = self._cost(square)
        self._costs[square] = known + _LEARNING * (seconds - known)

    def _forget(self) -> None:
        """Begin anew once nobody is there; until then, let go of who is owed nothing."""
        if not self.running and not self.waiting:
            self._queues.clear()
            self._level = 0.0
        elif len(self._queues) > _MOST_QUEUES:
            self._queues = {
                square: queue
                for square, queue in self._queues.items()
                if queue.count or queue.running or queue.used > self._level
            }
