"""From what apps send to typed Structs: JSON, forms and multipart, with Rails' nesting.

One parser for all of them, since every app has its own habit: `media_ids[]=1`, the same as JSON,
`fields_attributes[0][name]`, a body on DELETE, booleans as "1" or "on".
Source: https://docs.joinmastodon.org/client/intro/#parameters
"""

import re
import types
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any, Union, get_args, get_origin
from urllib.parse import parse_qsl

import msgspec
from django.core.exceptions import BadRequest, TooManyFieldsSent
from django.http import HttpRequest, QueryDict
from django.http.multipartparser import MultiPartParser, MultiPartParserError
from django.utils.datastructures import MultiValueDict

from squares.api.errors import CannotBeRead

Tree = dict[str, Any]  # Any throughout: what a stranger sends

MOST_FIELDS, DEEPEST = 1000, 6
_PART = re.compile(r"\[([^\[\]]*)\]")
_PLACE = re.compile(r"[0-9]{1,9}")  # not isdigit(), which knows digits that int() does not
_TRUE, _FALSE = {"true", "t", "1", "on", "yes"}, {"false", "f", "0", "off", "no"}


def read(request: HttpRequest) -> tuple[Tree, dict[str, Any]]:
    """Return what query and body say together, the body winning, and the files that came.

    Raises: CannotBeRead, BadRequest, RequestDataTooBig.
    """
    tree = nest(_pairs(request.META.get("QUERY_STRING", "")))
    kind = (request.content_type or "").lower()
    files: dict[str, Any] = {}
    if kind == "application/json":
        tree |= _json(request.body)
    elif kind == "multipart/form-data":
        fields, files = _multipart(request)
        tree |= fields
    elif request.method != "GET" and request.META.get("CONTENT_LENGTH"):
        tree |= nest(_pairs(_text(request.body)))
    return tree, files


def convert(tree: Tree, wanted: type[Any]) -> Any:
    """Return a Struct made of a tree.

    Raises: CannotBeRead, naming the field.
    """
    try:
        return msgspec.convert(_shape(tree, wanted), wanted, strict=False)
    except msgspec.ValidationError as error:
        words, _at, place = str(error).replace("`", "").partition(" - at $.")
        raise CannotBeRead(reason=f"{words} ({place})" if place else words) from None


def nest(pairs: Iterable[tuple[str, Any]]) -> Tree:
    """Return the tree that names in brackets draw: `a[b][]=1` is {"a": {"b": ["1"]}}.

    Raises: CannotBeRead where one name is both a value and a branch, or too deep.
    """
    tree: Tree = {}
    for name, value in pairs:
        head, _bracket, _rest = name.partition("[")
        keys = [head, *_PART.findall(name[len(head) :])]
        if len(keys) > DEEPEST:
            raise CannotBeRead(reason=f"{head} is nested too deeply")
        _plant(tree, keys, value)
    return tree


def _plant(branch: Any, keys: list[str], value: Any) -> None:
    for key, following in zip(keys, [*keys[1:], None], strict=True):
        leaf = following is None
        if isinstance(branch, list):  # `a[][b]`: a list of maps, a repeated key begins the next
            branch = _append(branch, key, value, leaf=leaf)
        elif leaf:
            branch[key] = value
        else:
            branch = branch.setdefault(key, [] if following == "" else {})
            if not isinstance(branch, list if following == "" else dict):
                raise CannotBeRead(reason=f"{keys[0]} is sent in two shapes")
        if leaf:
            return


def _append(items: list[Any], key: str, value: Any, *, leaf: bool) -> Any:
    if key == "":
        if leaf:
            items.append(value)
        elif not items or not isinstance(items[-1], dict):
            items.append({})
        return items if leaf else _MapsOf(items)
    return items


class _MapsOf(dict[str, Any]):
    """The last map of a list, which gives way to a new one when a key comes again."""

    def __init__(self, items: list[Any]) -> None:
        super().__init__()
        self._items = items

    def __setitem__(self, key: str, value: Any) -> None:
        if key in self._items[-1]:
            self._items.append({})
        self._items[-1][key] = value


def _pairs(text: str) -> list[tuple[str, str]]:
    try:
        return parse_qsl(text, keep_blank_values=True, max_num_fields=MOST_FIELDS, errors="strict")
    except (ValueError, UnicodeDecodeError):
        raise BadRequest("the form cannot be read") from None


def _text(body: bytes) -> str:
    try:
        return body.decode()
    except UnicodeDecodeError:
        raise BadRequest("the form is not UTF-8") from None


def _json(body: bytes) -> Tree:
    if not body.strip():
        return {}
    try:
        tree = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise BadRequest("the JSON cannot be read") from None
    if not isinstance(tree, dict):
        raise CannotBeRead(reason="The body must be a JSON object")
    return tree


def _multipart(request: HttpRequest) -> tuple[Tree, dict[str, Any]]:
    try:
        parser = MultiPartParser(request.META, request, request.upload_handlers, "utf-8")
        fields, files = parser.parse()
    except (MultiPartParserError, TooManyFieldsSent):
        raise BadRequest("the multipart body cannot be read") from None
    request._files = files  # type: ignore[attr-defined]  # noqa: SLF001 - Django closes them
    return nest(_flat(fields)), {name: files[name] for name in files}


def _flat(fields: "QueryDict | MultiValueDict[str, str]") -> list[tuple[str, str]]:
    return [(name, value) for name, values in fields.lists() for value in values]


def _shape(tree: Any, wanted: Any) -> Any:
    """Bring what strangers send nearer to a type: lists of numbered maps, blanks, booleans."""
    kind = _kind(wanted)
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct) and isinstance(tree, Mapping):
        return _shape_fields(tree, kind)
    if get_origin(kind) is list:
        (inner,) = get_args(kind) or (Any,)
        return [_shape(item, inner) for item in _as_list(tree)] if tree is not None else None
    if kind is bool and isinstance(tree, str):
        lowered = tree.strip().lower()
        return lowered in _TRUE if lowered in _TRUE | _FALSE else tree
    return tree


def _shape_fields(tree: Mapping[str, Any], kind: type[msgspec.Struct]) -> Tree:
    shaped: Tree = {}
    for name, wanted in _fields(kind).items():
        if name not in tree:
            continue
        value = tree[name]
        if value == "" and not _takes_text(wanted):
            continue  # an empty field of a form says nothing
        if value is None and type(None) not in get_args(wanted):
            continue
        shaped[name] = _shape(value, wanted)
    return shaped


@cache
def _fields(kind: type[msgspec.Struct]) -> dict[str, Any]:
    return {field.encode_name: field.type for field in msgspec.structs.fields(kind)}


def _as_list(tree: Any) -> list[Any]:
    if isinstance(tree, list):
        return tree
    if isinstance(tree, dict):
        if not all(_PLACE.fullmatch(key) for key in tree):
            return [tree]
        return [tree[key] for key in sorted(tree, key=int)]
    return [tree]


@cache
def _kind(wanted: Any) -> Any:
    """Return a type without its "or None", "or unset", and what is said about it."""
    while hasattr(wanted, "__metadata__"):
        wanted = wanted.__origin__
    if get_origin(wanted) in {Union, types.UnionType}:
        kinds = [a for a in get_args(wanted) if a not in {type(None), msgspec.UnsetType}]
        return _kind(kinds[0]) if len(kinds) == 1 else wanted
    return wanted


def _takes_text(wanted: Any) -> bool:
    kind = _kind(wanted)
    return kind is str or (get_origin(kind) in {Union, types.UnionType} and str in get_args(kind))
