"""A release reaches every square: found out once, replayed in the others, never by halves."""

import io
import shutil
import textwrap
from dataclasses import replace
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from squares.members.models import Member
from tenants import indexes, migrating, routes, snapshot
from tenants.context import inside, outside

POSTS = Path(__file__).resolve().parents[2] / "squares" / "posts" / "migrations"
NEW_COLUMN = """
    migrations.AddField("post", "colour", models.CharField(default="50 % red", max_length=10)),
    migrations.AddIndex("post", models.Index(fields=["colour"], name="post_colour")),
"""
A_FUNCTION = """
def greet(apps, editor):
    members = apps.get_model("members", "Member").objects
    members.update(biography=f"One of {members.count()}.")

"""
BY_NAME = "UPDATE members_member SET biography = CASE current_schema() WHEN 'sq_agora' THEN 'sq_agora' ELSE current_schema() END"
IN_PYTHON = "migrations.RunPython(greet)"


@pytest.fixture
def release(tmp_path, monkeypatch, settings):
    """Return a maker of releases: `release("the operations of one migration", "of the next")`."""
    folder = tmp_path / "released"
    shutil.copytree(POSTS, folder)
    monkeypatch.syspath_prepend(tmp_path)
    settings.MIGRATION_MODULES = {"posts": "released"}
    before = max(file.stem for file in folder.glob("0*.py"))

    def make(*steps, function=""):
        nonlocal before
        names = []
        for number, operations in enumerate(steps, start=2):
            name = f"{number:04}_new"
            (folder / f"{name}.py").write_text(
                "from django.db import migrations, models\n"
                f"{function}\n"
                "class Migration(migrations.Migration):\n"
                f"    dependencies = [('posts', '{before}'), ('members', '0001_initial')]\n"
                f"    operations = [{textwrap.dedent(operations)}]\n"
            )
            names.append(("posts", name))
            before = name
        made = snapshot.load()
        new = replace(made, migrations=(*made.migrations, *names))
        monkeypatch.setattr(snapshot, "load", lambda: new)
        return new

    yield make
    _forget(tmp_path)


def _forget(folder):
    import sys

    routes._loader.cache_clear()
    routes._prepared.cache_clear()
    for name in [name for name in sys.modules if name.partition(".")[0] == "released"]:
        del sys.modules[name]


@pytest.fixture
def third(found):
    """Return a third square, so that two follow the first."""
    return found()


@pytest.fixture
def explored(monkeypatch):
    """Return in which schemas Django itself was at work."""
    places, explore = [], routes.explore

    def noting(before, say):
        places.append(connection.schema_name)
        return explore(before, say)

    monkeypatch.setattr(routes, "explore", noting)
    return places


def _migrate(**options):
    return {one.slug: one for one in migrating.migrate_squares(lambda _line: None, **options)}


def _behind():
    return [one.slug for squares in migrating.look().behind.values() for one in squares]


def _columns(square):
    with inside(square), connection.cursor() as cursor:
        cursor.execute(
            "SELECT column_name, column_default, is_nullable, data_type FROM information_schema.columns"
            " WHERE table_schema = current_schema() AND table_name = 'posts_post' ORDER BY 1"
        )
        columns = cursor.fetchall()
        cursor.execute(
            "SELECT replace(indexdef, current_schema(), 'X') FROM pg_indexes"
            " WHERE schemaname = current_schema() AND tablename = 'posts_post' ORDER BY 1"
        )
        return columns, cursor.fetchall()


def test_new_square_carries_the_mark_of_its_template(third):
    standing = migrating.look()
    assert {square.slug for square in standing.current} == {"agora", "forum", "lindenau"}
    assert standing.count_behind == 0


def test_squares_that_are_there_cost_one_statement_in_all(
    agora, forum, third, django_assert_num_queries
):
    with django_assert_num_queries(1):
        assert all(one.applied == 0 for one in _migrate().values())


def test_release_is_found_out_once_and_replayed(agora, forum, third, release, explored):
    release(NEW_COLUMN)
    outcomes = _migrate()
    assert {slug: one.applied for slug, one in outcomes.items()} == dict.fromkeys(
        ("agora", "forum", "lindenau"), 1
    )
    assert explored == ["sq_agora"]
    assert _columns(agora) == _columns(forum) == _columns(third)
    assert "colour" in {name for name, *_rest in _columns(third)[0]}
    assert migrating.look().count_behind == 0
    with inside(forum):
        assert ("posts", "0002_new") in routes.history()


def test_square_that_follows_is_asked_nothing_but_its_history(agora, forum, third, release):
    release(NEW_COLUMN, "migrations.RemoveIndex('post', 'post_colour')")
    outcomes = migrating.migrate_squares(lambda _line: None)
    next(outcomes)
    with CaptureQueriesContext(connection) as captured:
        assert next(outcomes).applied == 2
    sent = [query["sql"].split()[0] for query in captured if "SAVEPOINT" not in query["sql"]]
    release_itself = ["ALTER", "ALTER", "CREATE", "DROP", "INSERT"]
    lock, patience, history, mark, unlock = "SELECT", "SELECT", "SELECT", "COMMENT", "SELECT"
    assert sent == [lock, patience, history, *release_itself, mark, unlock]


def test_step_in_python_is_run_in_each_square(agora, forum, third, release, explored):
    release(NEW_COLUMN, IN_PYTHON, "migrations.RemoveField('post', 'colour')", function=A_FUNCTION)
    assert {one.applied for one in _migrate().values()} == {3}
    assert explored == ["sq_agora"]
    for square in (agora, forum):
        with inside(square):
            count = Member.objects.count()
            assert set(Member.objects.values_list("biography", flat=True)) == {f"One of {count}."}
    assert "colour" not in {name for name, *_rest in _columns(forum)[0]}


@pytest.mark.parametrize(
    ("operation", "replayed"),
    [
        ('"UPDATE members_member SET biography = current_schema() -- each its own"', True),
        ('["UPDATE members_member SET biography = current_schema()"]', False),
        ('"SELECT 1; UPDATE members_member SET biography = current_schema()"', False),
        (f'"{BY_NAME}"', False),
    ],
)
def test_statement_is_replayed_only_where_it_says_the_same(
    agora, forum, release, monkeypatch, operation, replayed
):
    release(f"migrations.RunSQL({operation})")
    followed, follow = [], routes.follow
    monkeypatch.setattr(routes, "follow", lambda route: followed.append(route) or follow(route))
    assert {one.applied for one in _migrate().values()} == {1}
    for square in (agora, forum):
        with inside(square):
            assert set(Member.objects.values_list("biography", flat=True)) == {square.schema_name}
    assert [route.in_python for route in followed] == [not replayed]


def test_settings_of_one_session_are_not_replayed_in_another(agora, release):
    release(NEW_COLUMN)
    with inside(agora):
        route = routes.explore(routes.history(), lambda _line: None)
    assert [statement.split()[0] for statement in route.steps[0].statements] == [
        "ALTER",
        "ALTER",
        "CREATE",
    ]


def test_square_that_fails_stays_whole_and_is_passed_over(agora, forum, third, release):
    with inside(forum), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE posts_post ADD COLUMN colour integer")
    release(
        "migrations.AddIndex('post', models.Index(fields=['language'], name='post_x'))", NEW_COLUMN
    )
    outcomes = _migrate()
    assert (
        "DuplicateColumn" in outcomes["forum"].error or "already exists" in outcomes["forum"].error
    )
    assert not outcomes["forum"].busy
    assert (outcomes["agora"].applied, outcomes["lindenau"].applied) == (2, 2)
    assert _behind() == ["forum"]
    with inside(forum), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE posts_post DROP COLUMN colour")
    assert _migrate()["forum"].error == ""
    assert _columns(forum) == _columns(agora)


def test_first_that_fails_does_not_stop_the_others(agora, forum, third, release):
    with inside(agora), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE posts_post ADD COLUMN colour integer")
    release(NEW_COLUMN)
    outcomes = _migrate()
    assert outcomes["agora"].error
    assert (outcomes["forum"].applied, outcomes["lindenau"].applied) == (1, 1)


def test_square_unlike_the_others_finds_its_own_way(agora, forum, third, release, explored):
    """A restored square may lack more than its mark says, or less."""
    release(NEW_COLUMN)
    with inside(forum), connection.cursor() as cursor:
        cursor.execute("ALTER INDEX boost_once RENAME TO boost_once_old")
        cursor.execute("DELETE FROM django_migrations WHERE app = 'notifications'")
        cursor.execute("DROP TABLE notifications_notification")
    assert _migrate()["forum"].applied == 2
    assert explored == ["sq_agora", "sq_forum"]


CHANGED_INDEXES = """
    migrations.RenameIndex("post", new_name="post_by", old_name="post_author"),
    migrations.RemoveIndex("post", "post_quote"),
    migrations.AlterField(
        "revision",
        "post",
        models.ForeignKey("posts.post", models.CASCADE, related_name="+", db_index=False),
    ),
"""


def test_what_a_release_does_to_indexes_reaches_squares_with_and_without(
    agora, forum, third, release, explored, monkeypatch
):
    for square in (agora, forum):
        indexes.complete(square)
    with inside(agora), connection.cursor() as cursor:
        cursor.execute("DROP INDEX post_author")  # not yet made, since its table is busy
    release(CHANGED_INDEXES)
    assert [one.error for one in _migrate().values()] == ["", "", ""]
    assert explored == ["sq_forum"]
    assert _indexes(agora) == _indexes(forum) - {"post_by"}
    assert _indexes(third) == set()
    new = snapshot.make()
    assert set(new.indexes) == _indexes(forum)
    monkeypatch.setattr(snapshot, "load", lambda: new)
    made = [indexes.complete(square) for square in (agora, forum, third)]
    assert made == [1, 0, len(new.indexes)]
    assert _indexes(agora) == _indexes(forum) == _indexes(third)


def _indexes(square):
    """Return the names of a square's indexes that only make it quick."""
    with inside(square), connection.cursor() as cursor:
        cursor.execute(
            "SELECT indexrelid::regclass::text FROM pg_index JOIN pg_class c ON c.oid = indexrelid"
            " WHERE c.relnamespace = current_schema()::regnamespace AND NOT indisunique"
        )
        return {name for (name,) in cursor.fetchall()}


def test_whoever_is_stopped_goes_on_where_the_marks_stand(agora, forum, third, release):
    release(NEW_COLUMN)
    outcomes = migrating.migrate_squares(lambda _line: None)
    assert next(outcomes).slug == "agora"
    outcomes.close()
    assert _behind() == ["forum", "lindenau"]
    assert {slug: one.applied for slug, one in _migrate().items()} == {
        "agora": 0,
        "forum": 1,
        "lindenau": 1,
    }


def test_mark_that_lags_behind_costs_a_look(agora, forum, release, explored):
    with outside(), connection.cursor() as cursor:
        cursor.execute("SET ROLE NONE")
    with inside(agora), connection.cursor() as cursor:
        cursor.execute("COMMENT ON SCHEMA sq_agora IS 'migrations of long ago'")
    assert {slug: one.applied for slug, one in _migrate().items()} == {"agora": 0, "forum": 0}
    assert explored == []
    assert migrating.look().count_behind == 0


def test_looking_closely_trusts_no_mark(agora, forum):
    last = snapshot.load().migrations[-1]
    with inside(agora), connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE (app, name) = (%s, %s)", last)
    assert migrating.look().count_behind == 0
    assert migrating.look(closely=True).count_behind == 2


@pytest.fixture
def busy(forum, somebody):
    """Return somebody who is in the middle of something in Forum's posts."""
    somebody.execute(f'SET ROLE "{forum.role}"')
    somebody.execute(f'LOCK TABLE "{forum.schema_name}".posts_post IN ACCESS SHARE MODE')
    return somebody


def test_busy_square_is_tried_again_after_the_others(
    agora, forum, third, release, busy, monkeypatch
):
    release(NEW_COLUMN)
    monkeypatch.setattr(migrating, "PATIENCE", "20ms")
    monkeypatch.setattr(migrating.time, "sleep", lambda _seconds: busy.rollback())
    outcomes = list(migrating.migrate_squares(lambda _line: None))
    assert [(one.slug, one.applied, one.error) for one in outcomes] == [
        ("agora", 1, ""),
        ("lindenau", 1, ""),
        ("forum", 1, ""),
    ]


def test_square_that_is_always_busy_is_named(agora, forum, third, release, busy, monkeypatch):
    release(NEW_COLUMN)
    monkeypatch.setattr(migrating, "PATIENCE", "20ms")
    monkeypatch.setattr(migrating, "PAUSE_SECONDS", 0)
    outcomes = _migrate()
    assert outcomes["forum"].busy
    assert "lock timeout" in outcomes["forum"].error
    assert outcomes["lindenau"].applied == 1


def test_command_shows_how_far_it_is_and_names_who_failed(agora, forum, third, release):
    with inside(forum), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE posts_post ADD COLUMN colour integer")
    release(NEW_COLUMN)
    out = io.StringIO()
    with pytest.raises(CommandError, match="These squares were not migrated: forum"):
        call_command("migrate_squares", workers=1, stdout=out)
    said = out.getvalue()
    assert "3 squares are behind, 0 are not." in said
    assert "3 of 3 squares, 1 failed in 0 s" in said or "3 of 3 squares, 1 failed in 1 s" in said
