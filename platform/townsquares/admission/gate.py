"""The gate in front of Django: whoever is let in finds a slot, whoever is not is told so at once.

The web server gives each request a thread of many. Threads are cheap as long as they wait; those
that work are as few as there are slots, so that Python's lock is not fought over.
"""

import time
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from threading import Lock, Semaphore
from typing import Any

from django.conf import settings

from commons import measures
from tenants.models.square import Square
from tenants.rules import tidy_host
from townsquares.admission import refusing
from townsquares.admission.bodies import Bodies, TooSlow, line_of
from townsquares.admission.line import Bounds, Line, Ticket
from townsquares.admission.older import Older, Page
from townsquares.admission.order import ORDER, Rank, rank_of
from townsquares.admission.slots import Slot
from townsquares.admission.takings import take_away
from townsquares.admission.visitors import Visitors, is_visitor

Begin = Callable[..., object]
Environ = dict[str, Any]  # Any: WSGI's own
Application = Callable[[Environ, Begin], Any]  # Any: a list, or Django's response

HEALTH, ENTERED = "/healthz", "townsquares.square"
# All hosts at which no square was met yet share one square's share.
STRANGERS = "-"
MOST_HOSTS = 10_000
_SAY_SECONDS = 1.0


@dataclass(frozen=True)
class Waits:
    """How who is not let in is slowed down: who asks again at once does not ask ever faster.

    seconds: how long the answer is held at least, within the 20 ms in which it is due.
    apart: how long after the one before it: refusals take turns at Python's lock with who works,
    so a flood of them would leave nobody to work.  most: how many.
    older: how many of them may be older pages, which cost more than a refusal.
    """

    seconds: float = 0.01
    apart: float = 0.001
    most: int = 320
    older: int = 4
    pause: Callable[[float], object] = time.sleep


@dataclass
class Asked:
    """A request as the gate sees it."""

    environ: Environ
    begin: Begin
    host: str
    square: Square | None
    rank: Rank

    @property
    def share(self) -> str:
        """Return whose share it is counted to."""
        if self.square is not None:
            return self.square.schema_name
        return f"={self.host}" if self.host in _own_hosts() else STRANGERS

    @property
    def is_kept(self) -> bool:
        """Tell whether its answer may be given again, when there is too much to do.

        Not where a body came: a token may stand in it, and by that nobody is known again.
        """
        reads = self.environ["REQUEST_METHOD"] == "GET"
        return ORDER[self.rank].older and reads and not self.has_body

    @property
    def has_body(self) -> bool:
        """Tell whether something is sent along."""
        in_chunks = bool(self.environ.get("HTTP_TRANSFER_ENCODING"))
        return in_chunks or self.environ.get("CONTENT_LENGTH", "0") not in {"", "0"}


class Gate:
    """A WSGI application around another.  clock: seconds that never go back."""

    def __init__(
        self,
        application: Application,
        *,
        bounds: Bounds | None = None,
        waits: Waits | None = None,
        bodies: Bodies | None = None,
        older: Older | None = None,
        slot: Callable[[], AbstractContextManager[None]] = Slot,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        bounds = bounds or Bounds()
        self._application, self._clock, self._waits = application, clock, waits or Waits()
        self._bodies, self._older = bodies or Bodies(), older or Older()
        self._visitors = Visitors(clock)
        self._lock, self.line = Lock(), Line(bounds)
        self._slots = [("", slot()) for _ in range(bounds.slots)]
        self._calls: dict[Ticket, Lock] = {}
        self._squares: dict[str, Square] = {}
        self._held, self._held_until, self._said = 0, 0.0, (0.0, 0.0)
        self._giving = Semaphore(self._waits.older)

    def __call__(self, environ: Environ, begin: Begin) -> Iterable[bytes]:
        """Let a request in, now or in its turn, or refuse it."""
        if environ["PATH_INFO"] == HEALTH:
            return self._application(environ, begin)  # type: ignore[no-any-return]  # WSGI's
        host = tidy_host(environ.get("HTTP_HOST", ""))
        rank = rank_of(environ["REQUEST_METHOD"], environ["PATH_INFO"])
        if host == f"ops.{settings.APEX_HOST}":
            rank = Rank.WORDS
        asked = Asked(environ, begin, host, self._squares.get(host), rank)
        if (again := self._again(asked)) is not None:
            return again
        if asked.has_body:
            try:
                may_send = self._may_send(asked)
            except TooSlow:
                return refusing.refuse(environ, begin, asked.square, status=refusing.SLOW_STATUS)
            if not may_send:
                return self._refuse(asked)
            with environ["wsgi.input"]:
                return self._take(asked)
        return self._take(asked)

    def _again(self, asked: Asked) -> Iterable[bytes] | None:
        """Tell a visitor what another was told a moment ago: that needs no slot."""
        if asked.square is None or not is_visitor(asked.environ):
            return None
        page = self._visitors.find(asked.environ, asked.square)
        if page is None:
            return None
        measures.count("admission", rank=asked.rank.name.lower(), outcome="again")
        asked.begin(page.status, page.headers)
        return [page.body]

    def _take(self, asked: Asked) -> Iterable[bytes]:
        ticket = Ticket(asked.share, asked.rank, self._clock())
        return self._work(asked, ticket) if self._enter(ticket) else self._refuse(asked)

    def _may_send(self, asked: Asked) -> bool:
        """Read what is sent: nothing of it, where there would be no place for the request.

        Raises: TooSlow.
        """
        with self._lock:
            if not self.line.may_join(asked.share, asked.rank):
                return False
        return self._bodies.read(asked.environ, square=asked.share, line=line_of(asked.environ))

    def _enter(self, ticket: Ticket) -> bool:
        """Wait for a slot; False at once where there is not even a place to wait."""
        with self._lock:
            if not self.line.join(ticket):
                return False
            if ticket.called:
                return True
            call = self._calls[ticket] = Lock()
            call.acquire()
        call.acquire()
        return True

    def _work(self, asked: Asked, ticket: Ticket) -> Iterable[bytes]:
        begun = self._clock()
        slot = self._slot_for(asked.share)
        try:
            with slot:
                answer = self._answer(asked)
                self._tell(ticket, begun - ticket.since)
        finally:
            with self._lock:
                self._slots.append((asked.share, slot))
                for called in self.line.done(ticket, seconds=self._clock() - begun):
                    self._calls.pop(called).release()
        return answer

    def _slot_for(self, share: str) -> AbstractContextManager[None]:
        """Return a free slot, the square's last one if it may be.

        Its connection stands in the square already, and Postgres need not plan anew.
        """
        with self._lock:
            places = range(len(self._slots))
            place = next((one for one in places if self._slots[one][0] == share), 0)
            return self._slots.pop(place)[1]

    def _answer(self, asked: Asked) -> Iterable[bytes]:
        """Ask the application; the whole answer is made before the slot is given back."""
        keeper = self._keeper(asked)
        mark = keeper.mark(asked.share) if keeper is not None else ""
        begun: list[tuple[str, list[tuple[str, str]]]] = []
        begin = _noting(begun, asked.begin) if mark else asked.begin
        response = self._application(asked.environ, begin)
        self._meet(asked)
        if getattr(response, "streaming", False):
            return response  # type: ignore[no-any-return]  # WSGI's
        body = b"".join(response)
        if (close := getattr(response, "close", None)) is not None:
            close()
        if begun and keeper is not None:
            keeper.keep(asked.environ, asked.share, mark, (*begun[-1], body))
        if asked.environ["PATH_INFO"].startswith("/account/") and asked.square is not None:
            _heed_account(asked)
        return [body]

    def _keeper(self, asked: Asked) -> Visitors | Older | None:
        """Return what keeps the answer to a request, None for nobody."""
        if asked.square is None:
            return None
        if is_visitor(asked.environ):
            return self._visitors
        return self._older if asked.is_kept and self.line.waiting > 0 else None

    def _meet(self, asked: Asked) -> None:
        """Remember which square stands at a host, as Django found it."""
        square = asked.environ.get(ENTERED)
        if square is not None and self._squares.get(asked.host) is not square:
            if len(self._squares) >= MOST_HOSTS:
                self._squares.clear()
            self._squares[asked.host] = square

    def _refuse(self, asked: Asked) -> Iterable[bytes]:
        if asked.is_kept and self._giving.acquire(blocking=False):
            try:
                page = self._older.find(asked.environ)
                if page is not None:
                    return self._give(page, asked)
            finally:
                self._giving.release()
        measures.count("admission", rank=asked.rank.name.lower(), outcome="refused")
        self._hold()
        return refusing.refuse(asked.environ, asked.begin, asked.square)

    def _give(self, page: Page, asked: Asked) -> Iterable[bytes]:
        measures.count("admission", rank=asked.rank.name.lower(), outcome="older")
        self._hold()
        asked.begin(page.status, [*page.headers, ("Age", str(self._older.age(page)))])
        return [page.body]

    def _hold(self) -> None:
        """Let a refusal wait a little, and for those before it, while threads for it are left."""
        with self._lock:
            if self._held >= self._waits.most:
                return
            self._held += 1
            now = self._clock()
            self._held_until = max(now + self._waits.seconds, self._held_until + self._waits.apart)
            seconds = self._held_until - now
        try:
            self._waits.pause(seconds)
        finally:
            with self._lock:
                self._held -= 1

    def _tell(self, ticket: Ticket, waited: float) -> None:
        """Count who was let in; and once a second, or when it ends, say how old the line is."""
        rank = ticket.rank.name.lower()
        measures.count("admission", rank=rank, outcome="admitted")
        if waited > 0:
            measures.spread("line_seconds", waited, rank=rank)
        now = self._clock()
        moment, told = self._said
        with self._lock:
            waiting, oldest = self.line.waiting, self.line.oldest()
        if now - moment < _SAY_SECONDS and not (told and not waiting):
            return
        if not waiting and not told:
            return
        self._said = (now, float(waiting))
        measures.say("line_waiting", waiting)
        measures.say("line_age_seconds", now - oldest if oldest is not None else 0.0)


def _own_hosts() -> tuple[str, ...]:
    """Return the hosts at which the platform itself answers."""
    apex: str = settings.APEX_HOST
    return (apex, f"ops.{apex}", f"www.{apex}")


def _noting(begun: list[tuple[str, list[tuple[str, str]]]], begin: Begin) -> Begin:
    """Return a beginning that is noted."""

    def note(status: str, headers: list[tuple[str, str]], *more: object) -> object:
        begun.append((status, headers))
        return begin(status, headers, *more)

    return note


def _heed_account(asked: Asked) -> None:
    """Somebody changed a password or ended sessions: older pages are no longer theirs to see."""
    if asked.environ["REQUEST_METHOD"] == "POST":
        take_away(asked.share)
