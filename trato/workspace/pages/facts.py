"""The facts of a record in their groups: the filled ones shown, the empty ones folded away."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from trato.records import access
from trato.workspace.controls import is_editable
from trato.workspace.reader import capitalized, record_url

if TYPE_CHECKING:
    from collections.abc import Mapping

    from trato.accounts.actor import Actor
    from trato.records.fields.base import Field
    from trato.records.record_type import RecordType
    from trato.records.rows import Row
    from trato.workspace.cells import Cells


@dataclass
class FactGroup:
    """Some facts under one heading."""

    label: str
    filled: list[dict[str, Any]] = field(default_factory=list)
    empty: list[dict[str, Any]] = field(default_factory=list)

    @property
    def note(self) -> str:
        number = len(self.empty)
        return ngettext("%(count)s empty", "%(count)s empty", number) % {"count": number}


def groups_of(actor: Actor, record_type: RecordType) -> list[tuple[str, list[Field]]]:
    """The fields of each group that the declaration names, then the workspace's own."""
    known = access.readable_fields(actor, record_type)
    found: list[tuple[str, list[Field]]] = []
    for at, group in enumerate(record_type.page.facts):
        label = str(group.label) or (capitalized(record_type.label) if at == 0 else _("More"))
        found.append((label, [known[name] for name in group.fields if name in known]))
    own = [one for one in known.values() if one.custom and not one.hidden]
    if own:
        found.append((_("Own fields"), own))
    return found


def fact_groups(
    cells: Cells, record_type: RecordType, row: Row, pending: Mapping[str, list[str]], *, may_edit: bool
) -> list[FactGroup]:
    """The groups as the page shows them."""
    found = []
    for label, fields in groups_of(cells.actor, record_type):
        group = FactGroup(label)
        for one in fields:
            fact = fact_of(cells, record_type, row, one, pending.get(one.name, ()), may_edit=may_edit)
            (group.filled if fact["value"] else group.empty).append(fact)
        found.append(group)
    return found


def fact_of(
    cells: Cells, record_type: RecordType, row: Row, shown: Field, pending: Any = (), *, may_edit: bool
) -> dict[str, Any]:
    """One fact, with where it is edited."""
    url = record_url(record_type.key, row.id)
    may = may_edit and is_editable(shown) and access.may_write(cells.actor, record_type, shown.name)
    return {
        "name": shown.name,
        "label": capitalized(shown.label),
        "value": cells.fact(shown, row[shown.name], pending),
        "edit": f"{url}/fields/{shown.name}" if may else "",
        "full": f"{url}/edit#field-{shown.name}",
    }
