"""Pending names: one decision mends all rows alike."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.http import HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from trato.records.errors import Denied
from trato.records.mending import mend
from trato.records.registry import registry
from trato.records.waiting import make_waiting
from trato.transfer.pages.pending import pending_page
from trato.transfer.rights import may_mend
from trato.transfer.views.requests import ActorRequest, formats_for, say
from trato.web import returning
from trato.web.answering import render

if TYPE_CHECKING:
    from django.http import HttpResponse


@require_safe
def pending(request: ActorRequest) -> HttpResponse:
    if not may_mend(request.actor):
        raise Denied
    type_key = request.GET.get("type", "")
    if type_key:
        registry.get(type_key)
    page = pending_page(request.actor, formats_for(request.actor), type_key, request.get_full_path())
    return render(request, "transfer/pending.html", {"page": page})


@require_POST
def make_names(request: ActorRequest) -> HttpResponse:
    """Make the records of one type for all names that wait for them, as one act."""
    target, type_key = request.POST.get("target", ""), request.POST.get("type", "")
    done = make_waiting(request.actor, target, type_key, alike="alike" in request.POST)
    record_type, formats = registry.get(target), formats_for(request.actor)
    sentence = ngettext(
        "Made: %(made)s %(type)s. %(rows)s row mended.",
        "Made: %(made)s %(type)s. %(rows)s rows mended.",
        done.rows,
    )
    label = record_type.label if done.made == 1 else record_type.label_plural
    said = {"made": formats.number(done.made), "type": label, "rows": formats.number(done.rows)}
    say(request, sentence % said, done.set)
    return HttpResponseRedirect(returning.way_back(request, reverse("transfer:pending")))


def _asked_again(request: ActorRequest, sentence: str) -> HttpResponse:
    """The page that the form came from, with what is wrong beside the name that it is about."""
    given, back = request.POST, returning.way_back(request, reverse("transfer:pending"))
    type_key = QueryDict(urlsplit(back).query).get("type", "")
    if not may_mend(request.actor):
        raise Denied
    asked = (given.get("type", ""), given.get("field", ""), given.get("text", ""))
    page = pending_page(request.actor, formats_for(request.actor), type_key, back)
    page.refuse(asked, sentence)
    return render(request, "transfer/pending.html", {"page": page}, status=422)


@require_POST
def mend_names(request: ActorRequest) -> HttpResponse:
    """Decide by `to` (a record's id) or by `make`."""
    given = request.POST
    to, make = given.get("to", ""), "make" in given
    if not make and not (to.isascii() and to.isdigit() and len(to) < 19):
        return _asked_again(request, _("Choose a record, or have one made."))
    text = given.get("text", "")
    done = mend(
        request.actor,
        given.get("type", ""),
        given.get("field", ""),
        text,
        to=None if make else int(to),
        make=make,
    )
    sentence = ngettext(
        "“%(text)s” is decided: %(rows)s row mended.",
        "“%(text)s” is decided: %(rows)s rows mended.",
        done.rows,
    )
    rows = formats_for(request.actor).number(done.rows)
    say(request, sentence % {"text": text, "rows": rows}, done.set)
    return HttpResponseRedirect(returning.way_back(request, reverse("transfer:pending")))
