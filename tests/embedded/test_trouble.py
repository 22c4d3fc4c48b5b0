"""What can be wrong on a machine: one clear sentence each, and nothing lost."""

import errno
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import psycopg
import pytest

from embedded import binaries, postgres
from embedded.servers import servers
from embedded.trouble import Trouble, of_the_system


def answer(var: Path, environ: dict[str, str]) -> object:
    with (
        servers(var, fast=True, environ=environ) as addresses,
        psycopg.connect(addresses.database_url) as connection,
    ):
        row = connection.execute("SELECT answer FROM kept").fetchone()
        return row[0] if row else None


def sentence(var: Path, environ: dict[str, str]) -> str:
    with pytest.raises(Trouble) as trouble, servers(var, fast=True, environ=environ):
        pass
    return str(trouble.value)


def test_a_mark_left_by_a_crash_is_cleared(used: Path, plain_environ: dict[str, str]):
    mark = used / "postgres" / "postmaster.pid"
    # After a restart of the machine the number may belong to anyone, here to ourselves.
    mark.write_text(f"{os.getpid()}\n{used / 'postgres'}\n1\n5432\n/tmp\n\n0 0\nready\n")
    assert answer(used, plain_environ) == 42


def test_a_server_that_outlived_us_is_ended(used: Path, plain_environ: dict[str, str]):
    left, _socket = postgres._start(used, fast=True, environ=plain_environ)
    assert answer(used, plain_environ) == 42
    assert left.popen.wait(10) == 0


def test_a_killed_server_recovers(used: Path, plain_environ: dict[str, str]):
    crashed, _socket = postgres._start(used, fast=True, environ=plain_environ)
    crashed.popen.kill()
    crashed.popen.wait()
    assert answer(used, plain_environ) == 42


def test_servers_end_when_we_are_killed(used: Path, plain_environ: dict[str, str]):
    program = (
        "import sys, time; from pathlib import Path; from embedded.servers import servers\n"
        "with servers(Path(sys.argv[1]), fast=True, environ={'PATH': sys.argv[2]}):\n"
        "    print('up', flush=True); time.sleep(60)"
    )
    path = os.pathsep.join(filter(None, sys.path))
    with subprocess.Popen(
        [sys.executable, "-c", program, str(used), plain_environ["PATH"]],
        stdout=subprocess.PIPE,
        env=plain_environ | {"PYTHONPATH": path},
    ) as running:
        assert running.stdout is not None
        assert running.stdout.readline() == b"up\n"
        running.send_signal(signal.SIGKILL)
    assert answer(used, plain_environ) == 42


def test_a_broken_cluster_is_said_and_left_alone(used: Path, plain_environ: dict[str, str]):
    (used / "postgres" / "global" / "pg_control").rename(used / "pg_control")
    said = sentence(used, plain_environ)
    assert said.startswith("Postgres cannot use its data: could not find the database system")
    assert "Nothing was changed" in said
    (used / "pg_control").rename(used / "postgres" / "global" / "pg_control")
    assert answer(used, plain_environ) == 42


def test_a_folder_without_a_version_is_left_alone(used: Path, plain_environ: dict[str, str]):
    (used / "postgres" / "PG_VERSION").rename(used / "PG_VERSION")
    assert "is not empty but holds no Postgres data" in sentence(used, plain_environ)
    (used / "postgres" / "PG_VERSION").write_text("soup")
    assert "is damaged" in sentence(used, plain_environ)
    (used / "PG_VERSION").replace(used / "postgres" / "PG_VERSION")
    shutil.chown(used / "postgres" / "PG_VERSION", (used / "postgres").stat().st_uid)
    assert answer(used, plain_environ) == 42


def test_data_of_another_version_is_said(used: Path, plain_environ: dict[str, str]):
    version = used / "postgres" / "PG_VERSION"
    before = version.read_text()
    version.write_text("12\n")
    assert "was written by Postgres 12 and cannot be read" in sentence(used, plain_environ)
    version.write_text(before)


def test_data_whose_place_is_gone_is_not_made_anew(var: Path, plain_environ: dict[str, str]):
    (var / "postgres").symlink_to(var / "elsewhere" / "postgres")
    assert "which is gone" in sentence(var, plain_environ)
    assert not (var / "elsewhere").exists()


def test_an_interrupted_beginning_leaves_nothing_half(var: Path, plain_environ: dict[str, str]):
    half = var / "postgres.new"
    half.mkdir()
    (half / "PG_VERSION").write_text("18\n")
    with servers(var, fast=True, environ=plain_environ):
        assert not half.exists()


def test_a_folder_in_use_is_said(used: Path, plain_environ: dict[str, str]):
    with servers(used, fast=True, environ=plain_environ):
        said = sentence(used, plain_environ)
    assert f"{used} is already in use by process {os.getpid()}" in said


class Usage(NamedTuple):
    """What shutil says of a disk."""

    total: int
    used: int
    free: int


def test_a_full_disk_is_said_before_anything_is_written(
    var: Path, plain_environ: dict[str, str], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: Usage(10**9, 10**9, 12_000_000))
    assert sentence(var, plain_environ).startswith("Only 12 MB are free on the disk")
    assert not (var / "postgres").exists()


def test_servers_that_were_named_but_are_not_there_are_said(
    var: Path, plain_environ: dict[str, str]
):
    nowhere = {"DATABASE_URL": "postgresql://someone:secret@127.0.0.1:9/x"}
    said = sentence(var, plain_environ | nowhere)
    assert said.startswith("The database named by DATABASE_URL does not answer:")
    assert "secret" not in said
    nowhere = {"REDIS_URL": "redis://:secret@127.0.0.1:9/0"}
    said = sentence(var, plain_environ | nowhere)
    assert said.startswith("The Redis named by REDIS_URL does not answer:")
    assert "secret" not in said


def test_what_the_system_refuses_is_a_sentence():
    full = OSError(errno.ENOSPC, "No space left on device", "/x")
    assert str(of_the_system(full)) == "The disk is full at /x: make room and start again."
    assert "may not write /x" in str(of_the_system(PermissionError(errno.EACCES, "no", "/x")))
    assert "A file stands" in str(of_the_system(NotADirectoryError(errno.ENOTDIR, "no", "/x")))


def test_too_old_a_postgres_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    for name in ("postgres", "initdb"):
        program = tmp_path / name
        program.write_text("#!/bin/sh\necho 'postgres (PostgreSQL) 13.4'\n")
        program.chmod(0o755)
    monkeypatch.setattr(binaries, "_path_folders", lambda: [str(tmp_path)])
    assert tmp_path not in {found.folder for found in binaries._system_postgres()}
