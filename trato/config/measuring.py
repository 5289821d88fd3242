"""Measures every request: for the figures under /metrics, and for the log if it was slow."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from trato.ops import metrics
from trato.ops.measuring import Measured, measuring, tell_if_slow

#: What no route answers: static files, what is not found.
NO_ROUTE = "none"


class MeasuringMiddleware:
    """Costs nothing where neither figures nor slow requests are asked for."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        if not metrics.is_on() and not settings.SLOW_REQUEST_MS:
            raise MiddlewareNotUsed
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        with measuring() as work:
            response = self.get_response(request)
        if metrics.is_on():
            metrics.count_request(route_of(request), request.method or "", response.status_code, work)
        if settings.SLOW_REQUEST_MS and work.seconds * 1000 >= settings.SLOW_REQUEST_MS:
            _tell(request, response, work)
        return response


def route_of(request: HttpRequest) -> str:
    """The name of the route, never the path: that holds numbers of records."""
    match = request.resolver_match
    return (match.view_name or NO_ROUTE) if match is not None else NO_ROUTE


def _tell(request: HttpRequest, response: HttpResponseBase, work: Measured) -> None:
    actor = getattr(request, "actor", None)
    extra = {
        "route": route_of(request),
        "method": request.method,
        "status": response.status_code,
        "actor": getattr(actor, "user_id", None),
    }
    tell_if_slow("request", work, settings.SLOW_REQUEST_MS, extra)
