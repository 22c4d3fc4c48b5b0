"""Colour arithmetic: OKLCH to sRGB, contrast, and the sheet that carries a square's own hue."""

import math
from typing import NamedTuple

DEFAULT_HUE = 255.0
DEFAULT_CHROMA = 0.13
MAX_CHROMA = 0.16
"""More than this no screen shows at the lightness of our words."""


class Rgb(NamedTuple):
    """A colour of sRGB, each channel 0–1, gamma-encoded as in a style sheet."""

    red: float
    green: float
    blue: float

    @property
    def hex(self) -> str:
        """Return the colour as `#rrggbb`."""
        return "#" + "".join(f"{round(channel * 255):02x}" for channel in self)


class Oklch(NamedTuple):
    """A colour by lightness 0–1, chroma from 0 (grey) to about 0.37, and hue in degrees."""

    lightness: float
    chroma: float
    hue: float

    def clipped(self) -> Rgb:
        """Return what browsers paint: channels outside the screen's gamut are cut off."""
        return Rgb(*(_encode(min(max(channel, 0.0), 1.0)) for channel in _linear(self)))

    def fitted(self) -> Rgb:
        """Return the same lightness and hue with as much chroma as the screen can show."""
        low, high = 0.0, self.chroma
        if _shows(self):
            low = high
        while high - low > 1e-4:
            middle = (low + high) / 2
            low, high = (middle, high) if _shows(self._replace(chroma=middle)) else (low, middle)
        return self._replace(chroma=low).clipped()


def contrast(one: Rgb, other: Rgb) -> float:
    """Return the contrast ratio of two colours, 1 (the same) to 21 (black on white).

    Source: https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio
    """
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: Rgb) -> float:
    """Return the relative luminance of a colour, 0–1.

    Source: https://www.w3.org/TR/WCAG22/#dfn-relative-luminance
    """
    red, green, blue = (_decode(channel) for channel in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def tidy(hue: float, chroma: float) -> tuple[float, float]:
    """Return hue and chroma as a page may use them: hue in 0–360, chroma in 0–MAX_CHROMA."""
    if not (math.isfinite(hue) and math.isfinite(chroma)):
        return DEFAULT_HUE, DEFAULT_CHROMA
    return hue % 360, min(max(chroma, 0.0), MAX_CHROMA)


def look_css(hue: float = DEFAULT_HUE, chroma: float = DEFAULT_CHROMA) -> str:
    """Return what a square serves at /look.css: two numbers, from which tokens.css computes all."""
    hue, chroma = tidy(hue, chroma)
    return f"@layer look {{ :root {{ --hue: {hue:g}; --chroma: {chroma:g}; }} }}\n"


def theme_colours(hue: float = DEFAULT_HUE) -> tuple[str, str]:
    """Return a light and a dark page's paper as hex, for the bars a browser draws around it."""
    hue, _ = tidy(hue, 0)
    return Oklch(0.985, 0.004, hue).fitted().hex, Oklch(0.185, 0.010, hue).fitted().hex


def _linear(colour: Oklch) -> tuple[float, float, float]:
    """Return linear sRGB, unclipped.

    Source: https://bottosson.github.io/posts/oklab/ and https://www.w3.org/TR/css-color-4/#color-conversion-code
    """
    a = colour.chroma * math.cos(math.radians(colour.hue))
    b = colour.chroma * math.sin(math.radians(colour.hue))
    long = (colour.lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (colour.lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (colour.lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short,
    )


def _shows(colour: Oklch) -> bool:
    """Tell whether a screen of sRGB can show the colour without cutting a channel off."""
    return all(-1e-4 <= channel <= 1 + 1e-4 for channel in _linear(colour))


def _encode(channel: float) -> float:
    return 12.92 * channel if channel <= 0.0031308 else 1.055 * channel ** (1 / 2.4) - 0.055


def _decode(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4
