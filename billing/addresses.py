"""Whole addresses of this room's pages, for letters and for the provider to lead back to."""

from django.conf import settings
from django.urls import reverse


def address_of(page: str, foundation_id: int) -> str:
    """Return the address of one of a foundation's pages, by its name in `urls`."""
    path = reverse(page, args=[foundation_id], urlconf="townsquares.urls_public")
    return f"{settings.PUBLIC_SCHEME}://{settings.APEX_ADDRESS}{path}"
