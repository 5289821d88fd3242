"""What is offered of a list's saved views: the menu beside the tabs, and the dialog that keeps one."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from trato.accounts.rights import Right, Role
from trato.records import access
from trato.records.models import SavedView
from trato.records.registry import registry
from trato.records.saved_views import VIEWS
from trato.workspace.reader import capitalized, list_url
from trato.workspace.views_of import differs, may_change

if TYPE_CHECKING:
    from trato.accounts.actor import Actor
    from trato.records import rows
    from trato.records.record_type import RecordType
    from trato.workspace.address import ListAddress


@dataclass
class ViewMenu:
    """What may be done with the view that a list shows."""

    label: str
    icon: str = "bookmark"
    #: The dialog that saves the list as a new view.
    new_url: str = ""
    #: Saves the list's state into its view; empty while there is nothing to save.
    save_url: str = ""
    reset_url: str = ""
    edit_url: str = ""
    open_url: str = ""
    delete_url: str = ""
    is_default: bool = False
    #: The list stands otherwise than any view: offer to keep it.
    is_unsaved: bool = False
    hidden: list[tuple[str, str]] = field(default_factory=list)


def view_menu(
    actor: Actor, asked: ListAddress, said: ListAddress, view: rows.Row | None, default: int | None
) -> ViewMenu | None:
    """The menu for this list's state; none for those who may keep no views."""
    if not registry.knows(VIEWS) or not access.may(actor, registry.get(VIEWS), Right.CREATE):
        return None
    menu = ViewMenu(_("This view") if view else _("Views"), hidden=said.pairs("view"))
    menu.new_url = asked.part("views/new")
    if view is None:
        menu.is_unsaved = bool(
            asked.filter or asked.sort or asked.columns or any(v for _n, v in asked.options)
        )
        return menu
    base = f"{list_url(asked.type_key)}views/{view.id}"
    menu.is_unsaved = differs(asked, view)
    menu.open_url = f"{base}/open"
    menu.is_default = view.id == default
    if menu.is_unsaved:
        menu.reset_url = f"{list_url(asked.type_key)}?view={view.id}"
    if may_change(actor, view):
        menu.edit_url, menu.delete_url = f"{base}/edit", f"{base}/delete"
        menu.save_url = f"{base}/save" if menu.is_unsaved else ""
    return menu


@dataclass
class ViewPage:
    """The dialog that names a view and says who sees it."""

    record_type: RecordType
    title: str
    action: str
    back: str
    submit: str
    #: What no view could show of the list as it stands.
    error: str = ""
    fields: list[dict[str, Any]] = field(default_factory=list)
    hidden: list[tuple[str, str]] = field(default_factory=list)

    @property
    def type_label(self) -> str:
        return capitalized(self.record_type.label_plural)


def view_fields(
    actor: Actor, record_type: RecordType, given: dict[str, Any], problem: Any = None
) -> list[dict[str, Any]]:
    """The controls, each with what is wrong with it."""
    wrong = {problem.field or "name": str(problem.sentence)} if problem is not None else {}
    audiences = SavedView._meta.get_field("audience").choices or ()
    found = [
        {
            "name": "name",
            "label": _("Name"),
            "kind": "text",
            "value": given.get("name", ""),
            "required": True,
        },
        {
            "name": "audience",
            "label": _("Who sees it"),
            "kind": "choice",
            "value": given.get("audience") or SavedView.PRIVATE,
            "choices": [(value, str(label)) for value, label in audiences],
            "required": True,
        },
    ]
    if actor.administers:
        label = _("Open %(types)s with it for these roles") % {"types": record_type.label_plural}
        found.append(
            {
                "name": "roles",
                "label": label,
                "kind": "choices",
                "value": given.get("roles", ()),
                "choices": [(role.value, str(role.label)) for role in Role],
            }
        )
    return [one | {"error": wrong.get(str(one["name"]), "")} for one in found]
