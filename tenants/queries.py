"""Every read of the platform's own tables: squares, domains, foundations."""

from django.db.models import QuerySet

from accounts.models import User
from tenants.errors import FoundationNotFound, SquareNotFound
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
    ).order_by("-active_at", "name")


def offices_of(user: User) -> QuerySet[Officer]:
    """Return the offices a person holds, with their foundations."""
    return Officer.objects.filter(user=user).select_related("foundation").order_by("since")


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
