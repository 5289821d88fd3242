"""A field as every surface sees it: one kind, one place where its value is kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from django.utils.translation import gettext as _
from typing_extensions import override

from trato.kernel.errors import Unreadable
from trato.kernel.saying import sentences
from trato.records.errors import FilterError, Invalid
from trato.records.expressions import Any_, Condition, IsNull, Not, Truth
from trato.records.values import Quoted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from django.db import models
    from django.db.models.expressions import Combinable
    from django_stubs_ext import StrPromise

    from trato.records.expressions import Slots
    from trato.records.stores import Store
    from trato.records.values import Context

EQUALITY = (":", "=", "!=")
ORDER = (*EQUALITY, ">", ">=", "<", "<=")
#: Sorts after every sign that a text can go on with.
LAST = "\U0010ffff"


@dataclass(frozen=True)
class Bound:
    """A condition with its values taken out: `form` is the same for every actor and amount."""

    form: tuple[Any, ...]
    params: tuple[Any, ...] = ()


class Field:
    """One fact of a record type. Subclasses are the kinds; custom fields are instances of the same."""

    kind: ClassVar[str] = ""
    #: The template that shows and edits it, by name.
    component: ClassVar[str] = "text"
    #: Primitive of each part of the value in custom JSON.
    primitives: ClassVar[tuple[str, ...]] = ("text",)
    sorts_by_key: ClassVar[bool] = False
    operators: ClassVar[tuple[str, ...]] = EQUALITY
    #: Right-aligned, summable.
    numeric: ClassVar[bool] = False
    #: Whether the value is read in a batch of its own after the rows.
    is_many: ClassVar[bool] = False
    #: Whether its column holds a structure that is replaced as a whole, never changed in place.
    is_read_once: ClassVar[bool] = False
    sortable: ClassVar[bool] = True
    groupable: ClassVar[bool] = False
    #: Whether it is no fact of the row, but worked out as of now for whoever reads.
    is_worked_out: ClassVar[bool] = False

    store: Store

    def __init__(self, name: str, label: str | StrPromise, *, store: Store | None = None) -> None:
        self.name = name
        self.label = label
        if store is not None:
            self.store = store
        self.type_key = ""
        self.required = False
        self.editable = True
        self.unique = False
        self.custom = False
        self.indexed = False
        self.help: str | StrPromise = ""
        #: What becomes of it where it is left empty: said where it may be.
        self.left_empty: str | StrPromise = ""
        self.max_length = 0
        self.minimum: int | None = None
        self.maximum: int | None = None
        self.choices: list[tuple[str, str | StrPromise]] = []
        self.target = ""
        self.default: Any = None
        #: What a new record holds where nobody says anything of it, worked out when it is made.
        self.begins: Callable[[Context], Any] | None = None
        #: What is kept when nothing is given.
        self.empty: Any = None
        self.hidden = False
        #: Whether it exists for those alone who set the workspace up.
        self.for_administrators = False
        #: Whether the form of a new record asks for it, too.
        self.asked_new = True
        #: The day to which this moment adds an hour: a form asks for the hour alone, beside it.
        self.hour_of = ""
        #: Whether a list shows it only where there is room.
        self.spare = False
        #: The tones of choices that are to be seen at a glance: `{"high": "amber"}`.
        self.tones: Mapping[str, str] = {}
        #: Whether its numbers come to anything together; the prices of a catalog do not.
        self.adds_up = True
        #: What its numbers count, where not plain things: "bytes"; or that they are a "year".
        self.unit = ""
        #: What people read instead of a value that is for programs, such as a media type.
        self.said: Callable[[Any], str] | None = None
        #: Fields that a dialog asks for beside this one.
        self.along: tuple[str, ...] = ()

    @property
    def is_always_set(self) -> bool:
        """Whether no row can be without, so that nobody has to look for those."""
        return False

    # value ↔ record

    def get(self, record: models.Model) -> Any:
        return self.load(self.store.get(record))

    def put(self, record: models.Model, value: Any) -> None:
        self.store.put(record, self.dump(value))

    def load(self, parts: tuple[Any, ...]) -> Any:
        return parts[0]

    def dump(self, value: Any) -> tuple[Any, ...]:
        return (value,)

    # value ↔ people and programs

    def parse(self, given: Any, context: Context) -> Any:
        """The value that a text, a form or JSON stands for. Raises Invalid."""
        if given is None or (isinstance(given, str) and not given.strip()):
            return self.empty
        try:
            value = self.read(given, context)
        except Unreadable as error:
            raise Invalid(error.sentence, field=self.name) from None
        except Invalid as error:
            error.field = error.field or self.name
            raise
        return self.empty if value == "" else value

    def parse_again(self, given: Any, context: Context, record: Any) -> Any:
        """The same for a record that has a value already; none for a new one. Raises Invalid."""
        return self.parse(given, context)

    def read(self, given: Any, context: Context) -> Any:
        """The value of something that is not empty."""
        if not isinstance(given, str):
            raise Invalid(_("Expected text."))
        return given

    @property
    def is_checked(self) -> bool:
        """Whether the declaration rules anything out."""
        limits = (self.minimum, self.maximum)
        checks_itself = type(self).check is not Field.check
        return self.required or bool(self.max_length) or limits != (None, None) or checks_itself

    def advice(self, *, is_needed: bool = False) -> str:
        """What helps to fill it in; with what becomes of it left empty, unless it is needed."""
        return sentences((self.help, not is_needed and self.left_empty))

    def missing(self) -> Invalid:
        """What is said where it is needed and empty."""
        told = _("%(field)s are needed.") if self.is_many else _("%(field)s is needed.")
        return Invalid(told % {"field": self.label}, field=self.name)

    def check(self, value: Any) -> None:
        """Refuse what the declaration rules out. Raises Invalid."""
        if value is None or value == () or (self.required and getattr(value, "is_pending", False)):
            if self.required:
                raise self.missing()
            return
        if self.minimum is not None and self.magnitude(value) < self.minimum:
            raise Invalid(
                _("%(field)s must not be below %(minimum)s.")
                % {"field": self.label, "minimum": self.minimum},
                field=self.name,
            )
        if self.maximum is not None and self.magnitude(value) > self.maximum:
            raise Invalid(
                _("%(field)s must not be above %(maximum)s.")
                % {"field": self.label, "maximum": self.maximum},
                field=self.name,
            )
        if self.max_length and isinstance(value, str) and len(value) > self.max_length:
            raise Invalid(
                _("%(field)s must not be longer than %(length)s characters.")
                % {"field": self.label, "length": self.max_length},
                field=self.name,
            )

    def magnitude(self, value: Any) -> Any:
        """The number that `minimum` and `maximum` speak of."""
        return value

    def to_json(self, value: Any) -> Any:
        return value

    def from_json(self, given: Any) -> Any:
        """The inverse of `to_json`, for history and snapshots: no look-ups, no doubts."""
        return given

    def to_cell(self, value: Any) -> str:
        """The value in an export's cell; `parse` reads it back to the same."""
        return "" if value is None else str(self.to_json(value))

    def to_text(self, value: Any) -> str:
        """The value in plain words where no reader's formats are known, as in history."""
        return self.to_cell(value)

    def words(self, value: Any) -> Iterable[str]:
        """The texts by which a record is found through this field."""
        return () if value is None else (self.to_text(value),)

    def match_keys(self, value: Any) -> Iterable[str]:
        """Normalized forms that an index matches exactly (e-mail addresses, phone digits)."""
        return ()

    # reading and filtering rows

    @property
    def form(self) -> Any:
        """What a compiled statement that reads this field depends on."""
        return self.name

    @property
    def params(self) -> tuple[Any, ...]:
        """The values that its expressions need, as a seated field takes slots for them."""
        return ()

    def seated(self, slots: Slots, prefix: str = "") -> Field:
        """The field as one statement reads it, its slots taken."""
        return self

    def expressions(self, prefix: str) -> tuple[Combinable, ...]:
        return self.store.expressions(prefix)

    def raw(self, parts: tuple[Any, ...]) -> Any:
        """The value from what the database driver hands back."""
        return self.load(parts)

    @property
    def is_plain(self) -> bool:
        """Whether its value is what the database driver hands back."""
        return type(self).raw is Field.raw and type(self).load is Field.load

    def sort_expression(self, prefix: str) -> Combinable:
        return self.store.sort_expression(prefix)

    def beginning(self, text: str) -> tuple[str, str]:
        """Between what the sort keys lie that begin with a text; nothing begins with none."""
        return text, f"{text}{LAST}" if text else ""

    def sort_parameter(self, raw: Any) -> Any:
        """A cursor's key (JSON) as a bound value for `sort_expression`."""
        return raw

    def bind(self, operator: str, values: list[Any], context: Context) -> Bound:
        """The condition that a filter's term asks for. Raises FilterError."""
        if operator not in self.operators:
            raise FilterError(
                _("%(field)s cannot be compared with “%(operator)s”.")
                % {"field": self.label, "operator": operator},
                field=self.name,
            )
        bound = [self.bind_value("=" if operator == "!=" else operator, value, context) for value in values]
        form = ("any", tuple(one.form for one in bound))
        params = tuple(param for one in bound for param in one.params)
        return Bound(("not", form) if operator == "!=" else form, params)

    def bind_value(self, operator: str, value: Any, context: Context) -> Bound:
        if not isinstance(value, Quoted):
            if value == "none":
                return Bound(("null",))
            if value == "any":
                return Bound(("not", ("null",)))
        return self.bind_one(operator, value, context)

    def settled(self, value: str) -> str:
        """A value of a filter's term as it is kept: in words that each reader's language understands."""
        return value

    def bind_one(self, operator: str, value: Any, context: Context) -> Bound:
        parsed = self.parse(value, context)
        return Bound(("compare", operator), (self.store.parameter(self.dump(parsed)[0]),))

    def build(self, form: tuple[Any, ...], prefix: str, slots: Slots) -> Any:
        """The expression of a bound condition; takes as many slots as it has parameters."""
        if form[0] == "not":
            return Not(Truth(self.build(form[1], prefix, slots)))
        if form[0] == "any":
            return Any_(*[self.build(one, prefix, slots) for one in form[1]])
        if form[0] == "null":
            return IsNull(self.sort_expression(prefix))
        return self.build_one(form, prefix, slots)

    def build_one(self, form: tuple[Any, ...], prefix: str, slots: Slots) -> Any:
        return Condition(form[1], self.expressions(prefix)[0], slots.next())

    # descriptions

    def schema(self) -> dict[str, Any]:
        """JSON Schema of the value in the API."""
        return {"type": ["string", "null"]}

    @override
    def __repr__(self) -> str:
        return f"<{self.kind} {self.type_key}.{self.name}>"
