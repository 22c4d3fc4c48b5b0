"""How much processor and memory the programs of a stand take, from /proc."""

import os
from dataclasses import dataclass
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")
# Fields of /proc/PID/stat after the name in brackets: own and reaped children's time, in ticks.
_PARENT, _OWN, _CHILDREN = 1, (11, 12), (13, 14)

# The programs of a stand, by what they are for.
PARTS = {
    "web": ("web",),
    "worker": ("watch", "workers", "films", "schedule"),
    "postgres": ("postgres",),
    "redis": ("redis",),
    "other": ("streaming",),
}


@dataclass(frozen=True)
class Cpu:
    """Seconds of processor time, by part of PARTS."""

    seconds: dict[str, float]

    def since(self, before: "Cpu") -> "Cpu":
        """Return what was used in between."""
        return Cpu({part: spent - before.seconds[part] for part, spent in self.seconds.items()})

    @property
    def total(self) -> float:
        """All parts together."""
        return sum(self.seconds.values())


def cpu(pids: dict[str, int]) -> Cpu:
    """Return what each part used since it started, its children that are gone included."""
    stats = _stats()
    return Cpu({
        part: sum(
            _spent(stats[pid]) for name in names if name in pids for pid in _tree(name, pids, stats)
        )
        for part, names in PARTS.items()
    })  # fmt: skip


def seconds(pid: int) -> float:
    """Return what one process used since it started."""
    return _spent(_stats()[pid])


def held(pid: int) -> int:
    """Return the bytes that one process holds: shared pages count by share."""
    return _held(pid, "Pss:")


def memory(pids: dict[str, int], part: str, *, own: bool = False) -> int:
    """Return the bytes that a part and all it started hold: shared pages count by share.

    own: only what belongs to its processes alone: of Postgres not the buffers that all share.
    """
    stats = _stats()
    names = [name for name in PARTS[part] if name in pids]
    wanted = "Pss_Anon:" if own else "Pss:"
    return sum(_held(pid, wanted) for name in names for pid in _tree(name, pids, stats))


def named_below(root: int) -> dict[str, int]:
    """Return the children of a process by the names that they gave themselves."""
    children = [pid for pid, fields in _stats().items() if int(fields[_PARENT]) == root]
    return {Path(f"/proc/{pid}/comm").read_text().strip(): pid for pid in children}


def _stats() -> dict[int, list[str]]:
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            text = (folder / "stat").read_text()
        except (FileNotFoundError, ProcessLookupError):
            continue
        found[int(folder.name)] = text.rpartition(")")[2].split()
    return found


def _tree(name: str, pids: dict[str, int], stats: dict[int, list[str]]) -> list[int]:
    """Return a named process and all that descend from it, but for others with a name."""
    below: dict[int, list[int]] = {}
    for pid, fields in stats.items():
        below.setdefault(int(fields[_PARENT]), []).append(pid)
    found, waiting = [], [pids[name]]
    while waiting:
        pid = waiting.pop()
        if pid in stats:
            found.append(pid)
            waiting += [one for one in below.get(pid, []) if one not in pids.values()]
    return found


def _spent(fields: list[str]) -> float:
    return sum(int(fields[place]) for place in (*_OWN, *_CHILDREN)) / _TICKS


def _held(pid: int, wanted: str) -> int:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except (FileNotFoundError, ProcessLookupError, PermissionError):
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith(wanted)), 0)
