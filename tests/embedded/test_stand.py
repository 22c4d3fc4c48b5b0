"""`make live`: a throwaway square for clients' suites, which never meets what others rely on."""

import json
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from embedded import stand
from embedded.trouble import Trouble

ROOT = Path(__file__).resolve().parents[2]
# Asks the square once it runs, and says what it heard in a file of the test's own.
ASKING = """
import json, os, sys, urllib.request
told = json.load(open(os.environ["STAND_FILE"]))
port = told["url"].rpartition(":")[2]
heard = {
    "told": told,
    "mode": oct(os.stat(os.environ["STAND_FILE"]).st_mode & 0o777),
    "ready": os.path.exists(sys.argv[2]),
    "square": urllib.request.urlopen(told["url"] + "/about").read().decode(),
    "by number": urllib.request.urlopen(f"http://127.0.0.1:{port}/about").geturl(),
    "steward": json.load(urllib.request.urlopen(urllib.request.Request(
        told["url"] + "/api/v1/accounts/verify_credentials",
        headers={"Authorization": "Bearer " + told["access_token"]},
    ))),
    "streaming": urllib.request.urlopen(
        told["streaming_url"].replace("ws", "http", 1) + "/healthz"
    ).read().decode(),
}
json.dump(heard, open(sys.argv[1], "w"))
sys.exit(7)
"""


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("MODE", "production"),
        ("mode", "Production"),
        ("DATABASE_URL", "postgresql://people@relied.example/on"),
        ("REDIS_URL", "redis://relied.example"),
    ],
)
def test_a_stand_refuses_what_others_rely_on(name: str, value: str):
    with pytest.raises(Trouble, match="unset it"):
        stand.refuse({"PATH": "/bin", name: value})
    stand.refuse({"PATH": "/bin", name: ""})


def test_refusing_is_one_sentence_before_anything_is_made(launch: Callable, tmp_path: Path):
    ended = launch("live", MODE="production", TMPDIR=str(tmp_path))
    assert (ended.returncode, len(ended.stderr.strip().splitlines())) == (1, 1)
    assert list(tmp_path.iterdir()) == []


@pytest.fixture
def free_port() -> int:
    """Return a port that is free, and whose neighbour is."""
    for _ in range(20):
        with socket.socket() as first, socket.socket() as second:
            first.bind(("127.0.0.1", 0))
            port = first.getsockname()[1]
            try:
                second.bind(("127.0.0.1", port + 1))
            except OSError:
                continue
            return port
    raise AssertionError("no two ports are free")


def test_a_stand_answers_and_leaves_nothing(plain_environ: dict[str, str], free_port: int):
    """It takes nothing from the person's settings, runs what it was given, and is gone."""
    with tempfile.TemporaryDirectory(prefix="stand-") as folder:
        home = Path(folder)
        home.chmod(0o755)
        heard, ready = home / "heard.json", home / "ready.json"
        command = [sys.executable, "-c", ASKING, str(heard), str(ready)]
        strange = {"SENTRY_DSN": "https://key@relied.example/1", "MAIL_URL": "smtp://relied"}
        ended = subprocess.run(
            [
                *(sys.executable, "-m", "embedded", "live", "--port", str(free_port)),
                *("--ready-file", str(ready), "--", *command),
            ],
            env=plain_environ
            | {"PYTHONPATH": f"{ROOT / 'platform'}:{ROOT}", "TMPDIR": folder}
            | strange,
            capture_output=True,
            text=True,
            timeout=110,
            check=False,
        )
        assert ended.returncode == 7, ended.stdout + ended.stderr
        assert [file.name for file in home.iterdir()] == ["heard.json"]
        said = json.loads(heard.read_text())
    assert said["told"]["url"] == f"http://localhost:{free_port}"
    assert said["told"]["password"] in ended.stdout
    assert (said["mode"], said["ready"], said["streaming"]) == ("0o600", True, "OK")
    assert "Stand" in said["square"]
    assert (said["steward"]["acct"], said["steward"]["role"]["permissions"]) == ("keeper", "1")
    assert said["by number"].endswith("/about")
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"http://127.0.0.1:{free_port}/healthz")
