"""What is done inside the platform while many squares are measured: founding, releasing, visiting.

`python -m bench.thousand found 1000 FILE`, in the environment of a stand; figures go into the file.
"""

import argparse
import json
import shutil
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import django
from django.conf import settings

from embedded.surroundings import ROOT

_POSTS = ROOT / "squares" / "posts" / "migrations"
# Each release changes the table that is read most.
_COLUMN = 'migrations.AddField("post", "measured", models.IntegerField(null=True))'
_INDEX = 'migrations.AddIndex("post", models.Index(fields=["measured"], name="post_measured"))'
_FILLED = 'migrations.AddField("post", "mood", models.CharField(default="calm", max_length=10))'
_RELEASES = (f"{_COLUMN}, {_INDEX}", _FILLED)
_PACKAGE = "released"


def main(arguments: Sequence[str]) -> int:
    """Do one thing and write down what it took."""
    parser = argparse.ArgumentParser(prog="python -m bench.thousand", description=__doc__)
    parser.add_argument("what", choices=["found", "release", "visit", "flood"])
    parser.add_argument("number", type=int, help="how many squares; which release; nothing")
    parser.add_argument("file", type=Path)
    asked = parser.parse_args(arguments)
    django.setup()
    if not settings.BENCH_STAND:
        raise SystemExit("This is no stand for measuring: `make bench-squares` starts one.")
    doing: dict[str, Callable[[int, Path], dict[str, Any]]] = {  # Any: JSON
        "found": found,
        "release": release,
        "visit": visit,
        "flood": flood,
    }
    figures = doing[asked.what](asked.number, asked.file)
    asked.file.write_text(json.dumps(figures))
    return 0


def found(count: int, _file: Path) -> dict[str, Any]:
    """Found squares, one after another, and open them; tell how long each took."""
    from bench.founding import found_many  # noqa: PLC0415 - models are there after the set-up

    return found_many(count, lambda line: print(line, flush=True))


def release(number: int, file: Path) -> dict[str, Any]:
    """Take every square to a release that was made up; tell how long it took."""
    from tenants import commanding, snapshot  # noqa: PLC0415 - as above

    names = _write_release(file.parent / f"releases-{number}", number)
    made = snapshot.load()
    new = replace(made, migrations=(*made.migrations, *(("posts", name) for name in names)))
    snapshot.load = lambda: new  # type: ignore[assignment]  # the release is of our making
    from django.core.management.base import CommandError, OutputWrapper  # noqa: PLC0415

    begun, failed = time.perf_counter(), ""
    try:
        commanding.migrate_all(OutputWrapper(sys.stdout), workers=2, closely=False)
    except CommandError as error:
        failed = str(error)
    seconds = time.perf_counter() - begun
    begun = time.perf_counter()
    with_nothing_to_do = _quietly(commanding.migrate_all) if not failed else None
    return {
        "seconds": seconds,
        "failed": failed,
        "again_seconds": time.perf_counter() - begun if with_nothing_to_do else None,
    }


def visit(_number: int, _file: Path) -> dict[str, Any]:
    """Plan the periodic work, and tell how many squares it would open."""
    from bench.founding import visited  # noqa: PLC0415 - as above

    return visited()


def flood(number: int, _file: Path) -> dict[str, Any]:
    """Fill one square's lane, and tell how another fares."""
    from bench import founding  # noqa: PLC0415 - as above

    return founding.flood(number)


def _quietly(migrate: Callable[..., int]) -> int:
    from django.core.management.base import OutputWrapper  # noqa: PLC0415 - as above

    return migrate(OutputWrapper(sys.stdout), workers=2, closely=False)


def _write_release(folder: Path, number: int) -> list[str]:
    """Write a release's migrations beside those that are there, and have Django read them."""
    package = folder / _PACKAGE
    if not package.exists():
        shutil.copytree(_POSTS, package, ignore=shutil.ignore_patterns("__pycache__"))
    before = max(file.stem for file in _POSTS.glob("0*.py"))
    names = []
    for place, operations in enumerate(_RELEASES[:number], start=1):
        name = f"9{place:03}_measured"
        (package / f"{name}.py").write_text(
            "from django.db import migrations, models\n\n\n"
            "class Migration(migrations.Migration):\n"
            f"    dependencies = [('posts', '{before}')]\n"
            f"    operations = [{operations}]\n"
        )
        names.append(name)
        before = name
    sys.path.insert(0, str(folder))
    settings.MIGRATION_MODULES = {"posts": _PACKAGE}
    return names


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
