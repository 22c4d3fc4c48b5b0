"""Every read of the platform's own tables: squares, domains, foundations."""

from datetime import datetime

from django.db.models import F, Q, QuerySet

from accounts.models import User
from commons.skeleton import skeleton
from tenants.errors import DomainNotFound, FoundationNotFound, SquareNotFound
from tenants.models.domain import Domain
from tenants.models.foundation import Foundation, Officer
from tenants.models.square import Square


def find_square(*, slug: str) -> Square:
    """Return the square of a slug, in any state.

    Raises: SquareNotFound.
    """
    square = Square.objects.select_related("foundation").filter(slug=slug).first()
    if square is None:
        raise SquareNotFound
    return square


def square_by_id(square_id: int) -> Square:
    """Return a square by its number, in any state.

    Raises: SquareNotFound.
    """
    square = Square.objects.select_related("foundation").filter(pk=square_id).first()
    if square is None:
        raise SquareNotFound
    return square


def square_at(*, host: str) -> Square | None:
    """Return the square that a connected host of its own serves."""
    domain = (
        Domain.objects.select_related("square__foundation")
        .filter(host=host, verified_at__isnull=False)
        .first()
    )
    return domain.square if domain else None


def listed_squares() -> QuerySet[Square]:
    """Return the squares that the directory shows, the most active first."""
    return Square.objects.filter(
        listed=True, state__in=[Square.State.OPEN, Square.State.READ_ONLY], built_at__isnull=False
    ).order_by(F("active_at").desc(nulls_last=True), "name")


def offices_of(user: User) -> QuerySet[Officer]:
    """Return the offices a person holds, with their foundations.

    The sign-in comes along: asked for later, inside a square, it would be another's of that number.
    """
    return Officer.objects.filter(user=user).select_related("foundation", "user").order_by("since")


def find_office(*, user: User, foundation_id: int) -> Officer:
    """Return a person's office in a foundation.

    Raises: FoundationNotFound for both absent and not theirs.
    """
    office = offices_of(user).filter(foundation_id=foundation_id).first()
    if office is None:
        raise FoundationNotFound
    return office


def squares_of(foundation: Foundation) -> QuerySet[Square]:
    """Return a foundation's squares, oldest first."""
    return Square.objects.filter(foundation=foundation).order_by("founded_at")


def find_square_of(*, user: User, slug: str) -> tuple[Square, Officer]:
    """Return a square and the office that a person holds in its foundation.

    Raises: SquareNotFound for both absent and not theirs.
    Cost: 2 queries.
    """
    square = Square.objects.select_related("foundation").filter(slug=slug).first()
    if square is None:
        raise SquareNotFound
    office = offices_of(user).filter(foundation_id=square.foundation_id).first()
    if office is None:
        raise SquareNotFound
    return square, office


def squares_under(user: User) -> QuerySet[Square]:
    """Return the squares of every foundation in which a person holds an office."""
    return (
        Square.objects.filter(foundation__officers__user=user)
        .select_related("foundation")
        .order_by("foundation_id", "founded_at")
    )


def look_alike(slug: str) -> Square | None:
    """Return the square whose address a slug is, or looks like."""
    return Square.objects.filter(skeleton=skeleton(slug)).first()


def count_squares(foundation: Foundation) -> int:
    """Return how many squares count against a foundation's plan; closed ones do not."""
    return squares_of(foundation).exclude(state=Square.State.CLOSED).count()


def unbuilt_squares(*, before: datetime) -> QuerySet[Square]:
    """Return squares whose founding was begun before a moment and never ended."""
    return Square.objects.select_related("foundation").filter(
        built_at=None, state=Square.State.FOUNDING, founded_at__lt=before
    )


def lately_active_squares(*, since: datetime) -> QuerySet[Square]:
    """Return built squares in which something happened since a moment."""
    return Square.objects.filter(built_at__isnull=False, active_at__gte=since).order_by("pk")


def due_for_a_visit(squares: QuerySet[Square], *, since: datetime, hour: int) -> QuerySet[Square]:
    """Return those in which something happened since a moment, and those whose hour it is."""
    return squares.annotate(hour=F("pk") % 24).filter(Q(active_at__gte=since) | Q(hour=hour))


def squares_after(number: int, *, count: int) -> QuerySet[Square]:
    """Return the next few built squares by number, for walking round all of them slowly."""
    return Square.objects.filter(built_at__isnull=False, pk__gt=number).order_by("pk")[:count]


def domains_of(square: Square) -> QuerySet[Domain]:
    """Return the hosts connected to a square, oldest first."""
    return Domain.objects.filter(square=square).select_related("square").order_by("added_at")


def count_domains(foundation: Foundation) -> int:
    """Return how many domains count against a foundation's plan."""
    return Domain.objects.filter(square__foundation=foundation).count()


def find_domain(*, square: Square, host: str) -> Domain:
    """Return a host connected to a square.

    Raises: DomainNotFound.
    """
    domain = domains_of(square).filter(host=host).first()
    if domain is None:
        raise DomainNotFound
    return domain


def token_of(host: str) -> str:
    """Return what a connected host answers to show that it points here, or ""."""
    return Domain.objects.filter(host=host).values_list("token", flat=True).first() or ""


def languages_listed() -> list[str]:
    """Return the languages of the squares in the directory."""
    return sorted(set(listed_squares().order_by().values_list("language", flat=True)))
