"""The only schema switches: `inside(square)` and `outside()`.

One transaction touches one square or public, never both; so switching with a transaction open
is refused.
"""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection, connections
from django_tenants.postgresql_backend.base import FakeTenant

from tenants.models.square import Square

_PUBLIC = FakeTenant(schema_name="public")


def inside(square: Square) -> AbstractContextManager[None]:
    """Stand in a square: its schema, its role, its cache keys, its files.

    Raises: RuntimeError when a transaction is open for somewhere else.
    Cost: nothing until the next statement, then at most one more round trip.
    """
    return _standing_in(square)


def outside() -> AbstractContextManager[None]:
    """Stand in public: the platform's own schema and role."""
    return _standing_in(_PUBLIC)


def current_square() -> Square | None:
    """Return the square we stand in, or None in public."""
    tenant = connection.tenant  # type: ignore[attr-defined]
    return tenant if isinstance(tenant, Square) else None


def the_square() -> Square:
    """Return the square we stand in.

    Raises: RuntimeError in public: the caller belongs inside a square.
    """
    square = current_square()
    if square is None:
        msg = "this is done inside a square"
        raise RuntimeError(msg)
    return square


def cache_key(key: str, prefix: str, version: int) -> str:
    """Return a cache key that no other square shares."""
    return f"{connection.schema_name}:{prefix}:{version}:{key}"  # type: ignore[attr-defined]


@contextmanager
def _standing_in(tenant: Any) -> Iterator[None]:  # Any: a Square or django-tenants' stand-in
    own: Any = connections[DEFAULT_DB_ALIAS]  # Any: our backend; found once, by thread
    before = own.tenant
    if before.schema_name != tenant.schema_name:
        _refuse_in_transaction(own)
    own.set_tenant(tenant)
    try:
        yield
    finally:
        own.set_tenant(before)


def _refuse_in_transaction(own: Any) -> None:  # Any: as above
    """Only the transaction that a test wraps around itself may span two schemas."""
    for block in own.atomic_blocks:
        if not getattr(block, "_from_testcase", False):
            msg = "a transaction touches one square or public, not both"
            raise RuntimeError(msg)
