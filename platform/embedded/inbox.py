"""Letters that stay on this machine: one file each, read on a page in development."""

import json
import re
import secrets
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection

from commons.errors import NotFound

_SHOWN = 200


@dataclass(frozen=True)
class Letter:
    """One letter as it would have left, and the schema it was sent from."""

    id: str
    schema: str
    sent_at: str
    sender: str
    to: list[str]
    subject: str
    text: str
    html: str

    @property
    def moment(self) -> datetime:
        """When it was sent, aware, UTC."""
        return datetime.fromisoformat(self.sent_at)


class LetterNotFound(NotFound):
    """No such letter was sent from here."""


class InboxBackend(BaseEmailBackend):
    """Django's way to send letters, when they are to stay here."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Write each letter into a file of its own and return how many they were."""
        for message in email_messages:
            _write(_letter(message))
        return len(email_messages)


def letters() -> list[Letter]:
    """Return the letters sent from the schema we stand in, newest first."""
    folder = _folder(_here())
    files = sorted(folder.glob("*.json"), reverse=True)[:_SHOWN] if folder.exists() else []
    return [_read(file) for file in files]


def find_letter(letter_id: str) -> Letter:
    """Return a letter sent from the schema we stand in.

    Raises: LetterNotFound, for one of another schema too.
    """
    file = _folder(_here()) / f"{letter_id}.json"
    if not re.fullmatch(r"[0-9a-f]+-[0-9a-f]+", letter_id) or not file.exists():
        raise LetterNotFound
    return _read(file)


def _letter(message: EmailMessage) -> Letter:
    message.message()  # refuses line breaks in headers, as a mail server would
    now = time.time()
    alternatives = message.alternatives if isinstance(message, EmailMultiAlternatives) else []
    html = next((str(part[0]) for part in alternatives if part[1] == "text/html"), "")
    return Letter(
        # Time first, so that the names of the files sort as the letters were sent.
        id=f"{int(now * 1_000_000):016x}-{secrets.token_hex(4)}",
        schema=_here(),
        sent_at=datetime.fromtimestamp(now, UTC).isoformat(),
        sender=str(message.from_email),
        to=list(message.recipients()),
        subject=str(message.subject),
        text=str(message.body),
        html=html,
    )


def _write(letter: Letter) -> None:
    """Write a letter whole or not at all: a reader never meets half of one."""
    folder = _folder(letter.schema)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile("w", dir=folder, suffix=".part", delete=False) as part:
        json.dump(asdict(letter), part, ensure_ascii=False, indent=1)
    Path(part.name).replace(folder / f"{letter.id}.json")


def _read(file: Path) -> Letter:
    return Letter(**json.loads(file.read_text()))


def _folder(schema: str) -> Path:
    """Return where the letters of one schema lie: a wall of folders, not of filters."""
    return Path(settings.VAR_FOLDER) / "inbox" / schema


def _here() -> str:
    return str(connection.schema_name)  # type: ignore[attr-defined]
