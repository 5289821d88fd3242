"""Files that were kept before their kind was told from name and first bytes get theirs."""

from __future__ import annotations

from typing import Any

from django.db import migrations

from trato.documents.kinds import UNKNOWN, ZIP, kind_named
from trato.documents.storage import beginning_of

BATCH = 500


def tell(apps: Any, schema_editor: Any) -> None:
    files = apps.get_model("documents", "File")
    vague = files._base_manager.filter(content_type__in=["", UNKNOWN, ZIP]).order_by("pk")
    batch = []
    for pk, name, stored_as in vague.values_list("pk", "name", "stored_as").iterator(chunk_size=BATCH):
        beginning = beginning_of(stored_as)
        if beginning is not None:
            batch.append(files(pk=pk, content_type=kind_named(beginning, name)))
        if len(batch) == BATCH:
            files._base_manager.bulk_update(batch, ["content_type"])
            batch = []
    files._base_manager.bulk_update(batch, ["content_type"])


class Migration(migrations.Migration):
    dependencies = [("documents", "0001_first")]

    operations = [migrations.RunPython(tell, migrations.RunPython.noop)]
