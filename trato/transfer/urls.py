from __future__ import annotations

from django.urls import path

from trato.transfer.views import exporting, importing, past, pending

app_name = "transfer"
urlpatterns = [
    path("import/", importing.start, name="import"),
    path("import/<int:pk>", importing.upload_page, name="upload"),
    path("import/<int:pk>/progress", importing.progress, name="progress"),
    path("import/<int:pk>/stop", importing.stop, name="stop"),
    path("import/<int:pk>/resumption", importing.resume, name="resume"),
    path("import/<int:pk>/removal", importing.forget, name="forget"),
    path("import/past", past.past, name="past"),
    path("import/sets/<int:pk>", past.one, name="set"),
    path("import/sets/<int:pk>/refused.csv", past.refused, name="refused"),
    path("import/sets/<int:pk>/undo", past.undo, name="undo"),
    path("pending/", pending.pending, name="pending"),
    path("pending/make", pending.make_names, name="make"),
    path("pending/mend", pending.mend_names, name="mend"),
    path("<slug:type_key>/export", exporting.export, name="export"),
]
