"""A cursor for statements that hot pages send again and again: planned once a connection.

It asks libpq directly and at once. psycopg's own cursor leads each statement through generators,
so that it can be left between two bytes; that costs as much as sending and reading it.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import msgspec
import psycopg
from psycopg.adapt import PyFormat, Transformer
from psycopg.pq import ConnStatus, ExecStatus, Format, TransactionStatus
from psycopg.types.json import JsonbBinaryLoader
from typing_extensions import override

# How many statements Postgres keeps ready for a connection; the one known longest goes first.
MOST = 256
_VALUE = re.compile(r"%(?:\((\w+)\)s|%)")
_SOUND = {ExecStatus.TUPLES_OK, ExecStatus.COMMAND_OK}


class _Json(JsonbBinaryLoader):
    """Reads JSON as it comes to prepared statements, in binary; Django's own asks for text."""

    @override
    def load(self, data: Any) -> Any:  # Any: some kind of bytes, and whatever they say
        return msgspec.json.decode(memoryview(data)[1:])  # after the number of the format


class Statements:
    """The statements that one connection has ready, by their text.

    Where it stands in another square than before, Postgres plans anew by itself.
    """

    def __init__(self, connection: "psycopg.Connection[Any]") -> None:  # Any: rows of every kind
        self._connection, self._names = connection, dict[bytes, bytes]()
        self._made = 0
        connection.adapters.register_loader("jsonb", _Json)
        self._transformer = Transformer(connection)

    def run(self, statement: str, given: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        """Return the rows of a statement, its values given by name.

        Raises: psycopg.Error.
        """
        text, names = _numbered(statement)
        line = self._connection.pgconn
        if not self._connection.autocommit and line.transaction_status == TransactionStatus.IDLE:
            self._sound(line.exec_(b"BEGIN"))  # as psycopg does before a transaction's first
        name = self._names.get(text) or self._prepare(text)
        values = [self._written(given[name]) for name in names]
        found = self._sound(line.exec_prepared(name, values, None, Format.BINARY))
        self._transformer.set_pgresult(found)
        return self._transformer.load_rows(0, found.ntuples, tuple)

    def _prepare(self, text: bytes) -> bytes:
        line = self._connection.pgconn
        if len(self._names) >= MOST:
            oldest = next(iter(self._names))
            self._sound(line.exec_(b"DEALLOCATE " + self._names.pop(oldest)))
        self._made += 1
        name = b"hot_%d" % self._made
        self._sound(line.prepare(name, text))
        self._names[text] = name
        return name

    def _written(self, value: object) -> Any:  # Any: some kind of bytes
        """Return a value in letters; of which type it is, the server finds out."""
        if value is None:
            return None
        if type(value) is int:  # nearly all are numbers, or lists of them
            return b"%d" % value
        if type(value) is list and value and all(type(one) is int for one in value):
            return f"{{{','.join(map(str, value))}}}".encode()
        return self._transformer.get_dumper(value, PyFormat.TEXT).dump(value)

    def _sound(self, result: Any) -> Any:  # Any: psycopg's result, in C or in Python
        if result.status in _SOUND:
            return result
        if self._connection.pgconn.status == ConnStatus.BAD:  # it broke, and Postgres said nothing
            raise psycopg.OperationalError(result.get_error_message())
        raise psycopg.errors.error_from_result(result, self._connection.info.encoding)


class PreparedCursor:
    """As much of a cursor as Django's wrappers and `commons.statements` need."""

    def __init__(self, statements: Statements) -> None:
        self._statements, self._rows = statements, list[tuple[Any, ...]]()

    def execute(self, statement: str, given: Mapping[str, Any]) -> None:
        """Run a statement.  Raises: psycopg.Error."""
        self._rows = self._statements.run(statement, given)

    def fetchall(self) -> list[tuple[Any, ...]]:
        """Return all rows of the last statement."""
        return self._rows

    def close(self) -> None:
        """Let go of the rows."""
        self._rows = []


@lru_cache(maxsize=1024)
def _numbered(statement: str) -> tuple[bytes, tuple[str, ...]]:
    """Return a statement as Postgres takes it, and the names of its values in their order."""
    names: dict[str, str] = {}
    text = _VALUE.sub(
        lambda found: names.setdefault(found[1], f"${len(names) + 1}") if found[1] else "%",
        statement,
    )
    return text.encode(), tuple(names)
