"""`make` before anything is installed, and the browser of the journeys."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from embedded import browser, debian, films, parts, prepare
from embedded.processes import Process
from embedded.surroundings import Wish
from embedded.trouble import Trouble

ROOT = Path(__file__).resolve().parents[2]
MAKE = shutil.which("make") or "make"


@pytest.fixture
def venv(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the names of the locks installed into a .venv that is only pretended."""
    installed: list[str] = []
    for lock in ("requirements.lock", "requirements-dev.lock"):
        (tmp_path / lock).write_text("a==1\n")
    monkeypatch.setattr(prepare, "_ROOT", tmp_path)
    monkeypatch.setattr(prepare, "_VENV", tmp_path)
    monkeypatch.setattr(prepare, "_usable", lambda: True)
    monkeypatch.setattr(prepare, "_install", installed.append)
    return installed


def test_a_lock_is_installed_once_and_again_when_it_changed(venv: list[str], tmp_path: Path):
    for _time in range(2):
        assert prepare.main("run") == 0
    assert venv == ["requirements.lock"]
    (tmp_path / "requirements.lock").write_text("a==2\n")
    assert prepare.main("run") == 0
    assert venv == ["requirements.lock"] * 2


def test_the_developers_lock_holds_the_other(venv: list[str]):
    assert prepare.main("dev") == prepare.main("run") == 0
    assert venv == ["requirements-dev.lock"]


def test_what_failed_is_tried_again(
    venv: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    def fail(_lock: str) -> None:
        raise Trouble("The packages could not be installed.")

    with monkeypatch.context() as patched:
        patched.setattr(prepare, "_install", fail)
        assert prepare.main("run") == 1
    assert capsys.readouterr().err == "\nThe packages could not be installed.\n"
    assert prepare.main("run") == 0
    assert venv == ["requirements.lock"]


def test_debian_without_venv_is_told_which_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setattr(prepare, "_PYTHON", tmp_path / "nothing")
    monkeypatch.setitem(sys.modules, "ensurepip", None)
    assert prepare.main("run") == 1
    said = capsys.readouterr().err
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    assert f"apt install python{version}-venv" in said
    assert len(said.strip().splitlines()) == 1


def test_the_developers_lock_names_every_package_of_the_other():
    def names(lock: str) -> set[str]:
        return {line.split()[0] for line in (ROOT / lock).read_text().splitlines() if "==" in line}

    assert names("requirements.lock") <= names("requirements-dev.lock")


@pytest.mark.parametrize(
    ("finder", "package"), [(browser, "chromium"), (films, "ffmpeg")], ids=["chromium", "ffmpeg"]
)
@pytest.mark.parametrize(
    ("programs", "sentence"),
    [
        ({}, "this machine has no apt"),
        ({"apt-get": "/bin/false"}, "run `apt install {}` as root"),
        ({"apt-get": "/bin/false", "sudo": "/bin/false"}, "run `apt install {}` as root"),
        ({"apt-get": "/bin/false", "sudo": "/bin/true"}, None),
    ],
)
def test_a_program_that_cannot_be_had_is_one_sentence(
    monkeypatch: pytest.MonkeyPatch, finder, package: str, programs: dict, sentence: str | None
):
    asked: list[list[str]] = []

    def apt(command: list[str], _step: object) -> object:
        asked.append(command)
        with subprocess.Popen(["true"]) as popen:
            return Process("apt", popen, Path("/dev/null"), 0)

    monkeypatch.setattr(shutil, "which", programs.get)
    monkeypatch.setattr(debian.os, "geteuid", lambda: 1000)
    monkeypatch.setattr(debian, "_run", apt)
    with pytest.raises(Trouble, match=(sentence or "was installed but").format(package)):
        finder.find()
    assert [package in command for command in asked] == ([] if sentence else [True])


def test_films_have_a_worker_of_their_own_where_they_can_be_prepared(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    wish = Wish(8123, tmp_path, demo=False, environ={})

    def commands() -> list[str]:
        return [" ".join(part.program.command) for part in parts.all_parts(wish)]

    assert sum("--films" in command for command in commands()) == 1
    monkeypatch.setattr(films.shutil, "which", lambda _name: None)
    assert not [command for command in commands() if "--films" in command]


def make(*arguments: str, path: str | None = None) -> subprocess.CompletedProcess[str]:
    # Called by make itself in `make test`: a make below make would speak of folders.
    environ = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    environ["PATH"] = path or os.environ["PATH"]
    return subprocess.run(
        [MAKE, *arguments], cwd=ROOT, env=environ, capture_output=True, text=True, check=False
    )


def test_make_alone_lists_every_command():
    said = make().stdout
    for command in ("setup", "run", "test", "check", "fix", "house", "journeys", "migrate", "demo"):
        assert f"make {command} " in said


def test_make_without_python_says_what_to_install():
    ended = make("setup", "SYSTEM=/nonexistent/python3", path="/nonexistent")
    assert ended.returncode
    assert "apt install python3 python3-venv" in ended.stderr
    assert len(ended.stderr.strip().splitlines()) == 1


def test_the_test_command_runs_everything_in_order():
    lines = make("-n", "test").stdout.splitlines()
    order = [
        "prepare dev",
        "embedded.films",
        "ruff check",
        "djlint",
        "lint-imports",
        "mypy",
        "-n 2",
        "tests/journeys",
    ]
    found = [next(n for n, line in enumerate(lines) if word in line) for word in order]
    assert found == sorted(found)
    before = lines[
        next(n for n, line in enumerate(lines) if "tests/journeys" in line and "ignore" not in line)
        - 1
    ]
    assert before.strip().endswith("embedded.browser")
    ci = (ROOT / ".ci" / "run").read_text().splitlines()
    assert ci[-1] == "exec make test"
