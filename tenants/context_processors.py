"""What every template knows of where it stands."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def place(request: HttpRequest) -> dict[str, Any]:
    """Return the square (or None), the site, and the platform's own address."""
    return {
        "square": getattr(request, "square", None),
        "site": getattr(request, "site", "apex"),
        "apex_url": f"{settings.PUBLIC_SCHEME}://{settings.APEX_ADDRESS}",
        "apex_host": settings.APEX_ADDRESS,
        "streaming_port": settings.STREAMING_PORT,
        "mode": settings.MODE,
    }
