"""Two squares, made once, rolled back after each test: Agora and Forum."""

import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import django
import pytest

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "platform"), str(ROOT), str(ROOT / "tests")]

# Suites that speak to a stand over HTTP; `make clients` runs them.
collect_ignore = ["clients/mastodon_py"]

_servers = ExitStack()


def _prepare_environment() -> None:
    """Start servers of our own, once for all workers, before Django reads its settings."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "")
    if not worker and not os.environ.get("DATABASE_URL"):
        from embedded.servers import servers

        var = Path(_servers.enter_context(tempfile.TemporaryDirectory(prefix="squares-test-")))
        var.chmod(0o755)
        addresses = _servers.enter_context(servers(var, fast=True))
        os.environ.update(addresses.as_environ())
    if worker and os.environ.get("REDIS_URL", "").endswith("/0"):
        # A database of Redis for each worker: emptying the cache empties nobody else's.
        os.environ["REDIS_URL"] = os.environ["REDIS_URL"][:-1] + worker.removeprefix("gw")
    os.environ.update(
        MODE="test",
        DJANGO_SETTINGS_MODULE="townsquares.settings",
        VAR_FOLDER=str(Path(tempfile.gettempdir()) / f"squares-test-{os.getuid()}-{worker}"),
        STRIPE_API_BASE="http://127.0.0.1:9",
        STRIPE_SECRET_KEY="sk_test_double",
        STRIPE_WEBHOOK_SECRET="whsec_test",
    )


def _take_both_ways() -> None:
    """Let Django's test client lead a request as the web server's handler does."""
    from django.test import client

    from townsquares.handler import TwoWays

    client.ClientHandler = type("ClientHandler", (TwoWays, client.ClientHandler), {})


# Here and not in a hook: the tests' own files, read next, import models.
_prepare_environment()
django.setup()
_take_both_ways()
# A worker that inherited this would read the settings before it has chosen its Redis.
if "PYTEST_XDIST_WORKER" not in os.environ:
    del os.environ["DJANGO_SETTINGS_MODULE"]


def pytest_unconfigure() -> None:
    """Stop the servers we started."""
    _servers.close()


@pytest.fixture(scope="session")
def django_db_setup(
    request: pytest.FixtureRequest, django_db_blocker: pytest.FixtureRequest
) -> Iterator[None]:
    """Make a database with the platform's schema, two squares and their people."""
    from django.conf import settings
    from django.db import connection

    from cast import plant
    from tenants import migrating, provisioning
    from tenants.models.square import Square

    worker = os.environ.get("PYTEST_XDIST_WORKER", "gw0")
    own, before = f"test_{os.getpid()}_{worker}", settings.DATABASES["default"]["NAME"]
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'CREATE DATABASE "{own}"')
        connection.close()
        settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = own
        migrating.migrate_public(lambda _name: None)
        plant()
        connection.close()
    yield
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        connection.set_schema_to_public()
        for square in Square.objects.all():
            provisioning.tear_down(schema_name=square.schema_name, role=square.role)
        connection.close()
        settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = before
        _drop(own)
        connection.close()


def _drop(database: str) -> None:
    """Drop a database; an autovacuum worker in it, which we may not stop, is waited for."""
    from django.db import ProgrammingError, connection

    for attempt in range(20):
        try:
            with connection._nodb_cursor() as cursor:
                cursor.execute(f'DROP DATABASE "{database}" WITH (FORCE)')
        except ProgrammingError:
            if attempt == 19:
                raise
            time.sleep(0.25)
        else:
            return


@pytest.fixture(autouse=True)
def _fresh_memory(request: pytest.FixtureRequest) -> Iterator[None]:
    """Nothing remembered in the process or in Redis crosses from one test to the next.

    The clock by which the tests talk begins at noon each time.
    """
    from django.core.cache import cache
    from django.db import connection

    import talk_cast
    from commons import recent
    from tenants import context, middleware

    if "db" not in request.fixturenames:
        yield
        return
    middleware.forget_hosts()
    recent.forget_everything()
    cache.clear()
    talk_cast.begin_anew()
    with context.outside():
        yield
    assert connection.schema_name == "public"


@pytest.fixture
def cast(db: None) -> "object":
    """Return the two squares and everyone in them."""
    from cast import find_cast

    return find_cast()


@pytest.fixture
def agora(db: None) -> "object":
    """Return the square most tests happen in."""
    return _find("agora")


@pytest.fixture
def forum(db: None) -> "object":
    """Return the other square, which must never notice."""
    return _find("forum")


def _find(slug: str) -> "object":
    from tenants.context import outside
    from tenants.queries import find_square

    with outside():
        return find_square(slug=slug)


@pytest.fixture
def in_agora(agora: object) -> Iterator[object]:
    """Stand inside Agora for the whole test."""
    from tenants.context import inside

    with inside(agora):  # type: ignore[arg-type]
        yield agora


@pytest.fixture
def browser_of(db: None) -> Callable[..., "object"]:
    """Return a maker of clients: `browser_of(square, member)`, `browser_of("ops", user)`."""
    from cast import browser

    return browser


@pytest.fixture
def settled(django_capture_on_commit_callbacks: Callable[..., object]) -> Callable[[], object]:
    """Return a context in which commits happen: facts are told, letters leave, tasks run.

    `with settled(): client.post(…)`
    """
    return lambda: django_capture_on_commit_callbacks(execute=True)


@pytest.fixture
def costs_the_same(django_assert_num_queries: object) -> Callable[..., None]:
    """Return a check that a call costs the same statements for few rows as for many.

    `costs_the_same(call, more=make_more_rows)` asserts the shape, not a number that is bumped.
    """
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def count(call: Callable[[], object]) -> int:
        call()  # caches warm
        with CaptureQueriesContext(connection) as captured:
            call()
        return len(captured)

    def check(call: Callable[[], object], *, more: Callable[[], object]) -> None:
        few = count(call)
        more()
        assert count(call) == few

    return check
