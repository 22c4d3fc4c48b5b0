"""System checks: the login role of production is no key to every square."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core import checks
from django.db import connection

INHERITS = (
    "SELECT count(*) FROM pg_auth_members m JOIN pg_roles r ON r.oid = m.roleid "
    "WHERE m.member = current_user::regrole AND r.rolname LIKE current_database() || '/sq\\_%' "
    "AND pg_has_role(current_user, r.oid, 'USAGE')"
)


@checks.register(checks.Tags.database)
def the_walls_stand(
    app_configs: Any,  # Any: Django's signature
    databases: Sequence[str] | None = None,
    **_options: Any,
) -> list[checks.CheckMessage]:
    """Report a login role that reads squares without taking up their role.

    Asked by `manage.py check --database default`, and by `migrate_platform`.
    """
    if not databases:
        return []
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
        is_superuser = cursor.fetchone()[0]
        cursor.execute(INHERITS)
        inherited = cursor.fetchone()[0]
    return [*_superuser(is_superuser=is_superuser), *_inherits(0 if is_superuser else inherited)]


def _superuser(*, is_superuser: bool) -> list[checks.CheckMessage]:
    if not is_superuser:
        return []
    kind = checks.Error if settings.MODE == "production" else checks.Warning
    return [
        kind(
            "The platform signs in to Postgres as a superuser, so no wall between squares holds.",
            hint="Use a role with LOGIN CREATEROLE NOINHERIT that owns the database.",
            id="tenants.E001" if kind is checks.Error else "tenants.W001",
        )
    ]


def _inherits(count: int) -> list[checks.CheckMessage]:
    if not count:
        return []
    return [
        checks.Error(
            f"The platform's login role inherits the rights of {count} squares.",
            hint="ALTER ROLE … NOINHERIT; on Postgres 16 and newer also "
            "GRANT … WITH INHERIT FALSE for each square's role.",
            id="tenants.E002",
        )
    ]
