"""A square is built with the indexes that keep a promise; the others come when it has grown."""

from datetime import timedelta

from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext

from commons import clock
from tenants import indexes, snapshot, tasks
from tenants.context import inside
from tenants.models.square import Square

ALL = set(snapshot.load().indexes)


def indexes_of(square: Square) -> set[str]:
    with inside(square), connection.cursor() as cursor:
        cursor.execute("SELECT indexname FROM pg_indexes WHERE schemaname = current_schema()")
        return {name for (name,) in cursor.fetchall()}


def grow(square: Square) -> None:
    """Fill a table with what takes more than eight blocks."""
    with inside(square), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO django_session (session_key, session_data, expire_date)"
            " SELECT n, repeat('x', 200), now() FROM generate_series(1, 400) AS n"
        )


def test_a_new_square_has_those_alone_that_keep_a_promise(agora):
    built = indexes_of(agora)
    assert not built & ALL
    assert {"boost_once", "follow_once", "posts_post_pkey"} <= built


def test_no_index_that_keeps_a_promise_waits():
    assert len(ALL) > 40
    assert not [one for one in snapshot.load().indexes.values() if " UNIQUE " in one]
    assert not [one for one in snapshot.load().statements if one.startswith("CREATE INDEX")]


def test_they_come_when_a_table_has_grown(agora, forum):
    grow(agora)
    assert indexes.complete_if_grown(agora) == len(ALL)
    assert indexes_of(agora) >= ALL
    assert not indexes_of(forum) & ALL


def test_a_small_square_costs_one_question(found, django_assert_num_queries):
    square = found()
    with django_assert_num_queries(1):
        assert indexes.complete_if_grown(square) == 0
    assert not indexes_of(square) & ALL


def test_whoever_asks_gets_them_in_a_small_square_too(found, django_assert_num_queries):
    square = found()
    assert indexes.complete(square) == len(ALL)
    with django_assert_num_queries(1):
        assert indexes.complete(square) == 0


def test_one_that_was_lost_comes_back(agora):
    indexes.complete(agora)
    with inside(agora), connection.cursor() as cursor:
        cursor.execute("DROP INDEX post_author")
    assert indexes.complete(agora) == 1
    assert "post_author" in indexes_of(agora)


def test_activity_looks_whether_the_square_has_grown(found):
    square, now = found(), clock.now()
    tasks.mark_active(square, at=now)
    grow(square)
    tasks.mark_active(square, at=now + timedelta(seconds=59))
    assert not indexes_of(square) & ALL
    tasks.mark_active(square, at=now + timedelta(seconds=60))
    assert indexes_of(square) >= ALL


def test_a_square_of_another_release_waits_for_its_tables(agora):
    grow(agora)
    with inside(agora), connection.cursor() as cursor:
        cursor.execute(f"COMMENT ON SCHEMA {agora.schema_name} IS 'migrations of another release'")
    assert indexes.complete_if_grown(agora) == 0
    assert not indexes_of(agora) & ALL


def test_a_busy_table_is_left_for_the_next_time(agora, somebody, monkeypatch):
    monkeypatch.setattr(indexes, "PATIENCE", "50ms")
    somebody.execute(f'SET ROLE "{agora.role}"')
    somebody.execute(f'LOCK TABLE "{agora.schema_name}".posts_post IN ROW EXCLUSIVE MODE')
    with CaptureQueriesContext(connection) as asked:
        made = indexes.complete(agora)
    assert sum(" ON posts_post " in one["sql"] for one in asked) == 1
    late = {name for name, one in snapshot.load().indexes.items() if " ON posts_post " in one}
    assert indexes_of(agora) & ALL == ALL - late
    somebody.rollback()
    assert (made, indexes.complete(agora)) == (len(ALL - late), len(late))
    assert indexes_of(agora) >= ALL


def test_a_square_that_is_being_migrated_is_left_alone(agora, somebody):
    lock = "SELECT pg_advisory_xact_lock(hashtext(%s))"
    somebody.execute(lock, [f"migrate:{agora.schema_name}"])
    assert indexes.complete(agora) == 0
    somebody.rollback()
    assert indexes.complete(agora) == len(ALL)


def test_activity_goes_on_where_they_cannot_be_made(agora, monkeypatch, caplog):
    def fail(_square):
        raise OperationalError("no room on disk")

    monkeypatch.setattr(indexes, "complete_if_grown", fail)
    now = clock.now()
    tasks.mark_active(agora, at=now)
    assert agora.active_at == now
    assert "could not be made" in caplog.text
