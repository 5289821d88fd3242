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


class Word(models.Model):
    """A word that some doc holds and that a slip may have meant; the index of slips is built over these."""

    word = models.CharField(max_length=40, unique=True)

    @override
    def __str__(self) -> str:
        return self.word


class WordNews(models.Model):
    """What the words have not followed yet: docs that came, and words that docs no longer hold."""

    #: The docs from this id to that one, both included; 0 if none came.
    first = models.BigIntegerField(default=0)
    last = models.BigIntegerField(default=0)
    gone = models.TextField(blank=True)

    class Meta:
        verbose_name_plural = "word news"

    @override
    def __str__(self) -> str:
        return f"{self.first}-{self.last}"
