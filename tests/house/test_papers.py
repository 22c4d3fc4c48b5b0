"""Papers and locks say what is true."""

import re
import tomllib

from house import checks
from townsquares import environment

LOCKS = ["requirements.lock", "requirements-dev.lock"]


def test_locks_pin_with_hashes_and_name_no_index() -> None:
    for name in LOCKS:
        text = (checks.ROOT / name).read_text()
        assert "index-url" not in text
        assert "https://" not in text
        pins = re.findall(r"^[a-z0-9][a-z0-9._-]*==", text, re.MULTILINE)
        assert len(pins) > 50
        assert text.count("--hash=sha256:") >= len(pins)


def test_locks_hold_every_dependency() -> None:
    project = tomllib.loads((checks.ROOT / "pyproject.toml").read_text())
    named = [re.split(r"[\[<>=~;! ]", d)[0] for d in project["project"]["dependencies"]]
    lock = (checks.ROOT / "requirements.lock").read_text()
    assert [name for name in named if f"\n{name}==" not in f"\n{lock}"] == []


def test_dev_lock_agrees_with_the_lock() -> None:
    pins = [
        dict(
            re.findall(
                r"^([a-z0-9][a-z0-9._-]*)==(\S+)", (checks.ROOT / n).read_text(), re.MULTILINE
            )
        )
        for n in LOCKS
    ]
    assert {name: v for name, v in pins[0].items() if pins[1].get(name) != v} == {}


def test_env_example_is_generated() -> None:
    assert (checks.ROOT / ".env.example").read_text() == environment.example()


def test_decisions_have_their_parts() -> None:
    papers = sorted((checks.ROOT / "docs" / "decisions").glob("[0-9]*.md"))
    assert papers
    for paper in papers:
        text = paper.read_text()
        assert [
            p for p in ("## Context", "## Decision", "## Consequences") if p not in text
        ] == [], paper


def test_nothing_tracked_names_this_machine_or_an_index() -> None:
    home = str(checks.ROOT)
    sins = []
    for file in checks.tracked():
        if file.suffix in {".woff2", ".png", ".ico", ".ftz"}:
            continue
        text = file.read_text(errors="ignore")
        found = home in text or re.search(r"--(extra-)?index-url|\bpypi\.org/simple\b", text)
        if found and file.name != "test_papers.py":
            sins.append(file.name)
    assert sins == []
