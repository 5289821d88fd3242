"""One type with its rows and the people who look at them, and every surface on which rows are seen."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from trato.accounts.actor import SYSTEM, Actor
from trato.accounts.models import User
from trato.accounts.rights import Right, Scope
from trato.api.tests.program import Program, program_of
from trato.records import access, rows
from trato.records.record_type import RecordType
from trato.records.registry import registry
from trato.testing.cast import Cast, sign_in
from trato.testing.makers import Makers
from trato.testing.samples import fill
from trato.transfer.exporting import texts
from trato.transfer.querying import listed

#: What rows of most types link to.
AROUND = ("companies", "contacts", "products", "tags")


@dataclass
class Stage:
    """A type, its rows, and the cast."""

    key: str
    cast: Cast
    make: Makers
    programs: dict[int, Program] = field(default_factory=dict)

    @property
    def record_type(self) -> RecordType:
        return registry.get(self.key)

    def fill(self, number: int) -> None:
        """Rows of the type, and a few of the types that they link to."""
        for key in AROUND:
            if key != self.key:
                fill(SYSTEM, key, 6)
        fill(SYSTEM, self.key, number)

    def program(self, actor: Actor) -> Program:
        """The actor's token; every answer is held against the OpenAPI document."""
        pk = actor.user_id or 0
        if pk not in self.programs:
            self.programs[pk] = program_of(User.objects.get(pk=pk))
        return self.programs[pk]

    def readers(self) -> list[Actor]:
        """One of each reach: all, a subtree, two teams, and only to read."""
        cast = self.cast
        everyone = (cast.owner, cast.mia, cast.ana, cast.cleo, cast.rita)
        return [one for one in everyone if access.may(one, self.record_type, Right.READ)]


Ids = set[int]


def all_pages(actor: Actor, key: str, *, limit: int = 50, **options: Any) -> list[int]:
    """The ids of a list, page after page, in its order."""
    found: list[int] = []
    after = None
    options.setdefault("columns", ())
    while True:
        page = rows.read(actor, key, limit=limit, after=after, **options)
        found += [row.id for row in page.rows]
        assert len(found) == len(set(found)), f"{key}: a page shows rows of an earlier one"
        after = page.next
        if after is None:
            return found


def in_list(stage: Stage, actor: Actor, words: str) -> Ids:
    return set(all_pages(actor, stage.key, filter=words))


def in_instances(stage: Stage, actor: Actor, words: str) -> Ids:
    """As verbs and forms find them, one by one."""
    every = stage.record_type.model._base_manager.all()
    if stage.record_type.is_archivable:
        every = every.filter(archived_at=None)
    ids = every.values_list("pk", flat=True)
    picked = access.visible_ids(actor, stage.record_type, ids)
    return picked & in_list(stage, actor, words) if words else picked


def in_api(stage: Stage, actor: Actor, words: str) -> Ids:
    found: list[int] = []
    params: dict[str, Any] = {"filter": words, "limit": 50}
    while True:
        reply = stage.program(actor).get(f"/api/{stage.key}", params)
        assert reply.status == 200, reply.data
        found += reply.ids
        if reply.data["next"] is None:
            return set(found)
        assert len(found) == len(set(found)), f"{stage.key}: a page shows rows of an earlier one"
        params["after"] = reply.data["next"]


def in_query(stage: Stage, actor: Actor, words: str) -> Ids:
    data = listed(actor, stage.key, words, None, "", None).as_json()
    ids = {row["id"] for row in data["rows"]}
    assert data["count"] == len(ids) == len(data["rows"])
    return ids


def in_export(stage: Stage, actor: Actor, words: str) -> Ids:
    """What an export holds; where its right reaches less far than reading, that far."""
    if access.scope_of(actor, stage.record_type, Right.EXPORT) is Scope.NONE:
        return in_list(stage, actor, words)
    text = "".join(part for part, _number in texts(actor, stage.key, words, "ndjson"))
    ids = {json.loads(line)["id"] for line in text.splitlines()}
    if access.scope_of(actor, stage.record_type, Right.EXPORT) is access.scope_of(
        actor, stage.record_type, Right.READ
    ):
        return ids
    seen = in_list(stage, actor, words)
    assert ids == access.visible_ids(actor, stage.record_type, seen, Right.EXPORT)
    return seen


def in_groups(stage: Stage, actor: Actor, words: str) -> int:
    """How many rows all groups of a field hold together."""
    field = next(
        (one for one in stage.record_type.fields.values() if one.groupable and not one.is_many), None
    )
    if field is None:
        return rows.count(actor, stage.key, filter=words, cap=None).number
    return sum(one.count for one in rows.group(actor, stage.key, by=field.name, filter=words))


def on_page(stage: Stage, actor: Actor, words: str) -> Ids:
    """The rows of the list's page, and of those that it loads when one scrolls."""
    client = sign_in(actor)
    address = f"/{stage.key}/?{urlencode({'filter': words})}"
    found: list[int] = []
    while address:
        response = client.get(address, headers={"HX-Request": "true"} if found else {})
        assert response.status_code == 200, response.content
        text = response.content.decode()
        found += [int(pk) for pk in re.findall(r'<tr[^>]* data-id="(\d+)"', text)]
        assert len(found) == len(set(found)), f"{stage.key}: a page shows rows of an earlier one"
        onward = re.search(r'hx-get="([^"]*[?;&](?:amp;)?after=[^"]*)"', text)
        address = onward.group(1).replace("&amp;", "&") if onward else ""
    return set(found)


#: Every surface that shows rows of a type; a type without a screen says so by its declaration.
SURFACES: dict[str, Callable[[Stage, Actor, str], Ids]] = {
    "list": in_list,
    "instances": in_instances,
    "api": in_api,
    "query": in_query,
    "export": in_export,
}
