from __future__ import annotations

from django.apps import AppConfig


class TransferConfig(AppConfig):
    name = "trato.transfer"
    label = "transfer"
    default_auto_field = "django.db.models.BigAutoField"
