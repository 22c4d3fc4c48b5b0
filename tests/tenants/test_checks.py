"""A login role that holds the keys to every square is reported."""

from django.core.management import call_command

from tenants import checks
from tenants.context import outside


def _found(**roles):
    return [message.id for message in checks.the_walls_stand(None, databases=["default"], **roles)]


def test_role_of_the_tests_is_as_it_should_be(agora):
    with outside():
        assert _found() == []
    call_command("check", databases=["default"])


def test_nothing_is_asked_without_a_database():
    assert checks.the_walls_stand(None, databases=None) == []


def test_superuser_is_a_warning_and_in_production_an_error(settings):
    assert [m.id for m in checks._superuser(is_superuser=True)] == ["tenants.W001"]
    settings.MODE = "production"
    assert [m.id for m in checks._superuser(is_superuser=True)] == ["tenants.E001"]
    assert checks._superuser(is_superuser=False) == []


def test_inherited_rights_are_an_error():
    assert [m.id for m in checks._inherits(3)] == ["tenants.E002"]
    assert checks._inherits(0) == []
