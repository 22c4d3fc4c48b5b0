"""The import contracts hold, and each of them catches its sin."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from house import checks


def _lint(root: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=root,
        env={**os.environ, "PYTHONPATH": f"{root}/platform{os.pathsep}{root}"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_contracts_hold() -> None:
    result = _lint(checks.ROOT)
    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize(
    ("file", "line", "contract"),
    [
        ("tenants/rules.py", "def f():\n    from ops import apps", "Floors"),
        ("squares/members/rules.py", "from billing import apps", "Floors"),
        ("squares/members/rules.py", "from squares.posts import models", "Rooms of a square"),
        ("squares/media/actions.py", "from squares.charter import models", "Rooms of a square"),
        ("tenants/models/square.py", "from tenants import queries", "Furniture of a room"),
        ("tenants/rules.py", "import stripe", "Only gateways"),
        ("squares/attic/__init__.py", "", "Rooms of a square"),
    ],
)
def test_contract_catches(tmp_path: Path, file: str, line: str, contract: str) -> None:
    for package in checks.PACKAGES:
        shutil.copytree(
            checks.ROOT / package,
            tmp_path / package,
            ignore=shutil.ignore_patterns("__pycache__", "migrations", "*.json"),
        )
    shutil.copy(checks.ROOT / "pyproject.toml", tmp_path)
    target = tmp_path / file
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("a") as source:
        source.write(f"\n{line}\n")
    result = _lint(tmp_path)
    assert result.returncode != 0
    broken = [out for out in result.stdout.splitlines() if " BROKEN" in out]
    exhaustive = "attic" in file and contract in result.stdout
    assert exhaustive or any(out.startswith(contract) for out in broken), result.stdout
