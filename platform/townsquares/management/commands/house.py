"""Draw the rooms and say what has grown large."""

from typing import Any

from django.core.management.base import BaseCommand

from townsquares import drawing

FILE = drawing.ROOT / "docs" / "house.svg"


class Command(BaseCommand):
    """`manage.py house`: a mirror, not a gate."""

    help = "Draw docs/house.svg from the imports and print what stands out."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Write the drawing, then list arrows and sizes."""
        FILE.write_text(drawing.svg())
        arrows = drawing.arrows()
        for room in drawing.rooms():
            targets = [f"{b} ({n})" for (a, b), n in sorted(arrows.items()) if a == room]
            self.stdout.write(f"{room:24}{', '.join(targets) or '-'}")
        for title, found in (
            ("Files over 300 lines", drawing.large_files()),
            ("Functions over 40 lines", drawing.long_functions()),
            ("Folders over 12 files", drawing.crowded_folders()),
        ):
            self.stdout.write(f"\n{title}: {len(found)}")
            for item in found:
                self.stdout.write(f"  {item.size:4} {item.place}")
