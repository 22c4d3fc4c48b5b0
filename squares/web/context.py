"""What every page inside a square knows: the viewer, the square's look, what is unread."""

from typing import Any

from django.http import HttpRequest


def surroundings(request: HttpRequest) -> dict[str, Any]:
    """Return nothing outside a square; inside, what the frame shows."""
    return {}
