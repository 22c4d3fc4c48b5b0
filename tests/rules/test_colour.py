"""The promise that words and controls keep their contrast, whatever hue a square chooses."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commons.colour import (
    DEFAULT_CHROMA,
    DEFAULT_HUE,
    MAX_CHROMA,
    Oklch,
    Rgb,
    contrast,
    look_css,
    theme_colours,
    tidy,
)

CSS = Path(__file__).parents[2] / "static" / "css"

GROUNDS = ("paper", "surface", "sunk", "tint")
MEANINGS = ("danger", "warning", "success", "withheld")
WORDS = [(word, ground) for word in ("text", "quiet", "accent") for ground in GROUNDS]
WORDS += [(word, f"{word}-tint") for word in MEANINGS]
WORDS += [(word, ground) for word in MEANINGS for ground in ("paper", "surface", "sunk")]
WORDS += [("text", f"{word}-tint") for word in MEANINGS] + [
    ("quiet", f"{word}-tint") for word in MEANINGS
]
WORDS += [("on-accent", "accent"), ("on-accent", "accent-strong")]
WORDS += [("on-danger", "danger"), ("on-danger", "danger-strong")]
CONTROLS = [(control, ground) for control in ("edge", "accent", "danger") for ground in GROUNDS]

CHROMAS = (0.0, 0.05, DEFAULT_CHROMA, MAX_CHROMA)


def steps() -> dict[str, tuple[str, str]]:
    """Read each colour of tokens.css as written: name → (light, dark)."""
    source = (CSS / "tokens.css").read_text()
    pattern = r"--([\w-]+): light-dark\(oklch\((.+?)\), oklch\((.+?)\)\);"
    return {name: (light, dark) for name, light, dark in re.findall(pattern, source)}


def painted(step: str, hue: float, chroma: float) -> Oklch:
    """Compute one step as a browser would for a square's hue and chroma."""
    match = re.fullmatch(
        r"([\d.]+) (?:calc\(var\(--chroma\) \* ([\d.]+)\)|(var\(--chroma\))|([\d.]+)) (?:([\d.]+)|var\(--hue\))",
        step,
    )
    assert match, f"tokens.css has a colour this test cannot read: {step}"
    lightness, share, whole, fixed, own_hue = match.groups()
    amount = chroma * float(share or 1) if share or whole else float(fixed)
    return Oklch(float(lightness), amount, float(own_hue) if own_hue else hue)


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(
    ("least", "pairs"), [(7.0, WORDS), (4.5, CONTROLS)], ids=["words", "controls"]
)
def test_every_hue_keeps_its_contrast(
    theme: int, least: float, pairs: list[tuple[str, str]]
) -> None:
    """Words reach 7:1 and controls 4.5:1 on every ground, for all hues, cut off or fitted to the screen."""
    found = steps()
    faults = []
    for hue in range(0, 360, 3):
        for chroma in CHROMAS:
            colours = {name: painted(both[theme], hue, chroma) for name, both in found.items()}
            for mapping in (Oklch.clipped, Oklch.fitted):
                shown = {name: mapping(colour) for name, colour in colours.items()}
                faults += [
                    f"{front} on {back}: {ratio:.2f} at hue {hue}, chroma {chroma}"
                    for front, back in pairs
                    if (ratio := contrast(shown[front], shown[back])) < least
                ]
    assert not faults, f"{len(faults)} below {least}: " + "; ".join(faults[:8])


def test_known_colours() -> None:
    """Known pairs of OKLCH and sRGB agree, and black on white is 21:1."""
    assert Oklch(1, 0, 0).clipped().hex == "#ffffff"
    assert Oklch(0.62796, 0.25768, 29.234).clipped().hex == "#ff0000"
    assert Oklch(0.45201, 0.31321, 264.052).clipped().hex == "#0000ff"
    assert contrast(Rgb(0, 0, 0), Rgb(1, 1, 1)) == pytest.approx(21)


@given(st.floats(), st.floats())
def test_look_css_survives_any_number(hue: float, chroma: float) -> None:
    """Whatever is stored, the sheet holds two plain numbers within their range."""
    match = re.fullmatch(
        r"@layer look \{ :root \{ --hue: (\S+); --chroma: (\S+); \} \}\n", look_css(hue, chroma)
    )
    assert match
    assert 0 <= float(match[1]) <= 360
    assert 0 <= float(match[2]) <= MAX_CHROMA


@given(st.floats(0, 1), st.floats(0, 0.4), st.floats(0, 360))
def test_fitting_keeps_lightness(lightness: float, chroma: float, hue: float) -> None:
    """Fitting a colour to the screen never leaves the gamut and is never lighter or darker than grey of that step by much."""
    shown = Oklch(lightness, chroma, hue).fitted()
    assert all(0 <= channel <= 1 for channel in shown)


def test_theme_colours_follow_the_paper() -> None:
    """The browser's bars have the colour of the paper in tokens.css."""
    light, dark = steps()["paper"]
    assert theme_colours(120) == (
        painted(light, 120, 0).fitted().hex,
        painted(dark, 120, 0).fitted().hex,
    )
    assert tidy(float("nan"), 1) == (DEFAULT_HUE, DEFAULT_CHROMA)
