"""Every address of a square, filled in with what stands in it."""

from dataclasses import dataclass

from django.urls import URLPattern, get_resolver
from django.urls.converters import IntConverter

from walls.rows import MARK

# Words that stand in addresses and belong to no square: what is asked for, not of whom.
COMMON = {"deed": "hide", "part": "rules"}

# Addresses of development and of the platform's notices, which belong to no square's rows.
NOT_OF_A_SQUARE = ("dev/", "legal/")


@dataclass(frozen=True)
class Place:
    """One address: its pattern, and how to fill it."""

    route: str
    converters: dict[str, object]

    @property
    def names_a_row(self) -> bool:
        """Whether a number in it names a row."""
        return any(isinstance(c, IntConverter) for c in self.converters.values())

    def fill(self, *, number: int, handle: str) -> str:
        """Return the path with the numbers and names of one square."""
        path = self.route
        for name, converter in self.converters.items():
            value = number if isinstance(converter, IntConverter) else COMMON.get(name, handle)
            for kind in ("int", "str", "slug", "path", "uuid"):
                path = path.replace(f"<{kind}:{name}>", str(value))
        return "/" + path


def places() -> list[Place]:
    """Walk the routes of a square; regular expressions of allauth are filled by hand."""
    found = [
        Place(route, converters)
        for route, converters in _walk(get_resolver("townsquares.urls_square").url_patterns, "", {})
        if not route.startswith(NOT_OF_A_SQUARE)
    ]
    return [_plain(place) for place in found]


def _plain(place: Place) -> Place:
    if "(?P<uidb36>" in place.route:
        return Place(f"account/password/reset/key/1-{MARK}/", {})
    if "(?P<key>" in place.route:
        return Place(f"account/confirm-email/{MARK}/", {})
    return place


def _walk(patterns, prefix, converters):
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        found = converters | dict(getattr(pattern.pattern, "converters", {}))
        if isinstance(pattern, URLPattern):
            yield route, found
        else:
            yield from _walk(pattern.url_patterns, route, found)
