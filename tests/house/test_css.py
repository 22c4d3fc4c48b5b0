"""The promise that style sheets stay readable, loaded, mirrored and plain enough for every browser."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CSS = ROOT / "static" / "css"
SHEETS = sorted(CSS.rglob("*.css"))
LIST = (ROOT / "templates" / "components" / "styles.html").read_text()

# What only some browsers know, and why a page loses nothing without it.
ENHANCEMENTS = {
    "property scrollbar-width": "elsewhere a scrollbar shows",
    "property text-size-adjust": "only phones enlarge words by themselves",
    "property font-optical-sizing": "the font draws the same weight at every size",
    "selector -webkit-details-marker": "hides the old marker of Safari",
    "property field-sizing": "a textarea keeps its rows, or a script grows it",
    "property accent-color": "elsewhere a tick has the system's colour",
    "property resize": "phones let a textarea grow by itself",
    "selector selection": "the system's colour marks the words",
    "selector -webkit-meter-bar": "a meter has the system's colours",
    "selector -webkit-meter-optimum-value": "likewise",
    "selector -webkit-meter-suboptimum-value": "likewise",
    "selector -webkit-meter-even-less-good-value": "likewise",
    "selector -moz-meter-bar": "likewise",
}

PHYSICAL = re.compile(
    r"(?<![\w-])(?:(?:margin|padding|border|inset)-(?:left|right|top|bottom)(?:-\w+)?"
    r"|left|right|top|bottom|width|height|(?:min|max)-(?:width|height))\s*:"
)
SIDED = re.compile(r"(?:text-align|float|clear)\s*:\s*(?:left|right)\b")


def plain(path: Path) -> str:
    """Return a sheet without comments and strings."""
    text = re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.DOTALL)
    return re.sub(r"\"[^\"]*\"", '""', text)


def name(path: Path) -> str:
    return str(path.relative_to(CSS))


def baseline() -> dict[str, set[str]]:
    """Read the vendored list: kind → names."""
    found: dict[str, set[str]] = {}
    for line in (Path(__file__).parent / "baseline.txt").read_text().splitlines():
        if line and not line.startswith("#"):
            kind, word = line.split()
            found.setdefault(kind, set()).add(word)
    return found


def used(text: str) -> set[tuple[str, str]]:
    """Find which properties, at-rules, pseudo-classes and functions a sheet uses."""
    found = {("at-rule", rule) for rule in re.findall(r"@([\w-]+)", text)}
    for prelude, block in re.findall(r"([^{};]*)([{;])", text.replace("}", ";")):
        part = prelude.strip()
        declaration = re.match(r"(--)?([\w-]+)\s*:(?!:)\s*(.*)", part, re.DOTALL)
        if block == "{" or not declaration:
            if not part.startswith("@"):
                found |= {("selector", pseudo) for pseudo in re.findall(r"::?([a-z-]+)", part)}
            continue
        if not declaration[1]:
            found.add(("property", declaration[2]))
        found |= {("function", call) for call in re.findall(r"([a-z][\w-]*)\(", declaration[3])}
    return found


def test_every_sheet_is_loaded() -> None:
    listed = re.findall(r"css/([\w/-]+\.css)", LIST)
    assert sorted(listed) == [name(sheet) for sheet in SHEETS]
    assert listed[0] == "layers.css", "the order of the layers comes first"


@pytest.mark.parametrize("sheet", SHEETS, ids=name)
def test_sheet_keeps_the_rules(sheet: Path) -> None:
    text = plain(sheet)
    pages = re.sub(r"@media[^{]*", "", text)
    assert not PHYSICAL.findall(pages), "write inline-size, margin-inline and so on"
    assert not SIDED.findall(text), "write start and end"
    if sheet.name != "tokens.css":
        assert not re.findall(r"#[0-9a-fA-F]{3,8}\b", text), "colours stand in tokens.css"
    if sheet.name != "layers.css":
        outside = re.sub(
            r"@layer [\w-]+ \{.*?^\}", "", text, flags=re.DOTALL | re.MULTILINE
        ).strip()
        assert not outside, f"outside of a layer: {outside[:80]}"
    assert text.count("!important") <= 3, "layers decide who wins"


@pytest.mark.parametrize("sheet", SHEETS, ids=name)
def test_sheet_uses_what_browsers_have(sheet: Path) -> None:
    known = baseline()
    unknown = {
        f"{kind} {word}"
        for kind, word in used(plain(sheet))
        if word not in known[kind] and f"{kind} {word}" not in ENHANCEMENTS
    }
    assert not unknown


def test_every_custom_property_is_defined() -> None:
    defined = {prop for sheet in SHEETS for prop in re.findall(r"(--[\w-]+)\s*:", plain(sheet))}
    asked = {prop for sheet in SHEETS for prop in re.findall(r"var\((--[\w-]+)", plain(sheet))}
    assert asked <= defined


def test_every_icon_asked_for_is_in_the_sprite() -> None:
    drawn = set(re.findall(r'<symbol id="([\w-]+)"', (ROOT / "static" / "icons.svg").read_text()))
    pages = [path.read_text() for path in (ROOT / "templates").rglob("*.html")]
    asked = {icon for page in pages for icon in re.findall(r'{% icon "([\w-]+)"', page)}
    asked |= {icon for page in pages for icon in re.findall(r'symbol="([\w-]+)"', page)}
    assert asked <= drawn, f"missing from icons.svg: {sorted(asked - drawn)}"
