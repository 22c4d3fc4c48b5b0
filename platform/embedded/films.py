"""ffmpeg, which prepares films: this machine's, or Debian's package when we may install it."""

import shutil
import sys
from pathlib import Path

from embedded import debian, progress
from embedded.trouble import Trouble, exit_code

MISSING = (
    "Films and recordings are refused until ffmpeg is here: apt install ffmpeg. Pictures are fine."
)
_NEEDED = "The tests of films need ffmpeg, which is missing here"


def there() -> Path | None:
    """Return where ffmpeg is, if the other program it comes with is there too."""
    found = shutil.which("ffmpeg")
    return Path(found) if found and shutil.which("ffprobe") else None


def find() -> Path:
    """Return where ffmpeg is, installing Debian's when there is none and we may.

    Raises: Trouble, in one sentence.
    """
    found = there()
    if found is None:
        debian.install(("ffmpeg",), label="ffmpeg for films", missing=_NEEDED)
        found = there()
    if found is None:
        raise Trouble("ffmpeg was installed but is not found: run `ffmpeg -version`.")
    return found


def main() -> int:
    """Print where ffmpeg is; trouble is one sentence and a 1."""
    return exit_code(_say_where)


def _say_where() -> int:
    progress.say(f"ffmpeg: {find()}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
