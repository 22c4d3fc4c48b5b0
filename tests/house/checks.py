"""What import-linter cannot see: each check takes source text and returns the sins in it."""

import ast
import re
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = (
    "platform/townsquares",
    "platform/embedded",
    "platform/commons",
    "platform/accounts",
    "tenants",
    "billing",
    "squares",
    "ops",
)
FACES = ("squares/web/", "squares/api/", "squares/streaming/")
# Rooms from the ground up; a room may point at those on lower lines only.
FLOORS = (
    {"commons"},
    {"accounts"},
    {"tenants"},
    {"members"},
    {"relationships", "media", "clients", "charter"},
    {"posts", "messages"},
    {"moderation"},
    {"timelines", "notifications", "search"},
    {"portability"},
    {"billing"},
    {"ops"},
)
NAMELESS = {"utils", "util", "helpers", "helper", "manager", "managers", "data", "misc", "common"}


def sources() -> Iterator[tuple[str, str]]:
    """Yield (path below the root, text) of every Python file of ours, migrations left out."""
    for package in PACKAGES:
        for file in sorted((ROOT / package).rglob("*.py")):
            if "migrations" not in file.parts:
                yield str(file.relative_to(ROOT)), file.read_text()


def tracked() -> list[Path]:
    """Return every file that git tracks or would track."""
    listing = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    return [ROOT / line for line in listing.splitlines() if (ROOT / line).is_file()]


def rank_of(label: str) -> int | None:
    """Return the floor of an app, the ground being 0; None for an app that is not ours."""
    return next((n for n, floor in enumerate(FLOORS) if label in floor), None)


def upward_key(source: str, target: str) -> bool:
    """Say whether a foreign key from one app to another breaks the floors."""
    start, end = rank_of(source), rank_of(target)
    if start is None or end is None or source == target:
        return False
    return end >= start


def orm_in_face(path: str, text: str) -> list[str]:
    """Find `.objects` in files that only speak HTML, JSON or events."""
    if not path.startswith(FACES):
        return []
    return [
        f"{path}:{node.lineno} .objects"
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Attribute) and node.attr == "objects"
    ]


def hidden_imports(path: str, text: str) -> list[str]:
    """Find imports of ours inside functions or under TYPE_CHECKING: they hide circles."""
    tree = ast.parse(text)
    ours = {Path(package).name for package in PACKAGES}
    return [
        f"{path}:{node.lineno}"
        for outer in ast.walk(tree)
        if isinstance(outer, ast.FunctionDef | ast.AsyncFunctionDef | ast.If)
        for node in ast.walk(outer)
        if isinstance(node, ast.Import | ast.ImportFrom) and _roots(node) & ours
    ]


def _roots(node: ast.Import | ast.ImportFrom) -> set[str]:
    names = (
        [node.module or ""] if isinstance(node, ast.ImportFrom) else [a.name for a in node.names]
    )
    return {name.split(".")[0] for name in names}


def schema_switches(path: str, text: str) -> list[str]:
    """Find switches of schema outside tenants/context.py and the snapshot's scratch schema."""
    if path in {
        "tenants/context.py",
        "tenants/snapshot.py",
        "platform/townsquares/database/base.py",
    }:
        return []
    banned = {
        "set_tenant",
        "set_schema",
        "set_schema_to_public",
        "schema_context",
        "tenant_context",
    }
    return [
        f"{path}:{node.lineno} {node.func.attr}"
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in banned
    ]


def exporting_inits(path: str, text: str) -> list[str]:
    """Find packages whose __init__ holds more than its docstring (models lists are exempt)."""
    if not path.endswith("__init__.py") or path.endswith(
        ("models/__init__.py", "settings/__init__.py")
    ):
        return []
    body = ast.parse(text).body
    return [] if len(body) == 1 and isinstance(body[0], ast.Expr) else [path]


def nameless_modules(path: str, _text: str) -> list[str]:
    """Find modules that say nothing by their name."""
    return [path] if Path(path).stem in NAMELESS else []


def unguarded_views(path: str, text: str, guards: Iterable[str]) -> list[str]:
    """Find functions that take a request first and carry none of the guards."""
    names = set(guards)
    return [
        f"{path}:{node.lineno} {node.name}"
        for node in ast.parse(text).body
        if isinstance(node, ast.FunctionDef)
        and not node.name.startswith("_")
        and node.args.args
        and node.args.args[0].arg == "request"
        and not names & {_name(decorator) for decorator in node.decorator_list}
    ]


def _name(decorator: ast.expr) -> str:
    if isinstance(decorator, ast.Call):
        return _name(decorator.func)
    return decorator.attr if isinstance(decorator, ast.Attribute) else getattr(decorator, "id", "")


def template_sins(path: str, text: str) -> list[str]:
    """Find what a template of ours never does."""
    patterns = {
        "|safe": r"\|\s*safe\b",
        "inline style": r"<[^>]+\sstyle\s*=",
        "inline handler": r"<[^>]+\son[a-z]+\s*=",
        "autoescape off": r"autoescape\s+off",
    }
    return [f"{path}: {name}" for name, found in patterns.items() if re.search(found, text)]


def upward_includes(path: str, text: str) -> list[str]:
    """Find includes that point back: a component at a page, anything at a frame."""
    frames = {
        "base.html",
        "public.html",
        "square.html",
        "panel.html",
        "desk.html",
        "moderation.html",
        "ops.html",
        "entrance.html",
    }
    found = re.findall(r"{%-?\s*include\s+[\"']([^\"']+)[\"']", text)
    sins = [f"{path} includes the frame {name}" for name in found if name in frames]
    if path.startswith("components/"):
        sins += [f"{path} includes the page {n}" for n in found if not n.startswith("components/")]
    return sins
