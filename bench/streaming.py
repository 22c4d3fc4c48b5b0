"""`make bench-streaming`: open connections, what each takes, and how soon a post reaches them all.

Uses the stand that `make bench-serve` keeps running in the folder, else starts one for itself.
"""

import argparse
import asyncio
import resource
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path

from bench import measure, meter, quiet, report
from bench.asking import Asking
from bench.listening import Ears
from bench.sizes import SIZES
from bench.stand import Running
from bench.wrk import Call
from embedded.interruption import Interruption, Stopped
from embedded.progress import say
from embedded.surroundings import ROOT
from embedded.trouble import exit_code

POSTS, WARM = 30, 3
PAUSE_SECONDS = 0.4
KINDS = {"events": "server-sent events", "socket": "WebSocket"}
MOST_KB, MOST_MS = 15.0, 50.0


@dataclass(frozen=True)
class Streams:
    """What was found for one transport.

    kb: of memory a connection, its member's ties included.  from_request, from_answer: in
    milliseconds, of all deliveries, sorted; negative where an app heard before the author did.
    cpu_ms: of the streaming program for one post, of all.
    """

    kind: str
    connections: int
    members: int
    kb: float
    from_request: list[float]
    from_answer: list[float]
    cpu_ms: float

    def at(self, share: float, *, of: list[float]) -> float:
        """Return the delivery within which a share of all are."""
        return of[min(len(of) - 1, int(len(of) * share))]


def main(arguments: Sequence[str]) -> int:
    """Do it and return the exit code; trouble is one sentence and a 1."""
    parser = argparse.ArgumentParser(prog="python -m bench.streaming", description=__doc__)
    parser.add_argument("--port", type=int, default=8100)
    parser.add_argument("--var", type=Path, default=Path("var/bench"))
    parser.add_argument("--size", choices=sorted(SIZES), default="small")
    parser.add_argument("--connections", type=int, default=2_000)
    parser.add_argument("--record", action="store_true", help="write docs/performance.md")
    asked = parser.parse_args(arguments)
    return exit_code(lambda: _measure_at(asked))


def _measure_at(asked: argparse.Namespace) -> int:
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    interruption = Interruption()
    with interruption.listening():
        try:
            with measure.standing(asked, interruption) as running:
                found = asyncio.run(_take_all(running, asked.connections))
        except Stopped:
            say("\nStopped.")
            return 1
    text = _table(found, running)
    say(f"\n{text}")
    if asked.record:
        report.write(measure.PAPER, "figures, streaming", text)
        say(f"\nWritten into {measure.PAPER.relative_to(ROOT)}.")
    return 0


async def _take_all(running: Running, connections: int) -> list[Streams]:
    """Measure both transports, one after the other, in a program that has told something before."""
    told = running.targets
    for kind in KINDS:
        ears = Ears(told)
        await ears.listen(kind, told.followers[:1])
        await _publish(ears, running, times=WARM)
        ears.close()
    # What the first transport gives back the second takes: both are held against this.
    before = meter.held(running.pids["streaming"])
    return [await _take(running, kind, connections, before) for kind in KINDS]


async def _take(running: Running, kind: str, connections: int, before: int) -> Streams:
    """Open the connections of one transport, publish some posts, and let all go again."""
    told, pid = running.targets, running.pids["streaming"]
    tokens = list(islice(cycle(told.followers), connections))
    ears = Ears(told)
    say(f"Opening {connections} connections: {KINDS[kind]} …")
    await ears.listen(kind, tokens)
    await asyncio.sleep(2)
    kb = (meter.held(pid) - before) / 1024 / connections
    await _publish(ears, running, times=WARM)
    await asyncio.to_thread(quiet.wait, running)
    spent = meter.seconds(pid)
    moments = await _publish(ears, running, times=POSTS)
    spent = meter.seconds(pid) - spent
    ears.close()
    await asyncio.sleep(1)
    return Streams(
        kind=kind,
        connections=connections,
        members=len(set(tokens)),
        kb=kb,
        from_request=sorted((at - begun) * 1000 for begun, _done, heard in moments for at in heard),
        from_answer=sorted((at - done) * 1000 for _begun, done, heard in moments for at in heard),
        cpu_ms=spent / POSTS * 1000,
    )


async def _publish(
    ears: Ears, running: Running, *, times: int
) -> list[tuple[float, float, list[float]]]:
    """Publish posts one after another: when it was asked for, answered, and heard by each."""
    told = running.targets
    found = []
    with Asking(told.address, told.port) as asking:
        for number in range(times):
            ears.heard.clear()
            body = {"status": f"To everybody who listens: {time.time_ns()}-{number}."}
            call = Call.post("/api/v1/statuses", told.celebrity.token, body)
            begun = time.perf_counter()
            await asyncio.to_thread(asking.ask, call)
            done = time.perf_counter()
            await ears.wait(len(ears.open))
            found.append((begun, done, list(ears.heard)))
            await asyncio.sleep(PAUSE_SECONDS)
    return found


def _table(found: list[Streams], running: Running) -> str:
    head = ["", "connections, of members", "kB each", "aim", "ms from request, half of all",
            "99 of 100", "from answer, 99 of 100", "aim", "CPU ms a post"]  # fmt: skip
    rows = [
        [
            KINDS[one.kind], f"{one.connections:,} of {one.members:,}", f"{one.kb:.1f}",
            f"≤ {MOST_KB:g}", f"{one.at(0.5, of=one.from_request):.0f}",
            f"{one.at(0.99, of=one.from_request):.0f}", f"{one.at(0.99, of=one.from_answer):.0f}",
            f"≤ {MOST_MS:g}", f"{one.cpu_ms:.0f}",
        ]
        for one in found
    ]  # fmt: skip
    followers = running.targets.celebrity_followers
    return (
        f"{report.table(head, rows)}\n\n{POSTS} posts by a member with {followers:,} followers, "
        "each heard by all connections; every connection is another follower's as far as there "
        "are tokens."
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
