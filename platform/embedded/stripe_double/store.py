"""Keeps the double's objects in one SQLite file, so that they survive a restart."""

import json
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from embedded.stripe_double.refusals import missing
from embedded.stripe_double.shapes import Json

_TABLES = """
CREATE TABLE IF NOT EXISTS objects (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT UNIQUE NOT NULL, kind TEXT NOT NULL,
    body TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS objects_by_kind ON objects (kind, seq);
CREATE TABLE IF NOT EXISTS answers (
    key TEXT PRIMARY KEY, fingerprint TEXT NOT NULL, status INTEGER NOT NULL, body TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS deliveries (
    event TEXT PRIMARY KEY, attempts INTEGER NOT NULL, due REAL NOT NULL, outcome TEXT NOT NULL);
"""


class Store:
    """Objects by kind and id, answers by idempotency key, deliveries by event."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._lock = threading.RLock()
        self._db = sqlite3.connect(
            folder / "stripe.sqlite3", check_same_thread=False, isolation_level=None
        )
        self._db.executescript("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;" + _TABLES)

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._db.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Do everything or nothing; one at a time."""
        with self._lock:
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")

    def put(self, thing: Json) -> Json:
        """Keep an object as it is now."""
        with self._lock:
            self._db.execute(
                "INSERT INTO objects (id, kind, body) VALUES (?, ?, ?)"
                " ON CONFLICT (id) DO UPDATE SET body = excluded.body",
                (thing["id"], thing["object"], json.dumps(thing)),
            )
        return thing

    def get(self, kind: str, identifier: str, param: str = "id") -> Json:
        """Return an object.

        Raises: Refused, naming the parameter, when there is none.
        """
        with self._lock:
            row = self._db.execute(
                "SELECT body FROM objects WHERE id = ? AND kind = ?", (identifier, kind)
            ).fetchone()
        if row is None:
            raise missing(kind, identifier, param)
        return _thing(row[0])

    def find(self, identifier: str) -> Json | None:
        """Return an object of whatever kind, or None."""
        with self._lock:
            row = self._db.execute(
                "SELECT body FROM objects WHERE id = ?", (identifier,)
            ).fetchone()
        return _thing(row[0]) if row else None

    def every(self, kind: str) -> list[Json]:
        """Return all objects of a kind, newest first."""
        with self._lock:
            rows = self._db.execute(
                "SELECT body FROM objects WHERE kind = ? ORDER BY seq DESC", (kind,)
            ).fetchall()
        return [_thing(body) for (body,) in rows]

    def answer_to(self, key: str) -> tuple[str, int, str] | None:
        """Return (fingerprint, status, body) of the first request that carried a key."""
        with self._lock:
            row: tuple[str, int, str] | None = self._db.execute(
                "SELECT fingerprint, status, body FROM answers WHERE key = ?", (key,)
            ).fetchone()
        return row

    def keep_answer(self, key: str, fingerprint: str, status: int, body: str) -> None:
        """Remember what a key was answered."""
        with self._lock:
            self._db.execute(
                "INSERT INTO answers VALUES (?, ?, ?, ?)", (key, fingerprint, status, body)
            )

    def schedule(self, event: str, due: float) -> None:
        """Have an event delivered, again if it was before."""
        with self._lock:
            self._db.execute(
                "INSERT OR REPLACE INTO deliveries VALUES (?, 0, ?, 'waiting')", (event, due)
            )

    def due(self, now: float) -> list[tuple[str, int]]:
        """Return (event, attempts) of what is to be delivered now, oldest first."""
        with self._lock:
            return self._db.execute(
                "SELECT event, attempts FROM deliveries"
                " WHERE outcome = 'waiting' AND due <= ? ORDER BY rowid",
                (now,),
            ).fetchall()

    def delivered(self, event: str, attempts: int, outcome: str, due: float) -> None:
        """Note what came of an attempt."""
        with self._lock:
            self._db.execute(
                "UPDATE deliveries SET attempts = ?, outcome = ?, due = ? WHERE event = ?",
                (attempts, outcome, due, event),
            )

    def outcomes(self) -> dict[str, tuple[int, str]]:
        """Return (attempts, outcome) of every delivery."""
        with self._lock:
            rows = self._db.execute("SELECT event, attempts, outcome FROM deliveries").fetchall()
        return {event: (attempts, outcome) for event, attempts, outcome in rows}


def _thing(body: str) -> Json:
    thing: Json = json.loads(body)
    return thing
