"""The programs of a machine part from one, have names, and end together."""

import os
import signal
import subprocess
import sys
import time

import pytest

from bench import meter

# Whoever starts the programs need not name the settings.
_NAMED_ELSEWHERE = "DJANGO_SETTINGS_MODULE"

TWO = """
import sys, time
from townsquares.programs import part
print("parting", flush=True)
part({"one": lambda: time.sleep(60), "two": lambda: %s})
"""


@pytest.fixture
def run():
    running = []

    def start(second: str) -> subprocess.Popen[str]:
        command = [sys.executable, "-c", TWO % second]
        running.append(subprocess.Popen(command, stdout=subprocess.PIPE, text=True))
        return running[-1]

    yield start
    for process in running:
        process.kill()
        process.communicate()


def test_one_that_fails_ends_the_others_and_tells_how(run) -> None:
    assert run("sys.exit(3)").wait(timeout=20) == 3


@pytest.mark.parametrize("seconds", [0, 0.5])
def test_all_end_when_asked(run, seconds) -> None:
    """At any moment: also while they part."""
    process = run("time.sleep(60)")
    assert process.stdout.readline() == "parting\n"
    time.sleep(seconds)
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=20) in {0, -signal.SIGTERM}
    assert process.stdout.read() == ""  # which also waits until no part holds it any more


def test_each_has_the_name_under_which_it_is_measured(run) -> None:
    process = run("time.sleep(60)")
    for _ in range(400):
        below = meter.named_below(process.pid)
        if set(below) == {"one", "two"}:
            break
        time.sleep(0.02)
    assert set(below) == {"one", "two"}
    # Those of a name are counted there, and not with whoever they are below.
    pids = {"web": process.pid, "streaming": below["one"], "workers": below["two"]}
    alone = meter.memory({"web": process.pid}, "web")
    assert meter.memory(pids, "web") < alone
    assert meter.memory(pids, "worker") > 0


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        ([], "nothing is to be started"),
        (["--workers=--concurrency many"], "invalid int value"),
        (["--workers=--concurrency 0"], "nothing is to be started"),  # when all was loaded
    ],
)
def test_a_wrong_command_line_is_one_sentence(options, complaint) -> None:
    command = [sys.executable, "-m", "townsquares.programs", *options]
    environ = {name: value for name, value in os.environ.items() if name != _NAMED_ELSEWHERE}
    tried = subprocess.run(
        command, capture_output=True, text=True, timeout=60, check=False, env=environ
    )
    assert tried.returncode == 2
    assert complaint in tried.stderr
    assert "Traceback" not in tried.stderr


STUBBORN = """
import signal, sys, time
from townsquares import watch
print("parting", flush=True)
def stay():
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    signal.signal(signal.SIGQUIT, signal.SIG_IGN)
    print("here", flush=True)
    time.sleep(60)
import os
signal.pthread_sigmask(signal.SIG_BLOCK, watch.ENDING)
number = os.fork()
if not number:
    signal.pthread_sigmask(signal.SIG_UNBLOCK, watch.ENDING)
    stay()
    os._exit(0)
watch._PATIENCE_SECONDS = watch._LAST_SECONDS = 1
sys.exit(watch.watch({number}))
"""


@pytest.mark.parametrize("asking", [signal.SIGTERM, signal.SIGHUP])
def test_one_that_will_not_end_is_ended(asking) -> None:
    command = [sys.executable, "-c", STUBBORN]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert [process.stdout.readline() for _ in range(2)] == ["parting\n", "here\n"]
        process.send_signal(asking)
        assert process.wait(timeout=20) == 0
        assert process.stdout.read() == ""


EARLY = """
import os, signal, sys, time
from townsquares import watch
signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # as whoever starts it may have left it
signal.pthread_sigmask(signal.SIG_BLOCK, watch.ENDING)
number = os.fork()
if not number:
    signal.pthread_sigmask(signal.SIG_UNBLOCK, watch.ENDING)
    time.sleep(60)
    os._exit(0)
os.kill(os.getpid(), signal.SIGTERM)
sys.exit(watch.watch({number}))
"""


def test_a_stop_that_came_before_the_watch_is_heard() -> None:
    ended = subprocess.run([sys.executable, "-c", EARLY], timeout=20, check=False)
    assert ended.returncode == 0
