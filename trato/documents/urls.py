from __future__ import annotations

from django.urls import path

from trato.documents import views

app_name = "documents"
urlpatterns = [
    path("files/new", views.bring, name="bring"),
    path("files/upload", views.upload, name="upload"),
    path("files/<int:pk>/download", views.download, name="download"),
    path("files/<int:pk>/rename", views.rename, name="rename"),
    path("files/<int:pk>/remove", views.remove, name="remove"),
    path("<slug:type_key>/<int:pk>/files", views.files, name="files"),
]
