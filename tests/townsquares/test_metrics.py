"""`/metrics` tells whoever bears the token what goes on, and nobody else that it exists."""

import re

import pytest
from django.test import Client

from commons import measures
from tenants import lanes, tasks
from tenants.context import inside

TOKEN = "m" * 40
BEARER = {"authorization": f"Bearer {TOKEN}"}


@pytest.fixture(autouse=True)
def _counted_from_here(db, settings):
    settings.METRICS_TOKEN = TOKEN
    measures._pending.clear()
    yield
    measures._pending.clear()


def _scrape(host="10.0.0.7"):
    answer = Client(headers={"host": host}).get("/metrics", headers=BEARER)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"
    return answer.content.decode()


def test_every_line_is_prometheus(agora):
    Client(headers={"host": agora.host}).get("/public")
    tasks.sweep_outboxes()
    sample = re.compile(r'townsquares_\w+(\{(\w+="[^"]*",?)+\})? [\d.e+-]+')
    for line in _scrape().splitlines():
        assert line.startswith(("# HELP ", "# TYPE ")) or sample.fullmatch(line), line


def test_requests_are_counted_by_declared_path_and_by_square(agora):
    client = Client(headers={"host": agora.host})
    client.get("/public")
    client.get("/api/v1/statuses/12345678")
    client.get("/no/such/page")
    told = _scrape()
    assert 'townsquares_requests_total{route="/public",method="GET",status="200"} 1\n' in told
    api = 'route="/api/v1/statuses/:status_id",method="GET",status="404"'
    assert f"townsquares_requests_total{{{api}}} 1\n" in told
    assert "12345678" not in told
    assert "/no/such" not in told
    assert 'townsquares_square_requests_total{square="agora",status="2xx"} 1\n' in told
    assert 'townsquares_square_requests_total{square="agora",status="4xx"} 2\n' in told
    assert 'townsquares_request_seconds_count{face="api"} 1\n' in told


def test_method_that_nobody_knows_is_one_of_all_such(agora):
    client = Client(headers={"host": agora.host})
    for method in ("BREW", "POUR"):
        client.generic(method, "/public")
    assert 'method="other"' in _scrape()
    assert "BREW" not in _scrape()


def test_statements_are_counted_with_their_time(agora):
    Client(headers={"host": agora.host}).get("/public")
    told = _scrape()
    assert float(re.search(r'statements_total\{where="web"\} (\S+)', told)[1]) >= 3
    assert float(re.search(r'statement_seconds_total\{where="web"\} (\S+)', told)[1]) > 0


def test_lanes_and_their_age_are_told_by_square(agora, monkeypatch):
    monkeypatch.setattr(lanes, "give_turn", lambda _queue: None)
    lanes.put(agora.pk, "some.task")
    told = _scrape()
    assert 'townsquares_lane_tasks{queue="squares"} 1\n' in told
    assert 'townsquares_lane_tasks{queue="films"} 0\n' in told
    assert 'townsquares_lane_tasks_of_square{queue="squares",square="agora"} 1\n' in told
    assert 'townsquares_lane_age_seconds{queue="squares"} ' in told


def test_fact_that_waits_makes_the_outbox_old(agora, monkeypatch):
    from datetime import timedelta

    from commons import clock
    from commons.models import OutboxEntry
    from tenants.models.square import Square

    tasks.sweep_outboxes()
    assert "townsquares_outbox_age_seconds 0\n" in _scrape()
    then = clock.now() - timedelta(minutes=10)
    with inside(agora):
        OutboxEntry.objects.create(
            kind="x", payload={}, written_at=then, due_at=clock.now() + timedelta(hours=1)
        )
    Square.objects.filter(pk=agora.pk).update(active_at=clock.now())
    tasks.sweep_outboxes()
    age = float(re.search(r"^townsquares_outbox_age_seconds (\S+)", _scrape(), re.MULTILINE)[1])
    assert 600 <= age < 700
    assert "townsquares_sweep_age_seconds " in _scrape()


@pytest.mark.parametrize(
    "headers",
    [{}, {"authorization": "Bearer wrong"}, {"authorization": TOKEN}, {"authorization": "Bearer "}],
)
def test_nobody_else_learns_that_it_is_there(headers):
    answer = Client(headers={"host": "localhost"}).get("/metrics", headers=headers)
    assert (answer.status_code, answer.content) == (404, b"")


def test_without_a_token_nobody_may(settings):
    settings.METRICS_TOKEN = ""
    for headers in (BEARER, {"authorization": "Bearer "}):
        answer = Client(headers={"host": "localhost"}).get("/metrics", headers=headers)
        assert answer.status_code == 404


def test_it_is_read_and_nothing_else():
    answer = Client(headers={"host": "localhost"}).post("/metrics", headers=BEARER)
    assert answer.status_code == 404


def test_without_redis_it_says_so(monkeypatch):
    from redis.exceptions import ConnectionError as RedisAway

    def away():
        raise RedisAway

    monkeypatch.setattr(measures, "text", away)
    answer = Client(headers={"host": "localhost"}).get("/metrics", headers=BEARER)
    assert answer.status_code == 503
