"""The promise that a square's face is always the same, always a drawing, and never anything else."""

from xml.etree import ElementTree as ET

from hypothesis import given
from hypothesis import strategies as st

from commons import emblem


@given(st.text(min_size=1, max_size=60), st.floats(0, 359), st.floats(0, 0.3))
def test_any_name_becomes_one_drawing(name: str, hue: float, chroma: float) -> None:
    drawn = emblem.emblem(name, hue=hue, chroma=chroma)
    assert drawn == emblem.emblem(
        f" {name.upper().lower()} " if name.isascii() else name, hue=hue, chroma=chroma
    )
    root = ET.fromstring(drawn)  # noqa: S314 - drawn by ourselves
    assert {part.tag.split("}")[1] for part in root.iter()} <= {"svg", "g", "path", "rect"}
    assert not any("style" in part.attrib for part in root.iter())


def test_names_differ() -> None:
    names = [f"Square number {number}" for number in range(300)]
    assert len({emblem.tile(name) for name in names}) == 300


def test_the_icon_shows_what_is_unread() -> None:
    assert "circle" in emblem.icon("Agora", unread=True)
    assert "circle" not in emblem.icon("Agora")


def test_pavement_names_its_pattern() -> None:
    strip = emblem.pavement("Agora")
    assert strip.count("pavement-") == 2
    assert "<script" not in emblem.pavement("<script>")
