from __future__ import annotations

from django.urls import path

from trato.api.door import endpoint, nothing_here
from trato.api.views import merging, reference, rows, workspace, writes

app_name = "api"

urlpatterns = [
    path("api/", reference.show, name="reference"),
    path(
        "api/openapi.json",
        endpoint(identify=reference.actor_of_reader, GET=reference.openapi),
        name="openapi",
    ),
    path("api/me", endpoint(GET=workspace.read_me), name="me"),
    path("api/pending", endpoint(GET=workspace.list_pending, POST=workspace.mend_pending), name="pending"),
    path("api/pending/make", endpoint(POST=workspace.make_pending), name="pending-make"),
    path("api/undo/<int:number>", endpoint(POST=workspace.undo_set), name="undo"),
    path("api/<slug:key>", endpoint(GET=rows.list_rows, POST=writes.create_row), name="records"),
    path("api/<slug:key>/bulk", endpoint(POST=writes.change_rows), name="bulk"),
    path(
        "api/<slug:key>/<int:pk>",
        endpoint(GET=rows.read_row, PATCH=writes.change_row, DELETE=writes.remove_row),
        name="record",
    ),
    path("api/<slug:key>/<int:pk>/history", endpoint(GET=rows.read_history), name="history"),
    path("api/<slug:key>/<int:pk>/merge", endpoint(POST=merging.merge_rows), name="merge"),
    path("api/<slug:key>/<int:pk>/<slug:verb>", endpoint(POST=writes.run_verb), name="verb"),
    path("api/<path:rest>", nothing_here),
]
