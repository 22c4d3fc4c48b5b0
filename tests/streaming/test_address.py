"""Where apps are told to find the streams."""

import pytest

from squares.streaming.address import streaming_url


@pytest.mark.parametrize(
    ("scheme", "apex", "port", "own", "address"),
    [
        ("http", "localhost:8000", 8001, "", "ws://agora.localhost:8001"),
        ("http", "localhost:3000", 3001, "localhost", "ws://localhost:3001"),
        ("https", "squares.example", 443, "", "wss://agora.squares.example"),
        ("https", "squares.example", 443, "agora.example", "wss://agora.example"),
        ("https", "squares.example:8443", 8443, "", "wss://agora.squares.example:8443"),
        ("http", "localhost", 80, "", "ws://agora.localhost"),
    ],
)
def test_address(agora, settings, scheme, apex, port, own, address) -> None:
    settings.PUBLIC_SCHEME, settings.APEX_ADDRESS, settings.STREAMING_PORT = scheme, apex, port
    settings.APEX_HOST = apex.partition(":")[0]
    agora.primary_host = own
    assert streaming_url(agora) == address
