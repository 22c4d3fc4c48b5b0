"""What is asked at the door, and the answers: health, pages of ours, apps by either transport.

Source: https://docs.joinmastodon.org/methods/streaming/
"""

from collections.abc import Mapping
from http.cookies import CookieError, SimpleCookie

import msgspec
from django.conf import settings

from squares.streaming.streams import Refused, Stream, at_path, named
from squares.streaming.wire.heads import Head, answer

STREAMING = "/api/v1/streaming"
HEALTHY = {"/healthz", f"{STREAMING}/health"}
THUMP = b":thump\n"
NOT_FOUND = "Record not found"

# Browsers of other pages may read all of this: it is the token that lets somebody in.
CORS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Headers": "Authorization, Accept, Cache-Control",
    "Access-Control-Allow-Methods": "GET, OPTIONS",
}
OPEN = {"Cache-Control": "private, no-store", "X-Accel-Buffering": "no"}
_FALSE = {"", "0", "f", "F", "false", "FALSE", "off", "OFF"}


class Subscribing(msgspec.Struct):
    """What an app says over its WebSocket; a list may come as a number."""

    type: str = ""
    stream: str = ""
    tag: str = ""
    list: str | int = ""


def simple_answer(head: Head) -> bytes | None:
    """Return the answer to what needs no square, None for everything else."""
    path = tidy(head.path)
    if path in HEALTHY and head.method in {"GET", "HEAD"}:
        body = b"OK" if head.method == "GET" else b""
        return answer(200, body, CORS, kind="text/plain; charset=utf-8")
    if head.method == "OPTIONS" and path.startswith(STREAMING):
        return answer(204, headers=CORS)
    if head.method != "GET":
        return refusal(405, "Method not allowed")
    return None


def refusal(status: int, words: str, retry_after: int = 0) -> bytes:
    """Return why something is not opened, as Mastodon says it."""
    headers = dict(CORS)
    if status == 401:
        headers["WWW-Authenticate"] = 'Bearer realm="Doorkeeper", error="invalid_token"'
    if retry_after:
        headers["Retry-After"] = str(retry_after)
    body = msgspec.json.encode({"error": words})
    return answer(status, body, headers, kind="application/json; charset=utf-8")


def complaint(refused: Refused) -> bytes:
    """Return why a stream is not opened over a WebSocket that stays open."""
    return msgspec.json.encode({"error": refused.words, "status": refused.status})


def first_stream(head: Head) -> Stream | None:
    """Return the stream with which an app begins; over a WebSocket it need not name one.

    Raises: Refused, 400 or 404.
    """
    query, path = head.query, tidy(head.path).removeprefix(STREAMING).strip("/")
    tag, list_id = query.get("tag", ""), query.get("list", "")
    if path:
        only_media = query.get("only_media", "") not in _FALSE
        found = at_path(path, only_media=only_media, tag=tag, list_id=list_id)
        if found is None:
            raise Refused(404, NOT_FOUND)
        return found
    if "stream" in query:
        return named(query["stream"], tag=tag, list_id=list_id)
    if not head.wants_websocket:
        raise Refused(404, NOT_FOUND)
    return None


def token_of(head: Head) -> str:
    """Return the token of an app: in its header, its address, or as the protocol it offers."""
    kind, _blank, token = head.headers.get("authorization", "").partition(" ")
    if kind.lower() == "bearer" and token.strip():
        return token.strip()
    if token := head.query.get("access_token", ""):
        return token
    if head.wants_websocket:
        return head.headers.get("sec-websocket-protocol", "").partition(",")[0].strip()
    return ""


def session_of(head: Head) -> str:
    """Return the session of a page of ours, "" for a visitor."""
    try:
        found = SimpleCookie(head.headers.get("cookie", "")).get(settings.SESSION_COOKIE_NAME)
    except CookieError:
        return ""
    return found.value if found else ""


def page_headers(head: Head) -> dict[str, str]:
    """Return what lets a page of the same host read, and no other.

    It stands on the web server's port, which to browsers is another origin.
    """
    host, origin = _name(head.headers.get("host", "")), head.headers.get("origin", "")
    if not origin or _name(origin.rpartition("://")[2]) != host:
        return OPEN
    return OPEN | {
        "Access-Control-Allow-Origin": origin,
        "Access-Control-Allow-Credentials": "true",
        "Vary": "Origin",
    }


def address_of(head: Head, peer: str) -> str:
    """Return who asks, behind as many proxies as are ours."""
    hops = head.headers.get("x-forwarded-for", "").split(",")
    if 0 < settings.TRUSTED_PROXIES <= len(hops) and hops[-settings.TRUSTED_PROXIES].strip():
        return hops[-settings.TRUSTED_PROXIES].strip()
    return peer


def read_message(text: bytes) -> tuple[str, Mapping[str, str]] | None:
    """Return what an app wants ("subscribe", "unsubscribe") and of which stream, None for noise.

    Mastodon passes over what it does not understand, and so do we.
    """
    try:
        said = msgspec.json.decode(text, type=Subscribing)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    if said.type not in {"subscribe", "unsubscribe"}:
        return None
    return said.type, {"name": said.stream, "tag": said.tag, "list_id": str(said.list)}


def tidy(path: str) -> str:
    """Return a path without a slash at its end: it is no other address."""
    return path.rstrip("/")


def _name(host: str) -> str:
    return host.rsplit(":", 1)[0].lower()
