"""Pictures: whatever is sent, what is kept is small, upright, bare of metadata, and a picture."""

import io
import struct
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from squares.media import processing
from squares.media.errors import NotAPicture, TooLarge, TooManyPixels
from squares.media.processing import read_avatar, read_picture
from talk_cast import picture


def opened(rendition) -> Image.Image:
    return Image.open(io.BytesIO(rendition.content))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF", "AVIF"])
def test_every_format_is_written_anew(kind: str) -> None:
    read = read_picture(picture((800, 600), kind))
    assert (read.full.width, read.full.height) == (800, 600)
    assert (read.preview.width, read.preview.height) == (640, 480)
    assert read.full.mime in {"image/webp", "image/png"}
    assert opened(read.full).format == read.full.ending.upper()
    assert len(read.blurhash) > 6


def test_a_small_drawing_stays_png_a_photo_does_not() -> None:
    drawing = io.BytesIO()
    Image.new("RGB", (200, 200), "teal").save(drawing, "PNG")
    drawing.seek(0)
    assert read_picture(drawing).full.mime == "image/png"
    noise = io.BytesIO()
    Image.effect_noise((600, 600), 80).save(noise, "PNG")
    noise.seek(0)
    assert read_picture(noise).full.mime == "image/webp"


def test_large_ones_shrink() -> None:
    read = read_picture(picture((5000, 2500), "JPEG"))
    assert (read.full.width, read.full.height) == (3840, 1920)


def test_no_word_about_place_or_camera_remains_and_up_is_up() -> None:
    image = Image.new("RGB", (60, 40), "red")
    image.paste("blue", (0, 0, 60, 20))
    exif = Image.Exif()
    exif[0x0112] = 6  # held upright: turn a quarter clockwise
    exif[0x010F] = "SecretCamera"
    exif.get_ifd(0x8825)[1] = "N"
    file = io.BytesIO()
    image.save(file, "JPEG", exif=exif, comment=b"my home")
    file.seek(0)
    read = read_picture(file)
    for rendition in (read.full, read.preview):
        assert b"SecretCamera" not in rendition.content
        assert b"my home" not in rendition.content
        shown = opened(rendition)
        assert not shown.getexif()
        assert shown.size == (40, 60)
        red, _, blue = shown.convert("RGB").getpixel((36, 30))
        assert blue > red  # what was on top stands on the right


def test_text_chunks_and_profiles_go() -> None:
    from PIL import ImageCms
    from PIL.PngImagePlugin import PngInfo

    words = PngInfo()
    words.add_text("Author", "Somebody")
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    read = read_picture(picture((50, 50), "PNG", pnginfo=words, icc_profile=profile))
    assert b"Somebody" not in read.full.content
    assert "icc_profile" not in opened(read.full).info


def test_transparency_stays() -> None:
    file = io.BytesIO()
    Image.new("RGBA", (300, 300), (255, 0, 0, 0)).save(file, "PNG")
    file.seek(0)
    read = read_picture(file)
    assert opened(read.full).mode == "RGBA"
    assert opened(read.preview).convert("RGBA").getpixel((5, 5))[3] == 0


def moving(frames: int, size=(40, 30)) -> io.BytesIO:
    pictures = [Image.new("RGB", size, (n * 9 % 255, 80, 120)) for n in range(frames)]
    file = io.BytesIO()
    pictures[0].save(file, "GIF", save_all=True, append_images=pictures[1:], duration=80)
    file.seek(0)
    return file


def test_what_moves_keeps_moving_while_it_is_cheap(monkeypatch) -> None:
    read = read_picture(moving(5))
    assert opened(read.full).n_frames == 5
    assert getattr(opened(read.preview), "n_frames", 1) == 1
    monkeypatch.setattr(processing, "MAX_FRAMES", 3)
    assert getattr(opened(read_picture(moving(5)).full), "n_frames", 1) == 1


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"hello",
        b"\x89PNG\r\n\x1a\n",
        b"GIF89a",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"%PDF-1.7",
        b"\xff\xd8\xff\xe0" + b"\x00" * 100,
        b"II*\x00" + b"\x00" * 100,
        b"RIFF\x00\x00\x00\x00WEBPVP8 ",
    ],
)
def test_what_is_no_picture_is_refused(content: bytes) -> None:
    for read in (read_picture, read_avatar):
        with pytest.raises(NotAPicture):
            read(io.BytesIO(content))


def test_a_broken_picture_is_refused() -> None:
    whole = picture((400, 400), "JPEG").getvalue()
    with pytest.raises(NotAPicture):
        read_picture(io.BytesIO(whole[: len(whole) // 3]))


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_picture_with_wrong_bytes_never_breaks_anything(data) -> None:
    kind = data.draw(st.sampled_from(["JPEG", "PNG", "WEBP", "GIF"]))
    content = bytearray(picture((40, 40), kind).getvalue())
    for _ in range(data.draw(st.integers(1, 8))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    try:
        read = read_picture(io.BytesIO(bytes(content)))
    except (NotAPicture, TooManyPixels):
        return
    opened(read.full).load()


def bomb(width: int, height: int) -> io.BytesIO:
    """A PNG of a few hundred bytes that claims to be huge."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        )

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = zlib.compress(b"\0" * 10_000)
    return io.BytesIO(
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("size", [(10_000, 10_000), (60_000, 60_000), (50_000_000, 2)])
def test_a_bomb_is_refused_before_it_is_opened(size) -> None:
    for read in (read_picture, read_avatar):
        with pytest.raises(TooManyPixels):
            read(bomb(*size))


def test_sixteen_megabytes_are_the_end() -> None:
    with pytest.raises(TooLarge) as refused:
        read_picture(io.BytesIO(b"\xff" * (processing.LIMIT_BYTES + 1)))
    assert refused.value.params == {"limit": 16}


def test_an_avatar_is_square() -> None:
    read = read_avatar(picture((900, 300), "JPEG"))
    assert (read.width, read.height) == (400, 400)
