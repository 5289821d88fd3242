"""Writing: one record, many at once, and the verbs that a type declares."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _

from trato.accounts.rights import Right
from trato.api import custom_fields, verbs
from trato.api.answers import Answer
from trato.api.call import id_from
from trato.api.merged import says_merged
from trato.api.preconditions import etag, unchanged
from trato.api.views.rows import columns_from, filter_from
from trato.records import access, actions, rows
from trato.records.errors import Invalid, NotFound, Refused
from trato.records.json_rows import given_from_json, row_to_json
from trato.records.registry import registry
from trato.records.transactions import write_transaction

if TYPE_CHECKING:
    from trato.api.call import Call
    from trato.records.record_type import RecordType

MOST_IDS = 10_000


def create_row(call: Call, /, *, key: str) -> Answer:
    """Make a record; 201 with its address."""
    record_type = registry.get(key)
    call.query()
    access.require(call.actor, record_type, Right.CREATE)
    if key == custom_fields.KEY:
        pk = custom_fields.create(call)
    else:
        if not is_made_by_fields(record_type):
            values = {"type": record_type.label_plural}
            raise Refused(_("%(type)s come with their content, not by fields.") % values)
        pk = actions.create(call.actor, key, given_from_json(record_type, call.body()))
    answer = written(call, record_type, pk, status=201)
    answer.headers["Location"] = reverse("api:record", args=[key, pk])
    return answer


@says_merged
def change_row(call: Call, /, *, key: str, pk: int) -> Answer:
    """Give some fields of a record new values."""
    record_type = registry.get(key)
    call.query()
    access.fetch(call.actor, record_type, pk, Right.EDIT)
    given = given_from_json(record_type, call.body())
    custom_fields.refuse_rebuilding(key, given)
    with unchanged(call, record_type, pk):
        actions.change(call.actor, key, pk, given)
    return written(call, record_type, pk)


@says_merged
def remove_row(call: Call, /, *, key: str, pk: int) -> Answer:
    """Put a record into the bin; types without one lose it for good, until that is undone."""
    record_type = registry.get(key)
    call.query()
    with unchanged(call, record_type, pk):
        if record_type.is_archivable:
            done = actions.archive(call.actor, key, [pk])
        else:
            done = actions.purge(call.actor, key, [pk])
    return Answer({"set": done.set, "changed": done.changed})


def change_rows(call: Call, /, *, key: str) -> Answer:
    """Give the same values to many records: all of them, or none."""
    record_type = registry.get(key)
    call.query()
    access.require(call.actor, record_type, Right.EDIT)
    body = call.body(("filter", "ids", "set"))
    if not isinstance(body.get("set"), dict) or not body["set"]:
        raise Invalid(_("“set” holds the fields with their new values."), field="set")
    given = given_from_json(record_type, body["set"])
    custom_fields.refuse_rebuilding(key, given)
    which = _which(body)
    # One transaction, so that a refusal in the last row leaves the first as it was, too.
    with write_transaction():
        done = actions.change_all(call.actor, key, which, given)
    return Answer({"set": done.set, "changed": done.changed})


def _which(body: dict[str, Any]) -> str | dict[str, Any] | list[int]:
    """The rows that are meant: by ids, or by a filter. Raises Invalid."""
    if ("ids" in body) == ("filter" in body):
        raise Invalid(_("Say which rows: either “ids” or “filter”."), field="ids")
    if "filter" in body:
        picked = body["filter"]
        if isinstance(picked, str):
            return filter_from(picked)
        if not isinstance(picked, dict):
            raise Invalid(_("A filter is words or an object."), field="filter")
        return picked
    ids = body["ids"]
    if not isinstance(ids, list) or len(ids) > MOST_IDS:
        raise Invalid(_("“ids” is a list of %(most)s numbers at most.") % {"most": MOST_IDS}, field="ids")
    return list(dict.fromkeys(id_from(one, "ids") for one in ids))


@says_merged
def run_verb(call: Call, /, *, key: str, pk: int, verb: str) -> Answer:
    """Run a verb of the type on one record."""
    record_type = registry.get(key)
    call.query()
    access.require(call.actor, record_type, Right.READ)
    declared = verbs.verb_named(record_type, verb)
    record = access.fetch(call.actor, record_type, pk)
    given = verbs.arguments(declared, call.body(may_be_empty=True))
    with unchanged(call, record_type, pk):
        declared.run(call.actor, record, **given)
    return written(call, record_type, pk)


def written(call: Call, record_type: RecordType, pk: int, *, status: int = 200) -> Answer:
    """The record as it is now; who gave it out of sight learns its number alone."""
    try:
        row = rows.one(call.actor, record_type.key, pk, columns_from(call.actor, record_type, {}))
    except NotFound:
        return Answer({"id": pk}, status)
    return Answer(row_to_json(record_type, row), status, {"ETag": etag(row.version)})


def is_made_by_fields(record_type: RecordType) -> bool:
    """Whether fields alone make a whole record; a file has columns that only its content fills."""
    internal = [one for one in record_type.model._meta.concrete_fields if one.name in record_type.internal]
    return all(one.null or one.blank or one.has_default() for one in internal)
