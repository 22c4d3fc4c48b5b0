"""How the API answers: one function an address, each with the parameters it knows.

Source: https://docs.stripe.com/api
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from embedded.stripe_double import form, shapes
from embedded.stripe_double.ledger import Ledger
from embedded.stripe_double.refusals import Refused
from embedded.stripe_double.shapes import Json

Answerer = Callable[[Ledger, Json, str], Json]
PAGING = frozenset({"limit", "starting_after", "ending_before"})


@dataclass(frozen=True)
class Endpoint:
    """One method and address: who answers, and which parameters there are."""

    method: str
    path: re.Pattern[str]
    answer: Answerer
    params: frozenset[str]


ENDPOINTS: list[Endpoint] = []


def endpoint(method: str, path: str, *params: str) -> Callable[[Answerer], Answerer]:
    """Register who answers at an address; `*` stands for an id."""
    pattern = re.compile(re.escape(path).replace(r"\*", r"([A-Za-z0-9_]+)"))

    def register(answer: Answerer) -> Answerer:
        ENDPOINTS.append(Endpoint(method, pattern, answer, frozenset(params)))
        return answer

    return register


def answer(ledger: Ledger, method: str, path: str, params: Json) -> Json:
    """Answer an API request.

    Raises: Refused.
    """
    for candidate in ENDPOINTS:
        found = candidate.path.fullmatch(path)
        if found and candidate.method == method:
            form.known_only(params, candidate.params)
            return candidate.answer(ledger, params, found[1] if found.groups() else "")
    raise Refused(f"Unrecognized request URL ({method}: {path}).", status=404)


def page(params: Json, things: list[Json], address: str) -> Json:
    """Cut one page out of a list, newest first.

    Source: https://docs.stripe.com/api/pagination
    """
    limit = form.integer(params, "limit", 10)
    if not 1 <= limit <= 100:
        raise Refused("Invalid limit: between 1 and 100.", param="limit")
    ids = [thing["id"] for thing in things]
    if after := params.get("starting_after"):
        start = _position(ids, after, "starting_after") + 1
        return shapes.listing(things[start : start + limit], address, more=len(ids) > start + limit)
    if before := params.get("ending_before"):
        end = _position(ids, before, "ending_before")
        start = max(0, end - limit)
        return shapes.listing(things[start:end], address, more=start > 0)
    return shapes.listing(things[:limit], address, more=len(ids) > limit)


def _position(ids: list[str], identifier: str, param: str) -> int:
    if identifier not in ids:
        raise Refused(f"No such object: '{identifier}'", code="resource_missing", param=param)
    return ids.index(identifier)
