from __future__ import annotations

from django.urls import path

from trato.ops import views

app_name = "ops"
urlpatterns = [path("metrics", views.metrics, name="metrics")]
