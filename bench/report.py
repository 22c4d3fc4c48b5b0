"""Tells a measurement: as Markdown for docs/performance.md, which a terminal shows as well."""

import textwrap
from pathlib import Path

from bench.figures import (
    AIMED_CLIENTS,
    MEMORY_BYTES,
    POST_BYTES,
    Line,
    Measured,
    Record,
    shortfalls,
)
from embedded.trouble import Trouble

_BEGIN, _END = "<!-- begin: {} -->", "<!-- end: {} -->"
_WIDTH = 120


def markdown(record: Record) -> str:
    """Return the whole section."""
    parts = [
        textwrap.fill(
            f"{record.machine} The {record.size} set; {record.seconds:g} s a figure, warmed.",
            _WIDTH,
        ),
        _summary(record),
        "Each row at 1, 8 and 32 clients; CPU in milliseconds a request.",
        _details(record),
    ]
    if others := _others(record):
        parts.append(others)
    missing = shortfalls(record)
    head = "Not reached:" if missing else "Every aim is reached."
    parts.append("\n".join([head, "", *(f"- {one}" for one in missing)]).strip())
    return "\n\n".join(parts)


def write(file: Path, name: str, text: str) -> None:
    """Put a section into a paper, between its marks.

    Raises: Trouble, where the paper has no such marks.
    """
    paper = file.read_text()
    begin, end = _BEGIN.format(name), _END.format(name)
    if begin not in paper or end not in paper:
        raise Trouble(f"{file} has no place for “{name}”: it wants {begin} and {end}.")
    before, after = paper.partition(begin)[0], paper.partition(end)[2]
    file.write_text(f"{before}{begin}\n{text.strip()}\n{end}{after}")


def table(head: list[str], rows: list[list[str]]) -> str:
    """Return a table whose columns stand under each other."""
    lines = [head, *rows]
    widths = [max(len(line[place]) for line in lines) for place in range(len(head))]
    shown = [
        "| "
        + " | ".join(text.ljust(width) for text, width in zip(line, widths, strict=True))
        + " |"
        for line in lines
    ]
    return "\n".join(
        [shown[0], "| " + " | ".join("-" * width for width in widths) + " |", *shown[1:]]
    )


def _summary(record: Record) -> str:
    head = ["", "req/s", "aim", "a comparable server", "CPU ms, web + Postgres", "aim",
            "a comparable server", "its SELECTs alone, req/s",
            "a constant of that size, req/s"]  # fmt: skip
    rows = []
    for line in record.lines:
        one, row = _aimed(line), line.row
        rows.append([
            row.label, f"{one.load.rate:,.0f}", f"≥ {row.rate:,.0f}", f"{row.was_rate:g}",
            f"{one.web_and_postgres_ms:.2f}", f"≤ {row.cpu_ms:g}", f"{row.was_cpu_ms:g}",
            _rate(line.sql_rate), _rate(line.constant_rate),
        ])  # fmt: skip
    return table(head, rows)


def _details(record: Record) -> str:
    head = ["", "clients", "req/s", "p50 ms", "p95 ms", "p99 ms", "web", "worker", "Postgres",
            "Redis", "statements", "SQL ms", "bytes"]  # fmt: skip
    rows = [
        [line.row.label if place == 0 else "", *_detail(one)]
        for line in record.lines
        for place, one in enumerate(line.measured.values())
    ]
    return table(head, rows)


def _detail(one: Measured) -> list[str]:
    load, cpu = one.load, one.cpu.seconds
    return [
        str(one.clients), f"{load.rate:,.0f}",
        f"{load.p50_ms:.1f}", f"{load.p95_ms:.1f}", f"{load.p99_ms:.1f}",
        *(f"{cpu[part]:.2f}" for part in ("web", "worker", "postgres", "redis")),
        f"{one.statements:.1f}", f"{one.sql_ms:.2f}", f"{load.answer_bytes:,.0f}",
    ]  # fmt: skip


def _others(record: Record) -> str:
    rows = []
    if (fanout := record.fanout) is not None:
        rows += [
            [f"a post by a member with {fanout.followers:,} followers: its author is answered",
             f"{fanout.answer_ms:.0f} ms", ""],
            ["it stands in every home", f"{fanout.reach_ms:.0f} ms", "≤ 100 ms"],
            ["CPU of all programs for it", f"{fanout.cpu_ms.total:.0f} ms", "≤ 50 ms"],
            ["homes in which it was looked for, and not found",
             f"{fanout.looked:,}, {fanout.missed}", "0"],
        ]  # fmt: skip
    if record.post_bytes is not None:
        rows.append(
            ["disk for a post, all in", f"{record.post_bytes:,.0f} bytes", f"≤ {POST_BYTES:,}"]
        )
    held = record.web_bytes + record.worker_bytes
    rows.append([
        "memory of web and workers after all this",
        f"{record.web_bytes / 1e6:.0f} + {record.worker_bytes / 1e6:.0f} = {held / 1e6:.0f} MB",
        f"≤ {MEMORY_BYTES / 1e6:.0f} MB",
    ])  # fmt: skip
    return table(["", "", "aim"], rows)


def _aimed(line: Line) -> Measured:
    return line.measured.get(AIMED_CLIENTS) or next(iter(line.measured.values()))


def _rate(rate: float | None) -> str:
    return "–" if rate is None else f"{rate:,.0f}"
