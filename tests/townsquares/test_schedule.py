"""The scheduler names tasks by text: each name leads to one."""

import pytest

from tenants.models.square import Square
from tenants.tasks import visit_due_squares, visit_squares
from townsquares.celery import app
from townsquares.schedule import PERIODIC

VISITS = {visit_squares.name, visit_due_squares.name}
VISITING = [entry for entry in PERIODIC.values() if entry["task"] in VISITS]


@pytest.fixture(autouse=True)
def _registered():
    app.loader.import_default_modules()
    app.finalize()


def test_every_name_is_a_task() -> None:
    assert [e["task"] for e in PERIODIC.values() if e["task"] not in app.tasks] == []


def test_every_task_that_visits_squares_is_one_of_a_square() -> None:
    assert VISITING
    for entry in VISITING:
        name, *_hourly = entry["args"]
        assert name in app.tasks
        assert name.startswith("squares.")


@pytest.mark.parametrize("entry", VISITING, ids=lambda entry: f"{entry['task']} {entry['args'][0]}")
def test_every_visit_works(entry, agora) -> None:
    Square.objects.filter(pk=agora.pk).update(
        active_at="2100-01-01T00:00Z", due_at="2026-01-01T00:00Z"
    )
    app.tasks[entry["task"]](*entry["args"])
