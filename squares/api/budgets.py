"""How often apps may ask, and how they are told what is left.

Every budget is one square's: its keys go through the cache's key function.
Source: https://docs.joinmastodon.org/api/rate-limits/
"""

from datetime import datetime
from functools import lru_cache

from commons.limits import Budget, network_of, spend
from squares.api.call import Call

WINDOW_SECONDS = 300
A_MEMBER, A_TOKEN, AN_ADDRESS = 1500, 300, 300

# Budgets of single endpoints: how often, in how many seconds.
PARTICULAR = {
    "media": (30, 1800),
    "delete": (30, 1800),
    "sign_up": (5, 1800),
    "apps": (60, 3600),
    "reports": (400, 86_400),
}


def spend_common(call: Call) -> Budget:
    """Count a call on its token and its member, or on its address where no member calls.

    An app has tokens for itself as often as it asks, so by these alone nobody would be counted.
    """
    limits = {f"token:{call.bearer.token_id}": A_TOKEN} if call.bearer is not None else {}
    if call.bearer is not None and call.bearer.member_id is not None:
        limits[f"member:{call.bearer.member_id}"] = A_MEMBER
    else:
        limits |= _of_address(call.address)
    return spend(limits, seconds=WINDOW_SECONDS)


def spend_of_visitor(address: str) -> Budget:
    """Count a call that brings no token on the address it comes from, in the square in force."""
    return spend(_of_address(address), seconds=WINDOW_SECONDS)


def _of_address(address: str) -> dict[str, int]:
    return {f"address:{network_of(address)}": AN_ADDRESS}


def spend_particular(call: Call, name: str) -> Budget:
    """Count a call of an endpoint that has a budget of its own."""
    limit, seconds = PARTICULAR[name]
    who = f"member:{call.member.pk}" if call.member else f"address:{network_of(call.address)}"
    return spend({f"{name}:{who}": limit}, seconds=seconds)


def headers(budget: Budget) -> dict[str, str]:
    """Return what tells an app how much it may still ask, and from when on again."""
    return {
        "X-RateLimit-Limit": str(budget.limit),
        "X-RateLimit-Remaining": str(budget.remaining),
        "X-RateLimit-Reset": _moment(budget.resets_at),
    }


@lru_cache(maxsize=16)  # a window has one end for all
def _moment(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
