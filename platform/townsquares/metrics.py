"""`/metrics`: what the platform counts, for Prometheus (docs/decisions/0023)."""

import secrets
import time
from collections.abc import Callable, Iterator
from time import perf_counter

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import ResolverMatch
from redis.exceptions import RedisError

from commons import measures
from commons.measures import Gauge
from tenants import lanes
from tenants.context import outside
from tenants.models.square import Square
from tenants.tasks import OLDEST_FACT, SWEPT

type_answer = Callable[[HttpRequest], HttpResponseBase]
Looked = Iterator[tuple[dict[str, str], float]]

_METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}


def tell(get_response: type_answer) -> type_answer:
    """Answer GET /metrics on any host to the bearer of METRICS_TOKEN; to others it is not there."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        if request.path != "/metrics":
            return get_response(request)
        if not _may(request):
            return HttpResponse(status=404)
        try:
            text = measures.text()
        except RedisError:
            return HttpResponse("Redis does not answer\n", content_type="text/plain", status=503)
        return HttpResponse(text, content_type="text/plain; version=0.0.4; charset=utf-8")

    return answer


def measure(get_response: type_answer) -> type_answer:
    """Count every request by its declared path, never by its address."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        begun = perf_counter()
        response = get_response(request)
        _count(request, response.status_code, perf_counter() - begun)
        return response

    return answer


def be_looked_at() -> None:
    """Say how what is not counted is looked at; called once, at start."""
    for gauge in (
        Gauge("lane_tasks", "Tasks that wait, by queue.", _waiting),
        Gauge("lane_age_seconds", "How long the first of them has waited.", _ages),
        Gauge("lane_tasks_of_square", "Tasks in the ten longest lanes of a queue.", _longest),
        Gauge("outbox_age_seconds", "Age of the oldest fact that a sweep found left.", _outbox),
        Gauge("sweep_age_seconds", "Seconds since outboxes were last swept.", _swept),
        Gauge("streaming_connections", "Open streaming connections.", _streaming),
        Gauge("line_waiting", "Requests that wait for a slot, in all web workers.", _line),
        Gauge("line_age_seconds", "How long the first of them has waited.", _line_age),
    ):
        measures.gauge_with(gauge)


def _may(request: HttpRequest) -> bool:
    kind, _blank, token = request.headers.get("Authorization", "").partition(" ")
    return (
        bool(settings.METRICS_TOKEN)
        and request.method == "GET"
        and kind.lower() == "bearer"
        and secrets.compare_digest(token.strip().encode(), settings.METRICS_TOKEN.encode())
    )


def _count(request: HttpRequest, status: int, seconds: float) -> None:
    declared: str | None = getattr(request, "declared", None)
    match: ResolverMatch | None = request.resolver_match
    route = declared or (f"/{match.route}" if match is not None else "-")
    method = request.method if request.method in _METHODS else "other"
    measures.count("requests", route=route, method=str(method), status=str(status))
    measures.spread("request_seconds", seconds, face="api" if declared else "web")
    square: Square | None = getattr(request, "square", None)
    if square is not None:
        measures.count("square_requests", square=square.slug, status=f"{status // 100}xx")
    measures.flush()


def _waiting() -> Looked:
    for queue in lanes.queues():
        yield {"queue": queue}, lanes.look(queue).waiting


def _ages() -> Looked:
    for queue in lanes.queues():
        yield {"queue": queue}, lanes.look(queue).age_seconds


def _longest() -> Looked:
    for queue in lanes.queues():
        longest = lanes.look(queue).longest
        with outside():
            slugs = dict(
                Square.objects.filter(pk__in=[number for number, _ in longest]).values_list(
                    "pk", "slug"
                )
            )
        for number, waiting in longest:
            yield {"queue": queue, "square": slugs.get(number, str(number))}, waiting


def _outbox() -> Looked:
    oldest, swept = measures.kept(OLDEST_FACT), measures.kept(SWEPT)
    if oldest is not None and swept is not None:
        yield {}, time.time() - oldest if oldest < swept else 0.0


def _swept() -> Looked:
    swept = measures.kept(SWEPT)
    if swept is not None:
        yield {}, time.time() - swept


def _line() -> Looked:
    yield {}, measures.said("line_waiting")


def _line_age() -> Looked:
    yield {}, measures.most_said("line_age_seconds")


def _streaming() -> Looked:
    yield {}, measures.said("streaming_connections")
