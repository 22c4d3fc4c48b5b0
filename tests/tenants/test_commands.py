"""The commands of this room say what they did, or why not."""

import io

import pytest
from django.core.management import CommandError, call_command

from tenants.context import outside
from tenants.models.square import Square


def _run(name, *args, **options):
    out = io.StringIO()
    call_command(name, *args, stdout=out, **options)
    return out.getvalue()


def test_square_is_founded_and_opened(office):
    said = _run("found_square", "lindenau", "Lindenau", officer="ADA@example.org", open=True)
    assert said.strip() == "http://lindenau.localhost:8000"
    assert Square.objects.get(slug="lindenau").state == "open"


def test_square_is_founded_with_a_new_foundation(cast):
    _run("found_square", "lindenau", "Lindenau", officer=cast.ola.email, foundation="Verein")
    assert Square.objects.get(slug="lindenau").foundation.name == "Verein"


@pytest.mark.parametrize(
    ("slug", "officer", "said"),
    [
        ("ops", "ada@example.org", "kept for the platform"),
        ("agora", "ada@example.org", "already called"),
        ("lindenau", "nobody@example.org", "Nobody signs in as"),
        ("lindenau", "ola@example.org", "holds no office"),
    ],
)
def test_refusal_is_one_sentence(office, slug, officer, said):
    with pytest.raises(CommandError, match=said):
        _run("found_square", slug, "Name", officer=officer)


def test_walls_are_checked(agora):
    assert "Every wall stands." in _run("check_walls")


def test_hole_makes_the_check_fail(agora):
    from django.db import connection

    with outside(), connection.cursor() as cursor:
        cursor.execute("GRANT SELECT ON tenants_square TO PUBLIC")
    with pytest.raises(CommandError, match="1 hole"):
        _run("check_walls")


def test_nothing_is_migrated_by_a_role_that_is_a_key_to_every_square(db, monkeypatch):
    from django.core.checks import Error

    from tenants import checks, migrating

    def fall(_say):
        raise AssertionError

    monkeypatch.setattr(migrating, "migrate_public", fall)
    monkeypatch.setattr(checks, "_superuser", lambda **_is: [Error("a key", id="tenants.E001")])
    with pytest.raises(CommandError, match=r"tenants\.E001"):
        _run("migrate_platform")
