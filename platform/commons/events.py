"""How facts rise: a room tells what happened, rooms above listen.

A fact that may be lost is told in this process after commit. A *durable* fact is a row in the
outbox of the schema it happened in, written in the same transaction, and delivered by a worker
at least once; so those who listen to it must not mind hearing it twice. Who would rather hear a
durable fact soon than surely, such as open connections, listens at once. What happens often is
heard by many at a time.
"""

import dataclasses
import logging
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any, ClassVar, NamedTuple, TypeVar

import msgspec
from django.db import transaction

from commons import clock, measures
from commons.models import OutboxEntry
from commons.statements import fetch

log = logging.getLogger(__name__)


@dataclasses.dataclass(frozen=True)
class Fact:
    """Something that happened, in the past tense, with ids only.

    durable: whether it goes through the outbox. Fields must be JSON: numbers, text, None,
    moments, and lists or maps of these.
    """

    durable: ClassVar[bool] = False


FactType = TypeVar("FactType", bound=Fact)
Listener = Callable[[Any], None]  # Any: each listener takes its own fact, or several

_listeners: dict[type[Fact], list[Listener]] = defaultdict(list)
_of_many: dict[type[Fact], list[Listener]] = defaultdict(list)
_at_once: dict[type[Fact], list[Listener]] = defaultdict(list)
_durable_kinds: dict[str, type[Fact]] = {}
_hint: list[Callable[[], None]] = []

MAX_ATTEMPTS = 25

# One row of an outbox for each fact of a statement that writes something else as well.
WRITE = """
    INSERT INTO commons_outboxentry (kind, payload, written_at, due_at, attempts, last_error)
    SELECT %(fact_kind)s, %(fact)s::jsonb, %(fact_at)s::timestamptz, %(fact_at)s::timestamptz, 0, ''
"""
_WRITE_ALONE = f"{WRITE} RETURNING id"
# Claimed by moving the due time, not by a held lock: a listener may switch schemas, which no open
# transaction allows.  What another worker claims at this moment is passed over.
_CLAIM = """
    WITH due AS MATERIALIZED (
        SELECT id FROM commons_outboxentry
         WHERE due_at <= %(now)s AND attempts < %(most)s::int
         ORDER BY id LIMIT %(limit)s::int FOR UPDATE SKIP LOCKED
    )
    UPDATE commons_outboxentry entry
       SET attempts = attempts + 1,
           due_at = %(now)s::timestamptz + LEAST(3600, 30 + 2 ^ attempts) * interval '1 second'
      FROM due WHERE entry.id = due.id
    RETURNING entry.id, entry.kind, entry.payload::text, entry.written_at, entry.attempts
"""
_REMOVE = "DELETE FROM commons_outboxentry WHERE id = ANY(%(ids)s::bigint[]) RETURNING id"
_LET_GO = """
    UPDATE commons_outboxentry SET attempts = attempts - 1, due_at = %(now)s::timestamptz
     WHERE id = ANY(%(ids)s::bigint[]) RETURNING id
"""
_PUT_OFF = """
    UPDATE commons_outboxentry SET last_error = %(error)s,
           due_at = %(now)s::timestamptz + LEAST(3600, 2 ^ (attempts - 1)) * interval '1 second'
     WHERE id = %(id)s::bigint RETURNING id
"""


class _Entry(NamedTuple):
    """A claimed row of an outbox."""

    id: int
    kind: str
    payload: str
    written_at: datetime
    attempts: int


def listen(
    kind: type[FactType],
) -> Callable[[Callable[[FactType], None]], Callable[[FactType], None]]:
    """Register a function that hears every fact of a kind, in the order of registration."""

    def register(listener: Callable[[FactType], None]) -> Callable[[FactType], None]:
        if listener not in _listeners[kind]:
            _listeners[kind].append(listener)
        if kind.durable:
            _durable_kinds[_name(kind)] = kind
        return listener

    return register


def listen_to_many(
    kind: type[FactType],
) -> Callable[[Callable[[Sequence[FactType]], None]], Callable[[Sequence[FactType]], None]]:
    """Register a function that hears durable facts of a kind together, as many as are there.

    In the order in which they happened; when it fails for several, each is told by itself.
    Raises: TypeError for a kind that is not durable: those are told one by one, at once.
    """
    if not kind.durable:
        msg = f"{kind.__name__} does not wait for others of its kind"
        raise TypeError(msg)

    def register(
        listener: Callable[[Sequence[FactType]], None],
    ) -> Callable[[Sequence[FactType]], None]:
        if listener not in _of_many[kind]:
            _of_many[kind].append(listener)
        _durable_kinds[_name(kind)] = kind
        return listener

    return register


def listen_at_once(
    kind: type[FactType],
) -> Callable[[Callable[[FactType], None]], Callable[[FactType], None]]:
    """Register a function that hears a fact in the process it happened in, right after commit.

    Also a durable one, which it hears once or, if the process ends just then, never; so only what
    may be lost hangs on it.  It must be quick: the act's caller waits for it.
    """

    def register(listener: Callable[[FactType], None]) -> Callable[[FactType], None]:
        if listener not in _at_once[kind]:
            _at_once[kind].append(listener)
        return listener

    return register


def hint_with(hint: Callable[[], None]) -> None:
    """Set what wakes a worker after a durable fact was committed; called once, at start."""
    _hint[:] = [hint]


def publish(fact: Fact) -> None:
    """Tell a fact once the transaction commits; a durable one is written into the outbox now.

    Cost: one INSERT for a durable fact, none otherwise.
    """
    if not fact.durable:
        transaction.on_commit(lambda: _tell_quietly(fact, _listeners, _at_once))
        return
    fetch(_WRITE_ALONE, as_written(fact))
    follow(fact)


def as_written(fact: Fact) -> dict[str, Any]:  # Any: values of a statement
    """Return what WRITE is given, for an act that writes its durable fact along with its rows.

    That act calls `follow` afterwards.
    """
    written = msgspec.json.encode(fact).decode()
    return {"fact_kind": _name(type(fact)), "fact": written, "fact_at": clock.now()}


def follow(fact: Fact) -> None:
    """Have a durable fact that was written heard at once, and a worker woken, after commit."""
    if _at_once[type(fact)]:
        transaction.on_commit(lambda: _tell_quietly(fact, _at_once))
    for hint in _hint:
        transaction.on_commit(hint, robust=True)


def tell(fact: Fact) -> None:
    """Tell a fact now; what a listener raises reaches the caller."""
    _tell_all([fact])


def deliver_due(*, limit: int = 100, seconds: float = 60.0) -> int:
    """Deliver what is due in the outbox of the schema in force.

    limit: how many are claimed at a time.
    seconds: after which it stops, whatever is left; that is due at once.

    A listener that fails leaves its entry for later, with a growing pause (1 s doubling to 1 h, 25
    attempts). Returns: how many entries were delivered.
    Cost: 1 statement where nothing is due, else 2 for each `limit`, and those of the listeners.
    """
    end, heard, claimed = time.monotonic() + seconds, 0, limit
    while claimed == limit:
        entries = _claim(limit)
        claimed = len(entries)
        heard += _deliver_until(end, entries)
        if time.monotonic() > end:
            break
    return heard


def _deliver_until(end: float, claimed: list[_Entry]) -> int:
    """Deliver what was claimed, in order, at least the first of it; return how many were heard."""
    delivered, late = list[_Entry](), list[_Entry]()
    try:
        for position, entries in enumerate(_together(claimed)):
            if position and time.monotonic() > end:
                late += entries
            else:
                delivered += _deliver(entries)
    finally:
        if delivered:
            fetch(_REMOVE, {"ids": [entry.id for entry in delivered]})
        if late:
            fetch(_LET_GO, {"ids": [entry.id for entry in late], "now": clock.now()})
    now = clock.now()
    if delivered:
        measures.count("facts_delivered", len(delivered))
        age = sum((now - entry.written_at).total_seconds() for entry in delivered)
        measures.count("fact_seconds", age)
    return len(delivered)


def oldest_waiting() -> datetime | None:
    """Return when the oldest fact was written that nobody heard yet.  Cost: 1 query."""
    return OutboxEntry.objects.order_by("id").values_list("written_at", flat=True).first()


def _claim(limit: int) -> list[_Entry]:
    given = {"now": clock.now(), "most": MAX_ATTEMPTS, "limit": limit}
    return sorted(_Entry(*row) for row in fetch(_CLAIM, given))


def _together(entries: Sequence[_Entry]) -> Iterator[list[_Entry]]:
    """Yield what is told in one go: a run of one kind whose listeners all hear many."""
    for name, run in groupby(entries, key=lambda entry: entry.kind):
        kind = _durable_kinds.get(name)
        if kind is not None and not _listeners[kind]:
            yield list(run)
        else:
            yield from ([entry] for entry in run)


def _deliver(entries: list[_Entry]) -> list[_Entry]:
    """Tell facts of one kind; return those that were heard."""
    try:
        kind = _durable_kinds[entries[0].kind]
        _tell_all([msgspec.json.decode(e.payload, type=kind, strict=False) for e in entries])
    except Exception as error:
        if len(entries) > 1:
            return [heard for entry in entries for heard in _deliver([entry])]
        log.exception("a fact could not be delivered: %s", entries[0].kind)
        measures.count("fact_failures")
        reason = f"{type(error).__name__}: {error}"[:1000]
        fetch(_PUT_OFF, {"error": reason, "now": clock.now(), "id": entries[0].id})
        return []
    return entries


def _tell_all(facts: Sequence[Fact]) -> None:
    """Tell facts of one kind."""
    kind = type(facts[0])
    for fact in facts:
        for listener in _listeners[kind]:
            listener(fact)
    for listener in _of_many[kind]:
        listener(facts)


def _tell_quietly(fact: Fact, *to: Mapping[type[Fact], list[Listener]]) -> None:
    """Who hears of an act right after it never breaks it."""
    for listener in [one for listeners in to for one in listeners[type(fact)]]:
        try:
            listener(fact)
        except Exception:
            log.exception("a listener failed: %s", type(fact).__name__)


def _name(kind: type[Fact]) -> str:
    return f"{kind.__module__}.{kind.__qualname__}"
