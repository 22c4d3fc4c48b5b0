"""What is measured: the lines of the table, with the load for each and what it is to reach."""

from collections.abc import Callable
from dataclasses import dataclass

from bench.targets import Targets
from bench.wrk import Call

SLOW, FAST = 1.0, 10.0


@dataclass(frozen=True)
class Row:
    """One line.  rate, cpu_ms: the aim at 8 clients; processor of web and Postgres together.

    was_rate, was_cpu_ms: of a comparable Django server.  writes: what follows in the background
    is waited for, and counted.
    """

    key: str
    label: str
    rate: float
    cpu_ms: float
    was_rate: float
    was_cpu_ms: float
    calls: Callable[[Targets], list[Call]]
    writes: bool = False


def _for_readers(path: str) -> Callable[[Targets], list[Call]]:
    return lambda told: [Call("GET", path, token) for token in told.readers]


def _statuses(told: Targets) -> list[Call]:
    readers = told.readers
    return [
        Call("GET", f"/api/v1/statuses/{number}", readers[place % len(readers)])
        for place, number in enumerate(told.statuses)
    ]


def _accounts(told: Targets) -> list[Call]:
    readers = told.readers
    return [
        Call("GET", f"/api/v1/accounts/{number}/statuses", readers[place % len(readers)])
        for place, number in enumerate(told.accounts)
    ]


def _posting(told: Targets) -> list[Call]:
    words = (
        "Measured post {n}. The market on the square was lively this morning, and the bread from "
        "the bakery by the bridge was gone before nine. Who has seen the new library? #market"
    )
    return [Call.post("/api/v1/statuses", token, {"status": words}) for token in told.readers]


ROWS = (
    Row("home", "home timeline, 200 readers", 1200, 1.6, 25.8, 77,
        _for_readers("/api/v1/timelines/home")),
    Row("public", "public timeline, signed in", 1300, 1.5, 57, 35,
        _for_readers("/api/v1/timelines/public")),
    Row("anonymous", "public timeline, no account", 8000, 0.25, 59, 33,
        lambda _told: [Call("GET", "/api/v1/timelines/public")]),
    Row("status", "one status", 3500, 0.55, 149, 13, _statuses),
    Row("account", "an account’s statuses", 1300, 1.5, 30, 61, _accounts),
    Row("notifications", "notifications", 1200, 1.6, 21, 106,
        _for_readers("/api/v1/notifications?limit=20")),
    Row("posting", "posting", 500, 4, 125, 18, _posting, writes=True),
)  # fmt: skip
