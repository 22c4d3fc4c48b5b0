"""`make bench-overload`: what becomes of a machine, and of a neighbour, under too much load.

One square is asked by so many clients as fill the machine, then by four and sixteen times as many,
while single requests are timed beside the load: to that square, and to a neighbour.
"""

import argparse
import http.client
import sys
import textwrap
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bench import machine, measure, report, stand, targets, tools, wrk
from bench.database import database
from bench.stand import Running
from bench.wrk import Call, Figures
from embedded import processes, progress, supervisor, surroundings
from embedded.interruption import Interruption, Stopped
from embedded.processes import Program
from embedded.progress import say
from embedded.servers import ServerAddresses
from embedded.surroundings import ROOT, Wish
from embedded.trouble import exit_code

CLIENTS = (8, 32, 128, 512)
# What is to be reached: of the peak, in milliseconds, and of the quiet neighbour's p95.
GOODPUT, REFUSED_MS, NEIGHBOUR = 0.9, 20.0, 2.0
_PAUSE_SECONDS, _LINES = 0.05, 2


@dataclass
class Timed:
    """Answers to single requests beside the load, by status, in milliseconds."""

    found: dict[int, list[float]] = field(default_factory=dict)

    def at(self, part: float, *statuses: int) -> float:
        """Return below which so large a part of the answers came; 0 where none did."""
        times = sorted(ms for status in statuses for ms in self.found.get(status, []))
        return times[min(len(times) - 1, int(part * len(times)))] if times else 0.0


@dataclass(frozen=True)
class Step:
    """One load.  own, neighbour: single requests beside it."""

    what: str
    clients: int
    figures: Figures
    own: Timed
    neighbour: Timed

    @property
    def goodput(self) -> float:
        """Requests answered in a second, without those that were refused."""
        return (self.figures.requests - self.figures.refused) / self.figures.seconds

    @property
    def refused(self) -> float:
        """The part of all answers that said no."""
        return self.figures.refused / max(1, self.figures.requests)


def main(arguments: Sequence[str]) -> int:
    """Do it and return the exit code; trouble is one sentence and a 1."""
    parser = argparse.ArgumentParser(prog="python -m bench.overload", description=__doc__)
    parser.add_argument("--port", type=int, default=8100)
    parser.add_argument("--var", type=Path, default=Path("var/bench"))
    parser.add_argument("--size", choices=["small", "large"], default="small")
    parser.add_argument("--seconds", type=float, default=15)
    parser.add_argument("--record", action="store_true", help="write docs/performance.md")
    asked = parser.parse_args(arguments)
    return exit_code(lambda: _measure(asked))


def _measure(asked: argparse.Namespace) -> int:
    tools.find()
    interruption = Interruption()
    with interruption.listening():
        try:
            with measure.standing(asked, interruption) as running:
                text = _take(running, stand.wish_for(port=asked.port, var=asked.var), asked.seconds)
        except Stopped:
            say("\nStopped.")
            return 1
    say(f"\n{text}")
    if asked.record:
        report.write(measure.PAPER, "figures, overload", text)
    return 0


def _take(running: Running, wish: Wish, seconds: float) -> str:
    _found_neighbour(running, wish)
    told, neighbour = running.targets, Call("GET", "/api/v1/timelines/public", host=_neighbour())
    address = f"http://{told.address}:{told.port}"
    readers = told.readers
    status = [
        Call("GET", f"/api/v1/statuses/{number}", readers[place % len(readers)])
        for place, number in enumerate(told.statuses)
    ]
    home = [Call("GET", "/api/v1/timelines/home", token) for token in readers]
    with progress.step("The neighbour alone"), wrk.written(status) as file:
        wrk.load(address, file, clients=8, seconds=2)
        with timed(running, neighbour) as quiet:
            time.sleep(seconds)
    steps = [
        _step(running, (what, calls), neighbour, clients, seconds)
        for what, calls in (("one status", status), ("home", home))
        for clients in CLIENTS
    ]
    with database(running.database_url, wish.logs / "postgres.log") as looking:
        described = machine.describe(looking, running.redis_url)
    return markdown(described, quiet, steps)


def _step(
    running: Running, load: tuple[str, list[Call]], neighbour: Call, clients: int, seconds: float
) -> Step:
    what, calls = load
    address = f"http://{running.targets.address}:{running.targets.port}"
    time.sleep(2)  # what the last load left in line is answered first
    with (
        progress.step(f"{what}, {clients} clients"),
        wrk.written(calls) as file,
        timed(running, calls[0]) as own,
        timed(running, neighbour) as beside,
    ):
        figures = wrk.load(address, file, clients=clients, seconds=seconds)
    return Step(what, clients, figures, own, beside)


@contextmanager
def timed(running: Running, call: Call) -> Iterator[Timed]:
    """Time single requests, a few lines with pauses between them, as long as the block runs."""
    found, ended = Timed(), threading.Event()
    lines = [
        threading.Thread(target=_ask, args=(running, call, found, ended)) for _ in range(_LINES)
    ]
    for line in lines:
        line.start()
    try:
        yield found
    finally:
        ended.set()
        for line in lines:
            line.join()


def _ask(running: Running, call: Call, found: Timed, ended: threading.Event) -> None:
    headers = {"Host": call.host, "X-Forwarded-Proto": "https"}
    if call.token:
        headers["Authorization"] = f"Bearer {call.token}"
    line = http.client.HTTPConnection(running.targets.address, running.targets.port, timeout=60)
    while not ended.wait(_PAUSE_SECONDS):
        begun = time.perf_counter()
        line.request(call.method, call.path, headers=headers)
        answer = line.getresponse()
        answer.read()
        found.found.setdefault(answer.status, []).append((time.perf_counter() - begun) * 1000)
    line.close()


def _found_neighbour(running: Running, wish: Wish) -> None:
    """Found one more square, once."""
    addresses = ServerAddresses(running.database_url, running.redis_url)
    program = Program("A neighbour", [sys.executable, "-m", "bench.neighbour"], ROOT)
    environ = surroundings.for_programs(wish, addresses)
    log = wish.logs / "neighbour.log"
    supervisor.finish(
        processes.spawn(program, log=log, environ=environ), seconds=supervisor.SEEDING_SECONDS
    )


def _neighbour() -> str:
    return f"{targets.square_name(0)}.{targets.HOST.partition('.')[2]}"


def markdown(described: str, quiet: Timed, steps: list[Step]) -> str:
    """Return the whole section."""
    head = ["", "clients", "answered, req/s", "of the peak", "refused", "a refusal, p50, p99, ms",
            "p95, ms", "a neighbour’s p95, ms", "refused to it"]  # fmt: skip
    rows = [["nothing", "", "", "", "", "", "", f"{quiet.at(0.95, 200):.1f}", ""]]
    rows += [
        [
            step.what, str(step.clients), f"{step.goodput:,.0f}",
            f"{step.goodput / _peak(step, steps):.0%}", f"{step.refused:.0%}",
            f"{step.own.at(0.5, 503):.1f}, {step.own.at(0.99, 503):.1f}",
            f"{step.own.at(0.95, 200):.1f}", f"{step.neighbour.at(0.95, 200):.1f}",
            str(len(step.neighbour.found.get(503, []))),
        ]
        for step in steps
    ]  # fmt: skip
    aims = (
        f"Aims: {GOODPUT:.0%} of the peak at four times the load, a refusal within {REFUSED_MS:g} "
        f"ms, a neighbour’s p95 at most {NEIGHBOUR:g} times what it is with nothing beside it."
    )
    intro = textwrap.fill(f"{described} {aims}", 120)
    return f"{intro}\n\n{report.table(head, rows)}"


def _peak(step: Step, steps: list[Step]) -> float:
    """Return the most that no more clients were answered: older pages, later on, are cheaper."""
    return max(
        one.goodput for one in steps if one.what == step.what and one.clients <= step.clients
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
