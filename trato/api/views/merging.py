"""Records that turn out to be one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from trato.accounts.rights import Right
from trato.api.answers import Answer
from trato.api.call import id_from
from trato.api.merged import says_merged
from trato.api.preconditions import unchanged
from trato.records import access
from trato.records.errors import Invalid
from trato.records.merge import merge
from trato.records.registry import registry

if TYPE_CHECKING:
    from typing import Any

    from trato.api.call import Call


@says_merged
def merge_rows(call: Call, /, *, key: str, pk: int) -> Answer:
    """Merge other records into this one; the change set, whose undo takes them apart again."""
    record_type = registry.get(key)
    call.query()
    access.fetch(call.actor, record_type, pk, Right.EDIT)
    body = call.body(("with", "values"))
    others, values = _others(body), _values(body)
    with unchanged(call, record_type, pk):
        done = merge(call.actor, key, pk, others, values)
    return Answer({"set": done, "changed": len(others) + 1})


def _others(body: dict[str, Any]) -> list[int]:
    given = body.get("with")
    if not isinstance(given, list):
        raise Invalid(_("“with” is the list of the records that go."), field="with")
    return [id_from(one, "with") for one in given]


def _values(body: dict[str, Any]) -> dict[str, int]:
    given = body.get("values", {})
    if not isinstance(given, dict):
        raise Invalid(_("“values” names for a field the record whose value it keeps."), field="values")
    return {name: id_from(one, name) for name, one in given.items()}
