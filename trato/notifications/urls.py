from __future__ import annotations

from django.urls import path

from trato.notifications import device_views, stop_views, views

app_name = "notifications"
urlpatterns = [
    path("notifications/", views.show, name="center"),
    path("notifications/latest", views.latest, name="latest"),
    path("notifications/read", views.read, name="read"),
    path("notifications/<row_number:pk>/open", views.open_, name="open"),
    path("notifications/stop", stop_views.stop, name="stop"),
    path("settings/notifications", views.preferences, name="preferences"),
    path("settings/notifications/digest", views.keep_habits, name="habits"),
    path("settings/notifications/devices", device_views.switch_on, name="devices"),
    path("settings/notifications/devices/details", device_views.details, name="details"),
    path("settings/notifications/devices/<row_number:pk>/test", device_views.test, name="device_test"),
    path(
        "settings/notifications/devices/<row_number:pk>/removal", device_views.removal, name="device_removal"
    ),
    # At the root: a service worker rules over the folder in which it lies.
    path("service-worker.js", device_views.worker, name="worker"),
]
