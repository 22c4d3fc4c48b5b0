"""Hand-written statements of hot pages: planned once a connection, counted like all others."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, TypeVar

from django.db import connection
from django.db.models import Model
from django.db.models.base import ModelState

Row = TypeVar("Row", bound=Model)


def columns_of(model: type[Model], prefix: str = "", *, only: Sequence[str] = ()) -> str:
    """Return a model's columns for a statement, in the order in which `instance` takes them.

    only: some of them, in this order.
    """
    return ", ".join(f"{prefix}{name}" for name in only or _names(model))


def instance(
    model: type[Row], values: Sequence[Any], *, only: Sequence[str] = ()
) -> Row:  # Any: of every kind
    """Return a row of a model as if Django had fetched it, without what it does for any model.

    only: the columns that are there; another one is fetched when it is asked for.
    No model of ours listens to its own making, and each column is stored as it comes.
    Cost: a tenth of Django's own.
    """
    row = model.__new__(model)
    row.__dict__.update(zip(only or _names(model), values, strict=True))
    row._state = state = ModelState()  # noqa: SLF001 - as in Django's `from_db`
    state.adding, state.db = False, "default"
    return row


def version_of(alias: str) -> str:
    """Return which version of a row this is: whatever changes in it makes another."""
    return f"{alias}.xmin::text::bigint"


def placeholders_of(model: type[Model]) -> str:
    """Return what stands for a whole row in `VALUES (…)`, in the order of `columns_of`."""
    return ", ".join(f"%({name})s" for name in _names(model))


def given_by(row: Model) -> dict[str, Any]:  # Any: of every kind
    """Return the values of a row for `placeholders_of`."""
    return {
        name: str(value) if isinstance(value := getattr(row, name), str) else value
        for name in _names(type(row))
    }


@cache
def _names(model: type[Model]) -> list[str]:
    return [field.attname for field in model._meta.concrete_fields]  # noqa: SLF001 - Django's own word for it


def fetch(statement: str, given: Mapping[str, Any]) -> list[tuple[Any, ...]]:  # Any: values
    """Return the rows of a prepared statement in the square in force.

    given: by name.  Types are the server's to find out, so a statement casts what is not plain:
    `%(ids)s::bigint[]`.  Cost: 1 query.
    """
    return connection.fetch(statement, given)  # type: ignore[attr-defined,no-any-return]  # our own backend has it


def is_settled() -> bool:
    """Tell whether all that can be read is committed: no transaction of ours is open.

    Until then a row may change again without becoming another version, so nothing is remembered by
    versions.  The transaction that a test wraps around itself counts as none.
    """
    blocks = connection.atomic_blocks
    return all(getattr(block, "_from_testcase", False) for block in blocks)
