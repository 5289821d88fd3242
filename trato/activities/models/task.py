from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from typing_extensions import override

from trato.accounts.columns import SortedTextField
from trato.records.columns import BeforeColumn, ChecklistColumn, RepeatColumn
from trato.records.models import Archivable, Owned, Record, in_bin

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


class Task(Owned, Archivable, Record):
    """Something that somebody is to do by a day, or by an hour of it."""

    OPEN, DONE = "open", "done"
    TO_DO, CALL, EMAIL, MEETING = "todo", "call", "email", "meeting"
    LOW, NORMAL, HIGH = "low", "normal", "high"

    name = SortedTextField(_("name"), max_length=250)
    status = models.CharField(
        _("status"),
        max_length=4,
        default=OPEN,
        choices=[(OPEN, pgettext_lazy("task", "Open")), (DONE, _("Done"))],
    )
    kind = models.CharField(
        _("kind"),
        max_length=7,
        default=TO_DO,
        choices=[
            (TO_DO, pgettext_lazy("task", "To do")),
            (CALL, pgettext_lazy("task", "Call")),
            (EMAIL, pgettext_lazy("task", "E-mail")),
            (MEETING, pgettext_lazy("task", "Meeting")),
        ],
    )
    due_on = models.DateField(_("due on"), null=True, blank=True)
    due_at = models.DateTimeField(_("due at"), null=True, blank=True)
    remind_before = BeforeColumn(_("reminder"))
    remind_at = models.DateTimeField(_("reminder at"), null=True, blank=True, editable=False)
    #: The reminder that has been told.
    reminded_for = models.DateTimeField(null=True, editable=False)
    repeat = RepeatColumn(_("repeats"))
    checklist = ChecklistColumn(_("checklist"))
    priority = models.CharField(
        _("priority"),
        max_length=6,
        default=NORMAL,
        choices=[(LOW, _("Low")), (NORMAL, _("Normal")), (HIGH, _("High"))],
    )
    body = models.TextField(_("details"), blank=True)
    #: The applied plan of which it is a step.
    run = models.ForeignKey(
        "activities.PlanRun",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("applied plan"),
    )
    done_at = models.DateTimeField(_("done at"), null=True, blank=True, editable=False)

    settled_columns = ("done_at",)

    class Meta(Record.Meta):
        verbose_name: ClassVar[StrPromise] = _("task")
        verbose_name_plural: ClassVar[StrPromise] = _("tasks")
        indexes: ClassVar[list[models.Index]] = [
            in_bin("task"),
            models.Index(fields=["name_key", "id"], name="task_by_name"),
            models.Index(fields=["due_on", "id"], name="task_by_due"),
            models.Index(fields=["owner", "due_on", "id"], name="task_by_owner_due"),
            models.Index(fields=["owner", "done_at", "id"], name="task_by_owner_done"),
            models.Index(
                fields=["owner", "status", "due_on", "id", "archived_at"], name="task_by_owner_status_due"
            ),
            models.Index(fields=["due_at", "id"], name="task_by_due_at"),
            models.Index(
                fields=["owner", "due_at", "id"],
                name="task_by_owner_due_at",
                condition=models.Q(due_at__isnull=False),
            ),
            models.Index(fields=["remind_at", "id"], name="task_by_reminder"),
            models.Index(fields=["created_at", "id"], name="task_by_created"),
            models.Index(fields=["owner", "created_at", "id"], name="task_by_owner_created"),
        ]

    @override
    def settle(self) -> None:
        """A task that is done knows since when."""
        if self.status == self.DONE:
            self.done_at = self.done_at or timezone.now()
        else:
            self.done_at = None
