"""Switching devices on and off, and the script that shows there what is new."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from trato.notifications import devices, push, push_keys, wishes
from trato.notifications.models import Device
from trato.notifications.views import actor_in
from trato.records.errors import NotFound

if TYPE_CHECKING:
    from django.http import HttpRequest

SCRIPT = Path(__file__).parent / "static" / "notifications" / "service-worker.js"


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def switch_on(request: HttpRequest) -> HttpResponse:
    """The workspace's key for a browser that wants to subscribe; posted, what it has subscribed to."""
    if request.method != "POST":
        # A service worker has no page to read the token from.
        return JsonResponse({"key": push_keys.public(), "token": get_token(request)})
    user_id = actor_in(request).user_id or 0
    if request.POST.get("renewed"):
        devices.renew(request, user_id, request.POST.dict())
        return HttpResponse(status=204)
    devices.switch_on(request, user_id, request.POST.dict())
    messages.success(request, _("From now on you are told in this browser."))
    return HttpResponse(status=204)


@require_POST
def details(request: HttpRequest) -> HttpResponse:
    """Whether devices say what news is about."""
    wishes.change_habit(actor_in(request).user_id or 0, hides_details="hides_details" in request.POST)
    messages.success(request, _("Saved."))
    return redirect("notifications:preferences")


@require_POST
def test(request: HttpRequest, pk: int) -> HttpResponse:
    """Send something to one of one's own. Raises NotFound."""
    device = Device.objects.filter(pk=pk, user_id=actor_in(request).user_id or 0).first()
    if device is None:
        raise NotFound
    push.push_test.enqueue(device.pk)
    messages.success(request, _("Something is on its way to %(name)s.") % {"name": device.name})
    return redirect("notifications:preferences")


@require_POST
def removal(request: HttpRequest, pk: int) -> HttpResponse:
    """Tell one of one's own nothing more; one that is gone already is no matter."""
    devices.remove(actor_in(request).user_id or 0, pk)
    messages.success(request, _("That device is told nothing more."))
    return redirect("notifications:preferences")


@login_not_required
@require_safe
def worker(_request: HttpRequest) -> HttpResponse:
    """The service worker. It is asked for under one name for good, so no browser may keep it unasked."""
    response = HttpResponse(_script(), content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = "no-cache"
    response["Content-Security-Policy"] = "default-src 'none'; connect-src 'self'; script-src 'self'"
    return response


@cache
def _script() -> bytes:
    return SCRIPT.read_bytes()
