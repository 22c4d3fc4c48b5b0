"""Puts whole objects where only their ids stand, as `expand[]` asks.

Source: https://docs.stripe.com/api/expanding_objects
"""

from embedded.stripe_double.refusals import Refused
from embedded.stripe_double.shapes import Json
from embedded.stripe_double.store import Store

_MAX_DEPTH = 4


def expand(store: Store, thing: Json, paths: list[str]) -> Json:
    """Return the object with each path expanded, such as "data.customer"."""
    for path in paths:
        steps = path.split(".")
        if len(steps) > _MAX_DEPTH:
            raise Refused("You cannot expand more than 4 levels of a property.", param="expand")
        _expand(store, thing, steps, path)
    return thing


def _expand(store: Store, node: Json, steps: list[str], path: str) -> None:
    name, rest = steps[0], steps[1:]
    if name not in node:
        raise Refused(f"This property cannot be expanded ({path}).", param="expand")
    if isinstance(node[name], str) and (whole := store.find(node[name])):
        node[name] = whole
    if not rest:
        return
    for child in node[name] if isinstance(node[name], list) else [node[name]]:
        if isinstance(child, dict):
            _expand(store, child, rest, path)
