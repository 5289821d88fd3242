"""The columns that every record has, and the text column that sorts the same way on every database."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from typing_extensions import override

from trato.kernel.text import sort_key

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper

KEY_LENGTH = 820


class SortKeyField(models.CharField[str | None, str | None]):
    """The stored sort key of a text column; empty text has no key, so that it sorts with the nulls."""

    def __init__(self, *args: Any, source: str = "", **kwargs: Any) -> None:
        self.source = source
        kwargs.update(max_length=KEY_LENGTH, null=True, editable=False)
        super().__init__(*args, **kwargs)

    @override
    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        kwargs.pop("max_length", None)
        kwargs["source"] = self.source
        return name, path, args, kwargs

    @override
    def db_parameters(self, connection: BaseDatabaseWrapper) -> Any:
        parameters = super().db_parameters(connection)
        if connection.vendor == "postgresql":
            parameters["collation"] = "C"
        return parameters

    @override
    def pre_save(self, model_instance: models.Model, add: bool) -> str | None:
        key = sort_key(getattr(model_instance, self.source) or "") or None
        setattr(model_instance, self.attname, key)
        return key


class SortedTextField(models.CharField[str, str]):
    """Short text with a companion column `<name>_key` that lists sort and search by."""

    @override
    def contribute_to_class(self, cls: type[models.Model], name: str, private_only: bool = False) -> None:
        super().contribute_to_class(cls, name, private_only)
        if cls.__module__ == "__fake__" or cls._meta.abstract:  # a migration's own copy states both columns
            return
        SortKeyField(source=name).contribute_to_class(cls, f"{name}_key")


class ChoicesColumn(models.TextField[str, str]):
    """Any number of words from a few, each between marks, so that one of them can be found."""


class RecordColumns(models.Model):
    """What each record carries beside its own fields."""

    created_at = models.DateTimeField(default=timezone.now, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, editable=False, on_delete=models.PROTECT, related_name="+"
    )
    updated_at = models.DateTimeField(default=timezone.now, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    custom = models.JSONField(default=dict, editable=False)

    class Meta:
        abstract = True
