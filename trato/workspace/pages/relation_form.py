"""The dialog of a relation, asked from the side of one of its two records."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from trato.records import access, rows
from trato.records.errors import Invalid, InvalidFields
from trato.records.registry import registry
from trato.records.relations import FROM, RELATIONS, TO
from trato.web.addresses import address
from trato.workspace import controls
from trato.workspace.pages.ask_page import AskPage
from trato.workspace.pages.fields import control, labels, options
from trato.workspace.pages.relations_card import sides
from trato.workspace.reader import capitalized, record_url

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import QueryDict

    from trato.accounts.actor import Actor
    from trato.records.record_type import RecordType
    from trato.records.rows import Row

#: How it is said, and which record is meant: the two questions that stand for kind and ends.
HOW, WHOM = "how", "whom"
FACTS = ("note", "since", "until")
#: So many people and firms can be chosen without typing, each.
FIRST = 15
PEOPLE = "people"


class RelationForm:
    """Between a relation and the dialog: from the side of the record that is asked for."""

    def __init__(self, actor: Actor, record_type: RecordType, pk: int, tie: Row | None = None) -> None:
        self.actor, self.record_type, self.pk, self.tie = actor, record_type, pk, tie
        self.key = f"{record_type.key}/{pk}"
        known = access.readable_fields(actor, registry.get(RELATIONS))
        self.fields = [
            known[name]
            for name in FACTS
            if name in known and access.may_write(actor, registry.get(RELATIONS), name)
        ]

    @property
    def url(self) -> str:
        return record_url(self.record_type.key, self.pk)

    @property
    def action(self) -> str:
        return f"{self.url}/relations" + (f"/{self.tie.id}" if self.tie is not None else "")

    def fresh(self) -> dict[str, Any]:
        return {HOW: "", WHOM: "", **{one.name: "" for one in self.fields}}

    def plain(self, tie: Row) -> dict[str, Any]:
        """A relation as the dialog shows it."""
        start, end = tie[FROM][0], tie[TO][0]
        is_first = f"{start.type}/{start.id}" == self.key
        said = {side.key for side in sides(self.actor)}
        how = f"{tie['kind'].id}:{FROM if is_first else TO}"
        other = end if is_first else start
        found: dict[str, Any] = {HOW: how if how in said else f"{tie['kind'].id}:{FROM}"}
        found[WHOM] = f"{other.type}/{other.id}"
        for one in self.fields:
            found[one.name] = controls.shown(one, tie[one.name], self.actor.time_zone)
        return found

    def posted(self, data: QueryDict) -> dict[str, Any]:
        found = {HOW: data.get(HOW, ""), WHOM: data.get(WHOM, "").strip()}
        return found | {one.name: controls.posted(one, data) for one in self.fields}

    def version(self, data: QueryDict) -> int | None:
        """The version of the relation that the dialog showed."""
        text = data.get("version", "")
        return int(text) if text.isdecimal() and len(text) < 10 else None

    def given(self, posted: Mapping[str, Any]) -> dict[str, Any]:
        """What the action is given. Raises InvalidFields for what was left out."""
        kind, _colon, end = posted[HOW].partition(":")
        problems = []
        if not kind.isdecimal() or len(kind) > 18 or end not in {FROM, TO}:
            problems.append(Invalid(_("Say how they are related."), field=HOW))
        if not posted[WHOM]:
            problems.append(Invalid(_("Choose a record."), field=WHOM))
        if problems:
            raise InvalidFields(problems)
        ends = (self.key, posted[WHOM]) if end == FROM else (posted[WHOM], self.key)
        given = {"kind": int(kind), FROM: ends[0], TO: ends[1]}
        if self.tie is not None:
            given = self._kept(given)
        return given | {one.name: controls.given(one, posted[one.name]) for one in self.fields}

    def _kept(self, given: dict[str, Any]) -> dict[str, Any]:
        """What both sides say alike stays as it is, whichever end is whose."""
        tie = self.tie
        if tie is None or tie["kind"].id != given["kind"]:
            return given
        ends = [f"{tie[name][0].type}/{tie[name][0].id}" for name in (FROM, TO)]
        is_same = sorted(ends) == sorted((given[FROM], given[TO]))
        two_sided = {side.kind for side in sides(self.actor) if side.end == TO}
        return {"kind": given["kind"]} if is_same and given["kind"] not in two_sided else given


def relation_page(form: RelationForm, plain: Mapping[str, Any], problem: Invalid | None = None) -> AskPage:
    """The dialog with these plain values, and with what was wrong with them."""
    wrong = _wrong(problem, plain)
    name = rows.one(form.actor, form.record_type.key, form.pk, columns=(form.record_type.title,))[
        form.record_type.title
    ]
    title = _("Relate %(name)s") if form.tie is None else _("Relation of %(name)s")
    page = AskPage(
        title=title % {"name": name or f"{capitalized(form.record_type.label)} {form.pk}"},
        action=form.action,
        submit=_("Add") if form.tie is None else _("Save"),
        back=form.url,
        text=wrong.get("", ""),
    )
    page.controls = [_how(form, plain[HOW], wrong), _whom(form, plain[WHOM], wrong)]
    for one in form.fields:
        page.controls.append(control(form.actor, one, plain[one.name], error=wrong.get(one.name, "")))
    if form.tie is not None:
        page.hidden = [("version", str(form.tie.version))]
    return page


def _how(form: RelationForm, value: str, wrong: Mapping[str, str]) -> dict[str, Any]:
    offered = [(side.key, side.label) for side in sides(form.actor)]
    return {
        "name": HOW,
        "label": _("How"),
        "kind": "choice",
        "value": value,
        "choices": offered,
        "error": wrong.get(HOW, ""),
        "required": True,
        "help": "" if offered else _("There are no relation types yet; an administrator adds them."),
    }


def _whom(form: RelationForm, value: str, wrong: Mapping[str, str]) -> dict[str, Any]:
    end = registry.get(RELATIONS).fields[TO]
    chosen = [{"id": key, "label": label} for key, label in labels(form.actor, end, [value] if value else [])]
    return {
        "name": WHOM,
        "label": _("With"),
        "kind": "link",
        "value": chosen,
        "url": address("search:options", "any"),
        "choices": _first(form),
        "error": wrong.get(WHOM, ""),
        "required": True,
        "placeholder": _("Search any record…"),
    }


def _first(form: RelationForm) -> list[tuple[str, str]]:
    """People and firms to choose from before one types, and for who has no scripts."""
    found = []
    for one in registry.types():
        if one.is_relatable and one.group == PEOPLE:
            for pk, label in options(form.actor, one.key, FIRST):
                if f"{one.key}/{pk}" != form.key:
                    named = _("%(title)s (%(type)s)") % {"title": label, "type": one.label}
                    found.append((f"{one.key}/{pk}", named))
    return found


def _wrong(problem: Invalid | None, plain: Mapping[str, Any]) -> dict[str, str]:
    """Each sentence beside its question: the ends stand for this record and the other one."""
    if problem is None:
        return {}
    places = {"kind": HOW, FROM: WHOM, TO: WHOM}
    listed = problem.problems if isinstance(problem, InvalidFields) else [problem]
    found: dict[str, str] = {}
    for one in listed:
        place = places.get(one.field, one.field)
        found.setdefault(place if place in plain else "", str(one.sentence))
    return found
