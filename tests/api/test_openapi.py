"""The OpenAPI document is true: it is made of what answers, and every part of it resolves."""

import json
import re

from squares.api.endpoint import DECLARED


def _document(nobody) -> dict:
    answer = nobody.get("/api/openapi.json")
    assert answer.status_code == 200
    return json.loads(answer.content)


def test_every_endpoint_stands_in_it(nobody, cast) -> None:
    document = _document(nobody)
    assert document["openapi"] == "3.1.0"
    assert document["servers"] == [{"url": cast.agora.url}]
    for declared in DECLARED:
        path = re.sub(r":(\w+)", r"{\1}", declared.path)
        assert declared.method.lower() in document["paths"][path]


def test_every_reference_resolves(nobody) -> None:
    document = _document(nobody)
    named = set(re.findall(r'"#/components/schemas/([^"]+)"', json.dumps(document)))
    assert named
    assert named <= set(document["components"]["schemas"])


def test_scopes_and_parameters_are_told(nobody) -> None:
    paths = _document(nobody)["paths"]
    home = paths["/api/v1/timelines/home"]["get"]
    assert home["security"] == [{"oauth": ["read:statuses"]}]
    assert {p["name"] for p in home["parameters"]} == {"max_id", "since_id", "min_id", "limit"}
    public = paths["/api/v1/timelines/public"]["get"]
    assert {} in public["security"]
    written = paths["/api/v1/statuses"]["post"]["requestBody"]["content"]
    assert set(written) == {
        "application/json",
        "application/x-www-form-urlencoded",
        "multipart/form-data",
    }


def test_it_speaks_of_its_own_square_only(nobody, dov, cast) -> None:
    assert cast.forum.host not in nobody.get("/api/openapi.json").content.decode()


def test_files_are_declared_where_they_may_come(nobody) -> None:
    paths = nobody.get("/api/openapi.json").json()["paths"]

    def files(way: str, method: str) -> set[str]:
        form = paths[way][method]["requestBody"]["content"]["multipart/form-data"]["schema"]
        return {n for n, field in form["properties"].items() if field.get("format") == "binary"}

    assert files("/api/v2/media", "post") == {"file", "thumbnail"}
    assert files("/api/v1/media/{media_id}", "put") == {"thumbnail"}
    assert files("/api/v1/accounts/update_credentials", "patch") == {"avatar", "header"}
