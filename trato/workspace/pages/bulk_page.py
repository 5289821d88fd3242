"""The dialog of a bulk change: what will change, for how many, before anything does."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from trato.accounts.rights import Right
from trato.kernel.saying import in_a_row, sentences
from trato.records import access, actions, rows
from trato.records.errors import Invalid
from trato.workspace import controls, rendering
from trato.workspace.pages.fields import control
from trato.workspace.reader import actor_in, capitalized, formats_for, list_url, type_on_screen

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, QueryDict

    from trato.accounts.actor import Actor
    from trato.records.fields.base import Field
    from trato.records.record_type import RecordType
    from trato.web.formats import Formats

MOST_IDS = 5000
#: So many pages of rows are looked through before a bulk change says what it does.
MOST_PAGES = 4

Page = TypeVar("Page", bound="BulkPage")


@dataclass(frozen=True)
class Chosen:
    """The rows that are meant: by their ids, or all that a filter picks."""

    record_type: RecordType
    ids: tuple[int, ...] = ()
    filter: str = ""
    is_all: bool = False

    @classmethod
    def of(cls, record_type: RecordType, data: QueryDict) -> Chosen:
        ids = [int(one) for one in data.getlist("ids") if one.isdecimal() and len(one) < 19]
        is_all = data.get("all") == "1"
        return cls(
            record_type,
            () if is_all else tuple(dict.fromkeys(ids))[:MOST_IDS],
            data.get("filter", ""),
            is_all,
        )

    def count(self, actor: Actor) -> int:
        if not self.is_all:
            return len(self.ids)
        return rows.count(actor, self.record_type.key, filter=self.filter, cap=None).number

    def found(self, actor: Actor, right: Right) -> list[int]:
        """The ids, those of a filter as far as the right reaches."""
        if not self.is_all:
            return list(self.ids)
        return actions.matching_ids(actor, self.record_type.key, self.filter, right)

    def seen(self, actor: Actor) -> list[int]:
        """The ids of those that this person may see, in their order."""
        found = self.found(actor, Right.READ)
        seen: set[int] = set()
        for start in range(0, len(found), MOST_IDS):
            seen |= access.visible_ids(actor, self.record_type, found[start : start + MOST_IDS])
        return [pk for pk in found if pk in seen]

    @property
    def hidden(self) -> list[tuple[str, str]]:
        if self.is_all:
            return [("all", "1"), ("filter", self.filter)]
        return [("ids", str(pk)) for pk in self.ids]


@dataclass
class BulkPage:
    """What a dialog about chosen rows shows."""

    record_type: RecordType
    chosen: Chosen
    number: int
    #: So many of what, in words.
    count: str
    back: str
    step: str
    #: Those that its reader may see, in their order, if it was asked.
    ids: list[int]
    title: str = ""
    fields: list[dict[str, Any]] = field(default_factory=list)
    controls: list[dict[str, Any]] = field(default_factory=list)
    submit: str = ""
    sentence: str = ""
    #: What is already said of the field, sent along with the last step.
    posted: list[tuple[str, str]] = field(default_factory=list)

    @property
    def action(self) -> str:
        return f"{list_url(self.record_type.key)}bulk"

    @property
    def hidden(self) -> list[tuple[str, str]]:
        return [*self.chosen.hidden, ("back", self.back), *self.posted]

    @property
    def type_label(self) -> str:
        return capitalized(self.record_type.label_plural)


def opened(
    request: HttpRequest,
    type_key: str,
    page: type[Page],
    *,
    guard: Callable[[Actor, RecordType], None] | None = None,
    sees: bool = False,
) -> Page:
    """The dialog about the rows that a list sent, if the guard lets it. Raises NotFound, Denied, Invalid."""
    actor = actor_in(request)
    record_type = type_on_screen(actor, type_key)
    if guard is not None:
        guard(actor, record_type)
    chosen = Chosen.of(record_type, request.POST)
    ids = chosen.seen(actor) if sees else []
    number = len(ids) if sees else chosen.count(actor)
    if not number:
        raise Invalid(_("Choose some rows first."))
    count = noun(record_type, number, formats_for(actor).number(number))
    back, step = rendering.way_back(request, list_url(type_key)), request.POST.get("step", "")
    return page(record_type, chosen, number, count, back, step, ids)


def posted(data: QueryDict, field: Field) -> list[tuple[str, str]]:
    """What was said of a field, for the next step."""
    return [
        (name, one)
        for name in data
        if name == field.name or name.startswith(f"{field.name}_")
        for one in data.getlist(name)
    ]


def changeable(actor: Actor, record_type: RecordType) -> list[Field]:
    """The fields that many records may get the same value of."""
    known = access.readable_fields(actor, record_type)
    wanted = [name for name in (*record_type.columns, *record_type.filters) if name in known]
    return [
        one
        for one in (known[name] for name in dict.fromkeys([*wanted, *known]))
        if controls.is_editable(one)
        and not one.hidden
        and not one.unique
        and one.name != record_type.title
        and access.may_write(actor, record_type, one.name)
    ]


def noun(record_type: RecordType, number: int, count: str) -> str:
    """So many of what, as in a sentence."""
    label = record_type.label if number == 1 else record_type.label_plural
    return _("%(count)s %(type)s") % {"count": count, "type": label}


def choose_page(actor: Actor, page: BulkPage) -> BulkPage:
    """The first step: which field."""
    page.title = _("Change %(rows)s") % {"rows": page.count}
    page.fields = [
        {"label": capitalized(one.label), "value": f"field-{one.name}"}
        for one in changeable(actor, page.record_type)
    ]
    return page


def field_page(actor: Actor, page: BulkPage, one: Field, *, plain: Any = None, error: str = "") -> BulkPage:
    """The second step: its new value; tags are added to those that are there."""
    page.title = _titled(page, one)
    page.submit = _("Continue")
    page.step = f"preview-{one.name}"
    page.controls = [
        control(actor, one, controls.shown(one, None, "UTC") if plain is None else plain, error=error)
    ]
    return page


def _titled(page: BulkPage, one: Field) -> str:
    if one.component == "tags":
        return _("Add tags to %(rows)s") % {"rows": page.count}
    return _("%(field)s of %(rows)s") % {"field": capitalized(one.label), "rows": page.count}


def preview_page(
    page: BulkPage, one: Field, value: str, same: int | None, numbers: Formats, made: list[str]
) -> BulkPage:
    """The last step: what will change, for how many, and for how many it is so already.

    `made` are the tags that are not there yet.
    """
    if same and same < page.number:
        left = page.number - same
        page.count = noun(page.record_type, left, numbers.number(left))
    names = {"rows": page.count, "field": capitalized(one.label), "value": value}
    if one.component == "tags":
        said = [_("Adds the tags “%(value)s” to %(rows)s.") % names]
    elif value:
        said = [_("Sets %(field)s to “%(value)s” for %(rows)s.") % names]
    else:
        said = [_("Empties %(field)s for %(rows)s.") % names]
    if made:
        new = ngettext("This tag is new: %(names)s.", "These tags are new: %(names)s.", len(made))
        said.append(new % {"names": in_a_row(made)})
    if same:
        has = ngettext("One has it already.", "%(count)s have it already.", same)
        said.append(has % {"count": numbers.number(same)})
    page.sentence = sentences([*said, _("One undo brings the old values back.")])
    return _ready(page, one)


def needed_page(page: BulkPage, one: Field, asked: list[dict[str, Any]]) -> BulkPage:
    """What the new value asks for besides, for those records that have none of it yet."""
    page.sentence = _("This asks for more. What a record has already stays as it is.")
    page.controls = asked
    return _ready(page, one)


def _ready(page: BulkPage, one: Field) -> BulkPage:
    page.title, page.step = _titled(page, one), f"apply-{one.name}"
    page.submit = _("Change %(rows)s") % {"rows": page.count}
    return page


def how_many_have(actor: Actor, chosen: Chosen, name: str, value: Any, *, among: bool) -> int | None:
    """How many rows have the value already (`among` their tags); None where there are too many to look."""
    number, after = 0, None
    for _page in range(MOST_PAGES):
        found = rows.read(
            actor,
            chosen.record_type.key,
            columns=(name,),
            filter=chosen.filter if chosen.is_all else None,
            ids=None if chosen.is_all else chosen.ids,
            sort="id",
            limit=MOST_IDS,
            after=after,
            right=Right.EDIT,
            archived=False if chosen.is_all else None,
        )
        for row in found.rows:
            here = row[name]
            number += set(value) <= set(here or ()) if among else here == value
        after = found.next
        if after is None:
            return number
    return None
