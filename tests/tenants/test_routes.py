"""A step beside the traffic stands in no transaction, and takes up what an interrupted one left."""

from contextlib import suppress
from dataclasses import replace
from functools import partial

import pytest
from django.db import IntegrityError, connection

from tenants import many, migrating, routes, snapshot
from tenants.context import inside


@pytest.fixture
def beside_traffic(agora, forum, monkeypatch):
    """Return a route to an index that is built beside the traffic; it is taken back afterwards."""
    key = ("posts", "0002_new")
    with inside(agora):
        before = routes.history()
    statement = "CREATE INDEX CONCURRENTLY post_x ON posts_post (language)"
    made = snapshot.load()
    with monkeypatch.context() as patched:
        new = replace(made, migrations=(*made.migrations, key))
        patched.setattr(snapshot, "load", lambda: new)
        yield routes.Route(before, (routes.Step(key, (statement,), atomic=False),))

    def undo(square):
        with inside(square), connection.cursor() as cursor:
            cursor.execute("DROP INDEX IF EXISTS post_x")
            cursor.execute("DELETE FROM django_migrations WHERE (app, name) = (%s, %s)", key)
            cursor.execute(snapshot.marking(square.schema_name))

    list(many.in_threads(undo, [agora, forum], workers=2))


def test_threads_follow_each_on_a_connection_of_its_own(agora, forum, beside_traffic):
    follow = partial(migrating.follow_in, beside_traffic)
    told = list(many.in_threads(follow, [agora, forum], workers=2))
    assert sorted((one.slug, one.applied, one.error) for one in told) == [
        ("agora", 1, ""),
        ("forum", 1, ""),
    ]
    assert migrating.look().count_behind == 0


def test_broken_index_of_an_interrupted_step_is_built_anew(agora, forum, beside_traffic):
    """What CREATE INDEX CONCURRENTLY leaves when it is interrupted is an index nobody may use."""

    def interrupted(square):
        with inside(square), connection.cursor() as cursor:
            cursor.execute("INSERT INTO posts_tag (key, name) VALUES ('x', 'x'), ('y', 'x')")
            with suppress(IntegrityError):
                cursor.execute("CREATE UNIQUE INDEX CONCURRENTLY post_x ON posts_tag (name)")
            cursor.execute("DELETE FROM posts_tag")
            cursor.execute("SELECT indisvalid FROM pg_index WHERE indexrelid = 'post_x'::regclass")
            return cursor.fetchone()[0]

    def follow(square):
        return migrating.follow_in(beside_traffic, square)

    assert list(many.in_threads(interrupted, [agora, forum], workers=2)) == [False, False]
    told = list(many.in_threads(follow, [agora, forum], workers=2))
    assert [one.error for one in told] == ["", ""]
