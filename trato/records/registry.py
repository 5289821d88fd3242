"""Every record type by its key and by its model; found by name in each room's `records.py`."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from trato.kernel.nearest import did_you_mean
from trato.records import at_hand
from trato.records.errors import NotFound

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db import models

    from trato.records.record_type import Many, RecordType, Related, Via


class UnknownType(NotFound):
    """No record type has that key."""

    def __init__(self, key: str, known: list[str]) -> None:
        sentence = _("There is no record type “%(key)s”.%(hint)s") % {
            "key": key,
            "hint": did_you_mean(key, known),
        }
        super().__init__(sentence.strip())


class Extension:
    """What another room adds to a type that it may not edit: `@extend("companies")`."""

    related: tuple[Related, ...] = ()
    many: tuple[Many, ...] = ()
    via: tuple[Via, ...] = ()
    verbs: tuple[Any, ...] = ()


class Registry:
    """The declared types. Registration is reversible, so that tests may add a toy."""

    def __init__(self) -> None:
        self._types: dict[str, RecordType] = {}
        self.extensions: dict[str, list[type[Extension]]] = {}
        self.edition = 0

    def register(self, declaration: type[RecordType]) -> type[RecordType]:
        meta = declaration.model._meta
        record_type = declaration()
        if not declaration.label:
            declaration.label = meta.verbose_name  # type: ignore[assignment]  # lazily translated text
        if not declaration.label_plural:
            declaration.label_plural = meta.verbose_name_plural  # type: ignore[assignment]
        if declaration.key in self._types:
            raise ValueError(f"two record types with the key {declaration.key!r}")
        self._types[declaration.key] = record_type
        self.edition += 1
        if declaration.at_hand:
            at_hand.keep(declaration.model)
        return declaration

    def unregister(self, key: str) -> None:
        self._types.pop(key, None)
        self.edition += 1

    @contextmanager
    def temporarily(self, *declarations: type[RecordType]) -> Iterator[None]:
        """Register for the length of a test."""
        for declaration in declarations:
            self.register(declaration)
        try:
            yield
        finally:
            for declaration in declarations:
                self.unregister(declaration.key)

    def extend(self, key: str, extension: type[Extension]) -> None:
        self.extensions.setdefault(key, []).append(extension)
        self.edition += 1

    def types(self) -> list[RecordType]:
        """All types, in the order in which rooms declare them."""
        return list(self._types.values())

    def get(self, key: str) -> RecordType:
        """The type of that key. Raises UnknownType."""
        found = self._types.get(key)
        if found is None:
            raise UnknownType(key, list(self._types))
        return found

    declared = get

    def knows(self, key: str) -> bool:
        return key in self._types

    def of_model(self, model: type[models.Model]) -> RecordType:
        """The type whose rows the model keeps. Raises LookupError."""
        for record_type in self._types.values():
            if record_type.model is model:
                return record_type
        raise LookupError(f"no record type keeps its rows in {model.__name__}")

    def key_of(self, model: Any) -> str:
        return self.of_model(model).key

    def related(self, record_type: RecordType) -> tuple[Related, ...]:
        """The related cards of a type's page, with what other rooms add."""
        added = [card for extension in self.extensions.get(record_type.key, []) for card in extension.related]
        return (*record_type.page.related, *added)


registry = Registry()


def register(declaration: type[RecordType]) -> type[RecordType]:
    """Class decorator: make a declaration known."""
    return registry.register(declaration)


def extend(key: str) -> Any:
    """Class decorator: add to the type of another room."""

    def add(extension: type[Extension]) -> type[Extension]:
        registry.extend(key, extension)
        return extension

    return add
