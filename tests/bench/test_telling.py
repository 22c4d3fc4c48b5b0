"""Figures are told beside their aims, and the paper keeps what stands around them."""

import pytest

from bench import database, report
from bench.fanout import Fanout
from bench.figures import Line, Measured, Record, shortfalls
from bench.meter import Cpu
from bench.rows import ROWS
from bench.wrk import Figures
from embedded.trouble import Trouble


def _measured(rate, milliseconds):
    load = Figures(int(rate * 10), 10.0, 41_000.0, 0, 0, 1.5, 3.0, 9.0)
    return Measured(8, load, Cpu({"web": milliseconds, "worker": 0, "postgres": 0.1, "redis": 0, "other": 0}), 3.0, 0.4)  # fmt: skip


def _record(rate, milliseconds, reach_ms=20.0):
    fanout = Fanout(1_900, 5.0, reach_ms, Cpu({"web": 4.0}), 1_900, 0)
    line = Line(ROWS[0], {8: _measured(rate, milliseconds)}, 2_000.0, None)
    return Record("A machine.", "small", 15, [line], fanout, 1_300.0, 100_000_000, 90_000_000)


def test_what_is_reached_is_said_to_be():
    record = _record(1_250, 1.4)
    assert shortfalls(record) == []
    assert "Every aim is reached." in report.markdown(record)


def test_what_falls_short_is_named():
    assert shortfalls(_record(900, 1.9, reach_ms=400)) == [
        "home timeline, 200 readers: 900 req/s, 1,200 wanted",
        "home timeline, 200 readers: 2.00 ms of CPU, 1.6 wanted",
        "a post in all homes: 400 ms, 100 wanted",
    ]


def test_paper_keeps_what_stands_around(tmp_path):
    paper = tmp_path / "performance.md"
    paper.write_text("Before\n<!-- begin: figures -->\nold\n<!-- end: figures -->\nAfter\n")
    report.write(paper, "figures", "new")
    assert paper.read_text() == (
        "Before\n<!-- begin: figures -->\nnew\n<!-- end: figures -->\nAfter\n"
    )
    with pytest.raises(Trouble, match="no place for"):
        report.write(paper, "squares", "new")


LOGGED = """\
2026-11-27 06:09:01.100 UTC [17] LOG:  duration: 0.020 ms  statement: SELECT set_config('role', 'x', false)
2026-11-27 06:09:01.101 UTC [17] LOG:  duration: 0.031 ms  statement: SELECT a,
\tb FROM c
\tWHERE d = 'it''s'
2026-11-27 06:09:01.101 UTC [99] LOG:  duration: 0.031 ms  statement: SELECT 'of another'
2026-11-27 06:09:01.102 UTC [17] LOG:  duration: 0.5 ms  execute _pg3_0: SELECT e FROM f WHERE g = $1 AND h > $2
2026-11-27 06:09:01.102 UTC [17] DETAIL:  parameters: $1 = '{1,2}', $2 = NULL
"""


def test_statements_are_read_from_the_log_with_their_values():
    assert database._statements(LOGGED) == [
        "SELECT set_config('role', 'x', false)",
        "SELECT a,\nb FROM c\nWHERE d = 'it''s'",
        "SELECT e FROM f WHERE g = '{1,2}' AND h > NULL",
    ]


def test_processor_time_of_a_process_and_its_children_is_counted():
    import os

    from bench import meter

    before = meter.cpu({"web": os.getpid()})
    sum(number * number for number in range(2_000_000))
    spent = meter.cpu({"web": os.getpid()}).since(before)
    assert spent.seconds["web"] > 0
    assert spent.total == spent.seconds["web"]
    held = meter.memory({"web": os.getpid()}, "web")
    assert held > meter.memory({"web": os.getpid()}, "web", own=True) > 1_000_000
