"""Between a field's value and its control: what a form shows, what it sends back, what an action is given.

A value has one plain form (text, a list of ids, an amount with its currency), the same whether it comes from
the record or from the form: so a form can tell what its writer touched, and what others changed meanwhile.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from trato.kernel.cells import parted
from trato.records import snapshot
from trato.records.values import Ref
from trato.workspace import repeats
from trato.workspace.numbers import localized, typed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django.http import QueryDict

    from trato.records.fields.base import Field

#: Components that a form has a control for.
LISTS = {"links", "choices", "tags"}
LINKS = {"link", "person", "links"}
ADDRESSES = {"emails", "phones"}
UNEDITED = {"files", "json", "lines", "table"}
#: What stands before such a name.
FRESH = "new:"


class Unchosen(str):
    """What stands in the box of a link, where none of the lines was chosen: a name, and no key."""

    __slots__ = ()


class Fresh(str):
    """The name of a record that is to be made on the way, where a link's key would stand."""

    __slots__ = ()


def is_editable(field: Field) -> bool:
    return field.editable and field.component not in UNEDITED and field.kind != "json"


def shown(field: Field, value: Any, time_zone: str) -> Any:
    """The plain form of a record's value."""
    plain = PLAIN.get(field.component)
    if plain is not None:
        return plain(field, value)
    if field.component == "datetime" and value is not None:
        return value.astimezone(ZoneInfo(time_zone)).strftime("%Y-%m-%dT%H:%M")
    if field.component == "number":
        return localized(field.to_cell(value))
    return "" if value is None else _lines(str(field.to_cell(value)))


def posted(field: Field, data: QueryDict, currency: str = "") -> Any:
    """The plain form of what a control sent."""
    name, component = field.name, field.component
    if component == "money":
        amount = data.get(name, "").strip()
        return (
            {"amount": amount, "currency": data.get(f"{name}_currency") or currency} if amount else no_money()
        )
    if component == "repeat":
        return repeats.joined(data.get(name, "").strip(), data.get(f"{name}_until", "").strip())
    if component == "boolean":
        return data.get(name, "") not in {"", "no", "false"}
    if component in ADDRESSES:
        kinds = [*data.getlist(f"{name}_kind"), *[""] * len(data.getlist(name))]
        pairs = zip(data.getlist(name), kinds, strict=False)
        return [{"value": value.strip(), "kind": kind} for value, kind in pairs if value.strip()]
    if component == "tags":
        return list(dict.fromkeys(word for part in data.getlist(name) for word in parted(part, ",")))
    unchosen = _unchosen(field, data)
    if component in LISTS:
        return [*dict.fromkeys(one for one in data.getlist(name) if one), *unchosen]
    return unchosen[0] if unchosen else _lines(data.get(name, "")).strip()


def _unchosen(field: Field, data: QueryDict) -> list[Unchosen]:
    text = data.get(f"{field.name}_typed", "").strip() if field.component in LINKS else ""
    return [Unchosen(text)] if text else []


def addressed(field: Field, data: QueryDict, currency: str = "") -> Any:
    """The plain form of what an address asks a fresh form for: it writes numbers as programs do."""
    plain = posted(field, data, currency)
    if field.component == "money":
        return {**plain, "amount": localized(plain["amount"])}
    return localized(plain) if field.component == "number" else plain


def given(field: Field, plain: Any, value: Any = None) -> Any:
    """What an action is given for a plain form; roles of links that stay are kept."""
    if field.component == "money":
        amount, currency = plain["amount"], plain["currency"]
        return {"amount": typed(amount), "currency": currency} if amount else None
    if field.component == "number" and plain:
        return typed(plain)
    if field.component == "links":
        roles = {_key(field, ref): ref.role for ref in value or () if not ref.is_pending}
        return [_link(field, key, roles.get(key, "")) for key in plain]
    if field.component in {"link", "person"}:
        return _link(field, plain) if plain else None
    if plain == "":
        return None
    return plain


def digest(plain: Any) -> str:
    """A short mark of a plain form, to see whether it is still the same."""
    text = json.dumps(plain, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def currency_of(value: Any) -> str:
    """The currency that an amount without one is in: the record's, else the workspace's."""
    return getattr(value, "currency", "") or snapshot.current().workspace.currency


def no_money() -> dict[str, str]:
    return {"amount": "", "currency": ""}


def is_blank(field: Field, plain: Any) -> bool:
    return plain in ("", [], no_money()) or (field.component == "boolean" and plain is False)


def _key(field: Field, ref: Ref) -> str:
    return str(ref.id) if field.target else f"{ref.type}/{ref.id}"


def _link(field: Field, key: str, role: str = "") -> Any:
    if isinstance(key, Unchosen):
        return str(key)
    if field.target and key.startswith(FRESH):
        return Fresh(" ".join(key.removeprefix(FRESH).split()))
    if not field.target and "/" in key:
        type_key, _slash, number = key.partition("/")
        link: dict[str, Any] = {"type": type_key, "id": int(number) if number.isdecimal() else number}
    elif key.isdecimal() and len(key) < 19:
        link = {"id": int(key)}
    else:
        return key
    return link | ({"role": role} if role else {})


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def seen_marks(fields: Sequence[Field], values: Mapping[str, Any], time_zone: str) -> dict[str, str]:
    """The mark of each field as a form shows it."""
    return {field.name: digest(shown(field, values[field.name], time_zone)) for field in fields}


def _money(_field: Field, value: Any) -> Any:
    return no_money() if value is None else {"amount": localized(value.as_text()), "currency": value.currency}


def _addresses(_field: Field, value: Any) -> Any:
    return [{"value": one.value, "kind": one.kind} for one in value or ()]


def _words(_field: Field, value: Any) -> Any:
    return [ref.label for ref in value or () if not ref.is_pending]


def _keys(field: Field, value: Any) -> Any:
    return [_key(field, ref) for ref in value or () if not ref.is_pending]


def _one_key(field: Field, value: Any) -> Any:
    return "" if value is None or value.is_pending else _key(field, value)


#: How each component's value becomes plain; the others are text.
PLAIN: dict[str, Callable[[Field, Any], Any]] = {
    "money": _money,
    "boolean": lambda _field, value: bool(value),
    "emails": _addresses,
    "phones": _addresses,
    "tags": _words,
    "links": _keys,
    "link": _one_key,
    "person": _one_key,
    "choices": lambda _field, value: list(value or ()),
}
