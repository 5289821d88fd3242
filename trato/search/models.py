from __future__ import annotations

from typing import ClassVar

from django.db import models
from typing_extensions import override


class SearchDoc(models.Model):
    """The normalized words of one record, for one class of readers; the index is built over them."""

    type = models.CharField(max_length=40)
    record_id = models.BigIntegerField()
    rights_class = models.CharField(max_length=60, blank=True)
    words = models.TextField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["type", "record_id", "rights_class"], name="search_doc_once_per_class"
            )
        ]

    @override
    def __str__(self) -> str:
        return f"{self.type}/{self.record_id}"
