"""The programs of the background end together."""

import signal
import subprocess
import sys
import time

import pytest

TWO = """
import sys, time
from townsquares.workers import part
print("parting", flush=True)
part([lambda: time.sleep(60), lambda: %s])
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
