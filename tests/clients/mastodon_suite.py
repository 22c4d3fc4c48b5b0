"""Our own walk through every endpoint of tier A with Mastodon.py, against a throwaway square.

`python tests/clients/mastodon_suite.py [PORT]`.
Source: https://mastodonpy.readthedocs.io/
"""

import os
import subprocess
import sys
from importlib.metadata import version

from verdict import ROOT, from_junit, write

ABOUT = "Every endpoint of tier A driven by Mastodon.py, each entity's fields compared, live."
TESTS = ROOT / "tests" / "clients" / "mastodon_py"


def main(port: str, *more: str) -> int:
    """Run, and write down what came of it."""
    junit = ROOT / "var" / "clients" / "mastodon_py.xml"
    junit.parent.mkdir(parents=True, exist_ok=True)
    junit.unlink(missing_ok=True)
    stand = [sys.executable, "-m", "embedded", "live", "--port", port, "--"]
    # In the order of their names: the last one looks back upon all.
    tests = [
        *(sys.executable, "-m", "pytest", str(TESTS), f"--confcutdir={TESTS}", "-q"),
        *("-p", "no:randomly", "-p", "no:django", "-p", "no:cacheprovider", "-p", "no:warnings"),
        *("--import-mode=prepend", f"--junitxml={junit}", *more),
    ]
    paths = os.pathsep.join(map(str, (ROOT / "platform", ROOT)))
    environ = os.environ | {"PYTHONPATH": paths}
    ended = subprocess.run([*stand, *tests], cwd=ROOT, env=environ, check=False)
    if not junit.exists():
        return ended.returncode or 1
    verdict = from_junit(junit, suite="Mastodon.py", version=version("Mastodon.py"), about=ABOUT)
    write(verdict)
    sys.stdout.write(f"\n{verdict.line()}\n")
    return ended.returncode or int(not verdict.passed)


if __name__ == "__main__":
    sys.exit(main(*(sys.argv[1:] or ["3000"])))
