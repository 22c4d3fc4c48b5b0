"""Starting, watching and stopping the programs that run beside us."""

import contextlib
import ctypes
import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from io import BufferedWriter
from pathlib import Path

from embedded.trouble import Trouble

# From linux/prctl.h: which signal this process gets when its parent dies.
_PR_SET_PDEATHSIG = 1
# A log that has grown past this is set aside at the next start, so that it never fills a disk.
_LOG_BYTES_KEPT = 5_000_000


@dataclass(frozen=True)
class User:
    """Who a program runs as; nobody else than ourselves when `name` is empty."""

    uid: int
    gid: int
    name: str = ""


OURSELVES = User(os.geteuid(), os.getegid())


@dataclass(frozen=True)
class Program:
    """What to start: its name for people, its command, where and as whom it runs, how it ends."""

    name: str
    command: Sequence[str]
    folder: Path | None = None
    user: User = OURSELVES
    quit_signal: signal.Signals = signal.SIGTERM


@dataclass(frozen=True)
class Process:
    """A running program of ours, the log it writes, and the signal that ends it politely."""

    name: str
    popen: subprocess.Popen[bytes]
    log: Path
    log_start: int
    quit_signal: signal.Signals = signal.SIGTERM

    @property
    def alive(self) -> bool:
        """Whether it still runs."""
        return self.popen.poll() is None

    def said(self) -> str:
        """Return what it wrote into its log since it was started."""
        with self.log.open("rb") as log:
            log.seek(self.log_start)
            return log.read().decode(errors="replace")

    def last_words(self, lines: int = 12) -> str:
        """Return the last lines of its log, indented to stand under a sentence."""
        spoken = [line for line in self.said().splitlines() if line.strip()]
        return "\n".join(f"    {line}" for line in spoken[-lines:])

    def last_line(self) -> str:
        """Return the last line of its log, for a look in passing."""
        lines = self.said().rstrip().rsplit("\n", 1)
        return lines[-1].strip()

    def stop(self, patience_seconds: float = 20) -> None:
        """Ask it to end, wait, and end it by force only when it does not."""
        ask_to_stop(self)
        try:
            self.popen.wait(patience_seconds)
        except subprocess.TimeoutExpired:
            self.kill()

    def kill(self) -> None:
        """End it and all it started, at once."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.popen.pid, signal.SIGKILL)
        self.popen.wait(10)


def ask_to_stop(process: Process) -> None:
    """Send the polite signal, if there is anyone to hear it."""
    if process.alive:
        process.popen.send_signal(process.quit_signal)


def spawn(
    program: Program, *, log: Path, environ: Mapping[str, str], complaints: Path | None = None
) -> Process:
    """Start a program in a group of its own that ends when we do, its words going into a log.

    A group of its own: Ctrl-C in a terminal then reaches us alone, and we stop things in order.
    complaints: another log for its standard error, where its words are an answer to be read.
    """
    user = program.user
    with _open_log(log) as stream, _open_log(complaints or log) as errors:
        start = stream.tell()
        popen = subprocess.Popen(
            program.command,
            stdin=subprocess.DEVNULL,
            stdout=stream,
            stderr=errors if complaints else subprocess.STDOUT,
            env=dict(environ),
            cwd=program.folder,
            start_new_session=True,
            # ctypes only, loaded before the fork: nothing here can wait for a lock.
            preexec_fn=_ends_with_us(program.quit_signal),  # noqa: PLW1509
            user=user.uid if user.name else None,
            group=user.gid if user.name else None,
            extra_groups=[] if user.name else None,
        )
    return Process(program.name, popen, log, start, program.quit_signal)


def run(command: Sequence[str], *, user: User = OURSELVES) -> subprocess.CompletedProcess[str]:
    """Run a short program to its end and return what it said."""
    return subprocess.run(
        command,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
        cwd="/",
        user=user.uid if user.name else None,
        group=user.gid if user.name else None,
        extra_groups=[] if user.name else None,
    )


def wait_until(
    ready: Callable[[], bool], *, process: Process, seconds: float, every: float = 0.05
) -> None:
    """Wait until `ready` says so; a program that dies or stays silent is Trouble."""
    deadline = time.monotonic() + seconds
    while not ready():
        if not process.alive:
            words = process.last_words()
            raise Trouble(f"{process.name} stopped while starting. Its last words:\n{words}")
        if time.monotonic() > deadline:
            words = process.last_words()
            raise Trouble(
                f"{process.name} did not answer within {seconds:.0f} seconds. "
                f"Its last words:\n{words}"
            )
        time.sleep(every)


def _ends_with_us(with_signal: signal.Signals) -> Callable[[], None]:
    """Return what the child runs before it becomes its program: die with your parent."""
    libc = ctypes.CDLL(None, use_errno=True)
    prctl = getattr(libc, "prctl", None)

    def prepare() -> None:
        if prctl is not None:
            prctl(_PR_SET_PDEATHSIG, int(with_signal))

    return prepare


def _open_log(log: Path) -> BufferedWriter:
    """Open a log to append to, setting an overgrown one aside first."""
    log.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if log.exists() and log.stat().st_size > _LOG_BYTES_KEPT:
        log.replace(log.with_suffix(".log.old"))
    return log.open("ab")
