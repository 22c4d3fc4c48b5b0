"""Describes the machine that figures were taken on, so that others can be compared with it."""

import os
import platform
import re
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import django
import redis

from bench.database import Database


def describe(database: Database, redis_url: str) -> str:
    """Return one paragraph: processor, memory, system, versions, month."""
    version = str(database.one("SHOW server_version")).split()[0]
    month = datetime.now(tz=UTC).strftime("%B %Y")
    return (
        f"{os.cpu_count()} cores ({_processor()}), {_memory()} GiB, {_system()}, "
        f"Linux {platform.release()}; Python {platform.python_version()}, "
        f"Django {django.__version__}, Postgres {version}, Redis {_redis(redis_url)}, {_wrk()}; "
        f"{month}. Load generator, web, worker and Postgres share these cores."
    )


def _processor() -> str:
    found = re.search(r"model name\s*: (.*)", Path("/proc/cpuinfo").read_text())
    return found[1].strip() if found else platform.machine()


def _memory() -> int:
    found = re.search(r"MemTotal:\s*(\d+) kB", Path("/proc/meminfo").read_text())
    return round(int(found[1]) / 2**20) if found else 0


def _system() -> str:
    told = Path("/etc/os-release")
    found = re.search(r'PRETTY_NAME="(.*)"', told.read_text()) if told.exists() else None
    return found[1] if found else platform.system()


def _redis(url: str) -> str:
    with redis.Redis.from_url(url) as client:
        told = client.info("server")
    return str(told.get("valkey_version") or told["redis_version"])


def _wrk() -> str:
    program = shutil.which("wrk") or "wrk"
    said = subprocess.run([program, "-v"], capture_output=True, text=True, check=False).stdout
    found = re.search(r"wrk\s+(?:debian/)?([\d.]+)", said)
    return f"wrk {found[1]}" if found else "wrk"
