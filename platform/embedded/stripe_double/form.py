"""Reads the nested forms that Stripe's clients send: `items[0][price]=…`.

Source: https://docs.stripe.com/api (request bodies are form-encoded)
"""

import re
from typing import Any
from urllib.parse import parse_qsl

from embedded.stripe_double.refusals import Refused, required
from embedded.stripe_double.shapes import Json

_NAME = re.compile(r"([^\[\]]+)((?:\[[^\[\]]*\])*)")
_MAX_FIELDS = 1000


def parse(text: str) -> Json:
    """Return the parameters as maps, lists and text.

    Raises: Refused for a name that is no path or for two meanings of one name.
    """
    tree: Json = {}
    try:
        pairs = parse_qsl(text, keep_blank_values=True, max_num_fields=_MAX_FIELDS)
    except ValueError as error:
        raise Refused("Invalid request body: too many fields.") from error
    for name, value in pairs:
        _plant(tree, _path(name), value, name)
    return {key: _with_lists(value) for key, value in tree.items()}


def known_only(params: Json, known: frozenset[str]) -> None:
    """Refuse parameters that Stripe does not know at this address, as Stripe does."""
    for name in params:
        if name not in known and name != "expand":
            raise Refused(
                f"Received unknown parameter: {name}", code="parameter_unknown", param=name
            )


def text(params: Json, name: str, default: str | None = None) -> str:
    """Return a text parameter.

    Raises: Refused when it is missing and has no default, or is no text.
    """
    value = params.get(name, default)
    if value is None or value == "":
        if default is not None:
            return default
        raise required(name)
    if not isinstance(value, str):
        raise Refused(f"Invalid string: {name}", param=name)
    return value


def integer(params: Json, name: str, default: int) -> int:
    """Return a whole number."""
    value = params.get(name, "")
    if value == "":
        return default
    if not isinstance(value, str) or not re.fullmatch(r"-?\d{1,15}", value):
        raise Refused(f"Invalid integer: {value}", code="parameter_invalid_integer", param=name)
    return int(value)


def boolean(params: Json, name: str, *, default: bool) -> bool:
    """Return true or false."""
    value = params.get(name, "")
    if value == "":
        return default
    if value not in {"true", "false"}:
        raise Refused(f"Invalid boolean: {value}", param=name)
    return bool(value == "true")


def mapping(params: Json, name: str) -> Json:
    """Return a map such as metadata; an empty text unsets it."""
    value = params.get(name) or {}
    if not isinstance(value, dict):
        raise Refused(f"Invalid object: {name}", param=name)
    return value


def sequence(params: Json, name: str) -> list[Any]:  # Any: texts or maps
    """Return a list."""
    value = params.get(name) or []
    if not isinstance(value, list):
        raise Refused(f"Invalid array: {name}", param=name)
    return value


def _path(name: str) -> list[str]:
    found = _NAME.fullmatch(name)
    if found is None:
        raise Refused(f"Invalid parameter name: {name}", param=name)
    head, tail = found.groups()
    return [head, *tail[1:-1].split("][")] if tail else [head]


def _plant(tree: Json, path: list[str], value: str, name: str) -> None:
    node = tree
    for step in path[:-1]:
        node = node.setdefault(step or str(len(node)), {})
        if not isinstance(node, dict):
            raise Refused(f"Invalid parameter: {name}", param=name)
    node[path[-1] or str(len(node))] = value


def _with_lists(node: Any) -> Any:  # Any: a tree of texts
    if not isinstance(node, dict):
        return node
    if node and all(key.isdecimal() for key in node):
        return [_with_lists(node[key]) for key in sorted(node, key=int)]
    return {key: _with_lists(value) for key, value in node.items()}
