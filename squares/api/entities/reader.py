"""For whom entities are made, and from which address."""

from dataclasses import dataclass

from squares.members.models import Member


@dataclass(frozen=True)
class Reader:
    """A member or a visitor who reads in a square.

    base: the square's own address, without a slash at its end.
    """

    base: str
    viewer: Member | None

    def url(self, path: str) -> str:
        """Return the absolute address of a path of this square."""
        return f"{self.base}{path}"

    def html(self, html: str) -> str:
        """Return stored HTML with the square's own links made absolute: apps have no base."""
        return html.replace('href="/', f'href="{self.base}/')
