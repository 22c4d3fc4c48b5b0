"""Founds a second square beside the measured one: `python -m bench.neighbour`, in a stand."""

import sys

import django
from django.conf import settings

from bench import targets


def main() -> int:
    """Found it and open it, where it is not there yet."""
    django.setup()
    if not settings.BENCH_STAND:
        raise SystemExit("This is no stand for measuring: `make bench-serve` starts one.")
    from commons import clock  # noqa: PLC0415 - models are there only after the set-up
    from tenants import actions  # noqa: PLC0415 - as above
    from tenants.context import outside  # noqa: PLC0415 - as above
    from tenants.models.foundation import Officer  # noqa: PLC0415 - as above
    from tenants.models.square import Square  # noqa: PLC0415 - as above
    from tenants.rules import Hand  # noqa: PLC0415 - as above

    slug = targets.square_name(0)
    with outside():
        if Square.objects.filter(slug=slug).exists():
            return 0
        office = Officer.objects.select_related("foundation", "user").order_by("pk")[0]
        actions.grant_entitlements(
            foundation=office.foundation, entitlements={"squares": 2}, actor="system",
            at=clock.now(),
        )  # fmt: skip
        request = actions.FoundingRequest(name=slug, slug=slug, language="en", jurisdiction="DE")
        square = actions.found_square(request=request, by=office, at=clock.now())
        actions.change_state(
            square=square, to="open", hand=Hand.OWNER, actor="system", at=clock.now()
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
