"""The integration tests of toot, a command line client, against a throwaway square.

`python tests/clients/toot_suite.py [PORT]`. The tests are in the source archive alone, which pip
fetches by its hash; toot is run from there and installed nowhere.
Source: https://github.com/ihabunek/toot
"""

import os
import subprocess
import sys
import tarfile

from verdict import FOLDER, ROOT, from_junit, write

VERSION = "0.52.1"
ABOUT = "The integration tests of the toot command line client, live against `make live`."
LOCK = ROOT / "tests" / "clients" / "toot.lock"
KEPT = ROOT / "var" / "clients"
SOURCE = KEPT / f"toot-{VERSION}"


def main(port: str) -> int:
    """Fetch, run, and write down what came of it."""
    fetch()
    junit = KEPT / "toot.xml"
    junit.unlink(missing_ok=True)
    stand = [sys.executable, "-m", "embedded", "live", "--port", port, "--"]
    # Our own plugins stay out: they would shuffle the tests and look for a database.
    tests = [
        *(sys.executable, "-m", "pytest", "tests/integration", "-q", "-p", "no:randomly"),
        *("-p", "no:django", "-p", "no:cacheprovider", "-p", "no:warnings", f"--junitxml={junit}"),
    ]
    environ = os.environ | {
        "TOOT_TEST_BASE_URL": f"http://localhost:{port}",
        "PYTHONPATH": os.pathsep.join(map(str, (ROOT / "platform", ROOT, SOURCE))),
    }
    ended = subprocess.run([*stand, *tests], cwd=SOURCE, env=environ, check=False)
    if not junit.exists():
        return ended.returncode or 1
    verdict = from_junit(junit, suite="toot", version=VERSION, about=ABOUT)
    write(verdict)
    sys.stdout.write(f"\n{verdict.line()}; all of it in {FOLDER / 'toot.json'}\n")
    return ended.returncode or int(not verdict.passed)


def fetch() -> None:
    """Fetch and unpack the archive, unless it lies there; pip compares its hash."""
    archive = KEPT / f"toot-{VERSION}.tar.gz"
    if not archive.exists():
        subprocess.run(
            [
                *(sys.executable, "-m", "pip", "download", "--quiet", "--require-hashes"),
                *("--no-deps", "--no-binary", ":all:", "--no-build-isolation"),
                *("--disable-pip-version-check", "-r", str(LOCK), "-d", str(KEPT)),
            ],
            check=True,
        )
    if not (SOURCE / "tests" / "integration").is_dir():
        # Python has filters since 3.11.4; without one, pip has checked the archive's hash.
        careful = {"filter": "data"} if hasattr(tarfile, "data_filter") else {}
        with tarfile.open(archive) as packed:
            packed.extractall(KEPT, **careful)  # noqa: S202 - as above


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else "3000"))
