"""Draws the house from its imports: rooms as boxes on their floors, imports as arrows.

Also counts what has grown large. It reads source text only; `make house` calls it.
"""

import ast
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape

ROOT = Path(__file__).resolve().parents[2]

# From the roof to the ground; a row is one floor, its rooms are strangers to each other.
FLOORS: tuple[tuple[str, ...], ...] = (
    ("townsquares",),
    ("embedded",),
    ("ops",),
    ("squares.web", "squares.api", "billing"),
    ("squares.streaming",),
    ("squares.portability",),
    ("squares.timelines", "squares.notifications", "squares.search"),
    ("squares.moderation",),
    ("squares.posts", "squares.messages"),
    ("squares.relationships", "squares.media", "squares.clients", "squares.charter"),
    ("squares.members",),
    ("tenants",),
    ("accounts",),
    ("commons",),
)
STYLE = (
    "<style>text{font:14px sans-serif;fill:#223}rect{fill:#f6f4ef;stroke:#889}"
    "path{fill:none;stroke:#7a86a8}</style>"
)
WIDTH, ROW, BOX_WIDTH, BOX_HEIGHT = 980, 92, 168, 44


@dataclass(frozen=True)
class Large:
    """Something that has grown: where, and how large."""

    place: str
    size: int


def rooms() -> list[str]:
    """Return the rooms that stand, floor by floor."""
    return [room for floor in FLOORS for room in floor if any(_files(room))]


def arrows() -> Counter[tuple[str, str]]:
    """Count the imports from room to room."""
    found: Counter[tuple[str, str]] = Counter()
    for room in rooms():
        for file in _files(room):
            for name in _imported(file):
                target = room_of(name)
                if target and target != room:
                    found[room, target] += 1
    return found


def room_of(module: str) -> str | None:
    """Return the room a module lies in, or None for what is not ours."""
    parts = module.split(".")
    room = ".".join(parts[:2]) if parts[0] == "squares" else parts[0]
    return room if any(room in floor for floor in FLOORS) else None


def large_files(limit: int = 300) -> list[Large]:
    """Return files of more lines than feels right, the largest first."""
    sizes = [Large(_place(f), len(f.read_text().splitlines())) for r in rooms() for f in _files(r)]
    return sorted((s for s in sizes if s.size > limit), key=lambda s: -s.size)


def long_functions(limit: int = 40) -> list[Large]:
    """Return functions of more lines than feels right, the longest first."""
    found = [
        Large(f"{_place(file)}:{node.lineno} {node.name}", (node.end_lineno or 0) - node.lineno + 1)
        for room in rooms()
        for file in _files(room)
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    return sorted((f for f in found if f.size > limit), key=lambda f: -f.size)


def crowded_folders(limit: int = 12) -> list[Large]:
    """Return folders of more files than feels right, the fullest first."""
    count = Counter(
        _place(file.parent)
        for room in rooms()
        for file in _files(room)
        if file.name != "__init__.py"
    )
    return sorted((Large(p, n) for p, n in count.items() if n > limit), key=lambda f: -f.size)


def svg() -> str:
    """Return the drawing, the same for the same source."""
    standing = set(rooms())
    floors = [[room for room in floor if room in standing] for floor in FLOORS]
    floors = [floor for floor in floors if floor]
    places = {
        room: (
            int((WIDTH - BOX_WIDTH) / 2 + (n - (len(floor) - 1) / 2) * (BOX_WIDTH + 56)),
            20 + row * ROW,
        )
        for row, floor in enumerate(floors)
        for n, room in enumerate(floor)
    }
    height = 20 + len(floors) * ROW
    lines = [_arrow(places[a], places[b], n) for (a, b), n in sorted(arrows().items())]
    boxes = [_box(room, *place) for room, place in places.items()]
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img">',
            "<title>The rooms of the house and the imports between them; arrows point down</title>",
            STYLE,
            *lines,
            *boxes,
            "</svg>\n",
        ]
    )


def _box(room: str, x: int, y: int) -> str:
    middle = f'x="{x + BOX_WIDTH // 2}" y="{y + BOX_HEIGHT // 2 + 5}" text-anchor="middle"'
    return (
        f'<rect x="{x}" y="{y}" width="{BOX_WIDTH}" height="{BOX_HEIGHT}" rx="6"/>'
        f"<text {middle}>{escape(room)}</text>"
    )


def _arrow(start: tuple[int, int], end: tuple[int, int], count: int) -> str:
    x1, y1 = start[0] + BOX_WIDTH // 2, start[1] + BOX_HEIGHT
    x2, y2 = end[0] + BOX_WIDTH // 2, end[1]
    bend = (y1 + y2) // 2
    width = min(4.0, 0.5 + count / 10)
    return (
        f'<path d="M{x1} {y1}C{x1} {bend} {x2} {bend} {x2} {y2}" '
        f'stroke-width="{width:.1f}" stroke-opacity=".45"/>'
    )


def _files(room: str) -> Iterator[Path]:
    below = room.replace(".", "/")
    folder = next((p for p in (ROOT / below, ROOT / "platform" / below) if p.is_dir()), None)
    if folder:
        for file in sorted(folder.rglob("*.py")):
            if "migrations" not in file.parts:
                yield file


def _imported(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module == "squares":
            yield from (f"squares.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def _place(file: Path) -> str:
    return str(file.relative_to(ROOT))
