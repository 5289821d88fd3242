from __future__ import annotations

from django.apps import AppConfig
from typing_extensions import override


class WorkspaceConfig(AppConfig):
    name = "trato.workspace"
    label = "workspace"
    default_auto_field = "django.db.models.BigAutoField"

    @override
    def ready(self) -> None:
        from trato.records import at_hand
        from trato.records.effects.moving import hangs_on_records
        from trato.workspace.models import Favorite

        hangs_on_records(Favorite, "record_id", "type")
        at_hand.keep(Favorite)
