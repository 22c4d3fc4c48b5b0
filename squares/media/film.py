"""From a film or recording as sent to one that every browser and phone plays, and its still.

Like pictures they are decoded and written anew: nothing of the original file is ever served, and
no word of its metadata. What a file is, its first bytes say, not its name.
"""

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from squares.media import ffmpeg
from squares.media.errors import FilmBroken, FilmTooFine, FilmTooLong

LIMIT_BYTES = 40_000_000
LIMIT_FILM_SECONDS, LIMIT_RECORDING_SECONDS = 5 * 60, 60 * 60
LIMIT_FRAME_PIXELS = 3840 * 2160
MAX_SIDE, MAX_FRAMES_A_SECOND = 1920, 60
# A film with more to draw than 90 s of full HD is made smaller, so that it is ready in time.
COSTLY_PIXELS = 1920 * 1080 * 30 * 90
COSTLY_SIDE = 1280
LOOP_SECONDS = 30
STILL_SIDE = 640
PREPARE_SECONDS, STILL_SECONDS = 900.0, 30.0  # on a busy machine; a tenth of it on an idle one

# Which demuxer is told to read what; whatever is not here is no film of ours.
_BY_FIRST_BYTES = (
    (0, b"\x1a\x45\xdf\xa3", "matroska"),
    (0, b"OggS", "ogg"),
    (0, b"fLaC", "flac"),
    (8, b"WAVE", "wav"),
    (0, b"ID3", "mp3"),
    (0, b"\xff\xfb", "mp3"),
    (0, b"\xff\xf3", "mp3"),
    (0, b"\xff\xf2", "mp3"),
    (0, b"\xff\xf1", "aac"),
    (0, b"\xff\xf9", "aac"),
    (4, b"ftyp", "mov"),
    (4, b"moov", "mov"),
    (4, b"mdat", "mov"),
    (4, b"wide", "mov"),
    (4, b"free", "mov"),
)
_PICTURES_IN_FTYP = {b"avif", b"avis", b"mif1", b"msf1", b"heic", b"heix", b"heim", b"heis"}
_LONGEST = (
    # Anamorphic pixels made square, the longer side held, both sides even as H.264 wants them.
    "scale=w='max(2,2*trunc(iw*sar*min(1,{side}/max(iw*sar,ih))/2))'"
    ":h='max(2,2*trunc(ih*min(1,{side}/max(iw*sar,ih))/2))',setsar=1"
)
_BARE = ["-map_metadata", "-1", "-map_chapters", "-1", "-sn", "-dn", "-fflags", "+bitexact"]
_SOUND = ["-ac", "2", "-ar", "44100"]


@dataclass(frozen=True)
class Footage:
    """What a file says it is, before anything is decoded.

    seconds: 0 where it does not say.  rate: frames a second, 0 for a recording.
    """

    demuxer: str
    film: bool
    sound: bool
    seconds: float
    width: int = 0
    height: int = 0
    rate: Fraction = Fraction(0)


@dataclass(frozen=True)
class Prepared:
    """A film or recording ready to be stored, and a still of it where there is anything to see.

    rate: as "30/1".  bits: a second, of sound and picture together.
    """

    path: Path
    ending: str
    mime: str
    loops: bool
    seconds: float
    bits: int
    width: int = 0
    height: int = 0
    rate: str = ""
    still: Path | None = None


def demuxer_of(head: bytes) -> str:
    """Return how a file that starts so would be read, "" where it is no film or recording."""
    if head[4:8] == b"ftyp" and head[8:12] in _PICTURES_IN_FTYP:
        return ""
    found = (name for at, mark, name in _BY_FIRST_BYTES if head[at : at + len(mark)] == mark)
    return next(found, "")


def look(path: Path, demuxer: str) -> Footage:
    """Return what a file says it is, if we take such.

    Raises: FilmsNotTaken, FilmBroken, FilmTooLong, FilmTooFine.  Cost: about 80 ms.
    """
    said = ffmpeg.probe(path, demuxer)
    streams: list[dict[str, Any]] = said.get("streams", [])  # Any: ffprobe's JSON
    films = [s for s in streams if s.get("codec_type") == "video" and not _is_cover(s)]
    sound = any(s.get("codec_type") == "audio" for s in streams)
    seconds = _number(said.get("format", {}).get("duration"))
    if not films and not sound:
        raise FilmBroken
    limit = LIMIT_FILM_SECONDS if films else LIMIT_RECORDING_SECONDS
    if seconds > limit:
        raise FilmTooLong(limit=limit // 60)
    if not films:
        return Footage(demuxer, film=False, sound=True, seconds=seconds)
    width, height = int(films[0].get("width") or 0), int(films[0].get("height") or 0)
    if width < 1 or height < 1:
        raise FilmBroken
    if width * height > LIMIT_FRAME_PIXELS:
        raise FilmTooFine(limit=LIMIT_FRAME_PIXELS // 1_000_000)
    return Footage(
        demuxer, film=True, sound=sound, seconds=seconds, width=width, height=height,
        rate=_rate(films[0]),
    )  # fmt: skip


def prepare(source: Path, footage: Footage, folder: Path, seconds: float) -> Prepared:
    """Write a film or recording anew, into a folder of its own, in at most so many seconds.

    Films: H.264 and AAC, at most 1920 px a side and 60 frames a second.  Recordings: MP3.
    Raises: FilmsNotTaken, FilmBroken, FilmTakesTooLong.
    Cost: on two cores a second for two of full HD, half a second for a minute of sound.
    """
    make = _film if footage.film else _recording
    return make(source, footage, folder, seconds)


def _film(source: Path, footage: Footage, folder: Path, patience: float) -> Prepared:
    target, still = folder / "film.mp4", folder / "still.png"
    ffmpeg.convert(source, footage.demuxer, target, _as_film(footage), patience)
    made = ffmpeg.probe(target, "mov")
    picture = next((s for s in made["streams"] if s.get("codec_type") == "video"), None)
    if picture is None:
        raise FilmBroken
    seconds = _number(made["format"].get("duration"))
    ffmpeg.convert(target, "mov", still, _as_still(), STILL_SECONDS)
    rate = _rate(picture)
    return Prepared(
        path=target,
        ending="mp4",
        mime="video/mp4",
        loops=not footage.sound and seconds <= LOOP_SECONDS,
        seconds=seconds,
        bits=int(_number(made["format"].get("bit_rate"))),
        width=int(picture["width"]),
        height=int(picture["height"]),
        rate=f"{rate.numerator}/{rate.denominator}",
        still=still,
    )


def _recording(source: Path, footage: Footage, folder: Path, patience: float) -> Prepared:
    target = folder / "recording.mp3"
    how = ["-map", "0:a:0", *_BARE, "-vn", *_SOUND, "-c:a", "libmp3lame", "-b:a", "128k"]
    how += ["-t", str(LIMIT_RECORDING_SECONDS), "-write_xing", "1", "-id3v2_version", "0"]
    ffmpeg.convert(source, footage.demuxer, target, [*how, "-f", "mp3"], patience)
    made = ffmpeg.probe(target, "mp3")["format"]
    return Prepared(
        path=target,
        ending="mp3",
        mime="audio/mpeg",
        loops=False,
        seconds=_number(made.get("duration")),
        bits=int(_number(made.get("bit_rate"))),
    )


def _as_film(footage: Footage) -> list[str]:
    """Return how H.264 is written that plays everywhere, no larger than it needs to be."""
    rate = footage.rate
    costly = footage.width * footage.height * rate * (footage.seconds or LIMIT_FILM_SECONDS)
    side = COSTLY_SIDE if costly > COSTLY_PIXELS else MAX_SIDE
    drawn = f"{_LONGEST.format(side=side)},fps={rate.numerator}/{rate.denominator},format=yuv420p"
    how = ["-map", "0:v:0", *_BARE, "-vf", drawn, "-filter_threads", "1"]
    how += ["-c:v", "libx264", "-preset", "veryfast", "-crf", "25", "-profile:v", "high"]
    how += ["-maxrate", "4M", "-bufsize", "8M", "-flags:v", "+bitexact", "-threads", ffmpeg.THREADS]
    if footage.sound:
        how += ["-map", "0:a:0", *_SOUND, "-c:a", "aac", "-b:a", "128k"]
    return [*how, "-t", str(LIMIT_FILM_SECONDS), "-movflags", "+faststart", "-f", "mp4"]


def _as_still() -> list[str]:
    """Return how the frame is chosen that says most of the first second or two."""
    drawn = f"{_LONGEST.format(side=STILL_SIDE)},thumbnail=n=48"
    return ["-map", "0:v:0", "-vf", drawn, "-frames:v", "1", "-c:v", "png", "-f", "image2"]


def _is_cover(stream: dict[str, Any]) -> bool:  # Any: ffprobe's JSON
    """Tell whether a stream is only the picture on a recording's sleeve."""
    return bool(stream.get("disposition", {}).get("attached_pic"))


def _rate(stream: dict[str, Any]) -> Fraction:  # Any: ffprobe's JSON
    """Return how many frames a second are worth keeping."""
    for name in ("avg_frame_rate", "r_frame_rate"):
        try:
            rate = Fraction(str(stream.get(name))).limit_denominator(1001)
        except (ValueError, ZeroDivisionError):
            continue
        if rate > 0:
            return min(rate, Fraction(MAX_FRAMES_A_SECOND))
    return Fraction(25)


def _number(said: object) -> float:
    """Return a number that a file claims, 0 for one that is none."""
    try:
        number = float(str(said))
    except ValueError:
        return 0.0
    return number if 0 < number < 1e12 else 0.0
