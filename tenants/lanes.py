"""Fair turns: each square has a lane of its own in each queue, and the squares take turns.

Celery carries turns, not tasks: whoever gets one takes the first task of the square whose turn it
is (docs/decisions/0023). A task that is taken is held until it is done, so that a worker that dies
loses nothing.
"""

import logging
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from celery import current_app
from django.conf import settings
from redis.exceptions import RedisError

from commons import measures
from commons.redis_line import line
from tenants.errors import LaneFull
from tenants.models.square import Square

log = logging.getLogger(__name__)

SQUARES, PLATFORM = "squares", "platform"
TURN = "tenants.tasks.take_turn"
MOST_IN_A_LANE, MOST_IN_A_QUEUE = 5_000, 50_000
# From here on a square takes nothing in that would make more work, and what is under way is done.
FULL = MOST_IN_A_LANE * 4 // 5
_LOOK_SECONDS = 1.0
_looked: dict[int, tuple[float, int]] = {}

# KEYS: ring, lane, count, once.  ARGV: square, task, what is known once, bounds of lane and queue.
_PUT = """
    local waiting = redis.call('LLEN', KEYS[2])
    if waiting >= tonumber(ARGV[4]) then return -1 end
    if tonumber(redis.call('GET', KEYS[3]) or '0') >= tonumber(ARGV[5]) then return -1 end
    if ARGV[3] ~= '' and redis.call('SADD', KEYS[4], ARGV[3]) == 0 then return 0 end
    redis.call('RPUSH', KEYS[2], ARGV[2])
    if waiting == 0 then redis.call('RPUSH', KEYS[1], ARGV[1]) end
    redis.call('INCR', KEYS[3])
    return waiting + 1
"""
# KEYS: ring, held, count, once.  ARGV: turn, beginning of a lane's name.
_TAKE = """
    local held = redis.call('HGET', KEYS[2], ARGV[1])
    if held then return held end
    local square = redis.call('LPOP', KEYS[1])
    if not square then return false end
    local lane = ARGV[2] .. square
    local task = redis.call('LPOP', lane)
    if not task then return false end
    if redis.call('LLEN', lane) > 0 then redis.call('RPUSH', KEYS[1], square) end
    redis.call('DECR', KEYS[3])
    redis.call('SREM', KEYS[4], cjson.decode(task)['once'])
    redis.call('HSET', KEYS[2], ARGV[1], task)
    return task
"""


class Waiting(msgspec.Struct, frozen=True):
    """A task in a lane.  since: when it was put there, in seconds of the epoch."""

    square_id: int
    task: str
    args: list[Any]
    kwargs: dict[str, Any]
    since: float
    once: str = ""


@dataclass(frozen=True)
class Queue:
    """How full a queue is.  age_seconds: of the task that has waited longest.

    longest: the longest lanes, as (number of the square, tasks).
    """

    name: str
    waiting: int
    age_seconds: float
    longest: Sequence[tuple[int, int]]


def put(
    square_id: int,
    task: str,
    args: Sequence[Any] = (),
    kwargs: Mapping[str, Any] | None = None,
    *,
    once: bool = False,
) -> None:
    """Put a task of a square into its lane, and give out a turn.

    once: not if the very same waits already.
    Raises: LaneFull.  Cost: two round trips to Redis.
    """
    queue, name = queue_of(task), f"{square_id}:{task}" if once else ""
    waiting = Waiting(square_id, task, list(args), dict(kwargs or {}), time.time(), name)
    ring, lane, count, known = (
        _key(queue, part) for part in ("ring", f"of:{square_id}", "count", "once")
    )
    bounds = (MOST_IN_A_LANE, MOST_IN_A_QUEUE)
    put_in = line().register_script(_PUT)
    length = int(
        put_in([ring, lane, count, known], [square_id, msgspec.json.encode(waiting), name, *bounds])
    )
    if length < 0:
        measures.count("lane_refusals", queue=queue)
        raise LaneFull(retry_after=30)
    if length:
        give_turn(queue)


def give_turn(queue: str) -> None:
    """Let some worker take what is next."""
    current_app.tasks[TURN].apply_async((queue,), queue=queue, **_limits(queue))


def take(queue: str, *, turn: str) -> Waiting | None:
    """Take the task that is next, or the one that this turn holds already; None for nothing.

    turn: the number of Celery's task.  Cost: one round trip to Redis.
    """
    keys = [_key(queue, part) for part in ("ring", "held", "count", "once")]
    taken = line().register_script(_TAKE)(keys, [turn, _key(queue, "of:")])
    return msgspec.json.decode(taken, type=Waiting) if taken else None


def done(queue: str, *, turn: str) -> None:
    """Let go of what a turn holds: it is done, or it failed for good."""
    line().hdel(_key(queue, "held"), turn)


def refuse_when_full(square: Square) -> None:
    """Refuse what would make more work in a square that has too much of it already.

    Known for a second, so that it costs nothing where much is asked.  Without Redis nobody is
    refused.  Raises: LaneFull.
    """
    now = time.monotonic()
    until, length = _looked.get(square.pk, (0.0, 0))
    if until <= now:
        length = _length(square.pk)
        if len(_looked) > 10_000:
            _looked.clear()
        _looked[square.pk] = (now + _LOOK_SECONDS, length)
    if length >= FULL:
        raise LaneFull(retry_after=5)


def look(queue: str) -> Queue:
    """Return how full a queue is.  Cost: two round trips, however many squares wait."""
    squares = [int(number) for number in line().lrange(_key(queue, "ring"), 0, -1)]
    with line().pipeline(transaction=False) as pipe:
        for number in squares:
            pipe.llen(_key(queue, f"of:{number}"))
            pipe.lindex(_key(queue, f"of:{number}"), 0)
        found = pipe.execute()
    lengths = dict(zip(squares, found[::2], strict=True))
    firsts = [msgspec.json.decode(first, type=Waiting).since for first in found[1::2] if first]
    return Queue(
        queue,
        sum(lengths.values()),
        max(0.0, time.time() - min(firsts)) if firsts else 0.0,
        sorted(lengths.items(), key=lambda pair: -pair[1])[:10],
    )


def top_up() -> int:
    """Give out turns that were lost; return how many.  The sweep calls it."""
    given = 0
    for queue in queues():
        waiting = int(line().get(_key(queue, "count")) or 0)
        turns = int(line().llen(queue))
        for _turn in range(max(0, waiting - turns)):
            give_turn(queue)
            given += 1
    return given


def queues() -> list[str]:
    """Return the queues that have lanes."""
    special = {route["queue"] for route in settings.CELERY_TASK_ROUTES.values()}
    return [SQUARES, *sorted(special)]


def queue_of(task: str) -> str:
    """Return the queue of a square's task, by its name."""
    return str(settings.CELERY_TASK_ROUTES.get(task, {}).get("queue", SQUARES))


def _limits(queue: str) -> dict[str, Any]:  # Any: options of Celery's
    """Return how long a turn of a queue may take, where that is not what others may."""
    annotated = settings.CELERY_TASK_ANNOTATIONS
    return next((annotated[task] for task in annotated if queue_of(task) == queue), {})


def _length(square_id: int) -> int:
    try:
        return int(line().llen(_key(SQUARES, f"of:{square_id}")))
    except RedisError:
        log.warning("lanes are not looked at: Redis does not answer")
        return 0


def _key(queue: str, part: str) -> str:
    return f"lane:{queue}:{part}"
