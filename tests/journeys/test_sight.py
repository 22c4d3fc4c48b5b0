"""Every page that somebody comes to by links can be read by everybody: by eye, by ear, on a phone.

From where each person starts all links are followed, one of a kind, and each page is held against
WCAG 2.2 A and AA by axe: on a phone in light, at a desk in dark.
"""

import re
from collections import deque
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import axe_playwright_python
import pytest

from journeys.conftest import DESK, PHONE

AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
MOST = 45  # pages a person
# Signing out would end the walk; letters of development and files are no pages of ours.
_NOT = re.compile(
    r"/account/logout|/dev/|/media/|/static/|/api/|\.(atom|rss|xml|txt|json|csv|zip|ics)$"
)
_CHECK = """
async ({rules, contrast}) => {
  const only = contrast ? {type: "rule", values: ["color-contrast"]} : {type: "tag", values: rules};
  const found = await axe.run(document, {runOnly: only, resultTypes: ["violations"]});
  return found.violations.map(
    each => `${each.id}: ${each.nodes.map(node => node.target.join(" ")).slice(0, 3).join(", ")}`);
}
"""
_OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"

STARTS = {
    "a visitor of the platform": ("", "", "/"),
    "a visitor of a square": ("", "harbour", "/"),
    "a visitor who reads Arabic": ("", "maqha", "/"),
    "a member": ("Maeve", "harbour", "/"),
    "a moderator": ("Pádraig", "harbour", "/moderation/"),
    "a founder": ("Niamh", "", "/panel"),
    "an operator": ("Ines", "ops", "/"),
}


@pytest.mark.parametrize("who", STARTS)
def test_every_page_can_be_read(person, place, who) -> None:
    name, host, path = STARTS[who]
    page = person(name, size=PHONE)
    page.emulate_media(reduced_motion="reduce")  # colours in passing are no faults
    faults, seen = list[str](), 0
    for address in _walk(page, place.url(host, path)):
        seen += 1
        kind = _kind(address)
        faults += [f"{kind} on a phone: {fault}" for fault in _faults(page)]
        page.set_viewport_size(DESK)
        page.emulate_media(color_scheme="dark")
        faults += [f"{kind} in the dark: {fault}" for fault in _faults(page, contrast=True)]
        page.set_viewport_size(PHONE)
        page.emulate_media(color_scheme="light")
    assert seen > 3
    assert not faults, "\n".join(faults)


def _walk(page, start: str) -> Iterator[str]:
    """Yield addresses, each opened, one of each kind, those first that are nearest."""
    waiting, met = deque([start]), {_kind(start)}
    opened = 0
    while waiting and opened < MOST:
        address = waiting.popleft()
        answer = page.goto(address)
        if answer is None or "text/html" not in answer.headers.get("content-type", ""):
            continue
        assert answer.status < 400, f"{answer.status} {address}"
        opened += 1
        yield address
        for link in page.locator("a[href]").evaluate_all(
            "all => all.map(a => a.getAttribute('href'))"
        ):
            target = urljoin(page.url, link).partition("#")[0]
            if _is_here(target, start) and _kind(target) not in met:
                met.add(_kind(target))
                waiting.append(target)


def _is_here(target: str, start: str) -> bool:
    there, here = urlsplit(target), urlsplit(start)
    return there.netloc == here.netloc and not _NOT.search(there.path)


def _kind(address: str) -> str:
    """Return what pages of one kind have in common: their path without names and numbers."""
    path = re.sub(r"/@[^/]+", "/@…", urlsplit(address).path)
    path = re.sub(r"/(tags|squares)/[^/]+", r"/\1/…", path)
    return re.sub(r"[0-9]+|[0-9a-f]{8}-[0-9a-f-]+", "…", path)


def _faults(page, *, contrast: bool = False) -> list[str]:
    page.evaluate(AXE.read_text()) if not page.evaluate("'axe' in window") else None
    found: list[str] = page.evaluate(_CHECK, {"rules": RULES, "contrast": contrast})
    overflow = page.evaluate(_OVERFLOW)
    return found + ([f"{overflow} px too wide"] if overflow > 0 else [])
