"""Looks at the database's own catalogue for holes between squares; reads nothing of theirs."""

from dataclasses import dataclass

from django.db import connection

from tenants.context import outside
from tenants.models.square import Square

_SCHEMAS = """
    SELECT nspname, pg_get_userbyid(nspowner) FROM pg_namespace WHERE nspname LIKE 'sq\\_%'
"""
_FOREIGN_TABLES = """
    SELECT n.nspname || '.' || c.relname FROM pg_class c
    JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname LIKE 'sq\\_%' AND c.relkind IN ('r', 'p', 'v', 'm', 'S')
    AND c.relowner <> n.nspowner
"""
_SHARED_OUT = """
    SELECT n.nspname, grantee::regrole::text FROM pg_namespace n, aclexplode(n.nspacl) a
    WHERE n.nspname LIKE 'sq\\_%' AND a.grantee <> n.nspowner
    UNION
    SELECT n.nspname || '.' || c.relname, grantee::regrole::text
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace, aclexplode(c.relacl) a
    WHERE n.nspname LIKE 'sq\\_%' AND a.grantee <> c.relowner
"""
_PUBLIC_TABLES = """
    SELECT c.relname, CASE a.grantee WHEN 0 THEN 'everyone' ELSE a.grantee::regrole::text END
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace, aclexplode(c.relacl) a
    WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') AND a.grantee <> c.relowner
    AND (a.grantee = 0 OR pg_get_userbyid(a.grantee) LIKE current_database() || '/sq\\_%')
"""
_MEMBERSHIPS = """
    SELECT r.rolname, m.rolname FROM pg_auth_members x
    JOIN pg_roles r ON r.oid = x.roleid JOIN pg_roles m ON m.oid = x.member
    WHERE r.rolname LIKE current_database() || '/sq\\_%' AND m.rolname <> session_user
"""


@dataclass(frozen=True)
class Hole:
    """Where a wall does not stand, in one sentence."""

    place: str
    what: str


def look_for_holes() -> list[Hole]:
    """Return every place where the database would let one square see another.

    Cost: six queries of the catalogue, whatever the number of squares.
    """
    with outside():
        squares = {s.schema_name: s for s in Square.objects.all()}
        owners = {name: owner for name, owner in _rows(_SCHEMAS)}  # noqa: C416 - typed
        return [
            *_wrong_owners(squares, owners),
            *(
                Hole(table, "is not owned by its square's role")
                for (table,) in _rows(_FOREIGN_TABLES)
            ),
            *(Hole(place, f"is open to {role}") for place, role in _rows(_SHARED_OUT)),
            *(Hole(f"public.{t}", f"can be read by {role}") for t, role in _rows(_PUBLIC_TABLES)),
            *(Hole(role, f"can be taken up by {member}") for role, member in _rows(_MEMBERSHIPS)),
        ]


def _wrong_owners(squares: dict[str, Square], owners: dict[str, str]) -> list[Hole]:
    holes = [Hole(name, "is a schema of no square") for name in owners.keys() - squares.keys()]
    for name, square in squares.items():
        if name not in owners and square.built_at is not None:
            holes.append(Hole(name, "is missing, though its square is built"))
        elif owners.get(name, square.role) != square.role:
            holes.append(Hole(name, f"belongs to {owners[name]} and not to {square.role}"))
    return sorted(holes, key=lambda hole: hole.place)


def _rows(statement: str) -> list[tuple[str, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return [tuple(map(str, row)) for row in cursor.fetchall()]
