"""All addresses: each room's `urls.py`, by layer; the workspace last, for it takes `/TYPE/`."""

from __future__ import annotations

from django.urls import include, path

from trato.config.health import healthz
from trato.config.rooms import rooms_with

LAST = "trato.workspace.urls"
_found = sorted(rooms_with("urls"), key=lambda name: name == LAST)

urlpatterns = [path("healthz", healthz, name="healthz"), *(path("", include(name)) for name in _found)]

handler400 = "trato.config.errors.bad_request"
handler403 = "trato.config.errors.permission_denied"
handler404 = "trato.config.errors.page_not_found"
handler500 = "trato.config.errors.server_error"
