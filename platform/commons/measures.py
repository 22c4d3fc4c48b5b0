"""What is counted while the platform works, for `/metrics`: see docs/decisions/0023.

Counting is an addition in this process. The sums go into one hash in Redis at most once a second,
at the end of a request or task; what is counted in the last second of a process may be lost, and
what Redis loses begins at zero again.
"""

import logging
import os
import time
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from threading import Lock

from redis.exceptions import RedisError

from commons.redis_line import line

log = logging.getLogger(__name__)

KEY, SEEN_KEY, KEPT_KEY = "measures", "measures:seen", "measures:kept"
PREFIX = "townsquares_"
FLUSH_SECONDS = 1.0
# What a process says of itself is forgotten after this: it may have ended.
SEEN_SECONDS = 60
MOST_SERIES = 20_000

# What there is to count: its name without prefix and "_total", and what it means.
COUNTERS = {
    "requests": "Requests answered, by declared path, method and status.",
    "square_requests": "Requests answered in each square, by kind of status.",
    "statements": "Statements sent to Postgres, by kind of process.",
    "statement_seconds": "Seconds spent waiting for Postgres.",
    "tasks": "Tasks done, by name and outcome.",
    "task_seconds": "Seconds spent on them.",
    "lane_refusals": "Tasks refused because a lane or a queue was full.",
    "facts_delivered": "Facts delivered from outboxes.",
    "fact_seconds": "Seconds between writing a fact and delivering it, summed.",
    "fact_failures": "Deliveries that failed and will be tried again.",
    "admission": "Requests by rank: admitted, refused, or given an older page.",
}

# Of what is spread: how much there is up to each bound, in seconds.
SPREADS = {
    "request_seconds": "Seconds until an answer was ready, by face.",
    "line_seconds": "Seconds that admitted requests waited for a slot, by rank.",
}
BOUNDS = (0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)
_LE = (*(f"{bound:g}" for bound in BOUNDS), "+Inf")  # as Prometheus writes them

Series = tuple[str, tuple[tuple[str, str], ...]]


@dataclass(frozen=True)
class Gauge:
    """Something that is looked at when it is asked for."""

    name: str
    help: str
    look: Callable[[], Iterable[tuple[dict[str, str], float]]]


@dataclass
class _Here:
    """What this process knows of itself.  flushed: when, by the clock that never goes back."""

    where: str = "web"
    pid: int = field(default_factory=os.getpid)
    flushed: float = 0.0


_here = _Here()
_flushing = Lock()
_pending: dict[Series, float] = defaultdict(float)
_gauges: dict[str, Gauge] = {}


def count(name: str, amount: float = 1.0, **labels: str) -> None:
    """Add to a counter of COUNTERS.  Cost: an addition in this process."""
    _pending[name, tuple(labels.items())] += amount


def spread(name: str, seconds: float, **labels: str) -> None:
    """Add to a spread of SPREADS.  Cost: three additions in this process."""
    own = tuple(labels.items())
    _pending[f"{name}_bucket", (*own, ("le", _LE[bisect_left(BOUNDS, seconds)]))] += 1
    _pending[f"{name}_sum", own] += seconds
    _pending[f"{name}_count", own] += 1


def statement(seconds: float) -> None:
    """Count a statement sent to Postgres."""
    where = (("where", _here.where),)
    _pending["statements", where] += 1
    _pending["statement_seconds", where] += seconds


def be(where: str) -> None:
    """Say what this process is for: "web" unless something else is said."""
    _here.where = where


def gauge_with(gauge: Gauge) -> None:
    """Say how something is looked at when `/metrics` is asked; called once, at start."""
    _gauges[gauge.name] = gauge


def flush(*, now: bool = False) -> None:
    """Add what was counted to what all processes counted, at most once a second.

    now: at once.  Cost: one round trip to Redis, a second apart.
    """
    moment = time.monotonic()
    if not _pending or (not now and moment - _here.flushed < FLUSH_SECONDS):
        return
    with _flushing:  # web workers have several threads
        counted = dict(_pending)
        _pending.clear()
        _here.flushed = moment
    if _here.pid != os.getpid():  # a fork: the parent counted this, and tells it
        _here.pid = os.getpid()
        return
    try:
        with line().pipeline(transaction=False) as pipe:
            for series, amount in counted.items():
                pipe.hincrbyfloat(KEY, _named(series), amount)
            pipe.execute()
    except RedisError:
        log.warning("nothing is counted: Redis does not answer")
        if len(counted) < MOST_SERIES:
            for series, amount in counted.items():
                _pending[series] += amount


def say(name: str, value: float) -> None:
    """Let a process say something of itself, such as how many connections it holds open."""
    with_time = f"{value} {time.time():.0f}"
    try:
        line().hset(SEEN_KEY, f"{name} {os.uname().nodename}:{os.getpid()}", with_time)
    except RedisError:
        log.warning("nothing is told: Redis does not answer")


def keep(name: str, value: float) -> None:
    """Keep one value for all processes, in place of the last."""
    line().hset(KEPT_KEY, name, value)


def kept(name: str) -> float | None:
    """Return a value that was kept."""
    value = line().hget(KEPT_KEY, name)
    return None if value is None else float(value)


def said(name: str) -> float:
    """Return the sum of what processes said of themselves within the last minute."""
    return sum(_said(name))


def most_said(name: str) -> float:
    """Return the most that any process said of itself within the last minute."""
    return max(_said(name), default=0.0)


def _said(name: str) -> list[float]:
    values, oldest = [], time.time() - SEEN_SECONDS
    for who, told in line().hgetall(SEEN_KEY).items():
        value, moment = _text(told).split()
        if float(moment) < oldest:
            line().hdel(SEEN_KEY, who)
        elif _text(who).partition(" ")[0] == name:
            values.append(float(value))
    return values


def text() -> str:
    """Return everything in Prometheus' text format.

    Source: https://prometheus.io/docs/instrumenting/exposition_formats/
    """
    flush(now=True)
    return "".join(f"{part}\n" for part in (*_counters(), *_looked()))


def _counters() -> Iterator[str]:
    counted: dict[str, dict[str, float]] = defaultdict(dict)
    for series, amount in sorted(line().hgetall(KEY).items()):
        name, brace, labels = _text(series).partition("{")
        counted[name][brace + labels] = float(amount)
    for name, meaning in COUNTERS.items():
        full = f"{PREFIX}{name}_total"
        yield from _head(full, meaning, "counter")
        yield from (f"{full}{labels} {amount:.10g}" for labels, amount in counted[full].items())
    for name, meaning in SPREADS.items():
        full = f"{PREFIX}{name}"
        yield from _head(full, meaning, "histogram")
        yield from _summed(f"{full}_bucket", counted[f"{full}_bucket"])
        for part in (f"{full}_sum", f"{full}_count"):
            yield from (f"{part}{labels} {value:.10g}" for labels, value in counted[part].items())


def _summed(name: str, counted: dict[str, float]) -> Iterator[str]:
    """Yield for every bound how much there is up to it, as the format wants it."""
    for own in sorted({labels.rpartition('le="')[0] for labels in counted}):
        total = 0.0
        for le in _LE:
            total += counted.get(f'{own}le="{le}"}}', 0.0)
            yield f'{name}{own}le="{le}"}} {total:.10g}'


def _text(value: bytes | str) -> str:
    return value.decode() if isinstance(value, bytes) else value


def _head(name: str, meaning: str, kind: str) -> tuple[str, str]:
    return f"# HELP {name} {meaning}", f"# TYPE {name} {kind}"


def _looked() -> Iterator[str]:
    for gauge in _gauges.values():
        full = f"{PREFIX}{gauge.name}"
        yield from _head(full, gauge.help, "gauge")
        for labels, value in gauge.look():
            yield f"{full}{_labels(tuple(labels.items()))} {value:.10g}"


def _named(series: Series) -> str:
    name, labels = series
    return f"{PREFIX}{name}{'_total' if name in COUNTERS else ''}{_labels(labels)}"


def _labels(labels: tuple[tuple[str, str], ...]) -> str:
    if not labels:
        return ""
    return "{" + ",".join(f'{name}="{_escaped(value)}"' for name, value in labels) + "}"


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
