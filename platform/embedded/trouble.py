"""The one sentence a person reads when their machine cannot do what was asked."""

import errno
import sys
from collections.abc import Callable


class Trouble(Exception):
    """Something outside the code is in the way; its text is one clear sentence for a person."""


def of_the_system(fault: OSError) -> Trouble:
    """Say in one sentence what the operating system refused."""
    where = f" {fault.filename}" if fault.filename else ""
    match fault.errno:
        case errno.ENOSPC | errno.EDQUOT:
            reason = f"The disk is full{' at' if where else ''}{where}: make room and start again."
        case errno.EACCES | errno.EPERM | errno.EROFS:
            reason = f"This user may not write{where}: choose a folder of your own with VAR=…"
        case errno.ENOTDIR | errno.EEXIST:
            reason = f"A file stands where a folder is needed:{where}."
        case errno.EMFILE | errno.ENFILE | errno.ENOMEM | errno.EAGAIN:
            reason = f"The machine has run out of memory or open files ({fault.strerror})."
        case _:
            reason = f"The system refused{where}: {fault.strerror or fault}."
    return Trouble(reason)


def exit_code(command: Callable[[], int]) -> int:
    """Run a command and return its exit code; trouble is told in its one sentence, and is a 1."""
    try:
        return command()
    except Trouble as trouble:
        sentence = str(trouble)
    except OSError as fault:
        sentence = str(of_the_system(fault))
    sys.stdout.flush()
    sys.stderr.write(f"\n{sentence}\n")
    return 1
