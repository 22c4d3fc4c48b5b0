"""What the tests of foundations and squares share."""

from datetime import UTC, datetime

import psycopg
import pytest
from django.db import connection

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)


@pytest.fixture
def now():
    """Return the moment at which things happen."""
    return NOW


@pytest.fixture
def office(cast):
    """Return Ada's office in the foundation that owns Agora, with room for more squares."""
    from tenants.models.foundation import Officer

    office = Officer.objects.select_related("foundation", "user").get(user=cast.ada_officer)
    office.foundation.entitlements = {"squares": 3, "domains": 2}
    office.foundation.save()
    return office


@pytest.fixture
def office_as(office):
    """Return a maker of Ada's office in another role."""

    def make(role):
        office.role = role
        office.save()
        return office

    return make


@pytest.fixture
def found(office, now):
    """Return a maker of squares."""
    from tenants.actions import FoundingRequest, found_square

    def make(slug="lindenau", *, by=office, **more):
        asked = {"name": "Lindenau", "language": "de", "jurisdiction": "DE"} | more
        return found_square(request=FoundingRequest(slug=slug, **asked), by=by, at=now)

    return make


@pytest.fixture
def acts():
    """Return what the public audit chain says was done, oldest first."""
    from commons.models import AuditEntry

    return lambda: list(AuditEntry.objects.order_by("seq").values_list("action", flat=True))


@pytest.fixture
def somebody():
    """Return somebody else's connection, on which a transaction begins with the first word."""
    there = connection.get_connection_params()
    with psycopg.connect(
        host=there["host"], user=there["user"], dbname=there["dbname"], port=there.get("port")
    ) as other:
        yield other
