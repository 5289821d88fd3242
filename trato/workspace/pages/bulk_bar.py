"""What can be done with chosen records of one type, wherever they are chosen: list, board, calendar."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from trato.accounts.rights import Right
from trato.records import access, snapshot
from trato.records.registry import registry
from trato.web.addresses import address
from trato.workspace.address import ListAddress
from trato.workspace.cells import portrait_of
from trato.workspace.pages.act_buttons import act_buttons
from trato.workspace.pages.bulk_page import changeable
from trato.workspace.pages.merge_page import is_offered
from trato.workspace.reader import formats_for, list_url

if TYPE_CHECKING:
    from trato.accounts.actor import Actor
    from trato.records.fields.base import Field
    from trato.records.record_type import RecordType
    from trato.workspace.calendar.several import Act


@dataclass
class BulkBar:
    """The bar's buttons, as far as this person may press them."""

    record_type: RecordType
    #: Where one is afterwards.
    back: str
    words: str = ""
    sort: str = ""
    may_change: bool = False
    may_delete: bool = False
    may_merge: bool = False
    is_owned: bool = False
    tags_field: str = ""
    #: What the act is called that finishes them, if a button is all that it takes.
    finish: str = ""
    #: The field of a board's columns, if many records may get another value of it at once, and what it is
    #: called where no columns stand there.
    move_field: str = ""
    move_label: str = ""
    #: A file of the columns that are shown, and, where there are some, one of all that an import brings back.
    export_url: str = ""
    export_all_url: str = ""
    #: How the browser writes what the chosen come to.
    signs: dict[str, tuple[str, ...]] = field(default_factory=dict)
    #: What is done with them where they stand beside other kinds, and of the same address with these.
    first: list[Act] = field(default_factory=list)
    #: What other rooms do with chosen rows, each with its address.
    acts: list[dict[str, Any]] = field(default_factory=list)

    @property
    def action(self) -> str:
        return f"{list_url(self.record_type.key)}bulk"

    @property
    def is_offered(self) -> bool:
        """Whether there is anything to do with them."""
        return bool(self.may_change or self.may_delete or self.export_url or self.acts)

    def plain(self, *, note: str = "", kind: str = "") -> dict[str, Any]:
        """Plain data of it; `note` and `kind` say of what the chosen must be, beside others."""
        return {
            **vars(self),
            "record_type": self.record_type.key,
            "first": [vars(act) for act in self.first],
            "action": self.action,
            "is_offered": self.is_offered,
            "note": note,
            "kind": kind,
        }


def bulk_bar(
    actor: Actor,
    record_type: RecordType,
    said: ListAddress | None = None,
    *,
    columns: tuple[str, ...] = (),
    sort: str = "",
    back: str,
) -> BulkBar:
    """The bar for one type; `said` is the list whose rows are chosen from, where it is one."""
    of_list, said = said is not None, said or ListAddress(record_type.key)
    bar = BulkBar(record_type, back, said.filter or "", sort)
    bar.export_url = export_url(actor, said.but(columns=columns or None, sort=sort or None))
    bar.export_all_url = export_url(actor, said.but(columns=None, sort=sort or None)) if columns else ""
    if said.as_of:  # nobody changes the past
        return bar
    bar.signs = (
        formats_for(actor).money_signs(snapshot.current().currencies) if record_type.main_total else {}
    )
    known = access.readable_fields(actor, record_type)
    bar.may_change = access.may(actor, record_type, Right.EDIT)
    verb = record_type.finisher if bar.may_change else None
    bar.finish = str(verb.label) if verb is not None else ""
    bar.may_delete = record_type.is_archivable and access.may(actor, record_type, Right.DELETE)
    bar.may_merge = is_offered(actor, record_type)
    bar.is_owned = record_type.is_owned and access.may_write(actor, record_type, "owner")
    tags = [name for name, one in known.items() if one.component == "tags" and not one.custom]
    bar.tags_field = next((name for name in tags if access.may_write(actor, record_type, name)), "")
    if of_list and record_type.board is not None and not said.option("layout"):
        bar.move_field = move_field(actor, record_type, record_type.board.by)
        bar.move_label = _moving(known[bar.move_field]) if bar.move_field else ""
    bar.acts = act_buttons(actor, said, sort, back)
    return bar


def _moving(shown: Field) -> str:
    """What it is called to give many records another value of a board's field."""
    said = _("Move %(field)s") if portrait_of(shown) == "stage" else _("Set %(field)s")
    return said % {"field": shown.label}


def export_url(actor: Actor, said: ListAddress) -> str:
    """Where the rows of a list become a file, of all fields where it names none; empty for who may not."""
    record_type = registry.get(said.type_key)
    if not access.may(actor, record_type, Right.EXPORT):
        return ""
    url = address("transfer:export", record_type.key)
    heads = "&heads=labels" if said.columns else ""
    return f"{url}?{said.but(view=None, options=()).query()}{heads}" if url else ""


def move_field(actor: Actor, record_type: RecordType, name: str) -> str:
    """The field by which cards move, if a bulk change can set it."""
    return name if name in {one.name for one in changeable(actor, record_type)} else ""
