"""Saved views as people keep them: made, changed, chosen to open with; each one act that can be undone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from trato.accounts.rights import Right
from trato.records import access, actions, rows
from trato.records.contexts import context_for
from trato.records.errors import Invalid
from trato.records.filters import And, Term, settled
from trato.records.models import SavedView
from trato.records.registry import registry
from trato.records.saved_views import VIEWS
from trato.records.values import Ref
from trato.records.work import writing
from trato.workspace.address import OPTIONS, ListAddress
from trato.workspace.views_of import DEFAULTS

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from trato.accounts.actor import Actor
    from trato.records.work import Work


def kept(actor: Actor, said: ListAddress) -> dict[str, Any]:
    """What a view keeps of a list's state. Raises Invalid for a state that no list could show."""
    record_type = registry.get(said.type_key)
    rows.read(actor, record_type.key, columns=said.columns, filter=said.filter, sort=said.sort or "", limit=1)
    return {
        "type": record_type.key,
        "filter": settled(actor, record_type, said.filter or ""),
        "sort": "" if said.sort == record_type.default_sort else said.sort or "",
        "columns": list(said.columns or ()),
        "options": {name: said.option(name) for name in OPTIONS if said.option(name)},
    }


def save(
    actor: Actor,
    type_key: str,
    given: Mapping[str, Any],
    *,
    pk: int | None = None,
    roles: Collection[str] | None = None,
) -> tuple[int, int | None]:
    """Make a view or change one, and with `roles` say whose lists open with it; its id and the change set,
    if anything changed.

    Raises Denied, NotFound, InvalidFields.
    """
    views = registry.get(VIEWS)
    access.require(actor, views, Right.EDIT if pk else Right.CREATE)
    given = dict(given) if pk else {"owner": actor.user_id, "audience": SavedView.PRIVATE, **given}
    record = access.fetch(actor, views, pk, Right.EDIT) if pk else None
    values = actions.parse_values(actor, views, given, context_for(actor), record)
    audience = values.get("audience", record.audience if record else "")
    if roles and audience != SavedView.EVERYONE:
        raise Invalid(_("A role's lists open with a view that everyone sees."), field="audience")
    with writing(actor, f"{VIEWS}.{'change' if pk else 'create'}") as work:
        if pk:
            touched = work.load(VIEWS, [pk])[pk]
            work.change(touched, values)
        else:
            touched = work.create(VIEWS, values)
            work.flush_rows()
        if roles is not None:
            _open_for_roles(work, type_key, touched.id, roles)
    return touched.id, work.change_set.pk


def open_with(actor: Actor, type_key: str, pk: int | None) -> int | None:
    """One's own list opens with this view from now on, or with none; the change set if anything changed."""
    access.require(actor, registry.get(DEFAULTS), Right.CREATE)
    if pk is not None:
        access.fetch(actor, registry.get(VIEWS), pk)
    own = Term(("owner",), "=", ("me",))
    found = _defaults(actor, type_key, And((own, Term(("role",), "=", ("none",)))))
    with writing(actor, f"{DEFAULTS}.change") as work:
        if pk is None:
            if found:
                work.remove(DEFAULTS, [row.id for row in found])
        else:
            _point(work, type_key, pk, found[0].id if found else None)
    return work.change_set.pk or None


def roles_of(actor: Actor, type_key: str, pk: int) -> list[str]:
    """The roles whose lists open with a view."""
    found = _defaults(actor, type_key, Term(("role",), "=", ("any",)))
    return [row["role"] for row in found if row["view"] and row["view"].id == pk]


def _defaults(actor: Actor, type_key: str, which: Any) -> list[rows.Row]:
    wanted = And((Term(("type",), "=", (type_key,)), which))
    return rows.read(actor, DEFAULTS, columns=("view", "role"), filter=wanted, sort="id").rows


def _open_for_roles(work: Work, type_key: str, pk: int, roles: Collection[str]) -> None:
    """Each role has one default view: what is chosen takes the place of another, what is not is let go."""
    found = {row["role"]: row for row in _defaults(work.actor, type_key, Term(("role",), "=", ("any",)))}
    gone = [
        row.id for role, row in found.items() if role not in roles and row["view"] and row["view"].id == pk
    ]
    if gone:
        work.remove(DEFAULTS, gone)
    for role in roles:
        _point(work, type_key, pk, found[role].id if role in found else None, role)


def _point(work: Work, type_key: str, pk: int, row: int | None, role: str = "") -> None:
    view = {"view": Ref(VIEWS, pk)}
    if row is not None:
        work.change(work.load(DEFAULTS, [row])[row], view)
        return
    owner = {} if work.actor.user_id is None else {"owner": Ref("users", work.actor.user_id)}
    work.create(DEFAULTS, {"type": type_key, "role": role, **view, **owner})
