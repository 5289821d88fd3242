from __future__ import annotations

from django.urls import path

from trato.sales import views

app_name = "sales"
urlpatterns = [path("leads/<int:pk>/convert", views.convert, name="convert")]
