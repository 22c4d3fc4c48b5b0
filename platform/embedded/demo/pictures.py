"""Draws the demo's four pictures, so that the repository carries no photographs.

Each is drawn at twice its size and scaled down, which is all the smoothing it needs.
"""

import math
import random
from collections.abc import Callable
from io import BytesIO

from PIL import Image, ImageDraw, ImageFilter

WIDTH, HEIGHT = 2400, 1500
Colour = tuple[int, int, int]


def draw(name: str) -> bytes:
    """Return one picture as PNG, 1200 by 750 pixels; the same name draws the same picture."""
    image = _DRAWINGS[name](random.Random(name)).resize((1200, 750))  # noqa: S311 - a drawing
    buffer = BytesIO()
    image.save(buffer, "PNG")
    return buffer.getvalue()


def _gradient(*stops: Colour) -> Image.Image:
    column = Image.new("RGB", (1, len(stops)))
    column.putdata(stops)
    return column.resize((WIDTH, HEIGHT), Image.Resampling.BICUBIC)


def _dusk(dice: random.Random) -> Image.Image:
    image = _gradient((58, 52, 94), (122, 92, 134), (222, 150, 120), (250, 196, 130), (88, 84, 118))
    draw = ImageDraw.Draw(image)
    draw.ellipse((1540, 700, 1700, 860), fill=(255, 226, 170))
    for layer, colour in enumerate([(92, 78, 112), (66, 60, 92), (42, 42, 70)]):
        height = 820 + layer * 60
        ridge: list[tuple[float, float]] = [(0, 960)]
        ridge += [
            (x, height + 40 * math.sin(x / (260 - layer * 50) + layer * 2) + dice.randint(-6, 6))
            for x in range(0, WIDTH + 1, 24)
        ]
        draw.polygon([*ridge, (WIDTH, 960)], fill=colour)
    water = image.crop((0, 420, WIDTH, 960)).transpose(Image.Transpose.FLIP_TOP_BOTTOM)
    water = water.filter(ImageFilter.GaussianBlur(9)).point(lambda value: int(value * 0.82))
    image.paste(water, (0, 960))
    for _ in range(170):
        x, y = dice.randint(0, WIDTH), dice.randint(975, HEIGHT)
        length = int((y - 900) / 3)
        draw.line((x, y, x + length, y), fill=(214, 170, 150), width=2)
    draw.line((760, 700, 760, 1010), fill=(30, 30, 48), width=8)
    draw.polygon([(640, 1000), (900, 1000), (860, 1050), (680, 1050)], fill=(30, 30, 48))
    return image


def _pool(dice: random.Random) -> Image.Image:
    image = _gradient((44, 74, 84), (58, 104, 108), (38, 70, 78))
    draw = ImageDraw.Draw(image)
    for _ in range(420):
        x, y, size = dice.randint(-60, WIDTH), dice.randint(-60, HEIGHT), dice.randint(40, 150)
        tone = dice.randint(70, 168)
        warm = dice.randint(-12, 14)
        draw.ellipse(
            (x, y, x + size, y + int(size * 0.72)),
            fill=(tone + warm, tone + 4, tone - warm),
            outline=(40, 58, 62),
            width=3,
        )
    for _ in range(90):
        x, y = dice.randint(0, WIDTH), dice.randint(0, HEIGHT)
        green = (60 + dice.randint(0, 40), 120 + dice.randint(0, 50), 70)
        bend = dice.randint(-90, 90)
        draw.line([(x, y), (x + bend, y - 90), (x + bend // 2, y - 190)], fill=green, width=12)
    draw.ellipse((1280, 700, 1860, 1100), fill=(26, 44, 50))
    for _ in range(150):
        angle, far = dice.random() * math.tau, dice.random() ** 0.5
        x, y = 1570 + math.cos(angle) * far * 210, 900 + math.sin(angle) * far * 140
        draw.ellipse((x - 22, y - 22, x + 22, y + 22), fill=(240, 158, 84), outline=(190, 110, 60))
        draw.ellipse((x - 10, y - 12, x, y - 4), fill=(255, 214, 160))
    veil = Image.new("RGB", image.size, (96, 160, 170))
    return Image.blend(image, veil, 0.16)


def _knob(_dice: random.Random) -> Image.Image:
    paper, ink, light = (238, 242, 246), (40, 66, 110), (150, 170, 200)
    image = Image.new("RGB", (WIDTH, HEIGHT), paper)
    draw = ImageDraw.Draw(image)
    for x in range(0, WIDTH, 60):
        draw.line((x, 0, x, HEIGHT), fill=(222, 230, 238), width=2)
    for y in range(0, HEIGHT, 60):
        draw.line((0, y, WIDTH, y), fill=(222, 230, 238), width=2)
    middle = (780, 750)
    for radius, width in ((420, 8), (340, 4), (120, 6)):
        left, top = middle[0] - radius, middle[1] - radius
        box = (left, top, left + 2 * radius, top + 2 * radius)
        draw.ellipse(box, outline=ink, width=width)
    for step in range(36):
        angle = step * math.tau / 36
        points = [
            (middle[0] + math.cos(angle) * far, middle[1] + math.sin(angle) * far)
            for far in (395, 420)
        ]
        draw.line(points, fill=ink, width=6)
    draw.rectangle((768, 345, 792, 520), fill=ink)
    draw.line((780, 200, 780, 1300), fill=light, width=3)
    draw.line((230, 750, 1330, 750), fill=light, width=3)
    draw.line((360, 1250, 1200, 1250), fill=ink, width=4)
    for x in (360, 1200):
        draw.line((x, 1215, x, 1285), fill=ink, width=4)
    draw.polygon([(1600, 420), (2100, 420), (2160, 1080), (1540, 1080)], outline=ink, width=8)
    draw.rectangle((1760, 1080, 1940, 1220), outline=ink, width=8)
    draw.line((1480, 420, 1480, 1080), fill=ink, width=4)
    return image


def _arches(dice: random.Random) -> Image.Image:
    image = _gradient((24, 40, 44), (30, 62, 60), (18, 34, 38))
    draw = ImageDraw.Draw(image)
    for n, glow in ((0, 0.35), (1, 1.0), (2, 0.35)):
        left = 300 + n * 640
        warm = tuple(int(c * glow) for c in (255, 206, 130))
        for inset in range(0, 120, 12):
            tone = tuple(int(c * (0.35 + inset / 185)) for c in warm)
            box = (left + inset, 300 + inset, left + 520 - inset, 820 - inset)
            draw.pieslice(box, 180, 360, fill=tone)
            draw.rectangle((left + inset, 555, left + 520 - inset, 1260), fill=tone)
        draw.arc((left - 14, 286, left + 534, 834), 180, 360, fill=(92, 150, 132), width=22)
        for x in (left - 14, left + 512):
            draw.rectangle((x, 560, x + 22, 1260), fill=(92, 150, 132))
    for row in range(9):
        for column in range(41):
            x, y = column * 60, 1260 + row * 30
            grey = 50 + dice.randint(0, 36)
            draw.rectangle((x, y, x + 58, y + 28), fill=(grey - 10, grey + 22, grey + 12))
    draw.ellipse((1120, 1010, 1290, 1060), fill=(30, 40, 40))
    draw.rectangle((1196, 1030, 1214, 1230), fill=(30, 40, 40))
    return image.filter(ImageFilter.GaussianBlur(1))


_DRAWINGS: dict[str, Callable[[random.Random], Image.Image]] = {
    "dusk": _dusk,
    "pool": _pool,
    "knob": _knob,
    "arches": _arches,
}
