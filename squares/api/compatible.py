"""What we say we are compatible with: clients switch features on and off by it.

Source: https://docs.joinmastodon.org/entities/Instance/#api-versions
"""

from django.conf import settings

# Mastodon.py reads three numbers and disables methods above them.
MASTODON = "4.5.0"
# 7 is quotes, 8 profiles, 9 the words beside their pictures; 10 would promise collections.
API_VERSION = 9


def version() -> str:
    """Return the version as clients read it."""
    return f"{MASTODON} (compatible; Town Squares {settings.VERSION})"
