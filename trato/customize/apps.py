from __future__ import annotations

from django.apps import AppConfig


class CustomizeConfig(AppConfig):
    name = "trato.customize"
    label = "customize"
    default_auto_field = "django.db.models.BigAutoField"
