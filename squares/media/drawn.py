"""What stands in for a picture that a member has not chosen: drawn from their hue, always alike.

PNG, since not every app shows SVG.
"""

import io
from functools import lru_cache

from PIL import Image, ImageDraw

from commons.colour import Oklch

AVATAR_SIZE, HEADER_SIZE = (400, 400), (1500, 500)
_FINER = 2  # drawn larger and shrunk, for smooth edges
_TILE = 125


@lru_cache(maxsize=36)
def avatar_png(hue: int) -> bytes:
    """Return somebody's outline on a ground of their hue.  Cost: 8 ms once."""
    image, pen = _ground(AVATAR_SIZE, hue)
    figure = _colour(0.66, 0.09, hue)
    pen.circle((400, 310), 140, fill=figure)
    pen.ellipse((110, 510, 690, 1100), fill=figure)
    return _png(image, AVATAR_SIZE)


@lru_cache(maxsize=36)
def header_png(hue: int) -> bytes:
    """Return a pavement of quiet arcs in somebody's hue.  Cost: 30 ms once."""
    image, pen = _ground(HEADER_SIZE, hue)
    tones = [_colour(lightness, 0.06, hue) for lightness in (0.87, 0.84)]
    side = _TILE * _FINER
    for row in range(HEADER_SIZE[1] // _TILE):
        for column in range(HEADER_SIZE[0] // _TILE):
            lot = (row * 7 + column * 5 + row * column + hue // 10) % 8
            x, y = column * side + (lot & 1) * side, row * side + (lot >> 1 & 1) * side
            turn = {(0, 0): 0, (1, 0): 90, (1, 1): 180, (0, 1): 270}[lot & 1, lot >> 1 & 1]
            box = (x - side, y - side, x + side, y + side)
            pen.pieslice(box, turn, turn + 90, fill=tones[lot >> 2])
    return _png(image, HEADER_SIZE)


def _ground(size: tuple[int, int], hue: int) -> tuple[Image.Image, ImageDraw.ImageDraw]:
    width, height = size
    image = Image.new("RGB", (width * _FINER, height * _FINER), _colour(0.9, 0.06, hue))
    return image, ImageDraw.Draw(image)


def _colour(lightness: float, chroma: float, hue: int) -> str:
    return Oklch(lightness, chroma, float(hue)).fitted().hex


def _png(image: Image.Image, size: tuple[int, int]) -> bytes:
    """Return a drawing of few colours as the small file it can be."""
    target = io.BytesIO()
    small = image.resize(size, Image.Resampling.LANCZOS)
    small.quantize(24).save(target, "PNG", optimize=True)
    return target.getvalue()
