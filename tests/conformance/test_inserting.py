"""Many new rows by one statement: the same rows that Django's own insertion makes."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import DataError, IntegrityError, connection, models

from trato.records.inserting import FEW, fresh, insert_records, insert_tuples, take_ids
from trato.records.models import MatchKey, TimelineEntry
from trato.records.registry import registry
from trato.records.transactions import write_transaction
from trato.testing.cast import Cast
from trato.testing.makers import Makers

AT = datetime(2026, 3, 1, 9, 30, 15, 123456, tzinfo=UTC)
MANY = 2 * FEW


def _model(key: str) -> Any:
    return registry.get(key).model


@pytest.mark.parametrize("key", sorted(one.key for one in registry.types()))
def test_a_fresh_record_is_what_the_model_makes(key: str) -> None:
    model = registry.get(key).model
    columns = {"created_at": AT, "updated_at": AT}
    values = {name: value for name, value in columns.items() if hasattr(model, name)}
    one, other = fresh(model, values), model(**values)
    assert type(one) is model
    assert one._state.adding
    times = {name for name, value in vars(other).items() if isinstance(value, datetime) and value != AT}
    assert {name: value for name, value in vars(one).items() if name not in {"_state", *times}} == {
        name: value for name, value in vars(other).items() if name not in {"_state", *times}
    }
    assert times <= vars(one).keys()


def test_nothing_is_shared_between_fresh_records() -> None:
    one, other = fresh(_model("contacts"), {}), fresh(_model("contacts"), {})
    one.emails.append({"value": "ana@x.co"})
    one.custom["a"] = 1
    assert (other.emails, other.custom) == ([], {})


def _contact(place: int) -> Any:
    return _model("contacts")(
        first_name="Zoë" if place % 2 else "",
        last_name=f"Ñuñez {place}",
        emails=[{"value": f"zoe{place}@x.co", "kind": "work"}] if place % 3 else [],
        custom={"a": "ü", "b": [1, None]} if place % 4 else {},
        archived_at=AT if place == 5 else None,
        created_at=AT,
        updated_at=AT,
    )


def _kept(model: type[models.Model]) -> list[dict[str, Any]]:
    names = [one.attname for one in model._meta.concrete_fields if not one.primary_key]
    return list(model._base_manager.order_by("pk").values(*names))


def test_records_are_kept_as_django_keeps_them(cast: Cast) -> None:
    with write_transaction():
        records = [_contact(place) for place in range(MANY)]
        insert_records(records)
        ours = _kept(_model("contacts"))
        assert [one.pk for one in records] == list(
            _model("contacts")._base_manager.order_by("pk").values_list(flat=True)
        )
        assert not any(one._state.adding for one in records)
        _model("contacts")._base_manager.all()._raw_delete("default")
        _model("contacts")._base_manager.bulk_create([_contact(place) for place in range(MANY)])
        assert ours == _kept(_model("contacts"))


def test_dates_numbers_and_links_are_kept(cast: Cast, make: Makers) -> None:
    first = _model("deals")._base_manager.get(pk=make.deal(name="First"))

    def deal(place: int) -> Any:
        values = {one.attname: getattr(first, one.attname) for one in _model("deals")._meta.concrete_fields}
        day = date(2026, 1, 1 + place) if place % 2 else None
        return _model("deals")(
            **values | {"id": None, "name": f"Deal {place}", "opened_on": day, "value_minor": place or None}
        )

    with write_transaction():
        insert_records([deal(place) for place in range(MANY)])
        ours = _kept(_model("deals"))[1:]
        _model("deals")._base_manager.exclude(pk=first.pk)._raw_delete("default")
        _model("deals")._base_manager.bulk_create([deal(place) for place in range(MANY)])
        assert ours == _kept(_model("deals"))[1:]


def test_rows_have_the_defaults_of_their_columns(cast: Cast) -> None:
    names = ("type", "record_id", "at", "kind", "subject_type", "subject_id", "change_set_id")
    with write_transaction():
        ids = insert_tuples(
            TimelineEntry,
            names,
            [("deals", pk, AT, "made", "deals", pk, 0) for pk in range(2)],
            numbered=True,
        )
        made = TimelineEntry.objects.filter(pk__in=ids).order_by("pk")
        assert [(one.record_id, one.at, one.actor_id, one.data) for one in made] == [
            (0, AT, None, {}),
            (1, AT, None, {}),
        ]
        assert insert_tuples(TimelineEntry, names, []) == ()


def test_ids_are_never_given_twice(cast: Cast) -> None:
    with write_transaction():
        records = [_contact(place) for place in range(MANY)]
        insert_records(records)
        last = max(one.pk for one in records)
        _model("contacts")._base_manager.all()._raw_delete("default")
        assert min(take_ids(_model("contacts"), 3)) > last
        insert_records([_contact(place) for place in range(MANY)])
        assert _model("contacts")._base_manager.order_by("pk")[0].pk > last


def test_what_the_database_refuses_is_an_error_of_django(cast: Cast) -> None:
    row = ("contacts", "emails", "ana@x.co", 1)
    with pytest.raises(IntegrityError), write_transaction():
        insert_tuples(MatchKey, ("type", "field", "key", "record_id"), [row, row])
    assert not MatchKey.objects.exists()
    records = [_contact(place) for place in range(MANY)]
    records[3].last_name = None  # what the column refuses
    with pytest.raises(IntegrityError), write_transaction():
        insert_records(records)
    assert not _model("contacts")._base_manager.exists()


@pytest.mark.postgresql
def test_what_a_column_has_no_room_for_is_an_error_of_django(cast: Cast) -> None:
    assert connection.vendor == "postgresql"
    records = [_contact(place) for place in range(MANY)]
    records[3].last_name = "x" * 200
    with pytest.raises(DataError), write_transaction():
        insert_records(records)
    assert not _model("contacts")._base_manager.exists()
