"""The append-only chain of acts: each entry's hash covers the one before, so a gap shows.

There is one chain in public (what operators and officers did) and one in every square (what its
moderators did). The writing role has no UPDATE or DELETE on it.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from commons.models import AuditEntry

FIRST = "0" * 64


@dataclass(frozen=True)
class Break:
    """Where a chain does not hold."""

    seq: int
    reason: str


def record(
    *, actor: str, action: str, subject: str, at: datetime, details: Mapping[str, Any] | None = None
) -> AuditEntry:
    """Append one act to the chain of the schema in force; call it in the act's own transaction.

    actor: "member:12", "operator:3", "system".  subject: "post:99".  details: JSON, no secrets.
    Cost: one lock, one SELECT, one INSERT. Acts of one schema are written one after another.
    """
    if not transaction.get_connection().in_atomic_block:
        msg = "an act is audited in the transaction that does it"
        raise RuntimeError(msg)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('audit:' || current_schema()))")
    last = AuditEntry.objects.order_by("-seq").first()
    entry = AuditEntry(
        seq=last.seq + 1 if last else 1,
        at=at,
        actor=actor,
        action=action,
        subject=subject,
        details=dict(details or {}),
        previous_hash=last.hash if last else FIRST,
    )
    entry.hash = digest(entry)
    entry.save(force_insert=True)
    return entry


def last_at(prefix: str) -> datetime | None:
    """Return when an act whose name begins so was last recorded, None for never.

    Cost: 1 query, which walks the chain from its end.
    """
    rows = AuditEntry.objects.filter(action__startswith=prefix).order_by("-seq")
    return rows.values_list("at", flat=True).first()


def digest(entry: AuditEntry) -> str:
    """Return the SHA-256, in hex, of an entry's content and its predecessor's hash."""
    content = [
        entry.seq,
        entry.at.isoformat(timespec="microseconds"),
        entry.actor,
        entry.action,
        entry.subject,
        entry.details,
        entry.previous_hash,
    ]
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def verify() -> tuple[int, Break | None]:
    """Walk the chain of the schema in force.

    Returns: how many entries hold, and the first that does not.
    """
    previous, count = FIRST, 0
    for entry in AuditEntry.objects.order_by("seq").iterator():
        if entry.seq != count + 1:
            return count, Break(entry.seq, "an entry before this one is missing")
        if entry.previous_hash != previous:
            return count, Break(entry.seq, "it does not follow from the entry before")
        if entry.hash != digest(entry):
            return count, Break(entry.seq, "its content was changed")
        previous, count = entry.hash, count + 1
    return count, None
