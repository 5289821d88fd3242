"""The id of a doc says its type, its class of readers and its record."""

from __future__ import annotations

from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection

from trato.records import actions, rows
from trato.records.fields.kinds import built_in
from trato.records.registry import registry
from trato.search import shelves, vocabulary
from trato.search.models import SearchDoc, WordNews
from trato.testing.cast import Cast


def test_no_two_types_or_classes_share_a_shelf() -> None:
    known = [(one.key, name) for one in registry.types() for name in ("", *built_in(one))]
    assert len({shelves.shelf(*pair).start for pair in known}) == len(known)
    assert all(shelves.shelf(*pair).stop <= 2**63 for pair in known)


def test_a_doc_stands_at_its_record(cast: Cast) -> None:
    pk = actions.create(cast.owner, "companies", {"name": "Forge"})
    doc = SearchDoc.objects.get(type="companies", record_id=pk)
    assert doc.pk == shelves.shelf("companies")[pk]
    assert shelves.records([doc.pk], "companies") == [pk]
    assert shelves.records([doc.pk], "deals") == []


def test_a_doc_that_is_kept_from_somebody_is_nobodys_record() -> None:
    hidden = shelves.shelf("companies", "phones")[7]
    assert shelves.records([hidden], "companies") == []


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        (range(40), [(1, 40)]),  # docs side by side are told of as one
        ((0, 39), [(1, 1), (40, 40)]),  # the forty between them need not be read again
    ],
)
def test_news_tell_of_the_docs_that_changed(
    cast: Cast, changed: range | tuple[int, ...], told: list[tuple[int, int]]
) -> None:
    made = [actions.create(cast.owner, "companies", {"name": f"Forge {number}"}) for number in range(40)]
    WordNews.objects.all().delete()
    ids = [made[place] for place in changed]
    actions.change_all(cast.owner, "companies", ids, {"city": "Graz"})
    first = shelves.shelf("companies")[made[0]] - 1
    news = WordNews.objects.order_by("first").values_list("first", "last")
    assert [(start - first, end - first) for start, end in news] == told


class Editor:
    """What a migration asks of Django's own, inside the test's transaction."""

    connection = connection

    def execute(self, statement: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement)


def test_docs_of_earlier_days_move_to_their_shelves(cast: Cast) -> None:
    made = [actions.create(cast.owner, "companies", {"name": f"Forge {number}"}) for number in range(3)]
    for place, doc in enumerate(SearchDoc.objects.order_by("pk"), start=1):
        SearchDoc.objects.filter(pk=doc.pk).update(id=place)  # as they were numbered before
    WordNews.objects.all().delete()
    WordNews.objects.create(first=1, last=2)
    beginnings = import_module("trato.search.migrations.0008_beginnings")
    beginnings.keep_in_the_table(apps, Editor())
    import_module("trato.search.migrations.0006_shelves").shelve(apps, Editor())
    beginnings.keep_in_the_index(apps, Editor())
    first = shelves.shelf("companies").start
    docs = SearchDoc.objects.filter(type="companies").order_by("pk")
    assert list(docs.values_list("pk", flat=True)) == [first + pk for pk in made]
    found = rows.read(cast.owner, "companies", columns=("name",), filter="forge", sort="name").rows
    assert [row["name"] for row in found] == ["Forge 0", "Forge 1", "Forge 2"]
    assert vocabulary.follow() == 1
    assert vocabulary.words_meant("forgge") == ["forge"]
