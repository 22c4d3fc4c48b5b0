"""The gate in front of Django: whoever is let in finds a slot, whoever is not is told so at once.

Who waits holds no thread: a request is put in the line, and its answer is said later, by the thread
that had worked on another and went on with whoever was next. So threads that work are as few as
there are slots, Python's lock is not fought over, and under load nobody needs to be woken.
"""

import logging
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass
from functools import partial
from threading import Lock, Semaphore
from typing import Any

from django.conf import settings

from commons import measures
from tenants.models.square import Square
from tenants.rules import tidy_host
from townsquares.admission import refusing
from townsquares.admission.bodies import Bodies, NotWhole, line_of
from townsquares.admission.later import Deed, Later
from townsquares.admission.line import Bounds, Line, Ticket
from townsquares.admission.older import Older
from townsquares.admission.order import ORDER, Rank, rank_of
from townsquares.admission.slots import Slot
from townsquares.admission.takings import take_away
from townsquares.admission.threads import Threads
from townsquares.admission.visitors import Visitors, is_visitor

Environ = dict[str, Any]  # Any: WSGI's own
Application = Callable[[Environ, Callable[..., object]], Any]  # Any: a list, or Django's response
Headers = list[tuple[str, str]]
Answer = tuple[str, Headers, bytes]
Say = Callable[[str, Headers, bytes], object]

logger = logging.getLogger(__name__)

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
    older: how many older pages may be looked for at once: they cost more than a refusal.
    """

    seconds: float = 0.01
    apart: float = 0.0005
    most: int = 320
    older: int = 4


@dataclass
class Asked:
    """A request as the gate sees it."""

    environ: Environ
    say: Say
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
    """Lets requests in to a WSGI application.  clock: seconds that never go back."""

    def __init__(
        self,
        application: Application,
        *,
        bounds: Bounds | None = None,
        waits: Waits | None = None,
        bodies: Bodies | None = None,
        older: Older | None = None,
        slot: Callable[[], AbstractContextManager[None]] = Slot,
        later: Callable[[float, Deed], object] | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        bounds = bounds or Bounds()
        self._application, self._clock, self._waits = application, clock, waits or Waits()
        self._bodies, self._older = bodies or Bodies(), older or Older()
        self._visitors = Visitors(clock)
        self._lock, self.line = Lock(), Line(bounds)
        self._slots = [("", slot()) for _ in range(bounds.slots)]
        self._waiting: dict[Ticket, Asked] = {}
        self._squares: dict[str, Square] = {}
        self._later = later or Later()
        self._held, self._held_until, self._said = 0, 0.0, (0.0, 0.0)
        self._giving = Semaphore(self._waits.older)
        self.threads = Threads()

    def take(self, environ: Environ, say: Say) -> None:
        """Let a request in, now or in its turn, or refuse it; the answer is said then.

        Whoever is let in now, and all those who are next after that, are worked on in this thread.
        """
        if environ["PATH_INFO"] == HEALTH:
            say(*self._ask(environ))
            return
        host = tidy_host(environ.get("HTTP_HOST", ""))
        rank = rank_of(environ["REQUEST_METHOD"], environ["PATH_INFO"])
        if host == f"ops.{settings.APEX_HOST}":
            rank = Rank.WORDS
        asked = Asked(environ, say, host, self._squares.get(host), rank)
        if self._is_told_again(asked):
            return
        if asked.has_body and not self._receive(asked):
            return
        following = self._enter(asked)
        if following is not None:
            with self.threads:
                while following is not None:
                    following = self._work(*following)

    def _is_told_again(self, asked: Asked) -> bool:
        """Tell a visitor what another was told a moment ago: that needs no slot."""
        if asked.square is None or not is_visitor(asked.environ):
            return False
        page = self._visitors.find(asked.environ, asked.square)
        if page is None:
            return False
        measures.count("admission", rank=asked.rank.name.lower(), outcome="again")
        asked.say(page.status, page.headers, page.body)
        return True

    def _receive(self, asked: Asked) -> bool:
        """Read what is sent: nothing of it, where there would be no place for the request.

        In this very thread: the web server lets go of what is sent once the call is over.
        """
        line = line_of(asked.environ)
        with self._lock:
            may_send = self.line.may_join(asked.share, asked.rank)
        try:
            if may_send and self._read(asked, line):
                return True
        except NotWhole:
            asked.say(*refusing.refusal(asked.environ, asked.square, refusing.SLOW_STATUS))
            return False
        self._refuse(asked)
        return False

    def _read(self, asked: Asked, line: str) -> bool:
        with self.threads:
            return self._bodies.read(asked.environ, square=asked.share, line=line)

    def _enter(self, asked: Asked) -> tuple[Ticket, Asked] | None:
        """Return a request if there is a slot for it; else let it wait, or refuse it."""
        ticket = Ticket(asked.share, asked.rank, self._clock())
        with self._lock:
            has_place, has_slot = self.line.join(ticket), ticket.called
            if has_place and not has_slot:  # from here on another thread may call it
                self._waiting[ticket] = asked
        if not has_place:
            _put_away(asked)
            self._refuse(asked)
        return (ticket, asked) if has_slot else None

    def _work(self, ticket: Ticket, asked: Asked) -> tuple[Ticket, Asked] | None:
        """Answer a request; return the one whose turn it is after that, whatever happens here."""
        begun = self._clock()
        slot = self._slot_for(ticket.square)
        try:
            with slot:
                answer = self._answer(asked)
            self._tell(ticket, begun - ticket.since)
            asked.say(*answer)
        except BaseException as trouble:  # noqa: BLE001 - a library's panic is no Exception
            _fail(asked, trouble)
        with self._lock:
            self._slots.append((ticket.square, slot))
            called = self.line.done(ticket, seconds=self._clock() - begun)
            following = (called, self._waiting.pop(called)) if called is not None else None
        _put_away(asked)
        return following

    def _slot_for(self, share: str) -> AbstractContextManager[None]:
        """Return a free slot, the square's last one if it may be.

        Its connection stands in the square already, and Postgres need not plan anew.
        """
        with self._lock:
            places = range(len(self._slots))
            place = next((one for one in places if self._slots[one][0] == share), 0)
            return self._slots.pop(place)[1]

    def _answer(self, asked: Asked) -> Answer:
        """Ask the application; the whole answer is made before the slot is given back."""
        keeper = self._keeper(asked)
        mark = keeper.mark(asked.share) if keeper is not None else ""
        answer = self._ask(asked.environ)
        self._meet(asked)
        if mark and keeper is not None:
            keeper.keep(asked.environ, asked.share, mark, answer)
        if asked.environ["PATH_INFO"].startswith("/account/") and asked.square is not None:
            _heed_account(asked)
        return answer

    def _ask(self, environ: Environ) -> Answer:
        begun: list[tuple[str, Headers]] = []
        response = self._application(environ, lambda *said: begun.append(said))
        body = b"".join(response)
        if (close := getattr(response, "close", None)) is not None:
            close()
        return *begun[-1], body

    def _keeper(self, asked: Asked) -> Visitors | Older | None:
        """Return what keeps the answer to a request, None for nobody."""
        if asked.square is None:
            return None
        if is_visitor(asked.environ):
            return self._visitors
        return self._older if asked.is_kept and self.line.is_filling else None

    def _meet(self, asked: Asked) -> None:
        """Remember which square stands at a host, as Django found it."""
        square = asked.environ.get(ENTERED)
        if square is not None and self._squares.get(asked.host) is not square:
            if len(self._squares) >= MOST_HOSTS:
                self._squares.clear()
            self._squares[asked.host] = square

    def _refuse(self, asked: Asked) -> None:
        answer, outcome = self._older_page(asked), "older"
        if answer is None:
            answer, outcome = refusing.refusal(asked.environ, asked.square), "refused"
        measures.count("admission", rank=asked.rank.name.lower(), outcome=outcome)
        self._hold(partial(asked.say, *answer))

    def _older_page(self, asked: Asked) -> Answer | None:
        if not asked.is_kept or not self._giving.acquire(blocking=False):
            return None
        try:
            with self.threads:  # Redis is asked, and those who come meanwhile must not wait for it
                page = self._older.find(asked.environ)
        finally:
            self._giving.release()
        if page is None:
            return None
        return page.status, [*page.headers, ("Age", str(self._older.age(page)))], page.body

    def _hold(self, say: Deed) -> None:
        """Say a refusal a little later, and after those before it, unless too many are held."""
        now = self._clock()
        with self._lock:
            if is_held := self._held < self._waits.most:
                self._held += 1
                earliest = now + self._waits.seconds
                self._held_until = max(earliest, self._held_until + self._waits.apart)
                seconds = self._held_until - now
        if not is_held:
            say()
            return

        def let_go() -> None:
            with self._lock:
                self._held -= 1
            say()

        self._later(seconds, let_go)

    def _tell(self, ticket: Ticket, waited: float) -> None:
        """Count who was let in; and once a second, or when it ends, say how old the line is."""
        rank = ticket.rank.name.lower()
        measures.count("admission", rank=rank, outcome="admitted")
        if waited > 0:
            measures.spread("line_seconds", waited, rank=rank)
        now = self._clock()
        moment, told = self._said
        waiting = self.line.waiting
        is_over = bool(told) and not waiting
        if not is_over and (not waiting or now - moment < _SAY_SECONDS):
            return
        with self._lock:
            oldest = self.line.oldest()
        self._said = (now, float(waiting))
        measures.say("line_waiting", waiting)
        measures.say("line_age_seconds", now - oldest if oldest is not None else 0.0)


def _own_hosts() -> tuple[str, ...]:
    """Return the hosts at which the platform itself answers."""
    apex: str = settings.APEX_HOST
    return (apex, f"ops.{apex}", f"www.{apex}")


def _fail(asked: Asked, trouble: BaseException) -> None:
    """Say that something is broken, unless something was said already: that does nothing."""
    with suppress(Exception):
        logger.error("A request was not answered", exc_info=trouble)
    with suppress(Exception):
        asked.say("500 Internal Server Error", [("Content-Type", "text/plain")], b"")


def _put_away(asked: Asked) -> None:
    """Let go of what was sent, which may lie in a file."""
    if asked.has_body:
        with suppress(Exception):
            asked.environ["wsgi.input"].close()


def _heed_account(asked: Asked) -> None:
    """Somebody changed a password or ended sessions: older pages are no longer theirs to see."""
    if asked.environ["REQUEST_METHOD"] == "POST":
        take_away(asked.share)
