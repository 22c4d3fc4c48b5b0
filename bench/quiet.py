"""Waiting until a stand has done in the background what requests left to be done."""

import time

import redis

from bench import meter
from bench.stand import Running
from embedded.trouble import Trouble

# The lists in which Celery's tasks wait, the hash of those that a worker holds, and how many tasks
# of squares wait in lanes.
QUEUES, HELD, LANES = ("platform", "squares", "films"), "unacked", ("squares", "films")
_LOOK_SECONDS = 0.4
_BUSY = 0.06  # of one core: the scheduler and Postgres' own housekeeping never end


def wait(running: Running, *, seconds: float = 600) -> float:
    """Wait until nothing is queued and worker and Postgres rest; return how long it took.

    Raises: Trouble, when it does not end.
    """
    begun = time.monotonic()
    quiet = 0
    with redis.Redis.from_url(running.redis_url) as client:
        while quiet < 2:
            if time.monotonic() - begun > seconds:
                raise Trouble(f"The worker is not done after {seconds:.0f} seconds.")
            before = meter.cpu(running.pids)
            time.sleep(_LOOK_SECONDS)
            spent = meter.cpu(running.pids).since(before).seconds
            at_work = (spent["worker"] + spent["postgres"]) / _LOOK_SECONDS
            quiet = quiet + 1 if at_work < _BUSY and not waiting(client) else 0
    return max(0.0, time.monotonic() - begun - 2 * _LOOK_SECONDS)


def waiting(client: "redis.Redis") -> int:
    """Return how many tasks are queued or at work."""
    in_lanes = sum(int(client.get(f"lane:{name}:count") or 0) for name in LANES)
    return in_lanes + sum(int(client.llen(name)) for name in QUEUES) + int(client.hlen(HELD))
