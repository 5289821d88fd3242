"""The page on sample data: what there is of it, what would stay, and the button that removes it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from trato.entrance import samples
from trato.entrance.views.settings import require_administrator
from trato.records import sample
from trato.records.registry import registry
from trato.web.addresses import address
from trato.web.answering import render
from trato.web.confirming import ConfirmPage, ask
from trato.web.formats import Formats

if TYPE_CHECKING:
    from django.http import HttpResponse

    from trato.entrance.requests import PersonalRequest

#: So many records that stay are named.
MOST_NAMED = 50


@dataclass(frozen=True)
class SamplePage:
    """What goes, by type, and what stays for whose sake."""

    plan: sample.Plan
    is_coming_in: bool

    @property
    def is_there(self) -> bool:
        return bool(self.plan.going or self.plan.held)

    @property
    def types(self) -> list[tuple[str, str]]:
        """How many of each type would go, in the order of the sidebar."""
        formats = Formats(get_language() or "en")
        return [
            (_capitalized(str(one.label_plural)), formats.number(len(self.plan.going[one.key])))
            for one in registry.types()
            if one.key in self.plan.going
        ]

    @property
    def held(self) -> list[dict[str, Any]]:
        return [
            {
                "type": _capitalized(str(registry.get(one.type).label)),
                "title": one.title,
                "url": address("workspace:record", one.type, one.id),
                "by": one.by_title,
                "by_type": str(registry.get(one.by[0]).label) if one.by else "",
                "by_url": address("workspace:record", *one.by) if one.by else "",
            }
            for one in self.plan.held[:MOST_NAMED]
        ]

    @property
    def more(self) -> int:
        return max(0, len(self.plan.held) - MOST_NAMED)


@require_safe
def sample_page(request: PersonalRequest) -> HttpResponse:
    """For administrators alone. Raises Denied."""
    require_administrator(request.actor)
    page = SamplePage(sample.plan(), samples.is_coming_in())
    return render(request, "entrance/sample.html", {"page": page})


@require_POST
def removal(request: PersonalRequest) -> HttpResponse:
    """Ask first, for nothing brings it back; then remove it and say what stays. Raises Denied, Refused."""
    samples.check(request.actor)
    going = sample.plan().count
    if going and not request.POST.get("sure"):
        return ask(request, _question(going))
    done = samples.remove(request.actor)
    said = ngettext("%(count)s record removed.", "%(count)s records removed.", done.count)
    formats = Formats(get_language() or "en")
    messages.success(request, said % {"count": formats.number(done.count)})
    if not done.held:
        return redirect("entrance:settings")
    stays = ngettext(
        "%(count)s record stays, because records of your own need it.",
        "%(count)s records stay, because records of your own need them.",
        len(done.held),
    )
    messages.warning(request, stays % {"count": len(done.held)})
    return redirect("entrance:sample")


def _question(going: int) -> ConfirmPage:
    number, page = Formats(get_language() or "en").number(going), address("entrance:sample")
    return ConfirmPage(
        title=ngettext("Remove %(count)s record?", "Remove %(count)s records?", going) % {"count": number},
        text=_(
            "Removing them takes along what was done with them: changes, notes, tasks, history and news about"
            " them. What you have added yourself stays, and so do the sample records that it needs. This"
            " cannot be undone."
        ),
        action=address("entrance:sample_removal"),
        submit=_("Remove the sample data"),
        cancel_url=page,
        hidden=[("sure", "1")],
        trail=[{"label": _("Sample data"), "url": page}],
    )


def _capitalized(name: str) -> str:
    return name[:1].upper() + name[1:]
