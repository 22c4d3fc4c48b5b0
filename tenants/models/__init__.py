"""The tables of this room, one file a noun; listed here so that Django finds them."""

from tenants.models import domain, foundation, square
