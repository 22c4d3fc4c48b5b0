"""What visitors read through the API, given again for a second: it is the same for all of them.

Nothing says who asks, so nothing in the answer is theirs; what a deed in this process takes away is
gone at once, in another a second later. Each call still counts on its caller's address.
"""

import time
from collections.abc import Callable

from squares.api import budgets
from tenants.context import inside
from tenants.models.square import Square
from townsquares.admission.older import Environ, Headers, Older, Page
from townsquares.admission.takings import Here
from townsquares.middleware import address_in
from townsquares.observability import new_number

SECONDS = 1.0
_BELOW = ("/api/v1/", "/api/v2/")
_NEVER = "/api/v1/streaming"


class Visitors:
    """Answers of the last second."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._pages = Older(Here(), clock, seconds=SECONDS)

    def mark(self, schema: str) -> str:
        """Return what an answer that is made from now on is kept under."""
        return self._pages.mark(schema)

    def keep(
        self, environ: Environ, schema: str, mark: str, answer: tuple[str, Headers, bytes]
    ) -> None:
        """Keep an answer, if it may be given again."""
        self._pages.keep(environ, schema, mark, answer)

    def find(self, environ: Environ, square: Square) -> Page | None:
        """Return what a visitor was told in this second, counted on this one's address.

        None where there is nothing, and where the address has spent what it may: Django tells that.
        Cost: that of counting, most often none.
        """
        page = self._pages.find(environ)
        if page is None:
            return None
        with inside(square):
            budget = budgets.spend_of_visitor(address_in(environ))
        if budget.spent:
            return None
        own = {"X-Request-Id": new_number(), **budgets.headers(budget)}
        return Page(
            page.schema,
            page.mark,
            page.made_at,
            page.status,
            [*page.headers, *own.items()],
            page.body,
        )


def is_visitor(environ: Environ) -> bool:
    """Tell whether nothing in a request says who asks, and it only reads."""
    path = environ["PATH_INFO"]
    return (
        environ["REQUEST_METHOD"] == "GET"
        and path.startswith(_BELOW)
        and not path.startswith(_NEVER)
        and not environ.get("HTTP_AUTHORIZATION")
        and not environ.get("HTTP_COOKIE")
        and "access_token" not in environ["QUERY_STRING"]
        and environ.get("CONTENT_LENGTH", "0") in {"", "0"}
        and not environ.get("HTTP_TRANSFER_ENCODING")
    )
