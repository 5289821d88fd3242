"""What machines ask of a running Trato."""

from __future__ import annotations

import hmac

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from trato.ops import metrics as figures

TEXT = "text/plain; version=0.0.4; charset=utf-8"


@login_not_required
@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Prometheus' text format for `Authorization: Bearer TOKEN`; without the right one nothing is here."""
    given = request.headers.get("Authorization", "").encode()
    wanted = f"Bearer {settings.METRICS_TOKEN}".encode()
    if not figures.is_on() or not hmac.compare_digest(given, wanted):
        raise Http404
    return HttpResponse(figures.exposition(), content_type=TEXT)
