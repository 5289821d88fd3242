from __future__ import annotations

from django.apps import AppConfig


class EntranceConfig(AppConfig):
    name = "trato.entrance"
    label = "entrance"
    default_auto_field = "django.db.models.BigAutoField"
