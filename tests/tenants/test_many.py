"""What is done in many squares is done in several at once."""

import operator

from django.conf import settings
from django.db import connection

from tenants import many


def test_processes_do_it_in_many_squares(agora, forum, monkeypatch):
    url = (
        f"postgresql://{settings.DATABASES['default']['USER']}@/{connection.settings_dict['NAME']}"
    )
    host = settings.DATABASES["default"]["OPTIONS"].get(
        "host", settings.DATABASES["default"]["HOST"]
    )
    monkeypatch.setenv("DATABASE_URL", f"{url}?host={host}")
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "townsquares.settings")
    told = many.in_processes(operator.attrgetter("slug"), [agora, forum], workers=2)
    assert sorted(told) == ["agora", "forum"]
