"""Found the one square of a stand."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from typing_extensions import override

from commons import clock
from embedded.demo.stand import plant_stand


class Command(BaseCommand):
    """`manage.py plant_stand FILE`: for `make live` alone."""

    help = "Found the square of a stand and write its steward's sign-in into a file."

    @override
    def add_arguments(self, parser: CommandParser) -> None:
        """Take the file."""
        parser.add_argument("file", type=Path)

    @override
    def handle(self, *_args: Any, **options: Any) -> None:
        """Found it, and say who may sign in, to whoever may read the file."""
        file: Path = options["file"]
        file.touch(mode=0o600)
        file.write_text(json.dumps(plant_stand(at=clock.now())))
