"""`python -m embedded`, which `make run` calls: wrong wishes, Ctrl-C, and what children are told."""

import signal
import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from embedded import surroundings
from embedded.interruption import Interruption, Stopped
from embedded.servers import ServerAddresses, servers
from embedded.surroundings import Wish

ADDRESSES = ServerAddresses("postgresql://here", "redis://here")


@pytest.fixture
def wish(var: Path, plain_environ: dict[str, str]) -> Wish:
    return Wish(8123, var, demo=True, environ=plain_environ)


@pytest.mark.parametrize("beside", [0, 1, 2])
def test_a_port_that_is_taken_is_one_sentence(var: Path, launch: Callable, beside: int):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        ended = launch("up", "--port", str(port - beside), "--var", str(var))
    assert ended.returncode == 1
    assert "is already taken" in ended.stderr
    assert len(ended.stderr.strip().splitlines()) == 1
    assert not (var / "postgres").exists()


@pytest.mark.parametrize("port", ["0", "70000", "eight"])
def test_a_port_that_is_none_is_one_sentence(var: Path, launch: Callable, port: str):
    ended = launch("up", "--port", port, "--var", str(var))
    assert (ended.returncode, len(ended.stderr.strip().splitlines())) == (1, 1)
    assert "cannot be the port" in ended.stderr


def test_a_folder_in_use_comes_before_its_ports(
    used: Path, launch: Callable, plain_environ: dict[str, str]
):
    with servers(used, fast=True, environ=plain_environ):
        ended = launch("up", "--var", str(used))
    assert ended.returncode == 1
    assert "is already in use by process" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_file_in_place_of_the_folder_is_one_sentence(var: Path, launch: Callable):
    (var / "file").touch()
    ended = launch("up", "--var", str(var / "file"))
    assert (ended.returncode, ended.stderr.strip()) == (
        1,
        f"A file stands where a folder is needed: {var / 'file'}.",
    )


def test_a_command_runs_beside_servers_of_its_folder(used: Path, launch: Callable):
    shown = launch("with", "--var", str(used), "--", "sh", "-c", "echo $DATABASE_URL; exit 7")
    assert shown.stdout.startswith("postgresql://townsquares@")
    assert shown.returncode == 7


def test_what_make_leaves_behind_is_not_passed_on(wish: Wish):
    dirty = wish.environ | {"MAKEFLAGS": "n", "PORT": "1", "VAR": "x", "SENTRY_DSN": "kept"}
    told = surroundings.for_programs(Wish(8123, wish.var, demo=True, environ=dirty), ADDRESSES)
    assert not {"MAKEFLAGS", "PORT", "VAR"} & told.keys()
    assert (told["SENTRY_DSN"], told["MODE"]) == ("kept", "development")
    assert (told["PUBLIC_PORT"], told["STREAMING_PORT"]) == ("8123", "8124")


def test_the_secret_of_a_folder_is_made_once_and_kept_private(wish: Wish):
    first = surroundings.for_programs(wish, ADDRESSES)["SECRET_KEY"]
    assert surroundings.for_programs(wish, ADDRESSES)["SECRET_KEY"] == first
    assert len(first) >= 50
    assert (wish.var / "secret").stat().st_mode & 0o077 == 0


def test_real_stripe_keys_leave_the_double_out(wish: Wish):
    assert surroundings.for_programs(wish, ADDRESSES)["STRIPE_API_BASE"].endswith(":8125")
    real = Wish(8123, wish.var, demo=True, environ=wish.environ | {"STRIPE_SECRET_KEY": "sk_live"})
    told = surroundings.for_programs(real, ADDRESSES)
    assert real.stripe_port == 0
    assert (told["STRIPE_SECRET_KEY"], "STRIPE_API_BASE" in told) == ("sk_live", False)


def test_the_first_signal_stops_and_only_a_later_one_hurries():
    interruption = Interruption()
    with pytest.raises(Stopped):
        interruption.hear(signal.SIGINT, None)
    interruption.hear(signal.SIGINT, None)  # the same press, once more through make
    assert not interruption.hurry
    interruption._since -= 2
    interruption.hear(signal.SIGINT, None)
    assert interruption.hurry
