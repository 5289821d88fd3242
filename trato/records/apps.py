from __future__ import annotations

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _
from typing_extensions import override


class RecordsConfig(AppConfig):
    """The engine: what a record is, who may see it, how it changes and what is remembered."""

    name = "trato.records"
    label = "records"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = _("Records")

    @override
    def ready(self) -> None:
        from django.db.backends.signals import connection_created

        from trato.kernel.held import hold_lightly
        from trato.records.reading import watch

        hold_lightly()
        connection_created.connect(watch, dispatch_uid="trato.records.reading")
        autodiscover_modules("records", "events")
        from trato.accounts.actor import home
        from trato.accounts.models import Membership, Subordinate
        from trato.records import (
            at_hand,
            checks,  # noqa: F401  # registers the system checks
        )
        from trato.records.contexts import home_zone

        home.time_zone = home_zone
        for model in (Membership, Subordinate):
            at_hand.keep(model)
