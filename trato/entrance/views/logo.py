"""The workspace's own picture: taken from administrators, shown to everybody who comes to the door."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from trato.accounts import workspace
from trato.accounts.models import Logo, Workspace
from trato.entrance.kept_settings import LOGO
from trato.entrance.views.settings import require_administrator, show_workspace
from trato.entrance.workspace_form import WorkspaceForm
from trato.kernel.errors import Unreadable
from trato.kernel.pictures import Picture, read_picture
from trato.records.settings import changing

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile
    from django.http import HttpRequest

    from trato.entrance.requests import PersonalRequest

#: In bytes, and in pixels along a side.
LARGEST, LEAST_SIDE, MOST_SIDE = 512 * 1024, 16, 2048
PROTECTIONS = {
    "Cache-Control": "public, max-age=31536000, immutable",
    "Content-Security-Policy": "sandbox; default-src 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}


@login_not_required
@require_safe
def logo(request: HttpRequest, digest: str) -> HttpResponse:
    """The picture of these bytes; another picture has another address."""
    found = Logo.objects.filter(pk=digest).first()
    if found is None:
        raise Http404
    return HttpResponse(bytes(found.content), content_type=found.media_type, headers=PROTECTIONS)


@require_POST
def upload(request: PersonalRequest) -> HttpResponse:
    """Take a picture in place of the one before. Raises Denied."""
    require_administrator(request.actor)
    try:
        picture = _read(request.FILES.get("logo"))
    except Unreadable as error:
        form = WorkspaceForm(current=workspace.current())
        return show_workspace(request, form, status=422, logo_problem=str(error.sentence))
    with changing(request.actor, LOGO.key):
        digest = hashlib.sha256(picture.content).hexdigest()
        values = {"media_type": picture.media_type, "width": picture.width, "height": picture.height}
        Logo.objects.update_or_create(pk=digest, defaults={**values, "content": picture.content})
        _show(digest)
    messages.success(request, _("Saved."))
    return redirect("entrance:workspace")


@require_POST
def removal(request: PersonalRequest) -> HttpResponse:
    """Back to Trato's own mark. Raises Denied."""
    require_administrator(request.actor)
    with changing(request.actor, LOGO.key):
        _show(None)
    messages.success(request, _("The logo is removed."))
    return redirect("entrance:workspace")


def _show(digest: str | None) -> None:
    Workspace.objects.filter(pk=1).update(logo_id=digest)
    Logo.objects.exclude(pk=digest or "").delete()
    workspace.touch()


def _read(given: UploadedFile[bytes] | None) -> Picture:
    """Raises Unreadable."""
    if given is None or not given.size:
        raise Unreadable(_("Choose a picture first."))
    if given.size > LARGEST:
        raise Unreadable(_("The picture is larger than %(size)s kB."), size=str(LARGEST // 1024))
    picture = read_picture(given.read())
    if not all(LEAST_SIDE <= side <= MOST_SIDE for side in (picture.width, picture.height)):
        raise Unreadable(
            _("Each side of the picture measures from %(least)s to %(most)s pixels."),
            least=str(LEAST_SIDE),
            most=str(MOST_SIDE),
        )
    return picture
