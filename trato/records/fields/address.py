"""E-mail addresses and phone numbers: one of a record, or a list of them with their kinds."""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any, ClassVar

from django.utils.translation import gettext as _
from typing_extensions import override

from trato.kernel.cells import joined, parted
from trato.kernel.emails import is_email, normalize_email
from trato.kernel.phones import digits, is_phone, normalize_phone
from trato.records.errors import Invalid
from trato.records.expressions import In
from trato.records.fields.base import Bound, Field
from trato.records.fields.text import TextField
from trato.records.stores import ColumnStore
from trato.records.values import Labeled

if TYPE_CHECKING:
    from collections.abc import Iterable

    from trato.records.expressions import Slots
    from trato.records.values import Context

#: What parts addresses where people write them; the first one parts those of a file.
_PARTING = ";,\n"


class EmailField(TextField):
    """One e-mail address."""

    kind = "email"
    component: ClassVar[str] = "email"
    sorts_by_key = False
    sortable: ClassVar[bool] = False

    @override
    def clean(self, text: str) -> str:
        if not is_email(text.strip()):
            raise _no_email(text)
        return normalize_email(text)

    @override
    def dump(self, value: str | None) -> tuple[Any, ...]:
        return (value or (None if _nullable(self.store) else ""),)

    @override
    def schema(self) -> dict[str, Any]:
        return {"type": ["string", "null"], "format": "email"}


class PhoneField(TextField):
    """One phone number, kept as written or in its international form."""

    kind = "phone"
    component: ClassVar[str] = "phone"
    sorts_by_key = False
    sortable: ClassVar[bool] = False

    @override
    def clean(self, text: str) -> str:
        if not is_phone(text):
            raise _no_phone(text)
        return normalize_phone(text)


def _no_email(text: str) -> Invalid:
    sentence = _("“%(text)s” is not an e-mail address; write it as ana@example.com.")
    return Invalid(sentence % {"text": text.strip()})


def _no_phone(text: str) -> Invalid:
    sentence = _("“%(text)s” is not a phone number; write it as +34 600 123 456.")
    return Invalid(sentence % {"text": text.strip()})


def _nullable(store: Any) -> bool:
    return not isinstance(store, ColumnStore) or bool(store.fields[0].null)


class AddressesField(Field, ABC):
    """Several addresses of one sort, the first one the main one, each with a kind."""

    primitives: ClassVar[tuple[str, ...]] = ("json",)
    is_read_once: ClassVar[bool] = True
    sortable: ClassVar[bool] = False
    kinds: ClassVar[tuple[str, ...]] = ()

    @abstractmethod
    def clean(self, text: str) -> str:
        """The address as it is kept. Raises Invalid."""

    @abstractmethod
    def key(self, value: str) -> str:
        """The form by which the index finds it."""

    @override
    def load(self, parts: tuple[Any, ...]) -> tuple[Labeled, ...] | None:
        given = json.loads(parts[0]) if isinstance(parts[0], str) else parts[0]
        return tuple([Labeled(one["value"], one.get("kind") or "") for one in given or ()]) or None

    @override
    def dump(self, value: Any) -> tuple[Any, ...]:
        return (self.to_json(value),)

    @override
    def read(self, given: Any, context: Context) -> tuple[Labeled, ...] | None:
        if isinstance(given, str):
            pairs = [_labeled(part) for part in parted(given, _PARTING)]
        elif isinstance(given, list | tuple):
            pairs = [_pair(one) for one in given]
        else:
            raise Invalid(_("Expected a list."))
        found: dict[str, Labeled] = {}
        for value, kind in pairs:
            text = value.replace("\x00", "").strip()
            if text:
                cleaned = self.clean(text)
                found.setdefault(self.key(cleaned), Labeled(cleaned, kind.strip()[:40]))
        return tuple(found.values()) or None

    @override
    def to_json(self, value: Any) -> list[dict[str, str]]:
        return [{"value": one.value, "kind": one.kind} for one in value or ()]

    @override
    def from_json(self, given: Any) -> Any:
        return self.load((given,))

    @override
    def to_cell(self, value: Any) -> str:
        written = (f"{one.value} ({one.kind})" if one.kind else one.value for one in value or ())
        return joined(written, also=_PARTING[1:])

    @override
    def to_text(self, value: Any) -> str:
        return ", ".join(one.value for one in value or ())

    @override
    def words(self, value: Any) -> Iterable[str]:
        return [one.value for one in value or ()]

    @override
    def match_keys(self, value: Any) -> Iterable[str]:
        return [self.key(one.value)[:254] for one in value or ()]

    @override
    def bind_one(self, operator: str, value: Any, context: Context) -> Bound:
        return Bound(("contains" if operator == ":" else "equals",), (self.key(str(value)),))

    @override
    def build(self, form: tuple[Any, ...], prefix: str, slots: Slots) -> Any:
        from trato.records.expressions import Not

        return (
            Not(self._in(("any key",), prefix, slots))
            if form == ("null",)
            else super().build(form, prefix, slots)
        )

    @override
    def build_one(self, form: tuple[Any, ...], prefix: str, slots: Slots) -> Any:
        return self._in(form, prefix, slots)

    def _in(self, form: tuple[Any, ...], prefix: str, slots: Slots) -> Any:
        from django.db.models import F

        from trato.records.expressions import Condition, Contains
        from trato.records.models import MatchKey

        keys = MatchKey.objects.filter(type=self.type_key, field=self.name)
        if form == ("contains",):
            keys = keys.filter(Contains(F("key"), slots.next()))
        elif form == ("equals",):
            keys = keys.filter(Condition("=", F("key"), slots.next()))
        return In(F(prefix + "pk"), keys.values("record_id"))

    @override
    def schema(self) -> dict[str, Any]:
        return {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"value": {"type": "string"}, "kind": {"type": "string"}},
                "required": ["value"],
            },
        }


def _labeled(part: str) -> tuple[str, str]:
    """ "ana@acme.co (work)" as an export writes it."""
    value, _mark, rest = part.partition(" (")
    return (value, rest[:-1]) if rest.endswith(")") else (part, "")


def _pair(given: Any) -> tuple[str, str]:
    """An address and its kind as programs give them."""
    if isinstance(given, Labeled):
        return given.value, given.kind
    if isinstance(given, str):
        return given, ""
    if not isinstance(given, dict) or not isinstance(given.get("value"), str):
        raise Invalid(_("Expected a list of values, each with a kind."))
    return given["value"], str(given.get("kind") or "")


class EmailsField(AddressesField):
    kind = "email"
    component: ClassVar[str] = "emails"
    kinds: ClassVar[tuple[str, ...]] = ("work", "home", "other")

    @override
    def clean(self, text: str) -> str:
        if not is_email(text):
            raise _no_email(text)
        return normalize_email(text)

    @override
    def key(self, value: str) -> str:
        return value.strip().lower()


class PhonesField(AddressesField):
    kind = "phone"
    component: ClassVar[str] = "phones"
    kinds: ClassVar[tuple[str, ...]] = ("work", "mobile", "home", "fax", "other")

    @override
    def clean(self, text: str) -> str:
        if not is_phone(text):
            raise _no_phone(text)
        return normalize_phone(text)

    @override
    def key(self, value: str) -> str:
        return digits(value)
