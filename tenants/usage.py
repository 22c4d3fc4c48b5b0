"""The numbers a square reports about itself: how many members, how many posts, how many bytes.

Rooms above say how one number is counted; measuring goes into the square, counts, and writes the
public row, which billing, the directory and the foundation's desk read.
"""

from collections.abc import Callable, Mapping
from datetime import datetime

from tenants.context import inside, outside
from tenants.models.square import Square

Count = Callable[[], float]

_counts: dict[str, Count] = {}


def count_with(figure: str, count: Count) -> None:
    """Say how a figure is counted inside a square; called once, at start."""
    _counts[figure] = count


def measure(square: Square, *, at: datetime) -> dict[str, float]:
    """Count every figure of a square and report it.

    Cost: one query a figure, and one to write.
    """
    with inside(square):
        figures = {figure: count() for figure, count in _counts.items()}
    report(square, figures, at=at)
    return figures


def report(square: Square, figures: Mapping[str, float], *, at: datetime) -> None:
    """Write figures into the square's public row, beside those that were not counted again."""
    known = square.usage | dict(figures) | {"measured_at": at.isoformat(timespec="seconds")}
    with outside():
        Square.objects.filter(pk=square.pk).update(usage=known)
    square.usage = known
