"""How references and secrets look in addresses; anything else is no address of ours."""

from django.urls import register_converter
from django.urls.converters import StringConverter


class Reference(StringConverter):
    """A notice's or a takedown's number, such as N-2026-000123."""

    regex = r"[NT]-\d{4}-\d{6,12}"


class Secret(StringConverter):
    """128 random bits in hex."""

    regex = r"[0-9a-f]{32}"


register_converter(Reference, "reference")
register_converter(Secret, "secret")
