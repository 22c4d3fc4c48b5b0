"""The OpenAPI document, made from the same declarations that answer.

Source: https://spec.openapis.org/oas/v3.1.0
"""

import re
from functools import cache
from types import UnionType
from typing import Any, get_args, get_origin

import msgspec
from django.http import HttpResponse

from squares.api.answers import Answer, Empty, Paged
from squares.api.endpoint import DECLARED, Endpoint
from squares.api.errors import Fault
from squares.clients.scopes import ALL

VERSION = "1"
_BASE = "https://square.invalid"
_REF = "#/components/schemas/{name}"
_BODY_KINDS = ("application/json", "application/x-www-form-urlencoded", "multipart/form-data")
_REFUSALS = {
    "400": "The request could not be read.",
    "401": "No token, or one that is not in force.",
    "403": "Outside the token's scopes, or not this member's to do.",
    "404": "Not there, or not for this reader.",
    "413": "Larger than the square takes.",
    "422": "Understood, and not acceptable.",
    "429": "More than may be asked in this time.",
    "503": "Not at the moment.",
}

Tree = dict[str, Any]  # Any throughout: JSON


@cache
def document() -> bytes:
    """Return the document, in which _BASE stands for the square's address."""
    return msgspec.json.encode(
        {
            "openapi": "3.1.0",
            "info": {
                "title": "Town Squares",
                "version": VERSION,
                "description": "Mastodon's client API, as each square speaks it at its own host.",
                "license": {"name": "AGPL-3.0-or-later", "identifier": "AGPL-3.0-or-later"},
            },
            "servers": [{"url": _BASE}],
            "paths": _paths(),
            "components": {
                "schemas": _components(),
                "responses": _refusals(),
                "securitySchemes": {"oauth": _security()},
            },
        }
    )


def for_square(base: str) -> HttpResponse:
    """Answer the document with the address of one square."""
    content = document().replace(_BASE.encode(), base.encode())
    return HttpResponse(content, content_type="application/json")


def _paths() -> Tree:
    paths: Tree = {}
    for declared in DECLARED:
        path = re.sub(r":(\w+)", r"{\1}", declared.path)
        paths.setdefault(path, {})[declared.method.lower()] = _operation(declared)
    return paths


def _operation(declared: Endpoint) -> Tree:
    operation: Tree = {
        "operationId": f"{declared.method} {declared.path}",
        "summary": declared.summary,
        "tags": [_tag(declared)],
        "parameters": [*_in_path(declared), *_in_query(declared)],
        "responses": _responses(declared),
        "security": _wanted(declared),
    }
    if declared.description:
        operation["description"] = declared.description
    if declared.deprecated:
        operation["deprecated"] = True
    if declared.params is not None and declared.method != "GET":
        schema = _refer(declared.params)
        content: Tree = {kind: {"schema": schema} for kind in _BODY_KINDS}
        if declared.files:
            content[_BODY_KINDS[-1]] = {"schema": _with_files(schema, declared.files)}
        operation["requestBody"] = {"content": content}
    return operation


def _with_files(schema: Tree, names: tuple[str, ...]) -> Tree:
    """Return a form with files in it; each may be left out as far as the form is concerned."""
    shape = _components()[schema["$ref"].rpartition("/")[2]]
    binary = {"type": "string", "format": "binary", "contentMediaType": "application/octet-stream"}
    return {**shape, "properties": {**shape.get("properties", {}), **dict.fromkeys(names, binary)}}


def _tag(declared: Endpoint) -> str:
    named = [s for s in declared.segments if s not in {"api", "v1", "v2"} and s[0] != ":"]
    return named[0] if named else "root"


def _in_path(declared: Endpoint) -> list[Tree]:
    def schema(kind: type) -> Tree:
        return {"type": "string", "pattern": "^[0-9]{1,19}$"} if kind is int else {"type": "string"}

    return [
        {"name": name, "in": "path", "required": True, "schema": schema(kind)}
        for name, kind in declared.path_types.items()
    ]


def _in_query(declared: Endpoint) -> list[Tree]:
    if declared.params is None or declared.method != "GET":
        return []
    shape = _components()[_refer(declared.params)["$ref"].rpartition("/")[2]]
    return [
        {
            "name": f"{name}[]" if _is_list(field) else name,
            "in": "query",
            "required": name in shape.get("required", ()),
            "schema": field,
        }
        for name, field in shape.get("properties", {}).items()
    ]


def _is_list(field: Tree) -> bool:
    return any(one.get("type") == "array" for one in (field, *field.get("anyOf", ())))


def _responses(declared: Endpoint) -> Tree:
    refusals = {status: {"$ref": f"#/components/responses/{status}"} for status in _REFUSALS}
    good: Tree = {"description": "Done."}
    shape = _answer_shape(declared.returns)
    if shape is not None:
        good["content"] = {"application/json": {"schema": shape}}
    statuses = ("200", "202", "206") if get_origin(declared.returns) is Answer else ("200",)
    return dict.fromkeys(statuses, good) | refusals


def _refusals() -> Tree:
    fault = {"content": {"application/json": {"schema": _refer(Fault)}}}
    return {status: {"description": words, **fault} for status, words in _REFUSALS.items()}


def _answer_shape(returns: Any) -> Tree | None:
    """Return the shape of what an endpoint returns; None for what is no JSON."""
    if returns is HttpResponse:
        return None
    if returns is None or returns is type(None):
        return _refer(Empty)
    inner = _inner(returns)
    if get_origin(returns) is Paged:
        return {"type": "array", "items": _refer(inner)}
    kinds = [_refer(kind) for kind in _each(inner)]
    return kinds[0] if len(kinds) == 1 else {"anyOf": kinds}


def _inner(returns: Any) -> Any:
    return get_args(returns)[0] if get_origin(returns) in {Paged, Answer} else returns


def _each(inner: Any) -> tuple[Any, ...]:
    """Return the Structs of a union apart, which msgspec would want tagged; anything else alone."""
    return get_args(inner) if isinstance(inner, UnionType) else (inner,)


def _wanted(declared: Endpoint) -> list[Tree]:
    scopes = [[scope] for scope in declared.scope.split("|") if scope] or [[]]
    wanted = [{"oauth": scope} for scope in scopes]
    return [{}, *wanted] if declared.access == "anyone" else wanted


def _security() -> Tree:
    scopes = dict.fromkeys(sorted(ALL), "")
    flow = {"tokenUrl": f"{_BASE}/oauth/token", "scopes": scopes}
    return {
        "type": "oauth2",
        "flows": {
            "authorizationCode": {"authorizationUrl": f"{_BASE}/oauth/authorize", **flow},
            "clientCredentials": flow,
        },
    }


def _refer(kind: Any) -> Tree:
    schemas, _components = _schemas()
    return schemas[_key(kind)]


def _components() -> Tree:
    return _schemas()[1]


def _key(kind: Any) -> str:
    return repr(kind)


@cache
def _schemas() -> tuple[dict[str, Tree], Tree]:
    """Return how each declared type is referred to, and what is referred to."""
    kinds: dict[str, Any] = {_key(kind): kind for kind in (Fault, Empty)}
    for declared in DECLARED:
        for kind in (declared.params, *_each(_inner(declared.returns))):
            if kind not in {None, type(None), HttpResponse}:
                kinds[_key(kind)] = kind
    found, components = msgspec.json.schema_components(list(kinds.values()), ref_template=_REF)
    return dict(zip(kinds, found, strict=True)), components
