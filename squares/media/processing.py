"""From a file as sent to pictures as shown: small, upright, without a word of metadata.

Every picture is decoded and written anew, so nothing of the original file is ever served.
"""

import io
import warnings
from dataclasses import dataclass
from typing import Protocol

import blurhash
from PIL import Image, ImageCms, ImageOps, ImageSequence, UnidentifiedImageError

from squares.media.errors import (
    EmojiTooLarge,
    NotAnEmoji,
    NotAPicture,
    TooLarge,
    TooManyPixels,
)

FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "AVIF")
LIMIT_BYTES = 16_000_000
LIMIT_PIXELS = 50_000_000
LIMIT_MOVING_PIXELS = 60_000_000  # all frames together
MAX_SIDE, PREVIEW_SIDE, AVATAR_SIDE, MOVING_SIDE = 3840, 640, 400, 720
HEADER_SIZE = (1500, 500)
EMOJI_FORMATS, EMOJI_SIDE, EMOJI_BYTES = ("PNG", "GIF", "WEBP"), 128, 256_000
MAX_FRAMES = 200
SMALL_PNG = 40_000  # a drawing this small stays as sharp as it was sent
BLUR_SIDE = 32


class Readable(Protocol):
    """Anything that bytes can be read from."""

    def read(self, size: int = -1, /) -> bytes:
        """Return at most so many bytes."""


@dataclass(frozen=True)
class Rendition:
    """One file ready to be stored."""

    content: bytes
    ending: str
    mime: str
    width: int
    height: int


@dataclass(frozen=True)
class Picture:
    """A picture in both its sizes, with the blur shown until it is there."""

    full: Rendition
    preview: Rendition
    blurhash: str


@dataclass(frozen=True)
class Still:
    """What is shown of a film before it plays, or beside a recording."""

    preview: Rendition
    blurhash: str


def read_picture(file: Readable) -> Picture:
    """Decode what was sent and write it anew, at most 3840 px a side and 640 px for the preview.

    An animated picture stays animated as long as that is cheap, else its first frame stands.
    Raises: TooLarge, NotAPicture, TooManyPixels.  Cost: about 60 ms for 12 megapixels.
    """
    content = _read(file)
    with _opened(content) as image:
        kind, frames = image.format, getattr(image, "n_frames", 1)
        moving = _moving(image, frames) if frames > 1 else None
        still = _upright(image, MAX_SIDE)
    preview = _shrunk(still, PREVIEW_SIDE)
    if moving is None:
        moving = _small_png(still) if kind == "PNG" and len(content) <= SMALL_PNG else None
    return Picture(
        full=moving or _webp(still, quality=82),
        preview=_webp(preview, quality=78),
        blurhash=_blurhash(preview),
    )


def read_still(file: Readable, *, sharp: bool) -> Still:
    """Decode what was sent and write it anew, at most 640 px a side.

    sharp: whether a small drawing stays PNG.  Raises: TooLarge, NotAPicture, TooManyPixels.
    """
    content = _read(file)
    with _opened(content) as image:
        sharp = sharp and image.format == "PNG" and len(content) <= SMALL_PNG
        still = _shrunk(_upright(image, PREVIEW_SIDE), PREVIEW_SIDE)
    preview = (_small_png(still) if sharp else None) or _webp(still, quality=78)
    return Still(preview=preview, blurhash=_blurhash(still))


def read_avatar(file: Readable) -> Rendition:
    """Decode what was sent and cut the middle out of it, 400 px square.

    Raises: TooLarge, NotAPicture, TooManyPixels.
    """
    return _cut(file, (AVATAR_SIDE, AVATAR_SIDE))


def read_header(file: Readable) -> Rendition:
    """Decode what was sent and cut a broad strip out of its middle, 1500 by 500 px.

    Raises: TooLarge, NotAPicture, TooManyPixels.
    """
    return _cut(file, HEADER_SIZE)


def read_emoji(file: Readable) -> tuple[Rendition | None, Rendition]:
    """Decode what was sent and write it anew, at most 128 px a side.

    Returns: the animation as WebP, None for what does not move; and one frame of it as PNG.
    Raises: EmojiTooLarge, NotAnEmoji, TooManyPixels.
    """
    content = file.read(EMOJI_BYTES + 1)
    if len(content) > EMOJI_BYTES:
        raise EmojiTooLarge(limit=EMOJI_BYTES // 1000)
    try:
        with _opened(content, EMOJI_FORMATS) as image:
            frames = getattr(image, "n_frames", 1)
            moving = _moving(image, frames, EMOJI_SIDE) if frames > 1 else None
            still = _upright(image, EMOJI_SIDE)
    except NotAPicture:
        raise NotAnEmoji from None
    return moving, _png(still)


def moves(content: bytes) -> bool:
    """Tell whether a picture has more than one frame.

    Raises: NotAPicture, TooManyPixels.
    """
    with _opened(content) as image:
        return bool(getattr(image, "is_animated", False))


def _cut(file: Readable, size: tuple[int, int]) -> Rendition:
    with _opened(_read(file)) as image:
        upright = _upright(image, max(size) * 2)
    return _webp(ImageOps.fit(upright, size), quality=85)


def _read(file: Readable) -> bytes:
    content = file.read(LIMIT_BYTES + 1)
    if len(content) > LIMIT_BYTES:
        raise TooLarge(limit=LIMIT_BYTES // 1_000_000)
    return content


def _opened(content: bytes, formats: tuple[str, ...] = FORMATS) -> Image.Image:
    """Open a picture of an allowed format whose header promises a bearable size."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            image = Image.open(io.BytesIO(content), formats=formats)
    except Image.DecompressionBombError:
        raise TooManyPixels(limit=LIMIT_PIXELS // 1_000_000) from None
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError):
        raise NotAPicture from None
    if image.width * image.height > LIMIT_PIXELS:
        image.close()
        raise TooManyPixels(limit=LIMIT_PIXELS // 1_000_000)
    return image


def _upright(image: Image.Image, side: int) -> Image.Image:
    """Return the first frame as the camera was held, in plain colours, at most `side` px."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            image.seek(0) if getattr(image, "n_frames", 1) > 1 else None
            image.draft("RGB", (side, side))
            # Shrunk in its place before anything else is done: 50 megapixels are not copied.
            small = image if image.mode in {"RGB", "RGBA"} else _plain(image)
            small.thumbnail((side, side), Image.Resampling.LANCZOS, reducing_gap=2.0)
            return _in_srgb(_plain(ImageOps.exif_transpose(small)))
    except Image.DecompressionBombError:
        raise TooManyPixels(limit=LIMIT_PIXELS // 1_000_000) from None
    except Exception:  # noqa: BLE001 - a broken file breaks decoders in ways that only they know
        raise NotAPicture from None


def _plain(image: Image.Image) -> Image.Image:
    """Return a picture in RGB, with transparency where it had any, and nothing else of it."""
    clear = image.mode in {"RGBA", "LA", "PA"} or "transparency" in image.info
    return image.convert("RGBA" if clear else "RGB")


def _shrunk(image: Image.Image, side: int) -> Image.Image:
    copy = image.copy()
    copy.thumbnail((side, side), Image.Resampling.LANCZOS, reducing_gap=2.0)
    return _in_srgb(copy)


def _in_srgb(image: Image.Image) -> Image.Image:
    """Return a picture in the colours that screens assume, its own profile dropped."""
    profile = image.info.pop("icc_profile", None)
    if not profile or image.mode not in {"RGB", "RGBA"}:
        return image
    try:
        own = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        target = ImageCms.createProfile("sRGB")
        ImageCms.profileToProfile(image, own, target, inPlace=True)
    except (ImageCms.PyCMSError, OSError, TypeError, ValueError):
        return image  # a broken profile says nothing
    return image


def _moving(image: Image.Image, frames: int, side: int = MOVING_SIDE) -> Rendition | None:
    """Return an animation as WebP, or None where it would cost too much."""
    if frames > MAX_FRAMES or frames * image.width * image.height > LIMIT_MOVING_PIXELS:
        return None
    try:
        pictures, durations = [], []
        for frame in ImageSequence.Iterator(image):
            picture = _shrunk(frame.convert("RGBA"), side)
            picture.info.clear()
            pictures.append(picture)
            durations.append(max(20, int(frame.info.get("duration", 100))))
    except Exception:  # noqa: BLE001 - as above; the first frame may still be whole
        return None
    target = io.BytesIO()
    pictures[0].save(
        target,
        "WEBP",
        save_all=True,
        append_images=pictures[1:],
        duration=durations,
        loop=0,
        quality=70,
        method=2,
    )
    return Rendition(target.getvalue(), "webp", "image/webp", *pictures[0].size)


def _small_png(image: Image.Image) -> Rendition | None:
    png = _png(image)
    return png if len(png.content) <= SMALL_PNG else None


def _png(image: Image.Image) -> Rendition:
    target = io.BytesIO()
    image.info.clear()
    image.save(target, "PNG", optimize=True)
    return Rendition(target.getvalue(), "png", "image/png", *image.size)


def _webp(image: Image.Image, *, quality: int) -> Rendition:
    target = io.BytesIO()
    image.info.clear()
    image.save(target, "WEBP", quality=quality, method=3)
    return Rendition(target.getvalue(), "webp", "image/webp", *image.size)


def _blurhash(image: Image.Image) -> str:
    """Return the blur of a picture, 4 by 3 waves, transparency on white."""
    small = image.convert("RGBA")
    small.thumbnail((BLUR_SIDE, BLUR_SIDE))
    ground = Image.new("RGBA", small.size, "white")
    ground.alpha_composite(small)
    plain = ground.convert("RGB")
    with warnings.catch_warnings():  # blurhash still asks Pillow in a way that ends in 2027
        warnings.simplefilter("ignore", DeprecationWarning)
        return str(blurhash.encode(plain, x_components=4, y_components=3))  # type: ignore[no-untyped-call]
