"""Leads to the streaming program whoever looks for streams at the web server.

Apps read its address in the instance. Some take the server's own, which is right where one proxy
stands before both programs, and wrong on a machine where each has a port.
"""

from urllib.parse import urlsplit

from django.http import HttpResponse

from commons.errors import NotFound
from squares.api.call import Call
from squares.streaming.address import streaming_url

PREFIX = "/api/v1/streaming"


def lead(call: Call) -> HttpResponse:
    """Return where the streams are.

    Raises: NotFound, where that is here: the proxy should not have brought it to us.
    """
    target = streaming_url(call.square).replace("ws", "http", 1)
    if urlsplit(target).netloc == urlsplit(call.base).netloc:
        raise NotFound
    return HttpResponse(status=307, headers={"Location": target + call.request.get_full_path()})
