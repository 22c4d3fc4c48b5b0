"""Decisions without I/O: who may do what, which address means what, what a fingerprint is."""

import hashlib
import json
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from ops.errors import AlreadyDecided, RoleNotEnough, SamePerson
from ops.kinds import BY_CODE, ESCALATION_DEFAULT_HOURS, ESCALATION_HOURS
from ops.models.operator import Operator, Role
from ops.models.takedown import Proposal, State

_ORDER = [Role.TRIAGE, Role.REVIEWER, Role.LEAD]
_POST_PATH = re.compile(r"/@[A-Za-z0-9_]{1,30}/(\d{1,19})/?")
_LARGEST_ID = 2**63 - 1

MAX_ADDRESSES = 20


@dataclass(frozen=True)
class Address:
    """One line of a notice, read as an address: host without port, post where it names one."""

    text: str
    host: str
    post_id: int | None


def has_role(operator: Operator, role: Role) -> bool:
    """Tell whether an operator's role reaches this far."""
    return operator.ended_at is None and _ORDER.index(Role(operator.role)) >= _ORDER.index(role)


def require_role(operator: Operator, role: Role) -> None:
    """Refuse an operator whose role does not reach this far.

    Raises: RoleNotEnough.
    """
    if not has_role(operator, role):
        raise RoleNotEnough(role=role.label)


def require_may_decide(proposal: Proposal, by: Operator) -> None:
    """Refuse whoever may not decide a proposal.

    Raises: RoleNotEnough, SamePerson, AlreadyDecided.
    Source: Regulation (EU) 2022/2065 asks for care; two people are our own rule.
    """
    require_role(by, Role.REVIEWER)
    if proposal.proposed_by_id == by.pk:
        raise SamePerson
    if proposal.state != State.PROPOSED:
        raise AlreadyDecided


def due_at(kind: str, received_at: datetime) -> datetime:
    """Return when a notice is to be decided."""
    return received_at + timedelta(hours=BY_CODE[kind].hours)


def escalation_due_at(kind: str, received_at: datetime) -> datetime:
    """Return when a square's case is to be answered."""
    hours = ESCALATION_HOURS.get(kind, ESCALATION_DEFAULT_HOURS)
    return received_at + timedelta(hours=hours)


def read_address(line: str, *, here: str) -> Address:
    """Read one line that somebody typed; whatever it is, nothing is lost.

    here: the host the form stands on, for a path typed without a host.
    """
    text = line.strip()
    try:
        parts = urlsplit(text if "//" in text or text.startswith("/") else f"//{text}")
        host = (parts.hostname or "").lower() or (here if text.startswith("/") else "")
    except ValueError:
        return Address(text, "", None)
    found = _POST_PATH.fullmatch(parts.path)
    post_id = int(found[1]) if found and found[1].isascii() else None
    return Address(text, host, post_id if post_id and post_id <= _LARGEST_ID else None)


def fingerprint(content: Any) -> str:  # Any: whatever JSON can hold
    """Return the SHA-256, in hex, of content in one canonical writing."""
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def secret_hash(secret: str) -> str:
    """Return what is kept of a secret: 128 random bits need no slow hash."""
    return hashlib.sha256(secret.encode()).hexdigest()
