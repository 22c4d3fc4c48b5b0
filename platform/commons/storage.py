"""Where a square's files lie: a folder of its own, under names nobody can guess.

A file's name in the database never holds the square; the storage adds it, from the schema in
force. So a name taken from one square finds nothing in another.
"""

import secrets
from typing import IO

from django.core.files.base import ContentFile, File
from django.core.files.storage import Storage, default_storage
from django.db import connection

SHOWN, WITHHELD = "shown", "withheld"


def new_name(kind: str, ending: str) -> str:
    """Return a fresh unguessable name: "pictures/4f/4f…e1.webp" (128 random bits)."""
    token = secrets.token_hex(16)
    return f"{kind}/{token[:2]}/{token}.{ending}"


def beside(name: str, ending: str) -> str:
    """Return the name of a file that lies beside another: the same but for its ending."""
    return f"{name.rsplit('.', maxsplit=1)[0]}.{ending}"


def save(name: str, content: bytes | IO[bytes]) -> None:
    """Store a file of the square in force; one that is open is read piece by piece."""
    file: File[bytes] = ContentFile(content) if isinstance(content, bytes) else File(content)
    _storage().save(_path(name, SHOWN), file)


def open_shown(name: str) -> IO[bytes]:
    """Open a file of the square in force.

    Raises: FileNotFoundError where it is absent, withheld, or of another square.
    """
    return _storage().open(_path(name, SHOWN), "rb")


def shown_path(name: str) -> str:
    """Return where a file of the square in force lies below the storage's root, for a proxy.

    Raises: FileNotFoundError for a name that climbs out of its folder.
    """
    return _path(name, SHOWN)


def withhold(name: str) -> None:
    """Take a file out of reach, keeping it for appeal; harmless when done already."""
    _move(name, SHOWN, WITHHELD)


def release(name: str) -> None:
    """Bring a withheld file back; harmless when done already."""
    _move(name, WITHHELD, SHOWN)


def delete(name: str) -> None:
    """Delete a file wherever it lies; harmless when it is gone."""
    for place in (SHOWN, WITHHELD):
        _storage().delete(_path(name, place))


def _move(name: str, source: str, target: str) -> None:
    storage = _storage()
    if not storage.exists(_path(name, source)):
        return
    if not storage.exists(_path(name, target)):
        with storage.open(_path(name, source), "rb") as file:
            storage.save(_path(name, target), file)
    storage.delete(_path(name, source))


def _path(name: str, place: str) -> str:
    """Return where a name lies; one that climbs out of its square's folder names nothing."""
    if name.startswith("/") or {"..", ".", ""} & set(name.split("/")) or "\\" in name:
        raise FileNotFoundError(name)
    schema: str = connection.schema_name  # type: ignore[attr-defined]
    return f"{schema}/{place}/{name}"


def _storage() -> Storage:
    return default_storage
