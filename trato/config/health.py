"""Whether this process can serve: asked by supervisors and load balancers."""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.http.response import HttpResponseBase
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

HEALTH = "/healthz"
log = logging.getLogger("trato.health")


class HealthMiddleware:
    """Answers before anything reads a session: what probes ask every second must cost nothing."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return healthz(request) if request.path == HEALTH else self.get_response(request)


@login_not_required
@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """200 only when the database answers; touches no session."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            cursor.fetchone()
    except DatabaseError as error:
        log.error("the database does not answer", extra={"reason": str(error)})
        return JsonResponse({"status": "error", "reason": "database"}, status=503)
    return JsonResponse({"status": "ok"})
