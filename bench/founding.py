"""Founds many squares by the action that officers use, and looks at what they take."""

import time
from collections.abc import Callable
from datetime import timedelta
from statistics import median
from typing import Any

from django.db import connection

from accounts.models import User
from bench import targets
from bench.people import PASSWORD
from commons import clock
from tenants import actions as tenants
from tenants import lanes, planned, queries
from tenants.context import outside
from tenants.models.foundation import Officer
from tenants.models.square import Square
from tenants.rules import Hand
from tenants.tasks import LATELY, OTHERS_A_ROUND

_LAST = 25


def found_many(count: int, say: Callable[[str], None]) -> dict[str, Any]:  # Any: JSON
    """Found and open squares until there are so many; tell of the last ones, and of their disk."""
    with outside():
        office = _office(count)
        before = _database_bytes()
    times = []
    for number in range(count):
        begun = time.perf_counter()
        square = _found(number, office)
        times.append(time.perf_counter() - begun)
        with outside():
            tenants.change_state(
                square=square, to="open", hand=Hand.OWNER, actor="system", at=clock.now()
            )
        if number % 10 == 9:
            say(f"{number + 1} of {count} squares")
    with outside(), connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE) pg_class")
        after = _database_bytes()
    return {
        "count": count,
        "first_ms": median(times[:_LAST]) * 1000,
        "median_ms": median(times[-_LAST:]) * 1000,
        "most_ms": max(times[-_LAST:]) * 1000,
        "bytes": (after - before) / count,
        **_shape(),
    }


def visited() -> dict[str, Any]:  # Any: JSON
    """Tell how many squares each periodic task opens when nothing happened in them for a week."""
    now = clock.now()
    with outside():
        Square.objects.update(active_at=now - timedelta(days=8))
    begun = time.perf_counter()
    with outside():
        lately = queries.lately_active_squares(since=now - LATELY).count()
    due = len(planned.claim_due(at=now))
    return {
        "swept": lately + OTHERS_A_ROUND,
        "due": due,
        "plan_ms": (time.perf_counter() - begun) * 1000,
    }


def flood(waiting: int) -> dict[str, Any]:  # Any: JSON
    """Fill the lane of one square, and tell how long a task of another waits meanwhile."""
    task = "squares.members.tasks.drop_stale"
    with outside():
        flooded, quiet = Square.objects.order_by("pk").values_list("pk", flat=True)[:2]
    for _task in range(waiting):
        lanes.put(flooded, task)
    times = []
    for _again in range(_LAST):
        begun = time.perf_counter()
        lanes.put(quiet, task)
        while quiet in dict(lanes.look(lanes.SQUARES).longest):
            time.sleep(0.001)
        times.append((time.perf_counter() - begun) * 1000)
    left = dict(lanes.look(lanes.SQUARES).longest).get(flooded, 0)
    return {"waiting": waiting, "left": left, "median_ms": median(times), "most_ms": max(times)}


def _office(count: int) -> Officer:
    user = User.objects.create_user("officer@example.org", PASSWORD)
    foundation = tenants.found_foundation(name="The bench", country="DE", by=user, at=clock.now())
    tenants.grant_entitlements(
        foundation=foundation, entitlements={"squares": count}, actor="system", at=clock.now()
    )
    return Officer.objects.select_related("foundation", "user").get(user=user)


def _found(number: int, office: Officer) -> Square:
    slug = targets.square_name(number)
    request = tenants.FoundingRequest(name=slug, slug=slug, language="en", jurisdiction="DE")
    with outside():
        return tenants.found_square(request=request, by=office, at=clock.now())


def _database_bytes() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        return int(cursor.fetchone()[0])


def _shape() -> dict[str, int]:
    """Return how many tables and indexes a square has, and the bytes they take."""
    with outside(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FILTER (WHERE relkind = 'r'), count(*) FILTER (WHERE relkind = 'i'),"
            " sum(pg_relation_size(oid)) FROM pg_class"
            " WHERE relnamespace = (SELECT to_regnamespace(schema_name)"
            " FROM tenants_square ORDER BY id LIMIT 1)"
        )
        tables, indexes, size = cursor.fetchone()
        return {"tables": tables, "indexes": indexes, "own_bytes": int(size)}
