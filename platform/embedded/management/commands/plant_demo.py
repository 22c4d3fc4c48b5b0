"""Plant three living squares."""

from typing import Any

from django.core.management.base import BaseCommand

from commons import clock
from embedded.demo.planting import plant


class Command(BaseCommand):
    """`manage.py plant_demo`; repeating it adds only what is missing."""

    help = "Plant the demo: three squares, their people and what they said."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Plant, saying what is being planted."""
        plant(at=clock.now(), say=self.stdout.write)
