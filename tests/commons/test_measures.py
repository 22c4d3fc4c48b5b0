"""Counting costs an addition; the sums of all processes meet in Redis and print as Prometheus reads."""

import os

import pytest
from redis.exceptions import ConnectionError as RedisAway

from commons import measures
from commons.redis_line import line


@pytest.fixture(autouse=True)
def _nothing_counted(db):
    line().delete(measures.KEY, measures.SEEN_KEY, measures.KEPT_KEY)
    measures._pending.clear()
    measures._here.flushed = 0.0
    yield
    measures._pending.clear()


def _lines(start):
    return [row for row in measures.text().splitlines() if row.startswith(f"townsquares_{start}")]


def test_what_several_count_is_summed():
    measures.count("lane_refusals", queue="squares")
    measures.flush(now=True)
    measures.count("lane_refusals", 2, queue="squares")
    measures.count("lane_refusals", queue="films")
    assert _lines("lane_refusals") == [
        'townsquares_lane_refusals_total{queue="films"} 1',
        'townsquares_lane_refusals_total{queue="squares"} 3',
    ]


def test_sums_leave_at_most_once_a_second():
    measures.count("facts_delivered")
    measures.flush()
    measures.count("facts_delivered")
    measures.flush()
    assert measures._pending
    assert float(line().hget(measures.KEY, "townsquares_facts_delivered_total")) == 1


def test_a_fork_does_not_tell_what_its_parent_counted(monkeypatch):
    measures.count("facts_delivered")
    monkeypatch.setattr(os, "getpid", lambda: -1)
    measures.flush(now=True)
    assert line().hget(measures.KEY, "townsquares_facts_delivered_total") is None
    measures.count("facts_delivered")
    measures.flush(now=True)
    assert float(line().hget(measures.KEY, "townsquares_facts_delivered_total")) == 1
    monkeypatch.undo()
    measures._here.pid = os.getpid()


def test_without_redis_it_is_kept_for_later(monkeypatch):
    def away():
        raise RedisAway

    measures.count("facts_delivered")
    with monkeypatch.context() as without:
        without.setattr(measures, "line", away)
        measures.flush(now=True)
    measures.flush(now=True)
    assert _lines("facts_delivered") == ["townsquares_facts_delivered_total 1"]


def test_spread_counts_what_is_up_to_each_bound():
    for seconds in (0.001, 0.03, 0.04, 99):
        measures.spread("request_seconds", seconds, face="api")
    told = dict(row.rsplit(" ", 1) for row in _lines("request_seconds"))
    name = 'townsquares_request_seconds_bucket{face="api",le="%s"}'
    assert [told[name % le] for le in ("0.002", "0.025", "0.05", "10", "+Inf")] == list("11334")
    assert told['townsquares_request_seconds_count{face="api"}'] == "4"
    assert float(told['townsquares_request_seconds_sum{face="api"}']) == pytest.approx(99.071)


def test_labels_cannot_break_a_line():
    measures.count("tasks", task='a"b\\c\nd')
    assert _lines("tasks") == ['townsquares_tasks_total{task="a\\"b\\\\c\\nd"} 1']


def test_every_series_has_its_help_and_type():
    text = measures.text()
    for name in measures.COUNTERS:
        assert f"# TYPE townsquares_{name}_total counter\n" in text
    for name in measures.SPREADS:
        assert f"# TYPE townsquares_{name} histogram\n" in text


def test_what_a_process_says_of_itself_is_forgotten_when_it_ends(monkeypatch):
    measures.say("streaming_connections", 7)
    assert measures.said("streaming_connections") == 7
    monkeypatch.setattr(measures, "SEEN_SECONDS", -5)
    assert measures.said("streaming_connections") == 0
