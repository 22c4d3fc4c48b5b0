"""Where apps find the streaming program of a square."""

from urllib.parse import urlsplit

from django.conf import settings

from tenants.models.square import Square

_USUAL = {"https": 443, "http": 80}


def streaming_url(square: Square) -> str:
    """Return the address below which apps open `/api/v1/streaming`, such as `wss://a.example`.

    The square's own host; another port only where the program is not behind the same proxy.
    Source: https://docs.joinmastodon.org/entities/Instance/#configuration-urls-streaming
    """
    parts = urlsplit(square.url)
    port = settings.STREAMING_PORT
    shown = "" if port == _USUAL[parts.scheme] else f":{port}"
    scheme = "wss" if parts.scheme == "https" else "ws"
    return f"{scheme}://{parts.hostname}{shown}"
