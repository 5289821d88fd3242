"""What is chosen in the calendar, whatever its kinds: asked where an act needs more, then done as one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from trato.kernel.saying import in_a_row
from trato.records import access
from trato.records.errors import Invalid, NotFound
from trato.workspace import rendering
from trato.workspace.calendar import several
from trato.workspace.calendar.several import ARCHIVE, DAY, DONE, OWNER, Chosen
from trato.workspace.ledger import counted
from trato.workspace.pages.ask_page import AskPage
from trato.workspace.pages.fields import control
from trato.workspace.reader import actor_in, formats_for

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from trato.accounts.actor import Actor

ASK = "workspace/ask.html"


@require_POST
def chosen(request: HttpRequest) -> HttpResponse:
    """One act with all of them. Raises Denied, NotFound, Refused."""
    actor = actor_in(request)
    meant = Chosen.of(actor, request.POST)
    step = request.POST.get("step", "")
    if step in {DAY, OWNER}:
        return rendering.either(request, ASK, "dialog", _page(request, actor, meant, step))
    acts = {
        f"apply-{DAY}": lambda: several.move(actor, meant, request.POST.get(DAY, "")),
        f"apply-{OWNER}": lambda: several.assign(actor, meant, request.POST.get(OWNER, "")),
        DONE: lambda: several.finish(actor, meant),
        ARCHIVE: lambda: several.archive(actor, meant),
    }
    if step not in acts:
        raise NotFound(_("There is no such act."))
    try:
        done, number = acts[step]()
    except Invalid as error:
        word, _dash, name = step.partition("-")
        if word != "apply":
            raise
        page = _page(request, actor, meant, name, str(error.sentence))
        return rendering.either(request, ASK, "dialog", page, status=422)
    rendering.say(request, _said(actor, step, number), done)
    return rendering.go(request, rendering.way_back(request, reverse("workspace:calendar")))


def _said(actor: Actor, step: str, number: int) -> str:
    if not number:
        return _("They are so already.")
    count = {"count": formats_for(actor).number(number)}
    if step == DONE:
        return ngettext("%(count)s is done.", "%(count)s are done.", number) % count
    if step == ARCHIVE:
        return ngettext("%(count)s is in the bin.", "%(count)s are in the bin.", number) % count
    if step == f"apply-{DAY}":
        return ngettext("Moved %(count)s.", "Moved %(count)s.", number) % count
    return ngettext("Assigned %(count)s.", "Assigned %(count)s.", number) % count


def _page(request: HttpRequest, actor: Actor, meant: Chosen, step: str, error: str = "") -> AskPage:
    """The dialog that asks for the day or the person."""
    formats = formats_for(actor)
    what = in_a_row(counted(one, len(ids), formats) for one, ids in meant.types())
    title = _("Move %(what)s to another day") if step == DAY else _("Assign %(what)s")
    back = rendering.way_back(request, reverse("workspace:calendar"))
    return AskPage(
        title=title % {"what": what},
        action=reverse("workspace:calendar_chosen"),
        submit=_("Move") if step == DAY else _("Assign"),
        back=back,
        text=_("Each keeps its hour. One undo brings all of them back.") if step == DAY else "",
        controls=[_control(actor, meant, step, request.POST.get(step, ""), error)],
        hidden=[*meant.hidden, ("step", f"apply-{step}"), ("back", back)],
    )


def _control(actor: Actor, meant: Chosen, step: str, plain: str, error: str) -> dict[str, Any]:
    if step == DAY:
        value = plain or formats_for(actor).today.isoformat()
        label = {"name": DAY, "label": _("Day"), "kind": "date", "value": value}
        return {**label, "error": error, "required": True}
    owned = next((one for one, _ids in meant.types() if one.is_owned), None)
    known = access.readable_fields(actor, owned) if owned is not None else {}
    if OWNER not in known:
        raise NotFound(_("There is no such field."))
    return control(actor, known[OWNER], (), error=error)
