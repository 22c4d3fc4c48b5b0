"""How many connections may be open: of one token, one address, one square, and in all.

They protect the machine, not the peace: what a client needs is far below. Where nothing is
throttled, and for addresses of this machine, only the whole is bounded.
"""

import resource
from collections import Counter
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address, ip_network
from sys import intern

from django.conf import settings

from squares.streaming.streams import Refused

A_TOKEN, AN_ADDRESS, A_SQUARE, IN_ALL = 200, 1_000, 8_000, 20_000
# Files that are open beside connections.
_SPARE_FILES = 200


@dataclass(frozen=True, slots=True)
class Share:
    """Under what a connection is counted.  token_id: 0 for a page.  place: as `place_of`."""

    schema: str
    token_id: int
    place: str

    def limits(self) -> dict[tuple[str, str, int], int]:
        """Return each count to which it adds, and how high that may go."""
        found = {(self.schema, "", 0): A_SQUARE}
        if self.token_id:
            found[self.schema, "", self.token_id] = A_TOKEN
        if self.place:
            found["", self.place, 0] = AN_ADDRESS
        return found


class Bounds:
    """What is open now.  whole: how many connections there may be, whatever they ask for."""

    def __init__(self) -> None:
        self._open: Counter[tuple[str, str, int]] = Counter()
        self.whole = min(IN_ALL, _files() - _SPARE_FILES)

    def take(self, share: Share) -> None:
        """Count a connection that is to stay open.

        Raises: Refused: 503 beyond the square's share, 429 beyond one's own.
        """
        limits = share.limits()
        full = [name for name, most in limits.items() if self._open[name] >= most]
        if settings.THROTTLED and full:
            status = 503 if (share.schema, "", 0) in full else 429
            raise Refused(status, "Too many open connections", retry_after=60)
        self._open.update(limits.keys())

    def give_back(self, share: Share) -> None:
        """Count it no longer."""
        for name in share.limits():
            self._open[name] -= 1
            if self._open[name] <= 0:
                del self._open[name]


def raise_files() -> None:
    """Let this process open as many files as the system allows it."""
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def place_of(address: str) -> str:
    """Return what counts as one place, "" for this machine itself; the /64 of an IPv6 address."""
    try:
        place = ip_address(address)
    except ValueError:
        return "unknown"
    if isinstance(place, IPv6Address) and place.ipv4_mapped is not None:
        place = place.ipv4_mapped
    if place.is_loopback:
        return ""
    if isinstance(place, IPv6Address):
        return intern(str(ip_network((place, 64), strict=False).network_address))
    return intern(str(place))


def _files() -> int:
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    return IN_ALL + _SPARE_FILES if most == resource.RLIM_INFINITY else most
