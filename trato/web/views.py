from __future__ import annotations

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_safe

from trato.accounts import workspace
from trato.accounts.models import Logo, Workspace
from trato.web import bundle
from trato.web import styleguide as examples
from trato.web.answering import render
from trato.web.manifest import LEAST_ICON, NAME, manifest

FOREVER = "public, max-age=31536000, immutable"


@login_not_required
@require_safe
def sheet(request: HttpRequest, name: str) -> HttpResponse:
    """The style sheet; its name changes with its content, so a browser may keep it."""
    current = bundle.sheet()
    packed = "gzip" in request.headers.get("Accept-Encoding", "")
    response = HttpResponse(
        current.packed if packed else current.text, content_type="text/css; charset=utf-8"
    )
    if packed:
        response["Content-Encoding"] = "gzip"
    response["Vary"] = "Accept-Encoding"
    response["Cache-Control"] = FOREVER if name == current.name else "no-cache"
    return response


@login_not_required
@require_safe
def app_manifest(request: HttpRequest) -> HttpResponse:
    """What installs Trato as an app; the workspace's own name is for those who have signed in."""
    current = workspace.current() if request.user.is_authenticated else None
    name, own = (current.name or NAME, _own_icon(current)) if current else (NAME, None)
    response = JsonResponse(
        manifest(name, get_language() or "en", own), content_type="application/manifest+json"
    )
    response["Cache-Control"] = "private, no-cache"
    patch_vary_headers(response, ["Cookie"])
    return response


def _own_icon(current: Workspace) -> dict[str, str] | None:
    """The workspace's logo, where it is square and large enough for an icon."""
    logo = Logo.objects.filter(pk=current.logo_id or "").defer("content").first()
    if logo is None or logo.width != logo.height or logo.width < LEAST_ICON:
        return None
    sizes = f"{logo.width}x{logo.height}"
    return {"src": f"/logo/{logo.pk}", "type": logo.media_type, "sizes": sizes, "purpose": "any"}


@login_not_required
@require_GET
def styleguide(request: HttpRequest) -> HttpResponse:
    """Every component with examples, for whoever builds screens."""
    user = getattr(request, "user", None)
    if not settings.DEBUG and not (user and user.is_authenticated):
        raise Http404
    return render(request, "web/styleguide.html", {"page": examples.page(request)})


@login_not_required
@require_GET
def echo(request: HttpRequest) -> HttpResponse:
    """Answers the styleguide's own search fields; it reads nothing."""
    return examples.answer(request)
