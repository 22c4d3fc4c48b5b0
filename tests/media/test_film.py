"""Films and recordings: whatever is sent, what is kept plays everywhere and says nothing else."""

import io
import json
import subprocess
import wave
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from squares.media import ffmpeg, film
from squares.media.errors import (
    FilmBroken,
    FilmsNotTaken,
    FilmTakesTooLong,
    FilmTooFine,
    FilmTooLong,
)
from talk_cast import film as filmed


def written(folder: Path, content: bytes, name: str = "source") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def read(folder: Path, content: bytes, seconds: float = 60) -> film.Prepared:
    source = written(folder, content)
    demuxer = film.demuxer_of(content[:32])
    assert demuxer
    return film.prepare(source, film.look(source, demuxer), folder, seconds)


def streams(path: Path) -> dict:
    how = ["ffprobe", "-loglevel", "error", "-show_streams", "-show_format", "-of", "json"]
    said = json.loads(subprocess.run([*how, path], check=True, capture_output=True).stdout)
    return {s["codec_type"]: s for s in said["streams"]} | {"format": said["format"]}


@pytest.mark.parametrize("ending", ["mp4", "mov", "webm", "mkv"])
def test_every_film_becomes_one_that_plays_everywhere(ending: str, tmp_path) -> None:
    made = read(tmp_path, filmed(ending).getvalue())
    found = streams(made.path)
    assert (found["video"]["codec_name"], found["audio"]["codec_name"]) == ("h264", "aac")
    assert found["video"]["pix_fmt"] == "yuv420p"
    assert (made.width, made.height, made.rate) == (64, 48, "25/1")
    assert made.seconds == pytest.approx(1, abs=0.15)
    assert made.bits > 1000
    assert not made.loops
    content = made.path.read_bytes()
    assert content.index(b"moov") < content.index(b"mdat")
    with Image.open(made.still) as still:
        assert still.size == (64, 48)


@pytest.mark.parametrize("ending", ["mp3", "ogg", "flac", "wav", "m4a", "aac"])
def test_every_recording_becomes_an_mp3(ending: str, tmp_path) -> None:
    made = read(tmp_path, filmed(ending).getvalue())
    assert (made.mime, made.still, made.width) == ("audio/mpeg", None, 0)
    assert made.seconds == pytest.approx(1, abs=0.3)
    assert streams(made.path)["audio"]["codec_name"] == "mp3"


@pytest.mark.parametrize("ending", ["mp4", "webm", "mp3", "flac"])
def test_no_word_about_place_or_title_remains(ending: str, tmp_path) -> None:
    sent = filmed(ending).getvalue()
    assert b"SecretTitle" in sent
    made = read(tmp_path, sent)
    assert b"SecretTitle" not in made.path.read_bytes()
    assert not {"title", "location"} & set(streams(made.path)["format"].get("tags", {}))


def test_what_is_silent_and_short_loops(tmp_path) -> None:
    assert read(tmp_path, filmed("mp4", sound=False).getvalue()).loops
    assert not read(tmp_path, filmed("mp4", sound=False, seconds=31, rate=2).getvalue()).loops


def test_large_fast_and_odd_films_shrink_to_what_screens_show(tmp_path) -> None:
    large = read(tmp_path, filmed(size="2560x1440", seconds=0.2).getvalue())
    assert (large.width, large.height) == (1920, 1080)
    assert read(tmp_path, filmed(rate=120, seconds=0.5).getvalue()).rate == "60/1"
    odd = read(tmp_path, filmed("webm", size="65x47").getvalue())
    assert (odd.width, odd.height) == (64, 46)
    thread = read(tmp_path, filmed("webm", size="16x2000", seconds=0.2).getvalue())
    assert (thread.width, thread.height) == (14, 1920)


def test_what_would_take_long_is_made_smaller() -> None:
    long = film.Footage(
        "mov", film=True, sound=False, seconds=280, width=1920, height=1080, rate=film.Fraction(30)
    )
    assert f"{film.COSTLY_SIDE}/" in " ".join(film._as_film(long))


def test_limits_are_refused_before_anything_is_decoded(tmp_path, monkeypatch) -> None:
    source = written(tmp_path, filmed("mp4", seconds=2).getvalue())
    monkeypatch.setattr(film, "LIMIT_FILM_SECONDS", 1)
    with pytest.raises(FilmTooLong):
        film.look(source, "mov")
    monkeypatch.setattr(film, "LIMIT_FILM_SECONDS", 60)
    monkeypatch.setattr(film, "LIMIT_FRAME_PIXELS", 1000)
    with pytest.raises(FilmTooFine):
        film.look(source, "mov")


def test_patience_ends(tmp_path) -> None:
    with pytest.raises(FilmTakesTooLong):
        read(tmp_path, filmed(size="1280x720", seconds=5).getvalue(), seconds=0.05)


def test_where_ffmpeg_is_missing_it_says_so(tmp_path, monkeypatch) -> None:
    source = written(tmp_path, filmed().getvalue())
    monkeypatch.setenv("PATH", str(tmp_path))
    assert not ffmpeg.is_here()
    with pytest.raises(FilmsNotTaken):
        film.look(source, "mov")


def test_a_playlist_reaches_no_other_file(tmp_path) -> None:
    secret = written(tmp_path, filmed("mp4").getvalue(), "secret.mp4")
    for playlist in (
        f"#EXTM3U\n#EXTINF:1,\n{secret}\n#EXT-X-ENDLIST\n",
        f"ffconcat version 1.0\nfile '{secret}'\n",
    ):
        content = playlist.encode()
        assert film.demuxer_of(content[:32]) == ""
        source = written(tmp_path, content)
        for demuxer in ("mov", "matroska", "mp3", "ogg", "wav"):
            with pytest.raises(FilmBroken):
                film.prepare(source, film.look(source, demuxer), tmp_path, 5)


def test_a_picture_in_an_mp4_box_is_no_film() -> None:
    file = io.BytesIO()
    Image.new("RGB", (20, 20)).save(file, "AVIF")
    assert film.demuxer_of(file.getvalue()[:32]) == ""


@pytest.mark.parametrize(
    "content",
    [
        b"\x1a\x45\xdf\xa3",
        b"\x1a\x45\xdf\xa3" + b"\x00" * 4000,
        b"OggS" + b"\xff" * 500,
        b"fLaC" + b"\x00" * 500,
        b"RIFF\x00\x00\x00\x00WAVEfmt ",
        b"ID3\x04\x00\x00\x00\x00\x00\x00",
        b"\x00\x00\x00\x18ftypisom\x00\x00\x02\x00isomiso2",
        b"\x00\x00\x00\x18ftypqt  \x00\x00\x02\x00" + b"<script>" * 200,
    ],
)
def test_what_only_begins_like_a_film_is_refused(content: bytes, tmp_path) -> None:
    with pytest.raises(FilmBroken):
        read(tmp_path, content)


def test_a_truncated_film_is_refused_or_cut(tmp_path) -> None:
    whole = filmed("mp4").getvalue()
    with pytest.raises(FilmBroken):
        read(tmp_path, whole[: len(whole) // 2])  # its index stood at the end
    streamed = filmed("webm", seconds=2).getvalue()
    assert 0 < read(tmp_path, streamed[: len(streamed) // 2]).seconds < 2


def test_a_recording_that_claims_to_be_endless_ends(tmp_path, monkeypatch) -> None:
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(1)
        sound.setframerate(8)
        sound.writeframes(b"\x80" * 80_000)
    with pytest.raises(FilmTooLong):
        read(tmp_path, file.getvalue())


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.data())
def test_a_film_with_wrong_bytes_breaks_nothing(tmp_path, data) -> None:
    content = bytearray(filmed(data.draw(st.sampled_from(["mp4", "webm"]))).getvalue())
    for _ in range(data.draw(st.integers(1, 40))):
        content[data.draw(st.integers(12, len(content) - 1))] = data.draw(st.integers(0, 255))
    try:
        made = read(tmp_path, bytes(content), seconds=10)
    except (FilmBroken, FilmTooLong, FilmTooFine, FilmTakesTooLong):
        return
    assert made.path.stat().st_size
