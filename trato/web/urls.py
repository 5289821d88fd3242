from __future__ import annotations

from django.urls import path

from trato.web import views

app_name = "web"
urlpatterns = [
    path("assets/trato.<slug:name>.css", views.sheet, name="sheet"),
    path("manifest.webmanifest", views.app_manifest, name="manifest"),
    path("styleguide/", views.styleguide, name="styleguide"),
    path("styleguide/echo/", views.echo, name="styleguide-echo"),
]
