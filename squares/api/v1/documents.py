"""What describes this API to programs."""

from django.http import HttpResponse

from squares.api import schema
from squares.api.call import Call
from squares.api.endpoint import endpoint


@endpoint("GET /api/openapi.json", access="anyone")
def openapi(call: Call) -> HttpResponse:
    """Return this very document."""
    return schema.for_square(call.base)
