"""Facts this room tells."""

import dataclasses
from datetime import datetime
from typing import ClassVar

from commons.events import Fact


@dataclasses.dataclass(frozen=True)
class MeasureTaken(Fact):
    """Something of a member was restricted; its statement of reasons stands written.

    measure_id: the statement has its number, and is read at `/statements/<number>`.
    post_id: None for a measure upon the member.
    """

    measure_id: int
    member_id: int
    post_id: int | None


@dataclasses.dataclass(frozen=True)
class MeasureLifted(Fact):
    """A restriction ended."""

    measure_id: int
    member_id: int
    post_id: int | None


@dataclasses.dataclass(frozen=True)
class CaseOpened(Fact):
    """A case waits for moderators."""

    case_id: int
    post_id: int | None


@dataclasses.dataclass(frozen=True)
class CaseDecided(Fact):
    """A case was closed; those who reported may be told, without names.

    outcome: "resolved" or "kept".
    """

    case_id: int
    outcome: str
    reporter_ids: tuple[int, ...]


@dataclasses.dataclass(frozen=True)
class OperatorsActed(Fact):
    """The operators did something in this square that its moderators must know.

    moderator_ids: everyone who may open the case.
    """

    case_id: int
    post_id: int | None
    moderator_ids: tuple[int, ...]


@dataclasses.dataclass(frozen=True)
class CaseEscalated(Fact):
    """Moderators hand a case to the operators, with a frozen copy of what it is about.

    All ids are the square's own; who receives it finds the square by
    `tenants.context.current_square()`. kind: an EscalationKind.
    post_id is None, and the copy empty, for a case about a member.
    """

    durable: ClassVar[bool] = True

    case_id: int
    kind: str
    reason: str
    member_id: int
    member_handle: str
    post_id: int | None
    post_url: str
    post_text: str
    post_html: str
    post_sha256: str
    excerpt: str
    rule_texts: tuple[str, ...]
    reports_count: int
    escalated_by: str
    at: datetime
