"""The one place that starts ffmpeg: without a network, without questions, within hard bounds.

What strangers send is read by a large program in C. So it is told which format to expect instead
of guessing (a playlist that names other files is no format of ours), may open files only, and
ends at a bound of time, memory and output whatever the file wants of it.
Source: https://ffmpeg.org/ffmpeg-protocols.html (protocol_whitelist), prlimit(2).
"""

import json
import os
import resource
import shutil
import signal
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from squares.media.errors import FilmBroken, FilmsNotTaken, FilmTakesTooLong

THREADS = "2"
PROBE_SECONDS = 10.0
MEMORY_BYTES = 2_000_000_000
PROCESSOR_SECONDS = 600
OUTPUT_BYTES = 200_000_000
_QUIET = ["-hide_banner", "-loglevel", "error"]


def is_here() -> bool:
    """Tell whether this machine can prepare films and recordings."""
    return bool(shutil.which("ffmpeg") and shutil.which("ffprobe"))


def probe(path: Path, demuxer: str) -> dict[str, Any]:  # Any: ffprobe's JSON
    """Return what a file says of its streams and its container.

    Raises: FilmsNotTaken, FilmBroken, FilmTakesTooLong.
    """
    wanted = (
        "stream=codec_type,codec_name,width,height,avg_frame_rate,r_frame_rate,duration"
        ":stream_disposition=attached_pic:format=duration,bit_rate"
    )
    ask = ["-show_entries", wanted, "-of", "json", *_opening(path, demuxer)]
    said = _run([_program("ffprobe"), *_QUIET, *ask], seconds=PROBE_SECONDS)
    try:
        found: dict[str, Any] = json.loads(said)
    except ValueError:
        raise FilmBroken from None
    return found


def convert(source: Path, demuxer: str, target: Path, how: Sequence[str], seconds: float) -> None:
    """Write a file anew.  how: everything between what goes in and what comes out.

    Raises: FilmsNotTaken, FilmBroken (also where nothing came out), FilmTakesTooLong.
    """
    before = ["-nostdin", "-y", "-threads", THREADS, *_opening(source, demuxer)]
    _run([_program("ffmpeg"), *_QUIET, *before, *how, f"file:{target}"], seconds=seconds)
    if not target.exists() or not target.stat().st_size:
        raise FilmBroken


def _opening(path: Path, demuxer: str) -> list[str]:
    """Return how a file is opened: as what its first bytes say, with nothing but files in reach."""
    return ["-protocol_whitelist", "file", "-f", demuxer, "-i", f"file:{path}"]


def _program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise FilmsNotTaken
    return found


def _run(command: list[str], *, seconds: float) -> str:
    """Run a program to its end, or to the end of our patience; its own words are not repeated."""
    with subprocess.Popen(  # noqa: S603 - our own arguments; what is a stranger's is a file
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={"PATH": os.defpath, "LC_ALL": "C"},
        start_new_session=True,
    ) as process:
        _bound(process.pid, seconds)
        try:
            said, _ = process.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            raise FilmTakesTooLong from None
        finally:
            process.kill()  # harmless once it has ended
    if process.returncode in {-signal.SIGKILL, -signal.SIGXCPU}:
        raise FilmTakesTooLong
    if process.returncode:
        raise FilmBroken
    return said.decode(errors="replace")


def _bound(pid: int, seconds: float) -> None:
    """Let the kernel hold a program to its bounds, should it hold itself to none."""
    processor = min(int(seconds * int(THREADS)) + 1, PROCESSOR_SECONDS)
    bounds = {
        resource.RLIMIT_AS: MEMORY_BYTES,
        resource.RLIMIT_CPU: processor,
        resource.RLIMIT_FSIZE: OUTPUT_BYTES,
        resource.RLIMIT_CORE: 0,
    }
    try:
        for what, most in bounds.items():
            resource.prlimit(pid, what, (most, most))
    except (OSError, ValueError):  # it has ended already, or the machine allows less anyway
        return
