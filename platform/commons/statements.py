"""Hand-written statements of hot pages: planned once a connection, counted like all others."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, TypeVar

from django.db import connection
from django.db.models import Model

Row = TypeVar("Row", bound=Model)


def columns_of(model: type[Model], prefix: str = "") -> str:
    """Return a model's columns for a statement, in the order in which `instance` takes them."""
    return ", ".join(f"{prefix}{name}" for name in _names(model))


def instance(model: type[Row], values: Sequence[Any]) -> Row:  # Any: of every kind
    """Return a row of a model as if Django had fetched it."""
    return model.from_db("default", _names(model), values)


@cache
def _names(model: type[Model]) -> list[str]:
    return [field.attname for field in model._meta.concrete_fields]  # noqa: SLF001 - Django's own word for it


def fetch(statement: str, given: Mapping[str, Any]) -> list[tuple[Any, ...]]:  # Any: values
    """Return the rows of a prepared statement in the square in force.

    given: by name.  Types are the server's to find out, so a statement casts what is not plain:
    `%(ids)s::bigint[]`.  Cost: 1 query.
    """
    with connection.prepared() as cursor:  # type: ignore[attr-defined]  # our own backend has it
        cursor.execute(statement, given)
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found
