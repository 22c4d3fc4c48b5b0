"""What came of a suite, in the one form that docs/conformance.md is made of.

Every suite that speaks to us as a client writes `var/conformance/<suite>.json`:

    {"suite": "toot", "version": "0.52.1", "about": "one sentence",
     "passed": ["test_auth::test_login"], "skipped": [],
     "failed": [{"name": "test_post::test_post", "reason": "first line of why"}]}

`python tests/clients/verdict.py SUITE VERSION ABOUT junit.xml` makes one of a pytest run.
"""

import json
import sys
from dataclasses import asdict, dataclass, field
from pathlib import Path
from xml.etree import ElementTree as ET

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "var" / "conformance"


@dataclass
class Failure:
    """A test that did not pass, and the first line of why."""

    name: str
    reason: str


@dataclass
class Verdict:
    """What came of one run of one suite."""

    suite: str
    version: str
    about: str
    passed: list[str] = field(default_factory=list)
    failed: list[Failure] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)

    @property
    def total(self) -> int:
        """How many tests there were."""
        return len(self.passed) + len(self.failed) + len(self.skipped)

    def line(self) -> str:
        """Return what is printed at the end of a run."""
        ran = f"{self.suite} {self.version}: {len(self.passed)} of {self.total} passed"
        rest = [f"{len(self.failed)} failed"] if self.failed else []
        rest += [f"{len(self.skipped)} skipped"] if self.skipped else []
        return ", ".join([ran, *rest])


def from_junit(file: Path, *, suite: str, version: str, about: str) -> Verdict:
    """Read what pytest wrote with --junitxml."""
    verdict = Verdict(suite, version, about)
    for case in ET.parse(file).getroot().iter("testcase"):  # noqa: S314 - written by our own run
        module = case.get("classname", "").removeprefix("tests.").removeprefix("integration.")
        name = f"{module}::{case.get('name')}"
        fault = case.find("failure") if case.find("failure") is not None else case.find("error")
        if fault is not None:
            reason = (fault.get("message") or "").strip().splitlines() or ["no reason given"]
            verdict.failed.append(Failure(name, reason[0][:200]))
        elif case.find("skipped") is not None:
            verdict.skipped.append(name)
        else:
            verdict.passed.append(name)
    return verdict


def write(verdict: Verdict, folder: Path = FOLDER) -> Path:
    """Write a verdict where the paper is made from."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{verdict.suite}.json"
    ordered = asdict(verdict) | {
        "passed": sorted(verdict.passed),
        "skipped": sorted(verdict.skipped),
        "failed": sorted(
            (asdict(each) for each in verdict.failed), key=lambda each: str(each["name"])
        ),
    }
    file.write_text(json.dumps(ordered, indent=1) + "\n")
    return file


def read(file: Path) -> Verdict:
    """Read what `write` wrote."""
    told = json.loads(file.read_text())
    return Verdict(**told | {"failed": [Failure(**each) for each in told["failed"]]})


if __name__ == "__main__":
    suite, version, about, junit = sys.argv[1:]
    made = from_junit(Path(junit), suite=suite, version=version, about=about)
    write(made)
    sys.stdout.write(f"{made.line()}\n")
    sys.exit(1 if made.failed else 0)
