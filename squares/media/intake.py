"""From whatever was sent to files in storage and the numbers that go into its row.

It writes no row: what it returns are the columns of one, under their own names.
"""

import io
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self, TypedDict

from django.conf import settings

from commons import storage
from squares.media import ffmpeg, film, processing
from squares.media.errors import FileMissing, FilmTakesTooLong, FilmTooLarge
from squares.media.film import Footage, Prepared
from squares.media.models import MediaAttachment
from squares.media.processing import Readable, Rendition, Still

HEAD_BYTES = 32
# What takes about a second is done while the sender waits; the rest is left to the worker.
AT_ONCE_PIXELS, AT_ONCE_RECORDING_SECONDS, PATIENCE_SECONDS = 120_000_000, 60, 8.0

Kind, State = MediaAttachment.Kind, MediaAttachment.State


class Columns(TypedDict, total=False):
    """What a row is told about its files, each under its column's name."""

    kind: str
    mime: str
    state: str
    file: str
    source: str
    size_bytes: int
    width: int
    height: int
    preview: str
    preview_width: int
    preview_height: int
    blurhash: str
    duration_seconds: float | None
    frame_rate: str
    bit_rate: int | None


NOTHING_TO_SEE = Columns(
    width=0, height=0, preview="", preview_width=0, preview_height=0, blurhash=""
)


class Shelf:
    """Files put into storage, which go again unless all that belongs to them succeeds."""

    def __init__(self) -> None:
        self.names: list[str] = []

    def put(self, kind: str, content: Rendition) -> str:
        """Store what lies in memory and return its name."""
        name = self._new(kind, content.ending)
        storage.save(name, content.content)
        return name

    def put_file(self, kind: str, path: Path, ending: str) -> str:
        """Store a file, piece by piece, and return its name."""
        name = self._new(kind, ending)
        with path.open("rb") as file:
            storage.save(name, file)
        return name

    def put_beside(self, other: str, content: Rendition) -> str:
        """Store another rendition of what lies there already and return its name."""
        self.names.append(storage.beside(other, content.ending))
        storage.save(self.names[-1], content.content)
        return self.names[-1]

    def _new(self, kind: str, ending: str) -> str:
        self.names.append(storage.new_name(kind, ending))
        return self.names[-1]

    def clear(self) -> None:
        """Delete what was put here."""
        for name in self.names:
            storage.delete(name)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if error is not None:
            self.clear()


class Begun:
    """A file whose first bytes were looked at; reading it still starts with them."""

    def __init__(self, file: Readable) -> None:
        self.head = self._ahead = file.read(HEAD_BYTES)
        self._file = file
        if not self.head:
            raise FileMissing

    def read(self, size: int = -1, /) -> bytes:
        """Return at most so many bytes."""
        ahead, self._ahead = self._ahead[:size] if size >= 0 else self._ahead, b""
        return ahead + self._file.read(size - len(ahead) if size >= 0 else -1)


def take(file: Readable, shelf: Shelf, *, films: Callable[[], None]) -> Columns:
    """Take in whatever was sent: pictures at once, films as far as the sender may wait for them.

    An animated GIF becomes a film without sound where this machine can make one.
    films: called before a film is looked at, to refuse where there were too many.
    Raises: FileMissing, TooLarge, NotAPicture, TooManyPixels, FilmsNotTaken, FilmBroken,
    FilmTooLarge, FilmTooLong, FilmTooFine, FilmTakesTooLong.
    """
    begun = Begun(file)
    demuxer = film.demuxer_of(begun.head)
    if demuxer:
        films()
        return _take_film(begun, demuxer, film.LIMIT_BYTES, shelf)
    if begun.head.startswith(b"GIF8") and ffmpeg.is_here():
        content = begun.read(processing.LIMIT_BYTES + 1)
        moving = len(content) <= processing.LIMIT_BYTES and processing.moves(content)
        if moving:
            films()
            return _take_film(io.BytesIO(content), "gif", processing.LIMIT_BYTES, shelf)
        return _take_picture(io.BytesIO(content), shelf)
    return _take_picture(begun, shelf)


def take_still(file: Readable, shelf: Shelf) -> Columns:
    """Take in a picture that is shown before a film plays or beside a recording.

    Raises: FileMissing, TooLarge, NotAPicture, TooManyPixels.
    """
    return _shelve_still(processing.read_still(file, sharp=True), shelf)


def prepare(media: MediaAttachment, shelf: Shelf) -> Columns:
    """Prepare a film or recording that waited; returns the columns that change.

    Raises: FileMissing where its source is gone, FilmBroken, FilmTakesTooLong, FilmsNotTaken.
    """
    with _folder() as folder:
        source = folder / "source"
        try:
            with storage.open_shown(media.source) as waiting, source.open("wb") as target:
                shutil.copyfileobj(waiting, target)
        except (OSError, ValueError):
            raise FileMissing from None
        with source.open("rb") as file:
            demuxer = film.demuxer_of(file.read(HEAD_BYTES)) or "gif"
        footage = film.look(source, demuxer)
        prepared = film.prepare(source, footage, folder, film.PREPARE_SECONDS)
        return _shelve(prepared, shelf, with_still=not media.preview)


def _take_picture(file: Readable, shelf: Shelf) -> Columns:
    picture = processing.read_picture(file)
    still = _shelve_still(Still(picture.preview, picture.blurhash), shelf)
    return still | Columns(
        kind=Kind.IMAGE,
        mime=picture.full.mime,
        file=shelf.put("pictures", picture.full),
        size_bytes=len(picture.full.content) + len(picture.preview.content),
        width=picture.full.width,
        height=picture.full.height,
    )


def _take_film(file: Readable, demuxer: str, limit: int, shelf: Shelf) -> Columns:
    with _folder() as folder:
        source = folder / "source"
        _write(file, source, limit)
        footage = film.look(source, demuxer)
        patience = film.PREPARE_SECONDS if settings.MEDIA_SYNCHRONOUS else PATIENCE_SECONDS
        if settings.MEDIA_SYNCHRONOUS or _is_quick(footage):
            try:
                return _shelve(film.prepare(source, footage, folder, patience), shelf)
            except FilmTakesTooLong:
                if settings.MEDIA_SYNCHRONOUS:
                    raise
        return NOTHING_TO_SEE | Columns(
            kind=Kind.VIDEO if footage.film else Kind.AUDIO,
            mime="video/mp4" if footage.film else "audio/mpeg",
            state=State.PROCESSING,
            source=shelf.put_file("sources", source, "bin"),
            size_bytes=source.stat().st_size,
        )


def _is_quick(footage: Footage) -> bool:
    if not footage.seconds:
        return False
    if not footage.film:
        return footage.seconds <= AT_ONCE_RECORDING_SECONDS
    drawn = footage.width * footage.height * footage.rate * footage.seconds
    return drawn <= AT_ONCE_PIXELS


def _shelve(prepared: Prepared, shelf: Shelf, *, with_still: bool = True) -> Columns:
    """Store what was prepared; returns the columns it fills."""
    seen = prepared.still is not None
    columns = Columns(
        kind=(Kind.GIFV if prepared.loops else Kind.VIDEO) if seen else Kind.AUDIO,
        state=State.READY,
        mime=prepared.mime,
        file=shelf.put_file("films" if seen else "recordings", prepared.path, prepared.ending),
        source="",
        size_bytes=prepared.path.stat().st_size,
        width=prepared.width,
        height=prepared.height,
        duration_seconds=round(prepared.seconds, 3),
        frame_rate=prepared.rate[:20],
        bit_rate=prepared.bits,
    )
    if not with_still:
        return columns
    if prepared.still is None:
        return NOTHING_TO_SEE | columns
    with prepared.still.open("rb") as frame:
        return columns | _shelve_still(processing.read_still(frame, sharp=False), shelf)


def _shelve_still(still: Still, shelf: Shelf) -> Columns:
    return Columns(
        preview=shelf.put("previews", still.preview),
        preview_width=still.preview.width,
        preview_height=still.preview.height,
        blurhash=still.blurhash,
    )


def _write(file: Readable, target: Path, limit: int) -> None:
    """Write what was sent where ffmpeg can read it."""
    left = limit
    with target.open("wb") as out:
        while piece := file.read(1_000_000):
            left -= len(piece)
            if left < 0:
                raise FilmTooLarge(limit=limit // 1_000_000)
            out.write(piece)


@contextmanager
def _folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="film-") as name:
        yield Path(name)
