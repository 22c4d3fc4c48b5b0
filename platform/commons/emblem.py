"""A square's face when it has uploaded none: a paving tile, laid from its name, always the same.

The tile has four-fold symmetry like the paving of real squares, three steps of the square's hue
and a spark of another. Tiles laid side by side join into pavement.
"""

from hashlib import sha256

from django.utils.html import format_html
from django.utils.safestring import SafeString

from commons.colour import DEFAULT_CHROMA, Oklch

# Shapes for one cell of 16 by 16, its outer corner at (0,0).
_PETAL = "M0 0A16 16 0 0 1 16 16A16 16 0 0 1 0 0Z"
_FAN = "M0 0H16A16 16 0 0 1 0 16Z"
_ARCH = "M16 0A16 16 0 0 1 0 16V9A9 9 0 0 0 9 0Z"
_HOLLOW = "M16 0V16H0A16 16 0 0 0 16 0Z"
_GABLE = "M0 0H16L0 16Z"
_STONE = "M0 0H16V16H0Z"
_KITE = "M0 0L16 6V16H6Z"
_LOZENGE = "M8 0L16 8L8 16L0 8Z"
_PEARL = "M8 2.5A5.5 5.5 0 0 1 8 13.5A5.5 5.5 0 0 1 8 2.5Z"
_SEED = "M0 0A8 8 0 0 1 8 8A8 8 0 0 1 0 0ZM16 16A8 8 0 0 1 8 8A8 8 0 0 1 16 16Z"

_HEARTS = (_PETAL, _FAN, _HOLLOW, _KITE, _ARCH, _GABLE)
_EDGES = (_FAN, _ARCH, _GABLE, _PETAL, _HOLLOW, _LOZENGE, _KITE)
_CORNERS = (_FAN, _PEARL, _ARCH, _LOZENGE, _GABLE, _SEED, _PETAL)


def hue_of(name: str) -> int:
    """Return the hue a square of this name starts with."""
    return int.from_bytes(_lot(name)[:2]) % 360


def emblem(name: str, *, hue: float | None = None, chroma: float = DEFAULT_CHROMA) -> SafeString:
    """Return the emblem of a square as SVG, 64 units wide, without an inline style or an id."""
    return format_html(
        '<svg class="emblem" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64"'
        ' aria-hidden="true">{}</svg>',
        tile(name, hue=hue, chroma=chroma),
    )


def pavement(name: str, *, hue: float | None = None, chroma: float = DEFAULT_CHROMA) -> SafeString:
    """Return a strip paved with the square's tile, as wide as its place, 32 pixels a tile."""
    return format_html(
        '<svg class="pavement" xmlns="http://www.w3.org/2000/svg" aria-hidden="true">'
        '<pattern id="{id}" width="64" height="64" patternUnits="userSpaceOnUse"'
        ' patternTransform="scale(0.5)">{tile}</pattern>'
        '<rect width="100%" height="100%" fill="url(#{id})"/></svg>',
        id="pavement-" + _lot(name).hex()[:8],
        tile=tile(name, hue=hue, chroma=chroma),
    )


def icon(
    name: str, *, hue: float | None = None, chroma: float = DEFAULT_CHROMA, unread: bool = False
) -> SafeString:
    """Return the small icon of a browser's tab as a drawing of its own, with a dot when unread."""
    dot = '<circle cx="49" cy="15" r="13" fill="#c4232b" stroke="#fff" stroke-width="4"/>'
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64">{}{}</svg>',
        tile(name, hue=hue, chroma=chroma),
        SafeString(dot if unread else ""),
    )


def tile(name: str, *, hue: float | None = None, chroma: float = DEFAULT_CHROMA) -> SafeString:
    """Return the drawing inside the emblem: a tile of 64 by 64 that continues over its edges."""
    lot = _lot(name)
    start = hue_of(name) if hue is None else hue
    ground, figure, shade, spark = _palette(start, chroma, lot[2])
    heart, edge, corner = _HEARTS[lot[3] % 6], _EDGES[lot[4] % 7], _CORNERS[lot[5] % 7]
    edged = _cell(edge, shade, 16, 0, turned=bool(lot[6] & 2))
    quarter = (
        _cell(heart, figure, 16, 16, turned=bool(lot[6] & 1))
        + edged
        + f'<g transform="matrix(0 1 1 0 0 0)">{edged}</g>'
        + _cell(corner, spark if lot[6] & 4 else figure, 0, 0, turned=bool(lot[6] & 8))
    )
    turns = (0, 90, 180, 270)
    quarters = "".join(f'<g transform="rotate({turn} 32 32)">{quarter}</g>' for turn in turns)
    # Every part is a number or one of the shapes above; the name is only counted, never written.
    return SafeString(f'<rect width="64" height="64" fill="{ground}"/>{quarters}')


def _lot(name: str) -> bytes:
    return sha256(name.strip().casefold().encode()).digest()


def _palette(hue: float, chroma: float, lot: int) -> tuple[str, str, str, str]:
    """Return ground, figure, shade and spark, of which no two vanish in each other."""
    deep, middle, pale = (
        Oklch(0.40, chroma, hue).fitted().hex,
        Oklch(0.64, chroma * 1.1, hue).fitted().hex,
        Oklch(0.94, chroma * 0.25, hue).fitted().hex,
    )
    spark = Oklch(0.82, 0.13, (hue + (60, 150, 210, 300)[lot >> 6]) % 360).fitted().hex
    grounds = ((deep, pale, middle), (pale, deep, middle), (middle, pale, deep))
    return (*grounds[lot % 3], spark)


def _cell(shape: str, colour: str, x: int, y: int, *, turned: bool) -> str:
    move = f"translate({x + 16} {y + 16}) rotate(180)" if turned else f"translate({x} {y})"
    return f'<path transform="{move}" fill="{colour}" d="{shape}"/>'
