"""The chain of acts, as operators browse and check it."""

from collections.abc import Iterator
from dataclasses import dataclass

from commons import audit
from commons.models import AuditEntry
from tenants.context import inside, outside
from tenants.models.square import Square

PER_PAGE = 50


@dataclass(frozen=True)
class ChainPage:
    """One page of entries, newest first; `older` is the next page's cursor."""

    entries: list[AuditEntry]
    older: int | None


@dataclass(frozen=True)
class Checked:
    """What checking one chain found; `fault` is empty where it holds."""

    place: str
    count: int
    seq: int | None = None
    fault: str = ""


def entries(*, before: int | None = None, subject: str = "") -> ChainPage:
    """Return a page of the public chain. Cost: one query."""
    rows = AuditEntry.objects.order_by("-seq")
    if subject:
        rows = rows.filter(subject=subject)
    if before:
        rows = rows.filter(seq__lt=before)
    found = list(rows[: PER_PAGE + 1])
    more = len(found) > PER_PAGE
    return ChainPage(found[:PER_PAGE], found[PER_PAGE - 1].seq if more else None)


def check_public() -> Checked:
    """Walk the public chain. Cost: reads every entry."""
    with outside():
        return _check("public")


def check_all() -> Iterator[Checked]:
    """Walk the public chain, then every square's."""
    yield check_public()
    with outside():
        squares = list(Square.objects.filter(built_at__isnull=False).order_by("slug"))
    for square in squares:
        with inside(square):
            checked = _check(square.slug)
        yield checked


def _check(place: str) -> Checked:
    count, fault = audit.verify()
    return Checked(place, count, fault.seq, fault.reason) if fault else Checked(place, count)
