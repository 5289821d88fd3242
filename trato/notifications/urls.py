from __future__ import annotations

from django.urls import path

from trato.notifications import views

app_name = "notifications"
urlpatterns = [
    path("notifications/", views.show, name="center"),
    path("notifications/latest", views.latest, name="latest"),
    path("notifications/read", views.read, name="read"),
    path("notifications/<row_number:pk>/open", views.open_, name="open"),
    path("settings/notifications", views.preferences, name="preferences"),
]
