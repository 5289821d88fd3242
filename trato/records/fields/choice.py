from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar, overload

from django.utils.translation import gettext as _
from typing_extensions import override

from trato.kernel.cells import joined, parted
from trato.kernel.nearest import did_you_mean
from trato.kernel.text import fold
from trato.records.errors import FilterError, Invalid
from trato.records.expressions import Contains
from trato.records.fields.base import Bound, Field
from trato.records.spoken import labeled
from trato.records.values import Quoted

if TYPE_CHECKING:
    from collections.abc import Iterable

    from trato.records.expressions import Slots
    from trato.records.values import Context


class PresentChoices(Sequence[tuple[str, Any]]):
    """Choices that are looked up each time: what there is by now."""

    @abstractmethod
    def _pairs(self) -> list[tuple[str, Any]]:
        """The choices as they are now: what is kept, and what people read."""

    @overload
    def __getitem__(self, place: int) -> tuple[str, Any]: ...

    @overload
    def __getitem__(self, place: slice) -> Sequence[tuple[str, Any]]: ...

    @override
    def __getitem__(self, place: int | slice) -> Any:
        return self._pairs()[place]

    @override
    def __len__(self) -> int:
        return len(self._pairs())


class FieldsOf(PresentChoices):
    """The fields of another type as choices, as they are by now: those that people may leave empty."""

    def __init__(self, type_key: str) -> None:
        self.type_key = type_key

    @override
    def _pairs(self) -> list[tuple[str, Any]]:
        from trato.records import snapshot  # which is made of fields

        known = snapshot.current().fields.get(self.type_key, {})
        offered = (one for one in known.values() if one.editable and not (one.hidden or one.required))
        return [(one.name, one.label) for one in offered]


def pick(field: Field, word: str) -> str:
    """The choice of a field whose value or label that is, however it is written. Raises Invalid."""
    wanted = fold(word)
    found = next((value for value, _label in field.choices if fold(value) == wanted), None)
    found = labeled(word, field.choices) if found is None else found
    if found is not None:
        return found
    known = [str(label) for _value, label in field.choices]
    raise Invalid(
        _("“%(word)s” is none of the choices of %(field)s.%(hint)s")
        % {"word": word, "field": field.label, "hint": did_you_mean(word, known)}
    )


class ChoiceField(Field):
    """One of a few words."""

    kind = "choice"
    component: ClassVar[str] = "choice"
    groupable: ClassVar[bool] = True

    @override
    def load(self, parts: tuple[Any, ...]) -> Any:
        return parts[0] or None

    @override
    def dump(self, value: Any) -> tuple[Any, ...]:
        return (value or "",)

    @override
    def parse(self, given: Any, context: Context) -> Any:
        """An emptied choice falls back to its default, where it has one."""
        value = super().parse(given, context)
        return self.default or None if value is None else value

    @override
    def read(self, given: Any, context: Context) -> Any:
        return self.pick(str(given))

    def pick(self, word: str) -> str:
        """The choice whose value or label that is, however it is written. Raises Invalid."""
        return pick(self, word)

    @override
    def settled(self, value: str) -> str:
        """By the choice's own word, where it is one of them."""
        if value in {"none", "any"} and not isinstance(value, Quoted):
            return value
        try:
            picked = self.pick(value)
        except Invalid:
            return value
        return Quoted(picked) if picked in {"none", "any"} else picked

    @override
    def bind_one(self, operator: str, value: Any, context: Context) -> Bound:
        try:
            return Bound(("compare", "="), (self.pick(str(value)),))
        except Invalid as error:
            raise FilterError(error.sentence, field=self.name) from None

    def label_of(self, value: str | None) -> str:
        return next((str(label) for known, label in self.choices if known == value), value or "")

    @override
    def to_text(self, value: Any) -> str:
        return self.label_of(value)

    @override
    def words(self, value: Any) -> Iterable[str]:
        return ()

    @override
    def schema(self) -> dict[str, Any]:
        return {"type": ["string", "null"], "enum": [*(value for value, _label in self.choices), None]}


class ChoicesField(ChoiceField):
    """Any number of a few words."""

    kind = "choices"
    component: ClassVar[str] = "choices"
    groupable: ClassVar[bool] = False
    sortable: ClassVar[bool] = False
    MARK = "\x1f"

    @override
    def load(self, parts: tuple[Any, ...]) -> tuple[str, ...] | None:
        return tuple(word for word in (parts[0] or "").split(self.MARK) if word) or None

    @override
    def dump(self, value: Any) -> tuple[Any, ...]:
        return (f"{self.MARK}{self.MARK.join(value)}{self.MARK}" if value else "",)

    @override
    def read(self, given: Any, context: Context) -> tuple[str, ...]:
        words = parted(given, ",") if isinstance(given, str) else given
        if not isinstance(words, list | tuple):
            raise Invalid(_("Expected a list."))
        picked = [self.pick(str(word)) for word in words if str(word).strip()]
        return tuple(dict.fromkeys(picked)) or ()

    @override
    def parse(self, given: Any, context: Context) -> Any:
        return super().parse(given, context) or None

    @override
    def bind_one(self, operator: str, value: Any, context: Context) -> Bound:
        picked = super().bind_one(operator, value, context).params[0]
        return Bound(("holds",), (f"{self.MARK}{picked}{self.MARK}",))

    @override
    def build_one(self, form: tuple[Any, ...], prefix: str, slots: Slots) -> Any:
        return Contains(self.expressions(prefix)[0], slots.next())

    @override
    def to_json(self, value: Any) -> Any:
        return list(value or ())

    @override
    def from_json(self, given: Any) -> Any:
        return tuple(given) or None if given else None

    @override
    def to_cell(self, value: Any) -> str:
        return joined(value or (), ",")

    @override
    def to_text(self, value: Any) -> str:
        return ", ".join(self.label_of(word) for word in value or ())

    @override
    def schema(self) -> dict[str, Any]:
        return {
            "type": "array",
            "items": {"type": "string", "enum": [value for value, _label in self.choices]},
        }
