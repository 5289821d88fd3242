"""What somebody may not do, in words: with which type, and who can help."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from trato.accounts.rights import Right

if TYPE_CHECKING:
    from trato.accounts.actor import Actor
    from trato.records.record_type import RecordType

#: What the role leaves out with every record of a type.
OF_A_TYPE = {
    Right.CREATE: lambda: _("You may look at %(types)s, but not add any."),
    Right.EDIT: lambda: _("You may look at %(types)s, but not change them."),
    Right.DELETE: lambda: _("You may look at %(types)s, but not delete them."),
    Right.EXPORT: lambda: _("You may look at %(types)s, but not export them."),
    Right.IMPORT: lambda: _("You may look at %(types)s, but not import them."),
}
#: What it leaves out with some of them.
OF_ONE = {
    Right.EDIT: lambda: _("You may look at this %(type)s, but not change it."),
    Right.DELETE: lambda: _("You may look at this %(type)s, but not delete it."),
    Right.EXPORT: lambda: _("You may look at this %(type)s, but not export it."),
}


def refusal(actor: Actor, record_type: RecordType, right: Right, *, of_one: bool = False) -> str:
    """What one may not do, and whom one asks, unless it is nobody's to give."""
    sentences = OF_ONE if of_one and right in OF_ONE else OF_A_TYPE
    said = sentences[right]() % {"type": record_type.label, "types": record_type.label_plural}
    if actor.administers or actor.is_system:
        return said
    if sentences is OF_ONE and record_type.is_owned:
        return _("%(refusal)s Ask its owner or an administrator.") % {"refusal": said}
    return _("%(refusal)s Ask an administrator.") % {"refusal": said}
