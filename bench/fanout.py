"""How long a post by somebody with many followers takes to stand in their homes, and its cost."""

import time
from dataclasses import dataclass
from statistics import median

from bench import meter, quiet
from bench.asking import Asking
from bench.meter import Cpu
from bench.stand import Running
from bench.wrk import Call
from embedded.trouble import Trouble

POSTS = 10
_WATCHED = 20
_PATIENCE_SECONDS = 120
_WORDS = "To everybody who reads this: post {} of a measurement. Nothing else."


@dataclass(frozen=True)
class Fanout:
    """What one post costs and how soon it is there.

    answer_ms: until the author's app is answered.  reach_ms: until the homes of all who were
    watched show it.  cpu_ms: of all programs, until all is quiet, less what they use at rest.
    missed: followers in whose home the last post is not, of all `looked` at.
    """

    followers: int
    answer_ms: float
    reach_ms: float
    cpu_ms: Cpu
    looked: int
    missed: int


def measure(running: Running) -> Fanout:
    """Publish a few posts, watching first how soon they arrive, then what they cost."""
    told = running.targets
    with Asking(told.address, told.port) as asking:
        arrivals = [_arrive(running, asking, number) for number in range(POSTS)]
        last = arrivals[-1][2]
        quiet.wait(running)
        missed = sum(not _shows(asking, token, last) for token in told.followers)
    return Fanout(
        followers=told.celebrity_followers,
        answer_ms=median(one[0] for one in arrivals) * 1000,
        reach_ms=median(one[1] for one in arrivals) * 1000,
        cpu_ms=_cost(running),
        looked=len(told.followers),
        missed=missed,
    )


def _arrive(running: Running, asking: Asking, number: int) -> tuple[float, float, str]:
    """Publish one post and watch it arrive: seconds to the answer, to the last home, its id.

    The homes are looked at one after another, so what a member's first page of the day costs would
    be counted twenty times: they are members who are there already.
    """
    told = running.targets
    first = number * _WATCHED % max(1, len(told.followers) - _WATCHED)
    left = told.followers[first : first + _WATCHED]
    for token in left:
        asking.read(_home_of(token))
    begun = time.perf_counter()
    post = _publish(asking, told.celebrity.token, number)
    answered = time.perf_counter() - begun
    while left:
        left = [token for token in left if not _shows(asking, token, post)]
        if time.perf_counter() - begun > _PATIENCE_SECONDS:
            raise Trouble(f"A post is missing from {len(left)} homes after two minutes.")
    return answered, time.perf_counter() - begun, post


def _cost(running: Running) -> Cpu:
    """Return the milliseconds of processor that one post costs in all."""
    told = running.targets
    quiet.wait(running)
    begun, before = time.monotonic(), meter.cpu(running.pids)
    with Asking(told.address, told.port) as asking:
        for number in range(POSTS):
            _publish(asking, told.celebrity.token, POSTS + number)
    quiet.wait(running)
    spent, seconds = meter.cpu(running.pids).since(before), time.monotonic() - begun
    before = meter.cpu(running.pids)
    time.sleep(seconds)
    rest = meter.cpu(running.pids).since(before)
    return Cpu({
        part: max(0.0, used - rest.seconds[part]) / POSTS * 1000
        for part, used in spent.seconds.items()
    })  # fmt: skip


def _publish(asking: Asking, token: str, number: int) -> str:
    body = {"status": _WORDS.format(f"{time.time_ns()}-{number}")}
    return str(asking.read(Call.post("/api/v1/statuses", token, body))["id"])


def _shows(asking: Asking, token: str, post: str) -> bool:
    return any(status["id"] == post for status in asking.read(_home_of(token)))


def _home_of(token: str) -> Call:
    return Call("GET", "/api/v1/timelines/home?limit=20", token)
