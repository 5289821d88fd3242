from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from typing_extensions import override

from trato.accounts.columns import ChoicesColumn, SortedTextField
from trato.records.models.record import Record

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


def relatable() -> list[tuple[str, StrPromise | str]]:
    """The types whose records may be related, as choices."""
    from trato.records.registry import registry  # which stands above the models

    return [(one.key, capfirst(one.label_plural)) for one in registry.types() if one.is_relatable]


class RelationKind(Record):
    """How two records may belong together, as each of the two sees it."""

    name = SortedTextField(
        _("name"),
        max_length=60,
        unique=True,
        help_text=_("As the first record sees it: “Referred by” for who was referred."),
    )
    inverse = SortedTextField(
        _("seen from the other side"),
        max_length=60,
        blank=True,
        help_text=_("“Has referred”; left empty where both say the same: “Spouse”."),
    )
    from_types = ChoicesColumn(
        _("only from"), blank=True, default="", help_text=_("Left empty, it may begin at any record.")
    )
    to_types = ChoicesColumn(
        _("only to"), blank=True, default="", help_text=_("Left empty, it may lead to any record.")
    )
    position = models.PositiveIntegerField(_("position"), default=0)

    class Meta(Record.Meta):
        verbose_name: ClassVar[StrPromise] = _("relation type")
        verbose_name_plural: ClassVar[StrPromise] = _("relation types")
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["position", "id"], name="relation_kind_by_position"),
            models.Index(fields=["name_key", "id"], name="relation_kind_by_name"),
        ]

    @property
    def is_symmetric(self) -> bool:
        """Whether both sides say the same of each other."""
        return not self.inverse


class Relation(Record):
    """Two records that belong together: Ana was referred by Ben. Its two ends are links to any record."""

    kind = models.ForeignKey(
        RelationKind,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=pgettext_lazy("of a relation", "kind"),
    )
    note = models.CharField(_("note"), max_length=400, blank=True)
    since = models.DateField(_("since"), null=True, blank=True)
    until = models.DateField(pgettext_lazy("of a relation", "until"), null=True, blank=True)
    #: Of which types the two ends are; they follow from them.
    from_type = models.CharField(_("from type"), max_length=40, choices=relatable, editable=False)
    to_type = models.CharField(_("to type"), max_length=40, choices=relatable, editable=False)
    #: Kind and ends in one text, the same from whichever side: what makes a relation exist once.
    mark = models.CharField(max_length=160, unique=True, editable=False)

    class Meta(Record.Meta):
        verbose_name: ClassVar[StrPromise] = _("relation")
        verbose_name_plural: ClassVar[StrPromise] = _("relations")
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["created_at", "id"], name="relation_by_created"),
            models.Index(fields=["since", "id"], name="relation_by_since"),
        ]

    @override
    def __str__(self) -> str:
        return self.mark
