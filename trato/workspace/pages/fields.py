"""A field's control for a form, with its choices and with the names of what it links to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from trato.accounts.rights import Right
from trato.records import access, rows, snapshot
from trato.records.fields.before import BeforeField
from trato.records.registry import registry
from trato.web.addresses import address
from trato.workspace import controls, making, repeats
from trato.workspace.parents import called, one_after_another, parent_link
from trato.workspace.reader import capitalized
from trato.workspace.words import kind_label

if TYPE_CHECKING:
    from collections.abc import Iterable

    from trato.accounts.actor import Actor
    from trato.records.fields.base import Field

#: Options that stand in a picker at once; more come as one types.
MOST_OPTIONS = 30
MOST_LISTED = 200
KINDS = {
    "before": "choice",
    "checklist": "longtext",
    "link": "link",
    "person": "link",
    "links": "links",
    "number": "decimal",
}


def control(
    actor: Actor,
    field: Field,
    plain: Any,
    *,
    error: str = "",
    with_options: bool = True,
    is_needed: bool = False,
    makes: bool = False,
) -> dict[str, Any]:
    """The dict that `ui.form_field` and `ui.fact_editor` take; with `makes` links may be made there."""
    component = field.component
    found: dict[str, Any] = {
        "name": field.name,
        "label": capitalized(field.label),
        "kind": field.kind if component == "number" else KINDS.get(component, component),
        "value": plain,
        "help": field.advice(is_needed=is_needed),
        "error": error,
        "required": field.required or is_needed,
    }
    if component == "money":
        found |= _money(plain)
    elif getattr(field, "names_people", False):
        found["people"] = people_offered()
    elif component == "checklist":
        found["help"] = found["help"] or _("One line each; [x] before what is done.")
    elif component in {"choice", "choices", "repeat", "before"}:
        found |= _few(field, plain)
    elif component in {"emails", "phones"}:
        found["kinds"] = [(kind, capitalized(kind_label(kind))) for kind in _kinds(field, plain)]
    elif component == "tags":
        found["choices"] = (
            [label for _pk, label in options(actor, field.target, MOST_LISTED)] if with_options else []
        )
    elif component in {"link", "person", "links"}:
        found |= _links(actor, field, plain, with_options=with_options)
        found["makes"] = making.offer(actor, field, "{}") if makes else ""
    return found


def _few(field: Field, plain: Any) -> dict[str, Any]:
    """A few values to choose from; what the record has stays among them."""
    if field.component == "repeat":
        rule, until = repeats.parted(plain or "")
        said = [(one, capitalized(label)) for one, label in repeats.choices(rule)]
        return {"value": rule, "until": until, "choices": said}
    choices: Iterable[tuple[str, Any]] = (
        field.offered(plain or "") if isinstance(field, BeforeField) else field.choices
    )
    empty = {"empty": pgettext("reminder", "None")} if field.component == "before" else {}
    return {"choices": [(value, capitalized(label)) for value, label in choices], **empty}


def people_offered() -> dict[str, str]:
    """What a text carries in which `@` offers people."""
    url = address("search:options", "users")
    return (
        {"data-controller": "web/mention", "data-people": url, "data-people-label": _("People")}
        if url
        else {}
    )


def _money(plain: Any) -> dict[str, Any]:
    now = snapshot.current()
    currency = plain["currency"] or now.workspace.currency
    return {"currency": currency, "currencies": tuple(dict.fromkeys((currency, *now.currencies)))}


def _kinds(field: Field, plain: Any) -> list[str]:
    """The usual kinds, and those that this record has besides."""
    usual = getattr(field, "kinds", ())
    return list(dict.fromkeys([*usual, *[one["kind"] for one in plain if one["kind"]]]))


def _links(actor: Actor, field: Field, plain: Any, *, with_options: bool) -> dict[str, Any]:
    wanted = [key for key in ([plain] if isinstance(plain, str) else plain) if key]
    typed = next((str(key) for key in wanted if isinstance(key, controls.Unchosen)), "")
    keys = [key for key in wanted if not isinstance(key, controls.Unchosen)]
    known = dict(labels(actor, field, keys)) | making.labels(actor, field, keys)
    chosen = [{"id": key, "label": known[key]} for key in keys if key in known]
    if not field.target:
        return {"value": chosen, "typed": typed, "url": address("search:options", "any")}
    target = registry.get(field.target)
    if target.is_setting and target.portrait != "person" and field.component != "links":
        offered = [(str(pk), label) for pk, label in options(actor, target.key, MOST_LISTED)]
        more = [(one["id"], one["label"]) for one in chosen if one["id"] not in dict(offered)]
        return {"kind": "choice", "value": plain, "choices": [*more, *offered]}
    url = address("search:options", target.key)
    found: dict[str, Any] = {"value": chosen, "typed": typed, "url": url}
    if with_options:
        found["choices"] = options(actor, target.key, MOST_OPTIONS if found["url"] else MOST_LISTED)
    return found


def labels(actor: Actor, field: Field, keys: Iterable[str]) -> list[tuple[str, str]]:
    """What the chosen records are called, of those this person may see."""
    by_type: dict[str, dict[int, str]] = {}
    wanted = [_typed(field, key) for key in keys]
    for type_key in {type_key for type_key, _pk, _key in wanted if registry.knows(type_key)}:
        target = registry.get(type_key)
        ids = [pk for key, pk, _key in wanted if key == type_key]
        seen = access.visible_rows(actor, target).filter(pk__in=ids).values_list("pk", target.title)
        by_type[type_key] = {pk: title or f"{capitalized(target.label)} {pk}" for pk, title in seen}
    found = [(key, by_type.get(type_key, {}).get(pk)) for type_key, pk, key in wanted]
    return [(key, label) for key, label in found if label]


def _typed(field: Field, key: str) -> tuple[str, int, str]:
    type_key, _slash, number = key.rpartition("/") if not field.target else (field.target, "", key)
    return type_key, int(number) if number.isdecimal() and len(number) < 19 else 0, key


def options(actor: Actor, type_key: str, most: int) -> list[tuple[int, str]]:
    """The first records of a type, in its own order; if their parents are several, by these and with them."""
    if not registry.knows(type_key):
        return []
    target = registry.get(type_key)
    if not access.may(actor, target, Right.READ):
        return []
    parent = parent_link(actor, target)
    columns = (target.title, *((parent,) if parent else ()))
    found = rows.read(actor, type_key, columns=columns, limit=most).rows
    above = {row[parent] for row in found} if parent else set()
    if len(above) > 1:
        found = one_after_another(actor, target, found)
        return [
            (row.id, called(row[parent].label if row[parent] else "", row[target.title])) for row in found
        ]
    return [(row.id, str(row[target.title] or row.id)) for row in found]
