"""What one may not see does not exist: not in lists, counts, sums, words, pages, history or refusals."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from django.test import Client

from tests.conformance.laws.writing import editable, nothing_remains
from tests.conformance.stage import Stage
from trato.accounts.actor import Actor
from trato.accounts.models import FieldRight, RoleRight
from trato.accounts.rights import Right, Role, Scope
from trato.records import access, actions, rows, snapshot
from trato.records.errors import Denied, Invalid, NotFound, RecordError
from trato.records.fields.base import Field
from trato.records.models import ChangeSet
from trato.records.registry import registry
from trato.records.undo import undo
from trato.testing.cast import sign_in
from trato.testing.samples import row as sample_row
from trato.transfer.exporting import texts
from trato.transfer.querying import history, listed

SECRET, LATER = "Zyxwvut", "Qponmlk"
TEXTS = {"text", "longtext"}


def limit(role: str, key: str, **reach: Scope) -> None:
    for right, scope in reach.items():
        RoleRight.objects.update_or_create(role=role, type=key, right=right, defaults={"scope": scope.value})
    snapshot.reset()


def secret_field(stage: Stage) -> Field | None:
    """A text that is not the title, so that the record can still be named."""
    texts_of_type = [one for one in editable(stage) if one.component in TEXTS and not one.choices]
    meant = {"fields": {"label"}, "users": set(), "views": {"filter"}, "contacts": {"job_title"}}
    wanted = meant.get(stage.key)
    found = [one for one in texts_of_type if one.name != stage.record_type.title or stage.key == "fields"]
    found = [one for one in found if wanted is None or one.name in wanted]
    return next((one for one in found if not one.required and one.name != stage.record_type.title), None)


def made(stage: Stage, by: Actor, **given: object) -> int:
    # Numbers of their own, so that what is unique stays unique.
    least = sample_row(stage.record_type, 777 + stage.record_type.model._base_manager.count(), {})
    if stage.record_type.is_owned:
        given.setdefault("owner", by.user_id)
    return actions.create(stage.cast.owner, stage.key, {**least, **given})


def a_hidden_field_does_not_exist(stage: Stage) -> None:
    """For the role that may not know it; the owner sees it all the while."""
    field = secret_field(stage)
    if field is None:
        return
    ana, owner, key = stage.cast.ana, stage.cast.owner, stage.key
    FieldRight.objects.create(role=Role.MEMBER, type=key, field=field.name, level="hidden")
    limit(Role.MEMBER, key, create=Scope.ALL, read=Scope.ALL, edit=Scope.ALL, export=Scope.ALL)
    pk = made(stage, ana, **{field.name: SECRET})
    actions.change(owner, key, pk, {field.name: LATER})
    for name, text in surfaces(stage, ana, pk):
        for secret in (SECRET, LATER):
            assert secret.casefold() not in text.casefold(), f"{name} tells what {field.name} holds"
    shown = dict(surfaces(stage, owner, pk))
    assert LATER in shown["one"], "the law proves nothing: the owner does not see it either"
    assert LATER in shown["history"], "the law proves nothing: history does not have it"
    _no_question_reaches(stage, ana, field, pk)


def _no_question_reaches(stage: Stage, actor: Actor, field: Field, pk: int) -> None:
    key, name = stage.key, field.name
    asked: list[Callable[[], object]] = [
        lambda: rows.read(actor, key, columns=(name,)),
        lambda: rows.read(actor, key, sort=name),
        lambda: rows.read(actor, key, filter=f"{name}:{LATER}"),
        lambda: rows.read(actor, key, filter=f"not {name}:none"),
        lambda: rows.group(actor, key, by=name),
        lambda: actions.change(actor, key, pk, {name: "x"}),
        lambda: actions.change(actor, key, pk, {}, was={name: "x"}),
        lambda: actions.create(actor, key, {name: "x"}),
        lambda: listed(actor, key, "", [name], "", None),
        lambda: list(texts(actor, key, "", "csv", [name])),
    ]
    for place, ask in enumerate(asked):
        with nothing_remains():
            refused(ask, f"question {place} reached {name}", Invalid)
    assert rows.count(actor, key, filter={"text": LATER}).number == 0, "search finds a hidden word"
    program = stage.program(actor)
    for address in (f"?sort={name}", f"?columns={name}", f"?filter={name}:any"):
        assert program.get(f"/api/{key}{address}").status == 422, f"the API took {address}"


def surfaces(stage: Stage, actor: Actor, pk: int) -> Iterator[tuple[str, str]]:
    """Everything that this person can read of a record, as text."""
    key, program = stage.key, stage.program(actor)
    yield "one", str(program.get(f"/api/{key}/{pk}").data)
    yield "API", str(program.get(f"/api/{key}?limit=200").data)
    yield "history", str(program.get(f"/api/{key}/{pk}/history").data)
    yield "OpenAPI", str(program.get("/api/openapi.json").data)
    yield "query", str(tried(lambda: listed(actor, key, "", None, "", None).as_json()))
    yield "history command", str(tried(lambda: history(actor, key, pk).as_json()))
    yield "export", str(tried(lambda: list(texts(actor, key, "", "csv"))))
    client = sign_in(actor)
    pages = ["", f"/{pk}", f"/{pk}/panel", f"/{pk}/edit", f"/{pk}/timeline", f"/{pk}/changes", "/"]
    for page in pages if stage.record_type.group else ():
        yield f"page {page or 'list'}", read_page(client, f"/{key}{page}" if page else f"/{key}/")
    for word in (SECRET, LATER):  # the word that was asked for is said back in the page's own field
        for address in (f"/search/options/{key}?q={word}", "/search/options/any?q=" + word):
            yield f"options {word}", read_page(client, address)


def read_page(client: Client, address: str) -> str:
    return client.get(address, follow=True, headers={"HX-Request": "true"}).content.decode()


def tried(ask: Callable[[], object]) -> object:
    try:
        return ask()
    except RecordError as error:
        return str(error)


def refused(ask: Callable[[], object], complaint: str, *errors: type[Exception]) -> None:
    expected = errors or (RecordError,)
    try:
        ask()
    except expected:
        return
    raise AssertionError(complaint)


def a_stranger_finds_counts_and_infers_nothing(stage: Stage) -> None:
    """Cleo's reach ends at her own records; of Ana's she learns nothing on any surface."""
    cleo, owner, key = stage.cast.cleo, stage.cast.owner, stage.key
    if key == "fields":  # what a type's fields are called is no secret to its readers
        return
    FieldRight.objects.all().delete()
    limit(Role.MEMBER, key, read=Scope.OWN, edit=Scope.OWN, delete=Scope.OWN, export=Scope.OWN)
    title = stage.record_type.title
    field = title if stage.record_type.fields[title].editable else "body"
    name = {"contacts": "last_name", "rates": "source"}.get(key, field)
    pk = made(stage, stage.cast.ana, **{name: SECRET})
    actions.change(owner, key, pk, {name: LATER})
    number = ChangeSet.objects.filter(actor_id=owner.user_id).latest("pk").pk
    before = rows.count(cleo, key, archived=None, cap=None).number
    for surface, text in surfaces(stage, cleo, pk):
        for secret in (SECRET, LATER):
            assert secret.casefold() not in text.casefold(), f"{surface} shows a stranger the record"
    assert any(LATER in text for _surface, text in surfaces(stage, owner, pk)), "the law proves nothing"
    assert pk not in {row.id for row in rows.read(cleo, key, archived=None, limit=5000).rows}
    assert rows.count(cleo, key, filter={"text": LATER}).number == 0
    assert rows.count(cleo, key, archived=None, cap=None).number == before
    _no_act_reaches(stage, cleo, pk, number, name)
    _no_link_leads_there(stage, cleo, pk)


def _no_act_reaches(stage: Stage, actor: Actor, pk: int, number: int, name: str) -> None:
    key, program = stage.key, stage.program(actor)
    acts: list[Callable[[], object]] = [
        lambda: rows.one(actor, key, pk),
        lambda: actions.change(actor, key, pk, {name: "x"}),
        lambda: actions.purge(actor, key, [pk]),
        lambda: actions.change_all(actor, key, [pk], {name: "x"}),
        lambda: access.fetch(actor, stage.record_type, pk, Right.EDIT),
        lambda: undo(actor, number),
    ]
    for place, act in enumerate(acts):
        with nothing_remains():
            refused(act, f"act {place} reached a stranger's record", NotFound)
    with nothing_remains():
        assert program.get(f"/api/{key}/{pk}").status == 404
        assert program.patch(f"/api/{key}/{pk}", {name: "x"}).status == 404
        assert program.delete(f"/api/{key}/{pk}").status == 404
        assert program.get(f"/api/{key}/{pk}/history").status == 404
        assert program.post(f"/api/undo/{number}").status == 404


def _no_link_leads_there(stage: Stage, actor: Actor, pk: int) -> None:
    """By name or by number, neither a filter nor a new link says that it is there."""
    if stage.key == "users":  # who works here is no secret among colleagues: owners are shown by name
        return
    for other in (one for one in registry.types() if one.is_owned):
        for field in other.fields.values():
            if field.target == stage.key and field.editable and access.may(actor, other, Right.CREATE):
                for written in (pk, LATER):
                    refused(
                        lambda other=other, field=field, written=written: rows.read(  # type: ignore[misc]
                            actor, other.key, filter=f"{field.name}:{written}"
                        ),
                        f"{other.key}.{field.name}:{written} answers a stranger",
                        Invalid,
                    )


def a_relation_tells_a_stranger_nothing(stage: Stage) -> None:
    """Who may not see one end neither sees nor counts the relation, on any surface, and makes none."""
    cleo, owner, key = stage.cast.cleo, stage.cast.owner, stage.key
    if not stage.record_type.is_relatable or key == "users":
        return
    pk = made(stage, stage.cast.ana)
    limit(Role.MEMBER, key, read=Scope.OWN, edit=Scope.OWN, delete=Scope.OWN, export=Scope.OWN)
    here, there = f"{key}/{pk}", f"users/{cleo.user_id}"
    known = rows.count(cleo, "relations", cap=None).number
    given = {"from": here, "kind": "Partner", "to": there}
    with nothing_remains():
        assert tried(lambda: actions.create(cleo, "relations", given)) != pk
    tie = actions.create(owner, "relations", {**given, "note": SECRET})
    assert rows.count(cleo, "relations", cap=None).number == known, "a stranger counts it"
    ties = Stage("relations", stage.cast, stage.make, stage.programs)
    for surface, text in surfaces(ties, cleo, tie):
        assert SECRET.casefold() not in text.casefold(), f"{surface} shows a stranger the relation"
    for page in (f"/{there}", f"/{there}/timeline"):
        assert SECRET not in read_page(sign_in(cleo), page), f"{page} shows a stranger the relation"
        assert "Partner" not in card_of(read_page(sign_in(cleo), page))
    assert SECRET in card_of(read_page(sign_in(owner), f"/{there}")), "the law proves nothing"


def card_of(page: str) -> str:
    """What a page says of relations."""
    return page.partition('id="relations"')[2].partition("</section>")[0]


def nobody_gets_in_without_signing_in(stage: Stage) -> None:
    """Eve is sent to the sign-in, her programs are refused, and Dov may not even ask."""
    client, key = Client(raise_request_exception=False), stage.key
    for address in (f"/{key}/", f"/{key}/1", f"/{key}/new", f"/search?q={key}", f"/{key}/export"):
        response = client.get(address)
        assert (response.status_code, response.headers.get("Location", "")[:8]) == (302, "/sign-in"), address
    for address in (f"/api/{key}", f"/api/{key}/1", f"/api/{key}/1/history", "/api/pending"):
        assert client.get(address).status_code == 401, address
    for ask in (rows.read, rows.count):
        refused(lambda ask=ask: ask(stage.cast.dov, key), "Dov was answered", NotFound, Denied)  # type: ignore[misc]


STRANGERS = (
    a_hidden_field_does_not_exist,
    a_stranger_finds_counts_and_infers_nothing,
    a_relation_tells_a_stranger_nothing,
    nobody_gets_in_without_signing_in,
)
