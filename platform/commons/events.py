"""How facts rise: a room tells what happened, rooms above listen.

A fact that may be lost is told in this process after commit. A *durable* fact is a row in the
outbox of the schema it happened in, written in the same transaction, and delivered by a worker
at least once; so those who listen to it must not mind hearing it twice. Who would rather hear a
durable fact soon than surely, such as open connections, listens at once.
"""

import dataclasses
import logging
import time
from collections import defaultdict
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, ClassVar, TypeVar

import msgspec
from django.db import transaction

from commons import clock, measures
from commons.models import OutboxEntry

log = logging.getLogger(__name__)


@dataclasses.dataclass(frozen=True)
class Fact:
    """Something that happened, in the past tense, with ids only.

    durable: whether it goes through the outbox. Fields must be JSON: numbers, text, None,
    moments, and lists or maps of these.
    """

    durable: ClassVar[bool] = False


FactType = TypeVar("FactType", bound=Fact)
Listener = Callable[[Any], None]  # Any: each listener takes its own fact

_listeners: dict[type[Fact], list[Listener]] = defaultdict(list)
_at_once: dict[type[Fact], list[Listener]] = defaultdict(list)
_durable_kinds: dict[str, type[Fact]] = {}
_hint: list[Callable[[], None]] = []

MAX_ATTEMPTS = 25


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
    if _at_once[type(fact)]:
        transaction.on_commit(lambda: _tell_quietly(fact, _at_once))
    now = clock.now()
    payload = msgspec.to_builtins(fact)
    OutboxEntry.objects.create(kind=_name(type(fact)), payload=payload, written_at=now, due_at=now)
    for hint in _hint:
        transaction.on_commit(hint, robust=True)


def tell(fact: Fact) -> None:
    """Tell a fact now; what a listener raises reaches the caller."""
    for listener in _listeners[type(fact)]:
        listener(fact)


def deliver_due(*, limit: int = 100, seconds: float = 60.0) -> int:
    """Deliver what is due in the outbox of the schema in force.

    seconds: after which it stops, whatever is left.

    One transaction an entry, rows that another worker holds are skipped. A listener that fails
    leaves its entry for later, with a growing pause (1 s doubling to 1 h, 25 attempts).
    Returns: how many entries were delivered.
    """
    delivered, end = 0, time.monotonic() + seconds
    for _ in range(limit):
        if time.monotonic() > end:
            break
        outcome = _deliver_one()
        if outcome is None:
            break
        delivered += outcome
    return delivered


def oldest_waiting() -> datetime | None:
    """Return when the oldest fact was written that nobody heard yet.  Cost: 1 query."""
    return OutboxEntry.objects.order_by("id").values_list("written_at", flat=True).first()


def _deliver_one() -> int | None:
    """Deliver the oldest due entry: 1 delivered, 0 failed, None when nothing is due."""
    entry = (
        OutboxEntry.objects.filter(due_at__lte=clock.now(), attempts__lt=MAX_ATTEMPTS)
        .order_by("id")
        .first()
    )
    if entry is None:
        return None
    # Claimed by moving its due time, not by a held lock: a listener may switch schemas, which
    # no open transaction allows.
    claimed = OutboxEntry.objects.filter(pk=entry.pk, due_at=entry.due_at).update(
        due_at=clock.now() + timedelta(seconds=min(3600, 30 + 2**entry.attempts)),
        attempts=entry.attempts + 1,
    )
    if not claimed:
        return 0
    try:
        tell(msgspec.convert(entry.payload, _durable_kinds[entry.kind], strict=False))
    except Exception as error:
        log.exception("a fact could not be delivered: %s", entry.kind)
        measures.count("fact_failures")
        OutboxEntry.objects.filter(pk=entry.pk).update(
            last_error=f"{type(error).__name__}: {error}"[:1000],
            due_at=clock.now() + timedelta(seconds=min(3600, 2**entry.attempts)),
        )
        return 0
    OutboxEntry.objects.filter(pk=entry.pk).delete()
    measures.count("facts_delivered")
    measures.count("fact_seconds", (clock.now() - entry.written_at).total_seconds())
    return 1


def _tell_quietly(fact: Fact, *to: Mapping[type[Fact], list[Listener]]) -> None:
    """Who hears of an act right after it never breaks it."""
    for listener in [one for listeners in to for one in listeners[type(fact)]]:
        try:
            listener(fact)
        except Exception:
            log.exception("a listener failed: %s", type(fact).__name__)


def _name(kind: type[Fact]) -> str:
    return f"{kind.__module__}.{kind.__qualname__}"
