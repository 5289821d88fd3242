from __future__ import annotations

from django.urls import path

from trato.live import views

app_name = "live"
urlpatterns = [path("events", views.events, name="events")]
