"""What is said once a record has moved: where to, or that it is won or lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from trato.records import rows
from trato.records.values import Ref
from trato.workspace.cells import Cells
from trato.workspace.reader import formats_for

if TYPE_CHECKING:
    from trato.accounts.actor import Actor
    from trato.records.fields.base import Field
    from trato.records.record_type import RecordType


def way_of(record_type: RecordType) -> str:
    """The field along which its records move: that of its path, else of its board; empty for none."""
    return record_type.page.path or (record_type.board.by if record_type.board else "")


def moved_to(actor: Actor, record_type: RecordType, field: Field, pk: int, name: str) -> str:
    """The sentence for a record of that name, by where it stands now. Raises NotFound."""
    row = rows.one(actor, record_type.key, pk, columns=(field.name,))
    cells = Cells(actor, formats_for(actor))
    cells.look_up([field], [row])
    value = row[field.name]
    stage = cells.stages.get((value.type, value.id or 0)) if isinstance(value, Ref) else None
    kind = stage.kind if stage is not None else ""
    if kind == "won":
        return _("%(name)s: won.") % {"name": name}
    if kind == "lost":
        return _("%(name)s: lost.") % {"name": name}
    place = cells.text(field, value) or _("No %(field)s") % {"field": field.label}
    return _("%(name)s moved to %(place)s.") % {"name": name, "place": place}
