"""How an endpoint is declared: method, path, who may, and the types of what comes and goes.

Routes, the checks of tokens and scopes, the parsing of what is sent and the OpenAPI document are
all made from these declarations, so that they cannot disagree.

    @endpoint("POST /api/v1/statuses/:status_id/favourite", scope="write:favourites")
    def favourite(call: Call, status_id: int) -> Status: ...

A parameter named in the path is an `int` (an id; what is none answers 404) or a `str`. One named
`params` is a Struct: query and body together. The answer is a Struct, a list of them, `Paged`,
`Answer`, or None for `{}`.
"""

import inspect
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal, TypeVar, get_type_hints

Access = Literal["user", "app", "anyone"]
Handler = TypeVar("Handler", bound=Callable[..., Any])


@dataclass(frozen=True, kw_only=True)
class Endpoint:
    """One way in.

    access: "user" wants a member's token, "app" any token, "anyone" none; a token that is given
    must be good all the same.  scope: "" where any token will do.  limit: the name of a budget
    of its own beside the common ones, as in `squares.api.budgets`.
    files: the names of files that may come beside the rest, in multipart.
    also: whether members who are not in yet (address unconfirmed, waiting) may call it.
    """

    method: str
    path: str
    handler: Callable[..., Any]  # Any: each endpoint has parameters of its own
    scope: str
    access: Access
    deprecated: bool
    also_waiting: bool
    limit: str
    files: tuple[str, ...]
    path_types: dict[str, type]
    params: type[Any] | None
    returns: Any  # Any: a type or a union of types
    segments: tuple[str, ...] = field(default=())

    @property
    def summary(self) -> str:
        """The first line of what its handler says of itself."""
        return (self.handler.__doc__ or "").strip().splitlines()[0]

    @property
    def description(self) -> str:
        """The rest of what its handler says of itself."""
        return "\n".join((inspect.getdoc(self.handler) or "").splitlines()[1:]).strip()


# Every declaration of the modules that `squares.api.routes` names, in their order.
DECLARED: list[Endpoint] = []


def endpoint(
    way: str,
    *,
    scope: str = "",
    access: Access = "user",
    deprecated: bool = False,
    also_waiting: bool = False,
    limit: str = "",
    files: tuple[str, ...] = (),
) -> Callable[[Handler], Handler]:
    """Declare the function below as an endpoint.

    way: "GET /api/v1/accounts/:account_id".  One function may be declared for several ways.
    """
    method, path = way.split(" ")

    def declare(handler: Handler) -> Handler:
        hints = get_type_hints(handler, include_extras=True)
        names = [part[1:] for part in path.split("/") if part.startswith(":")]
        DECLARED.append(
            Endpoint(
                method=method,
                path=path,
                handler=handler,
                scope=scope,
                access=access,
                deprecated=deprecated,
                also_waiting=also_waiting,
                limit=limit,
                files=files,
                path_types={name: hints[name] for name in names},
                params=hints.get("params"),
                returns=hints["return"],
                segments=tuple(path.strip("/").split("/")),
            )
        )
        return handler

    return declare
