from __future__ import annotations

from django.urls import path

from trato.search import views

app_name = "search"
urlpatterns = [
    path("search", views.search, name="search"),
    path("search/options/<slug:type_key>", views.options, name="options"),
]
