"""Files sent by apps: taken at once or awaited, described, and gone without a trace when refused."""

import io
import struct
import zlib
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from api_client import app_of
from squares.media.actions import prepare_film
from squares.media.models import MediaAttachment
from talk_cast import film, picture
from tenants.context import inside

V1, V2 = "/api/v1/media", "/api/v2/media"


@pytest.fixture
def slowly(monkeypatch) -> None:
    monkeypatch.setattr("squares.media.intake.AT_ONCE_PIXELS", 0)


def files(settings) -> set[Path]:
    return {f for f in Path(settings.MEDIA_ROOT, "sq_agora").rglob("*") if f.is_file()}


def rows(cast) -> int:
    with inside(cast.agora):
        return MediaAttachment.objects.count()


@pytest.mark.parametrize("path", [V1, V2])
def test_a_picture_comes_back_complete(cleo, cast, path) -> None:
    sent = {"file": picture((50, 50)), "description": "Test 1", "focus": "0.5,-0.25"}
    answer = cleo.form(path, sent)
    assert answer.status_code == 200
    media = answer.json()
    with inside(cast.agora):
        row = MediaAttachment.objects.get()
    assert media == {
        "id": str(row.pk),
        "type": "image",
        "url": f"{cast.agora.url}/media/{row.file}",
        "preview_url": f"{cast.agora.url}/media/{row.preview}",
        "remote_url": None,
        "preview_remote_url": None,
        "text_url": None,
        "meta": {
            "focus": {"x": 0.5, "y": -0.25},
            "original": {"width": 50, "height": 50, "size": "50x50", "aspect": 1.0},
            "small": {"width": 50, "height": 50, "size": "50x50", "aspect": 1.0},
        },
        "description": "Test 1",
        "blurhash": row.blurhash,
    }
    assert ("Deprecation" in answer.headers) == (path == V1)
    assert cleo.get(f"/api/v1/media/{row.pk}").json() == media


def test_a_film_says_how_long_and_how_fast_it_is(cleo, cast) -> None:
    sent = {"file": film("webm", seconds=2), "thumbnail": picture((50, 50)), "description": "foo"}
    media = cleo.form(V2, sent).json()
    assert media["type"] == "video"
    assert media["url"].endswith(".mp4")
    assert media["preview_url"].endswith(".png")
    meta = media["meta"]
    original = meta["original"]
    assert (original["width"], original["height"], original["frame_rate"]) == (64, 48, "25/1")
    assert original["duration"] == meta["duration"] == pytest.approx(2, abs=0.2)
    assert original["bitrate"] > 1000
    assert meta["length"].startswith("0:00:0")
    assert (meta["fps"], meta["size"], meta["width"], meta["height"]) == (25, "64x48", 64, 48)
    assert (meta["small"]["width"], meta["small"]["height"]) == (50, 50)
    assert len(media["blurhash"]) > 6


def test_a_recording_has_no_size_and_a_moving_picture_no_sound(cleo) -> None:
    sound = cleo.form(V2, {"file": film("mp3")}).json()
    assert (sound["type"], sound["preview_url"], sound["blurhash"]) == ("audio", None, None)
    assert set(sound["meta"]) == {"focus", "original", "length", "duration"}
    assert set(sound["meta"]["original"]) == {"duration", "bitrate"}
    assert cleo.form(V2, {"file": film("gif")}).json()["type"] == "gifv"


def test_a_longer_film_is_awaited(cleo, cast, slowly) -> None:
    answer = cleo.form(V2, {"file": film(), "description": "A walk"})
    media = answer.json()
    assert (answer.status_code, media["url"], media["type"]) == (202, None, "video")
    assert media["preview_url"] is None
    path = f"/api/v1/media/{media['id']}"
    assert cleo.get(path).status_code == 206
    refused = cleo.post("/api/v1/statuses", {"status": "x", "media_ids": [media["id"]]})
    assert refused.status_code == 422
    assert "still being prepared" in refused.json()["error"]
    described = cleo.put(path, {"description": "A long walk"})
    assert (described.status_code, described.json()["description"]) == (206, "A long walk")
    with inside(cast.agora):
        prepare_film(media_id=int(media["id"]))
    ready = cleo.get(path)
    assert (ready.status_code, ready.json()["description"]) == (200, "A long walk")
    assert ready.json()["url"].endswith(".mp4")
    done = cleo.post("/api/v1/statuses", {"status": "x", "media_ids": [media["id"]]})
    assert done.json()["media_attachments"] == [ready.json()]


def test_what_turned_out_unreadable_is_refused_in_words(cleo, cast, slowly) -> None:
    media = cleo.form(V2, {"file": film()}).json()
    with inside(cast.agora):
        MediaAttachment.objects.update(state="failed")
    answer = cleo.get(f"/api/v1/media/{media['id']}")
    assert answer.status_code == 422
    assert "could not be read" in answer.json()["error"]


def test_words_focus_and_thumbnail_change_what_is_not_sent_stays(cleo) -> None:
    media = cleo.form(V2, {"file": film(), "description": "One", "focus": "0.1,0.2"}).json()
    path = f"/api/v1/media/{media['id']}"
    for focus in ("-0.5,1", [-0.5, 1]):
        moved = cleo.put(path, {"focus": focus}).json()
        assert (moved["description"], moved["meta"]["focus"]) == ("One", {"x": -0.5, "y": 1.0})
    shown = cleo.form(path, {"thumbnail": picture((50, 50)), "description": "Two"}, "put").json()
    assert shown["preview_url"].endswith(".png")
    assert shown["description"] == "Two"
    assert cleo.put(path, {"description": ""}).json()["description"] is None
    assert cleo.put(path, {"focus": "9,-9"}).json()["meta"]["focus"] == {"x": 1.0, "y": -1.0}


def test_a_file_on_a_post_is_neither_described_nor_deleted_here(cleo) -> None:
    media = cleo.form(V2, {"file": picture()}).json()
    cleo.post("/api/v1/statuses", {"status": "x", "media_ids": [media["id"]]})
    path = f"/api/v1/media/{media['id']}"
    assert cleo.put(path, {"description": "Later"}).status_code == 404
    refused = cleo.delete(path)
    assert refused.status_code == 422
    assert "on a post" in refused.json()["error"]


def test_a_file_is_deleted_for_good(cleo, cast, settings) -> None:
    before = files(settings)
    media = cleo.form(V2, {"file": film()}).json()
    answer = cleo.delete(f"/api/v1/media/{media['id']}")
    assert (answer.status_code, answer.json()) == (200, {})
    assert cleo.get(f"/api/v1/media/{media['id']}").status_code == 404
    assert (files(settings), rows(cast)) == (before, 0)


def test_other_peoples_files_are_not_there(cleo, eli, dov) -> None:
    media = cleo.form(V2, {"file": picture()}).json()
    path = f"/api/v1/media/{media['id']}"
    for stranger in (eli, dov):
        assert stranger.get(path).status_code == 404
        assert stranger.put(path, {"description": "Mine"}).status_code == 404
        assert stranger.delete(path).status_code == 404
    assert eli.post("/api/v1/statuses", {"media_ids": [media["id"]]}).status_code in {404, 422}
    assert cleo.get("/api/v1/media/99999999999999999999").status_code == 404


def test_it_takes_a_token_with_the_scope(cast, nobody) -> None:
    reading = app_of(cast.agora, cast.cleo, ("read", "write:statuses"))
    for app, status in ((nobody, 401), (reading, 403)):
        assert app.form(V2, {"file": picture()}).status_code == status
        for method in ("get", "put", "delete"):
            assert getattr(app, method)("/api/v1/media/1").status_code == status
    assert rows(cast) == 0


def png(width: int, height: int) -> bytes:
    """A PNG of a few hundred bytes that claims to be huge."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        check = struct.pack(">I", zlib.crc32(kind + body))
        return struct.pack(">I", len(body)) + kind + body + check

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = zlib.compress(b"\0" * 1000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def polyglot() -> bytes:
    """A GIF that is also a script and an archive."""
    return b"GIF89a/*" + b"\x00" * 50 + b"*/=1;alert(1)//" + b"PK\x05\x06" + b"\x00" * 18


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"file": "just words"},
        {"file": b""},
        {"file": b"hello"},
        {"file": b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"},
        {"file": png(60_000, 60_000)},
        {"file": png(2, 50_000_000)},
        {"file": polyglot()},
        {"file": b"\x00\x00\x00\x18ftypisom" + b"\x00" * 300},
        {"file": b"\x1a\x45\xdf\xa3" + b"\xff" * 300},
        {"file": b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n"},
        {"file": b"\xff\xd8\xff\xe0" + b"x" * 17_000_000},
        {"focus": "0.5"},
        {"focus": "nan,0"},
        {"focus": "here,there"},
        {"focus": "1,2,3"},
        {"description": "x" * 1501},
        {"thumbnail": b"no picture"},
    ],
    ids=lambda sent: str(sent)[:50],
)
@pytest.mark.parametrize("path", [V1, V2])
def test_what_cannot_be_used_is_refused_in_words_and_leaves_nothing(
    cleo, cast, settings, path, sent
) -> None:
    before = files(settings)
    whole = {}
    if sent and "file" not in sent:
        whole = {"file": (film() if "thumbnail" in sent else picture()).getvalue()}
    form = {
        name: SimpleUploadedFile(f"{name}.png", value, content_type="image/png")
        if isinstance(value, bytes)
        else value
        for name, value in (whole | sent).items()
    }
    answer = cleo.form(path, form)
    assert answer.status_code == 422
    assert len(answer.json()["error"]) > 20
    assert (files(settings), rows(cast)) == (before, 0)


def test_truncated_pictures_and_films_are_refused(cleo, cast, settings) -> None:
    before = files(settings)
    for whole in (picture((400, 400), "JPEG").getvalue(), film().getvalue()):
        half = SimpleUploadedFile("half", whole[: len(whole) // 2])
        assert cleo.form(V2, {"file": half}).status_code == 422
    assert (files(settings), rows(cast)) == (before, 0)


def test_a_thread_of_a_picture_is_taken_and_shrunk(cleo) -> None:
    file = io.BytesIO()
    Image.new("RGB", (1, 60_000), "red").save(file, "PNG")
    sent = SimpleUploadedFile("thread.png", file.getvalue(), content_type="text/plain")
    original = cleo.form(V2, {"file": sent}).json()["meta"]["original"]
    assert (original["width"], original["height"]) == (1, 3840)


def test_without_ffmpeg_films_are_refused_in_words(cleo, cast, monkeypatch, tmp_path) -> None:
    sent = {"file": film()}
    monkeypatch.setenv("PATH", str(tmp_path))
    answer = cleo.form(V2, sent)
    assert answer.status_code == 422
    assert "ffmpeg" in answer.json()["error"]
    assert rows(cast) == 0


def test_four_pictures_or_one_film(cleo) -> None:
    pictures = [cleo.form(V2, {"file": picture()}).json()["id"] for _ in range(5)]
    post = {"status": "x", "media_ids": pictures}
    assert cleo.post("/api/v1/statuses", post).status_code == 422
    one = cleo.form(V2, {"file": film()}).json()["id"]
    refused = cleo.post("/api/v1/statuses", {"status": "x", "media_ids": [one, pictures[0]]})
    assert refused.status_code == 422
    done = cleo.post("/api/v1/statuses", {"status": "", "media_ids": pictures[:4]})
    assert [m["id"] for m in done.json()["media_attachments"]] == pictures[:4]


def test_a_send_costs_the_same_however_many_wait(cleo, costs_the_same) -> None:
    costs_the_same(
        lambda: cleo.form(V2, {"file": picture()}),
        more=lambda: [cleo.form(V2, {"file": picture()}) for _ in range(10)],
    )
