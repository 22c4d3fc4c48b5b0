"""Who looks for streams at the web server is led to where they are."""

import pytest


@pytest.mark.parametrize("path", ["/api/v1/streaming/health", "/api/v1/streaming/user?tag=a%20b"])
def test_led_to_the_program(nobody, settings, path: str) -> None:
    settings.STREAMING_PORT = 8001
    answer = nobody.client.get(path, headers={"host": nobody.square.host})
    assert answer.status_code == 307
    assert answer["Location"] == f"http://{nobody.square.host}:8001{path}"
    assert answer["Access-Control-Allow-Origin"] == "*"


def test_never_led_in_a_circle(nobody, settings) -> None:
    settings.PUBLIC_SCHEME, settings.STREAMING_PORT = "https", 443
    settings.APEX_ADDRESS = settings.APEX_HOST
    answer = nobody.get("/api/v1/streaming/user")
    assert (answer.status_code, answer.json()) == (404, {"error": "Record not found"})


def test_the_instance_says_where(nobody, settings) -> None:
    settings.STREAMING_PORT = 8001
    address = f"ws://{nobody.square.host}:8001"
    assert nobody.get("/api/v2/instance").json()["configuration"]["urls"]["streaming"] == address
    assert nobody.get("/api/v1/instance").json()["urls"]["streaming_api"] == address
