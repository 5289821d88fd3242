"""A block of cells from a spreadsheet: refused with the names of wrong ones, or shown and then written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from trato.kernel.saying import sentences
from trato.records.errors import Invalid, Refused
from trato.workspace import rendering
from trato.workspace.cells import Cells
from trato.workspace.pages.bulk_page import noun
from trato.workspace.pages.paste_page import PastePage
from trato.workspace.pasting import Block, read_block, write_block
from trato.workspace.reader import actor_in, capitalized, formats_for, list_url, type_on_screen

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from trato.accounts.actor import Actor

PASTE = "workspace/paste.html"
MOST_NAMED = 50
MOST_SAMPLES = 8


@require_POST
def paste(request: HttpRequest, type_key: str) -> HttpResponse:
    """First what the block would do; with `sure` it is done."""
    actor = actor_in(request)
    record_type = type_on_screen(actor, type_key)
    posted = request.POST
    back = rendering.way_back(request, list_url(type_key))
    page = PastePage(record_type, _("Paste cells"), back, text=posted.get("text", ""))
    ids = [int(one) for one in posted.get("ids", "").split(",") if one.isdecimal() and len(one) < 19]
    columns = [name for name in posted.get("columns", "").split(",") if name]
    page.hidden = [("ids", ",".join(map(str, ids))), ("columns", ",".join(columns)), ("back", back)]
    try:
        block = read_block(actor, record_type, page.text, list(dict.fromkeys(ids)), columns)
        if block.wrong:
            return _refuse(request, _say_wrong(page, actor, block))
        if posted.get("sure") == "1":
            return _write(request, actor, page, block)
    except (Invalid, Refused) as error:
        page.problems = [capitalized(error.sentence)]
        page.sentence = _("Nothing was changed.")
        return _refuse(request, page)
    return rendering.either(request, PASTE, "dialog", _preview(page, actor, block))


def _refuse(request: HttpRequest, page: PastePage) -> HttpResponse:
    return rendering.either(request, PASTE, "dialog", page, status=422)


def _write(request: HttpRequest, actor: Actor, page: PastePage, block: Block) -> HttpResponse:
    change_set, changed = write_block(actor, block)
    said = ngettext("One cell is pasted.", "%(count)s cells are pasted.", changed) % {
        "count": formats_for(actor).number(changed)
    }
    rendering.say(request, said if changed else _("They had these values already."), change_set)
    return rendering.go(request, page.back)


def _say_wrong(page: PastePage, actor: Actor, block: Block) -> PastePage:
    """Every wrong cell by its row and field, as far as one reads on."""
    number = formats_for(actor).number
    wrong = len(block.wrong)
    page.sentence = ngettext(
        "One of %(cells)s cells cannot be taken, so nothing was changed.",
        "%(count)s of %(cells)s cells cannot be taken, so nothing was changed.",
        wrong,
    ) % {"count": number(wrong), "cells": number(block.cells)}
    page.problems = [one.sentence for one in block.wrong[:MOST_NAMED]]
    if wrong > MOST_NAMED:
        page.more = _("and %(count)s more") % {"count": number(wrong - MOST_NAMED)}
    return page


def _preview(page: PastePage, actor: Actor, block: Block) -> PastePage:
    number, changed = formats_for(actor).number, block.changed
    cells, fields = Cells(actor, formats_for(actor)), {one.name: one for one in block.fields}
    named = noun(block.record_type, len(block.values), number(len(block.values)))
    names = {"cells": number(len(changed)), "rows": named}
    said = [
        ngettext("One cell of %(rows)s changes.", "%(cells)s cells of %(rows)s change.", len(changed)) % names
    ]
    if same := block.cells - len(changed):
        has = ngettext("One has its value already.", "%(count)s have their value already.", same)
        said.append(has % {"count": number(same)})
    page.sentence = sentences(said)
    for pk, name in changed[:MOST_SAMPLES]:
        one = fields[name]
        before = cells.text(one, block.before[pk][name])
        after = cells.text(one, block.values[pk][name])
        page.samples.append((block.labels[pk], capitalized(one.label), before or "–", after or "–"))
    if len(changed) > MOST_SAMPLES:
        page.more = _("and %(count)s more") % {"count": number(len(changed) - MOST_SAMPLES)}
    if changed:
        page.submit = ngettext("Paste one cell", "Paste %(count)s cells", len(changed)) % {
            "count": number(len(changed))
        }
    page.hidden.append(("sure", "1"))
    return page
