"""`manage.py verify_audit`: walk every chain of acts, in public and in every square."""

import sys
from typing import Any

from django.core.management.base import BaseCommand
from typing_extensions import override

from ops.queries.chain import check_all


class Command(BaseCommand):
    """Print what holds, and where one does not; the exit code is 1 then."""

    help = "Verify the audit chain of the platform and of every square."

    @override
    def handle(self, *args: Any, **options: Any) -> None:
        broken = 0
        for checked in check_all():
            if checked.fault:
                broken += 1
                found = f"BROKEN at entry {checked.seq}: {checked.fault}"
            else:
                found = "holds"
            self.stdout.write(f"{checked.place}: {checked.count} entries, {found}")
        if broken:
            self.stderr.write(f"{broken} chains are broken.")
            sys.exit(1)
        self.stdout.write("Every chain holds.")
