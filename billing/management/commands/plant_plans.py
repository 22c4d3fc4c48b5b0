"""`manage.py plant_plans`: write the plans of billing/rules.py into the database."""

from typing import Any

from django.core.management.base import BaseCommand
from typing_extensions import override

from billing import actions, queries
from commons import clock


class Command(BaseCommand):
    """Repeatable; run after every deployment."""

    help = "Write the plans on offer into the database, and grant the free one where none is."

    @override
    def handle(self, *args: Any, **options: Any) -> None:  # Any: Django's command line
        count = actions.plant_plans()
        for foundation in queries.foundations_without_entitlements():
            actions.grant_what_is_due(foundation=foundation, at=clock.now())
        self.stdout.write(f"{count} plans are on offer.")
