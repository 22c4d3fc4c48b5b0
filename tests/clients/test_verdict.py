"""What came of a suite is written, read and told the same."""

import importlib.util
import sys
from pathlib import Path

import pytest

JUNIT = """<testsuites><testsuite name="pytest">
<testcase classname="tests.integration.test_auth" name="test_login"/>
<testcase classname="tests.integration.test_auth" name="test_logout">
<failure message="AssertionError: no&#10;more">trace</failure></testcase>
<testcase classname="tests.integration.test_post" name="test_post"><error message=""/></testcase>
<testcase classname="tests.integration.test_post" name="test_tui"><skipped/></testcase>
</testsuite></testsuites>"""


@pytest.fixture
def programs(monkeypatch: pytest.MonkeyPatch):
    """Return the two programs, as they find each other when run from their folder."""
    here = Path(__file__).parent
    found = []
    for name in ("verdict", "conformance"):
        spec = importlib.util.spec_from_file_location(name, here / f"{name}.py")
        module = importlib.util.module_from_spec(spec)
        monkeypatch.setitem(sys.modules, name, module)
        spec.loader.exec_module(module)
        found.append(module)
    return found


def test_a_run_becomes_a_paper(programs, tmp_path):
    verdict, conformance = programs
    junit = tmp_path / "run.xml"
    junit.write_text(JUNIT)
    made = verdict.from_junit(junit, suite="toot", version="1", about="A suite.")
    assert made.passed == ["test_auth::test_login"]
    assert made.skipped == ["test_post::test_tui"]
    assert [(each.name, each.reason) for each in made.failed] == [
        ("test_auth::test_logout", "AssertionError: no"),
        ("test_post::test_post", "no reason given"),
    ]
    assert made.line() == "toot 1: 1 of 4 passed, 2 failed, 1 skipped"
    assert verdict.read(verdict.write(made, tmp_path)) == made
    paper = conformance.paper([made])
    assert "| toot | 1 | 1 | 4 |" in paper
    assert "- `test_auth`: 1 of 2" in paper
    assert "- failed: `test_auth::test_logout`: AssertionError: no" in paper
    assert "- skipped: `test_post::test_tui`" in paper
