"""Folders in which real servers are started, and which routes this machine has."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from django.core.mail import EmailMultiAlternatives, get_connection

from embedded import service_user
from embedded.servers import servers

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def var() -> Iterator[Path]:
    """Return a folder that a service user can enter too, and remove what was kept in it."""
    folder = Path(tempfile.mkdtemp(prefix="embedded-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def used() -> Iterator[Path]:
    """Return a folder in which servers ran before and left data; a test puts back what it moves."""
    folder = Path(tempfile.mkdtemp(prefix="embedded-"))
    folder.chmod(0o755)
    with (
        servers(folder, fast=True, environ={"PATH": os.environ["PATH"]}) as addresses,
        psycopg.connect(addresses.database_url) as connection,
    ):
        connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def closed_var(tmp_path: Path) -> Iterator[Path]:
    """Return a folder that nobody but us can enter, and remove the cluster it links to."""
    folder = tmp_path / "closed" / "var"
    folder.parent.mkdir(mode=0o700)
    yield folder
    link = folder / "postgres"
    if link.is_symlink() and service_user.REACHABLE in link.readlink().parents:
        shutil.rmtree(link.readlink().parent)


@pytest.fixture
def post() -> Callable[..., None]:
    """Return what sends a letter into the inbox: `post("subject", "text")`."""

    def send(subject: str, text: str = "Come in: http://agora.localhost:8000/join") -> None:
        letter = EmailMultiAlternatives(subject, text, "squares@localhost", ["cleo@example.org"])
        letter.attach_alternative("<p>Come in</p>", "text/html")
        get_connection("embedded.inbox.InboxBackend").send_messages([letter])

    return send


@pytest.fixture
def plain_environ() -> dict[str, str]:
    """Return an environment that names no servers."""
    return {"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/")}


@pytest.fixture
def launch(plain_environ: dict[str, str]) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Return `python -m embedded …`, run to its end as `make run` runs it."""

    def run(*arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "embedded", *arguments],
            env=plain_environ | {"PYTHONPATH": f"{ROOT / 'platform'}:{ROOT}"} | more,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    return run
