"""The whole platform, started as `make run` starts it, and a real Chromium to walk through it."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from embedded import browser as chromium
from journeys.steps import manage

ROOT = Path(__file__).resolve().parents[2]
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 900}
ARGUMENTS = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


class Place:
    """A running platform: its port, its folder, its demo's links."""

    def __init__(self, port: int, var: Path, output: str) -> None:
        self.port, self.var = port, var
        self.links: dict[str, str] = {}
        self.know(output)

    def know(self, output: str) -> None:
        """Read the links by which the demo's people sign in."""
        links = re.findall(r"^ *(\S.*\S)\n *(http://\S+/dev/sign-in/\S+)$", output, re.MULTILINE)
        self.links = {name.split(",")[0].split(" of ")[0]: link for name, link in links}

    def url(self, host: str = "", path: str = "/") -> str:
        """Return an address: `url("harbour", "/public")`, `url()` is the apex."""
        return f"http://{host + '.' if host else ''}localhost:{self.port}{path}"


def _free_ports() -> int:
    """Return the first of three free ports in a row."""
    for port in range(18500, 19500, 5):
        probes = [socket.socket() for _ in range(3)]
        try:
            for offset, probe in enumerate(probes):
                probe.bind(("127.0.0.1", port + offset))
        except OSError:
            continue
        else:
            return port
        finally:
            for probe in probes:
                probe.close()
    raise RuntimeError("no three free ports in a row")


@pytest.fixture(scope="session")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """Start everything with the demo in it; stop it as Ctrl-C would.

    JOURNEYS_AT=9000:/some/folder walks through a platform that runs already.
    """
    if running := os.environ.get("JOURNEYS_AT"):
        port, _, folder = running.partition(":")
        there = Place(int(port), Path(folder), "")
        there.know(manage(there, "demo_links"))
        yield there
        return
    var = tmp_path_factory.mktemp("journeys") / "var"
    port, log = _free_ports(), var.parent / "run.log"
    ours = {"DATABASE_URL", "REDIS_URL", "MODE", "VAR_FOLDER", "DJANGO_SETTINGS_MODULE"}
    environ = {
        name: value
        for name, value in os.environ.items()
        if name not in ours and not name.startswith(("STRIPE_", "PYTEST_"))
    }
    environ["PYTHONPATH"] = f"{ROOT / 'platform'}{os.pathsep}{ROOT}"
    command = [sys.executable, "-m", "embedded", "up", "--port", str(port), "--var", str(var)]
    with (
        log.open("w") as out,
        subprocess.Popen(
            command, cwd=ROOT, env=environ, stdout=out, stderr=subprocess.STDOUT
        ) as process,
    ):
        try:
            yield Place(port, var, _wait(process, log))
        finally:
            process.send_signal(signal.SIGINT)
            assert process.wait(timeout=60) == 0, log.read_text()


def _wait(process: subprocess.Popen[bytes], log: Path) -> str:
    """Return what it printed, once it says that it runs."""
    for _ in range(1200):
        text = log.read_text()
        if "Ctrl-C stops everything" in text:
            return text
        assert process.poll() is None, text
        time.sleep(0.1)
    raise AssertionError(log.read_text())


@pytest.fixture(scope="session")
def chrome() -> Iterator[Browser]:
    """Start Debian's Chromium."""
    root = ["--no-sandbox"] if os.getuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=str(chromium.find()), args=[*ARGUMENTS, *root]
        )
        yield browser
        browser.close()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """Remember how the walk ended, for `person` to say where everybody stood."""
    report = yield
    if report.when == "call":
        item.stash[_FAILED] = report.failed
    return report


_FAILED = pytest.StashKey[bool]()


@pytest.fixture
def person(
    request: pytest.FixtureRequest, chrome: Browser, place: Place
) -> Iterator[Callable[..., Page]]:
    """Return a maker of people: `person()` a stranger, `person("Maeve")` from the demo.

    Each has a browser of their own. A fault in a page's script or a 5xx fails the journey.
    """
    contexts: list[BrowserContext] = []
    faults: list[str] = []

    def make(name: str = "", *, size: dict[str, int] = DESK, script: bool = True) -> Page:
        context = chrome.new_context(viewport=size, java_script_enabled=script, locale="en-GB")
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.on("pageerror", lambda error: faults.append(f"{page.url}: {error}"))
        page.on(
            "response",
            lambda answer: (
                faults.append(f"{answer.status} {answer.url}") if answer.status == 500 else None
            ),
        )
        if name:
            page.goto(place.links[name])
        return page

    yield make
    for context in contexts:
        for page in context.pages if request.node.stash.get(_FAILED, False) else ():
            print(f"--- {page.url}\n{page.inner_text('body')[:1500]}")  # noqa: T201 - pytest shows it
        context.close()
    assert faults == []


@pytest.fixture
def letter(place: Place) -> Callable[..., str]:
    """Return a reader of letters: `letter(page, "harbour", "Confirm")` gives the newest one's text.

    It reads the page of letters that development shows on every host.
    """

    def read(page: Page, host: str, subject: str) -> str:
        for _ in range(50):
            page.goto(place.url(host, "/dev/mail"))
            found = page.get_by_role("link").filter(has_text=re.compile(subject))
            if found.count():
                found.first.click()
                return page.locator(".prose").inner_text()
            time.sleep(0.2)
        raise AssertionError(f"no letter “{subject}” in {page.inner_text('main')}")

    return read
