"""Links to other records: one by a foreign key, many by a link table, read-only through another link."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models
from django.db.models import F
from django.utils.translation import gettext as _
from typing_extensions import override

from trato.accounts.models import Membership
from trato.kernel.cells import joined, parted
from trato.records.errors import Denied, FilterError, Invalid, NotFound
from trato.records.expressions import Always, Condition, In, IsNull, Not
from trato.records.fields.base import EQUALITY, Bound, Field
from trato.records.values import REMOVED, ById, Quoted, Ref

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models.expressions import Combinable
    from django_stubs_ext import StrPromise

    from trato.records.expressions import Slots
    from trato.records.stores import LinkTableStore, ThroughStore
    from trato.records.values import Context


LONGEST_ROLE = 80
#: A link in a cell: its name, and its role in brackets.
_WITH_ROLE = re.compile(r"(?P<name>.*\S)\s*\[(?P<role>[^\[\]]*)\]", re.DOTALL)
#: What parts names from their roles in a cell.
_NO_BRACKETS = str.maketrans({"[": "(", "]": ")"})


def ref_to_json(ref: Ref | None) -> dict[str, Any] | None:
    """A link as history keeps it; a pending one keeps its text."""
    if ref is None:
        return None
    kept: dict[str, Any] = {"id": ref.id, "label": ref.label, "type": ref.type}
    return kept | ({"role": ref.role} if ref.role else {}) | ({"text": ref.text} if ref.is_pending else {})


def ref_from_json(given: dict[str, Any]) -> Ref:
    return Ref(
        given["type"], given["id"], given.get("label", ""), given.get("role", ""), given.get("text", "")
    )


class LinkingField(Field):
    """What single and many links share: reading a reference, and filtering by it."""

    component: ClassVar[str] = "link"
    operators: ClassVar[tuple[str, ...]] = EQUALITY

    @override
    def bind_one(self, operator: str, value: Any, context: Context) -> Bound:
        if self.target == "users" and value in {"me", "my-team"} and not isinstance(value, Quoted):
            return Bound(("id",) if value == "me" else ("team",), (context.actor.user_id or 0,))
        if value == REMOVED and not isinstance(value, Quoted):
            return Bound(("never",))
        if isinstance(value, ById):
            type_key, _slash, pk = value.rpartition("/")
            return (
                Bound(("any", (("id",),)), (int(pk),))
                if self.target
                else Bound(("typed",), (type_key, int(pk)))
            )
        from trato.records.resolve import meant

        if not self.target:
            return self._bind_any_type(str(value), context)
        found = meant(self.target, value, context)
        if not found:
            from trato.records.resolve import unknown

            raise FilterError(unknown(self.target, str(value), context), field=self.name)
        form = ("any", tuple(("id",) for _ref in found))
        return Bound(form, tuple(ref.id for ref in found))

    @override
    def build(self, form: tuple[Any, ...], prefix: str, slots: Slots) -> Any:
        return Always(value=False) if form == ("never",) else super().build(form, prefix, slots)

    def _bind_any_type(self, value: str, context: Context) -> Bound:
        from trato.records.resolve import resolve

        try:
            ref = resolve("", value, context)
        except (Invalid, NotFound) as error:
            raise FilterError(error.sentence, field=self.name) from None
        return Bound(("typed",), (ref.type, ref.id))

    def _read_one(self, given: Any, context: Context) -> Ref:
        from trato.records.resolve import resolve

        try:
            ref = resolve(self.target, given, context)
        except (NotFound, Denied) as error:
            raise Invalid(error.sentence, field=self.name) from None
        role = given.get("role", "") if isinstance(given, dict) else getattr(given, "role", "")
        return Ref(ref.type, ref.id, ref.label, str(role or "")[:LONGEST_ROLE], ref.text)


class LinkField(LinkingField):
    """A link to one record by a foreign key."""

    kind = "link"
    primitives: ClassVar[tuple[str, ...]] = ("int",)
    groupable: ClassVar[bool] = True

    def __init__(
        self, name: str, label: str | StrPromise, *, target: str, title: str, **options: Any
    ) -> None:
        super().__init__(name, label, **options)
        self.target, self.title = target, title
        self.acyclic = False

    @override
    def load(self, parts: tuple[Any, ...]) -> Ref | None:
        return None if parts[0] is None else Ref(self.target, parts[0])

    @override
    def dump(self, value: Ref | None) -> tuple[Any, ...]:
        return (None if value is None else value.id,)

    @override
    def raw(self, parts: tuple[Any, ...]) -> Ref | None:
        return None if parts[0] is None else Ref(self.target, parts[0], parts[1] or "")

    @override
    def read(self, given: Any, context: Context) -> Ref:
        return self._read_one(given, context)

    @override
    def expressions(self, prefix: str) -> tuple[Combinable, ...]:
        return (F(f"{prefix}{self.name}_id"), F(f"{prefix}{self.name}__{self.title}"))

    @override
    def sort_expression(self, prefix: str) -> Combinable:
        """The order that people gave the linked records, such as a pipeline's stages; else their names'."""
        from trato.records.ordering import place_of

        place = place_of(self.target, f"{prefix}{self.name}__")
        return F(f"{prefix}{self.name}__{self.title}_key") if place is None else place

    @override
    def build(self, form: tuple[Any, ...], prefix: str, slots: Slots) -> Any:
        if form == ("null",):
            return IsNull(self.expressions(prefix)[0])
        return super().build(form, prefix, slots)

    @override
    def build_one(self, form: tuple[Any, ...], prefix: str, slots: Slots) -> Any:
        column = self.expressions(prefix)[0]
        if form == ("team",):
            return In(column, team_mates(slots.next()))
        return Condition("=", column, slots.next())

    @override
    def to_json(self, value: Ref | None) -> Any:
        return None if value is None or value.is_pending else {"id": value.id, "label": value.label}

    @override
    def from_json(self, given: Any) -> Ref | None:
        return None if given is None else ref_from_json(given)

    @override
    def to_cell(self, value: Ref | None) -> str:
        return "" if value is None else value.label

    @override
    def schema(self) -> dict[str, Any]:
        return {"anyOf": [{"$ref": "#/components/schemas/Link"}, {"type": "null"}]}


class PersonField(LinkField):
    """A link to a user."""

    kind = "person"
    component: ClassVar[str] = "person"

    @override
    def words(self, value: Any) -> Iterable[str]:
        return ()


class LinksField(LinkingField):
    """Links to many records, in order, each with an optional role."""

    kind = "links"
    component: ClassVar[str] = "links"
    is_many: ClassVar[bool] = True
    sortable: ClassVar[bool] = False
    #: What parts links where people write them; the first one parts those of a file.
    marks: ClassVar[str] = ";"
    many_store: LinkTableStore | ThroughStore

    def __init__(
        self, name: str, label: str | StrPromise, *, target: str, store: LinkTableStore | ThroughStore
    ) -> None:
        super().__init__(name, label)
        self.target, self.many_store = target, store
        self.with_role = False

    @override
    def read(self, given: Any, context: Context) -> tuple[Ref, ...]:
        if isinstance(given, str):
            given = [self._worded(part, context) for part in parted(given, self.marks)]
        elif isinstance(given, dict | int | Ref):
            given = [given]
        if not isinstance(given, list | tuple):
            raise Invalid(_("Expected a list of links."))
        return tuple(dict.fromkeys(self._read_one(one, context) for one in given))

    def _worded(self, text: str, context: Context) -> Any:
        """A name as a cell has it; what is called so as a whole goes before a name with a role."""
        name, role = self.name_and_role(text)
        if name == text:
            return text
        from trato.records.resolve import candidates

        return text if candidates(self.target, text, context) else {"label": name, "role": role}

    def name_and_role(self, text: str) -> tuple[str, str]:
        """What a cell says of one link: Ana Pérez [buyer]. Without a role, the text itself."""
        found = _WITH_ROLE.fullmatch(text) if self.with_role and self.target else None
        return (found["name"], found["role"].strip()[:LONGEST_ROLE]) if found else (text, "")

    def with_roles_of(self, value: tuple[Ref, ...], before: tuple[Ref, ...]) -> tuple[Ref, ...]:
        """Links from cells, of which those that say no role keep the one that they had."""
        if not self.with_role:
            return value
        roles = {(ref.type, ref.id): ref.role for ref in before}
        said = [(ref, ref.role or roles.get((ref.type, ref.id), "")) for ref in value]
        return tuple(Ref(ref.type, ref.id, ref.label, role, ref.text) for ref, role in said)

    @override
    def parse(self, given: Any, context: Context) -> tuple[Ref, ...]:
        return super().parse(given, context) or ()

    @override
    def build(self, form: tuple[Any, ...], prefix: str, slots: Slots) -> Any:
        if form == ("null",):
            holders = self.many_store.holders().values(self.many_store.record_column)
            return Not(In(F(prefix + "pk"), holders))
        return super().build(form, prefix, slots)

    @override
    def build_one(self, form: tuple[Any, ...], prefix: str, slots: Slots) -> Any:
        store = self.many_store
        rows = store.holders()
        if form == ("typed",):
            rows = rows.filter(Condition("=", F("target_type"), slots.next()))
        if form == ("team",):
            rows = rows.filter(In(F(store.target_column), team_mates(slots.next())))
        else:
            rows = rows.filter(Condition("=", F(store.target_column), slots.next()))
        return In(F(prefix + "pk"), rows.values(store.record_column))

    @override
    def to_json(self, value: Any) -> Any:
        found = []
        for ref in value or ():
            if not ref.is_pending:
                one = {"id": ref.id, "label": ref.label}
                found.append(one | ({"type": ref.type} if not self.target else {}) | self._role(ref))
        return found

    def _role(self, ref: Ref) -> dict[str, str]:
        return {"role": ref.role} if self.with_role else {}

    @override
    def from_json(self, given: Any) -> tuple[Ref, ...]:
        return tuple(ref_from_json(one) for one in given or ())

    @override
    def to_cell(self, value: Any) -> str:
        if not self.target:
            return "; ".join(f"{ref.type}/{ref.id}" for ref in value or ())
        return joined((self._in_cell(ref) for ref in value or ()), also=self.marks[1:])

    def names_in(self, cell: str) -> list[str]:
        """The names in a cell of a file, where nothing but a semicolon parts them."""
        return parted(cell, also=self.marks[1:])

    def _in_cell(self, ref: Ref) -> str:
        """A name that itself ends as a role does gets an empty one, so that it is read as it is."""
        role = ref.role.translate(_NO_BRACKETS) if self.with_role else ""
        is_misread = self.name_and_role(ref.label)[0] != ref.label
        return f"{ref.label} [{role}]" if role or is_misread else ref.label

    @override
    def to_text(self, value: Any) -> str:
        return ", ".join(ref.label for ref in value or ())

    @override
    def words(self, value: Any) -> Iterable[str]:
        return [ref.label for ref in value or ()]

    @override
    def schema(self) -> dict[str, Any]:
        return {"type": "array", "items": {"$ref": "#/components/schemas/Link"}}


class TagsField(LinksField):
    """Tags; a word that is no tag yet becomes one when the record is written."""

    kind = "tags"
    component: ClassVar[str] = "tags"
    marks: ClassVar[str] = ";,"

    @override
    def _read_one(self, given: Any, context: Context) -> Ref:
        return super()._read_one(given, replace(context, pend=True))


class FilesField(LinksField):
    """Files attached to a record."""

    kind = "file"
    component: ClassVar[str] = "files"


class ViaField(Field):
    """A fact of a linked record shown as one's own: a deal's pipeline is its stage's."""

    def __init__(self, name: str, label: str | StrPromise, *, link: str, inner: Field) -> None:
        super().__init__(name, label)
        self.link, self.inner = link, inner
        self.kind, self.component = inner.kind, inner.component  # type: ignore[misc]  # shown as the fact itself
        self.operators, self.groupable = inner.operators, inner.groupable  # type: ignore[misc]
        self.numeric, self.sortable = inner.numeric, inner.sortable  # type: ignore[misc]
        self.choices, self.target = inner.choices, inner.target
        self.editable = False

    @override
    def get(self, record: models.Model) -> Any:
        linked = getattr(record, self.link)
        return None if linked is None else self.inner.get(linked)

    @override
    def expressions(self, prefix: str) -> tuple[Combinable, ...]:
        return self.inner.expressions(f"{prefix}{self.link}__")

    @override
    def sort_expression(self, prefix: str) -> Combinable:
        return self.inner.sort_expression(f"{prefix}{self.link}__")

    @override
    def sort_parameter(self, raw: Any) -> Any:
        return self.inner.sort_parameter(raw)

    @override
    def raw(self, parts: tuple[Any, ...]) -> Any:
        return self.inner.raw(parts)

    @override
    def settled(self, value: str) -> str:
        return self.inner.settled(value)

    @override
    def bind(self, operator: str, values: list[Any], context: Context) -> Bound:
        try:
            return self.inner.bind(operator, values, context)
        except FilterError as error:
            error.field = self.name
            raise

    @override
    def build(self, form: tuple[Any, ...], prefix: str, slots: Slots) -> Any:
        return self.inner.build(form, f"{prefix}{self.link}__", slots)

    @override
    def parse(self, given: Any, context: Context) -> Any:
        return self.inner.parse(given, context)

    @override
    def to_json(self, value: Any) -> Any:
        return self.inner.to_json(value)

    @override
    def to_cell(self, value: Any) -> str:
        return self.inner.to_cell(value)

    @override
    def to_text(self, value: Any) -> str:
        return self.inner.to_text(value)

    @override
    def words(self, value: Any) -> Iterable[str]:
        return ()

    @override
    def schema(self) -> dict[str, Any]:
        return self.inner.schema()


def team_mates(user: Any) -> models.QuerySet[Any]:
    """Ids of the people who share a team with a user, that user included by membership."""
    mine = Membership.objects.filter(Condition("=", F("user_id"), user)).values("team_id")
    return Membership.objects.filter(In(F("team_id"), mine)).values("user_id")
