"""A record's values as the components of `web` show them: short in a list, whole on a page."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, Any

from trato.kernel.html import plain_text
from trato.kernel.mentions import pieces
from trato.kernel.mentions import spoken as spoken_mentions
from trato.kernel.phones import digits, spaced
from trato.records import access, snapshot
from trato.records.registry import registry
from trato.records.values import Ref
from trato.workspace.parents import called, parent_link, parents
from trato.workspace.planned import next_cell
from trato.workspace.reader import capitalized, list_url
from trato.workspace.repeats import spoken_rule
from trato.workspace.words import kind_label, not_found_yet

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from trato.accounts.actor import Actor
    from trato.records.fields.base import Field
    from trato.web.formats import Formats

Value = str | dict[str, Any] | None
LONGEST = 120
DOMAIN = re.compile(r"[^\W_][\w-]*(?:\.[\w-]+)+")
OUTCOMES = {"won", "lost"}
#: The colors of tags, in tens of degrees of their hue.
HUES = {"red": 2, "orange": 5, "yellow": 9, "green": 15, "teal": 19, "blue": 25, "purple": 30, "pink": 35}


class Cells:
    """Shows values to one reader; `look_up` reads what several rows need once for all."""

    def __init__(self, actor: Actor, formats: Formats) -> None:
        self.actor = actor
        self.formats = formats
        self.stages: dict[tuple[str, int], Any] = {}
        self._urls: dict[str, str] = {}
        self._parents: dict[str, tuple[str, dict[int, str]]] = {}

    def look_up(
        self, fields: Iterable[Field], rows: Iterable[Mapping[str, Any]], also: Iterable[Ref] = ()
    ) -> None:
        """How far the stages in these rows are, and those beside: one query a type of stages."""
        rows = list(rows)
        for field in fields:
            if portrait_of(field) != "stage":
                continue
            wanted = {value.id for row in rows if isinstance(value := row[field.name], Ref) and value.id}
            wanted |= {one.id for one in also if one.type == field.target and one.id}
            target = registry.get(field.target)
            known = access.visible_records(self.actor, target, wanted, archived=True) if wanted else ()
            for stage in known:
                self.stages[target.key, stage.pk] = stage

    def cell(self, field: Field, value: Any) -> Value:
        """A value in a list: one line, no more."""
        return None if is_nothing(value) else self.writer(field)(value)

    def writer(self, field: Field) -> Callable[[Any], Value]:
        """What writes the cells of a column, for values that are something."""
        if field.said:
            return field.said
        write = CELLS.get(field.component)
        return partial(write, self, field) if write else str

    def fact(self, field: Field, value: Any, pending: Iterable[str] = ()) -> Value:
        """A value on a page, whole, with the links that are not found yet."""
        waiting: list[dict[str, Any]] = [{"kind": "pending", "text": not_found_yet(text)} for text in pending]
        if is_nothing(value):
            return {"kind": "labeled", "parts": waiting} if waiting else None
        write = FACTS.get(field.component) or CELLS.get(field.component)
        if field.said:
            written: Value = field.said(value)
        else:
            written = write(self, field, value) if write else web_place(field, value) or str(value)
        if not waiting:
            return written
        parts = written["parts"] if isinstance(written, dict) and written["kind"] == "labeled" else [written]
        return {"kind": "labeled", "parts": [*parts, *waiting]}

    def text(self, field: Field, value: Any) -> str:
        """A value in the reader's own words and formats, for a sentence; empty for none."""
        written = self.cell(field, value)
        if isinstance(written, dict):
            written = spoken(written)
        return str(written) if written else field.to_text(value)

    def url(self, ref: Ref) -> str:
        if ref.type not in self._urls:
            known = registry.knows(ref.type) and registry.get(ref.type).group
            self._urls[ref.type] = list_url(ref.type) if known else ""
        base = self._urls[ref.type]
        return f"{base}{ref.id}" if base and ref.id is not None else ""

    # one writer for each component

    def money(self, field: Field, value: Any) -> Value:
        return {"kind": "money", "text": self.formats.money(value.minor, value.currency)}

    def number(self, field: Field, value: Any) -> Value:
        if field.unit == "bytes":
            return self.formats.size(round(value))
        if field.unit == "year":
            return str(value)
        return self.formats.number(value) if field.kind == "integer" else self.formats.decimal(value)

    def date(self, field: Field, value: Any) -> Value:
        return {
            "kind": "time",
            "text": self.formats.near_day(value),
            "iso": value.isoformat(),
            "hint": self.formats.hint(value),
        }

    def whole_date(self, field: Field, value: Any) -> Value:
        return {
            "kind": "time",
            "text": self.formats.date(value),
            "iso": value.isoformat(),
            "hint": self.formats.hint(value),
        }

    def moment(self, field: Field, value: Any) -> Value:
        """What somebody fixes is an appointment, with its hour; what the system notes is so long ago."""
        return {
            "kind": "time",
            "text": self.formats.moment(value) if field.editable else self.formats.relative(value),
            "iso": value.isoformat(),
            "hint": self.formats.hint(value),
        }

    def whole_moment(self, field: Field, value: Any) -> Value:
        return {
            "kind": "time",
            "text": self.formats.datetime(value),
            "iso": value.isoformat(),
            "hint": self.formats.hint(value),
        }

    def boolean(self, field: Field, value: Any) -> Value:
        return {"kind": "boolean", "on": bool(value)}

    def choice(self, field: Field, value: Any) -> Value:
        return {"kind": "choice", "text": choice_label(field, value), "tone": field.tones.get(value, "")}

    def choices(self, field: Field, value: Any) -> Value:
        return {"kind": "tags", "labels": [choice_label(field, one) for one in value]}

    def tags(self, field: Field, value: Any) -> Value:
        colors = snapshot.current().tag_colors
        hues = [HUES.get(colors.get(ref.id or 0, "")) for ref in value]
        return {"kind": "tags", "labels": [ref.label for ref in value], "hues": hues}

    def email(self, field: Field, value: Any) -> Value:
        return {"kind": "email", "text": value}

    def whole_email(self, field: Field, value: Any) -> Value:
        """With a label, if an empty one: a long one breaks where one reads it in two."""
        return {"kind": "email", "text": value, "label": ""}

    def phone(self, field: Field, value: Any) -> Value:
        return {"kind": "phone", "text": spaced(value), "dial": dial(value)}

    def web(self, field: Field, value: Any) -> Value:
        return {"kind": "url", "text": value.split("://")[-1].removeprefix("www.").rstrip("/"), "url": value}

    def first_email(self, field: Field, value: Any) -> Value:
        return self.email(field, value[0].value)

    def first_phone(self, field: Field, value: Any) -> Value:
        return self.phone(field, value[0].value)

    def emails(self, field: Field, value: Any) -> Value:
        parts = [{"kind": "email", "text": one.value, "label": kind_label(one.kind)} for one in value]
        return {"kind": "labeled", "parts": parts}

    def phones(self, field: Field, value: Any) -> Value:
        parts = [
            {
                "kind": "phone",
                "text": spaced(one.value),
                "dial": dial(one.value),
                "label": kind_label(one.kind),
            }
            for one in value
        ]
        return {"kind": "labeled", "parts": parts}

    def long_text(self, field: Field, value: Any) -> Value:
        text = " ".join(plain_text(spoken_mentions(value)).split())
        return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"

    def whole_text(self, field: Field, value: Any) -> Value:
        text = plain_text(value)
        parts = [{"text": part, "named": named} for part, named in pieces(text)]
        return (
            {"kind": "prose", "text": text, "parts": parts} if any(part["named"] for part in parts) else text
        )

    def person(self, field: Field, value: Ref) -> Value:
        # A crowded list shows the picture alone.
        return {"kind": "person", "text": value.label, "hint": value.label}

    def linked_person(self, field: Field, value: Ref) -> Value:
        return {"kind": "person", "text": value.label, "url": self.url(value)}

    def link(self, field: Field, value: Ref) -> Value:
        if value.is_pending:
            return {"kind": "pending", "text": not_found_yet(value.text)}
        return self.ref(value)

    def ref(self, value: Ref) -> dict[str, Any]:
        """One link, as records of its type look."""
        portrait = registry.get(value.type).portrait if registry.knows(value.type) else ""
        if portrait == "stage":
            stage = self.stages.get((value.type, value.id or 0))
            percent, outcome = (stage.probability, stage.kind) if stage else (0, "")
            return {
                "kind": "stage",
                "text": value.label,
                "within": self._within(value.type, stage),
                "percent": 100 if outcome == "won" else percent,
                "outcome": outcome if outcome in OUTCOMES else "",
            }
        return {"kind": portrait or "link", "text": value.label, "url": self.url(value)}

    def _within(self, type_key: str, stage: Any) -> str:
        """The parent of a stage that was looked up, where there are several."""
        if type_key not in self._parents:
            target = registry.get(type_key)
            self._parents[type_key] = (parent_link(self.actor, target), parents(self.actor, target))
        link, known = self._parents[type_key]
        return known.get(getattr(stage, f"{link}_id"), "") if stage is not None and len(known) > 1 else ""

    def links(self, field: Field, value: tuple[Ref, ...]) -> Value:
        refs = [self.ref(ref) | self._glyph(field, ref) for ref in value]
        return refs[0] if len(refs) == 1 else {"kind": "links", "links": refs}

    def whole_links(self, field: Field, value: tuple[Ref, ...]) -> Value:
        return {"kind": "labeled", "parts": [self.ref(ref) | self._glyph(field, ref) for ref in value]}

    def _glyph(self, field: Field, ref: Ref) -> dict[str, Any]:
        """Among records of several types, one without a portrait has the icon of its type."""
        if field.target or not registry.knows(ref.type) or registry.get(ref.type).portrait:
            return {}
        return {"glyph": registry.get(ref.type).icon}


def spoken(written: Mapping[str, Any]) -> str:
    """A written value as a sentence says it; a stage with its parent, where there are several."""
    text = str(written.get("text") or "")
    return called(written.get("within", ""), text) if text else text


def is_nothing(value: Any) -> bool:
    """Whether a field holds no value; a link to many holds an empty tuple then."""
    return value is None or (not value and value == ())


def upcoming(cells: Cells, _field: Field, value: Any) -> Value:
    return next_cell(cells.formats, value)


def choice_label(field: Field, value: Any) -> str:
    return next((str(label) for known, label in field.choices if known == value), str(value))


def dial(number: str) -> str:
    """What a telephone dials, without the signs between."""
    return ("+" if number.lstrip().startswith("+") else "") + digits(number)


def web_place(field: Field, value: Any) -> Value:
    """The domain of a web site as a link to it."""
    if field.name != "domain" or not isinstance(value, str) or not DOMAIN.fullmatch(value):
        return None
    return {"kind": "url", "text": value, "url": f"https://{value}"}


def portrait_of(field: Field) -> str:
    """How the records look that a field links to."""
    return registry.get(field.target).portrait if field.target and registry.knows(field.target) else ""


def ticked(_cells: Cells, _field: Field, value: Any) -> Value:
    """How many lines of a checklist are done."""
    return f"{sum(line['done'] for line in value)}/{len(value)}"


def all_ticks(_cells: Cells, _field: Field, value: Any) -> Value:
    return "\n".join(f"{'☑' if line['done'] else '☐'} {line['text']}" for line in value)


def repeated(cells: Cells, _field: Field, value: Any) -> Value:
    return capitalized(spoken_rule(value, cells.formats))


def before(_cells: Cells, field: Field, value: Any) -> Value:
    return capitalized(field.to_text(value))


CELLS: dict[str, Any] = {
    "before": before,
    "checklist": ticked,
    "repeat": repeated,
    "next": upcoming,
    "money": Cells.money,
    "number": Cells.number,
    "date": Cells.date,
    "datetime": Cells.moment,
    "boolean": Cells.boolean,
    "choice": Cells.choice,
    "choices": Cells.choices,
    "tags": Cells.tags,
    "email": Cells.email,
    "phone": Cells.phone,
    "url": Cells.web,
    "emails": Cells.first_email,
    "phones": Cells.first_phone,
    "longtext": Cells.long_text,
    "person": Cells.person,
    "link": Cells.link,
    "links": Cells.links,
    "files": Cells.links,
}
FACTS: dict[str, Any] = {
    "checklist": all_ticks,
    "email": Cells.whole_email,
    "date": Cells.whole_date,
    "datetime": Cells.whole_moment,
    "emails": Cells.emails,
    "phones": Cells.phones,
    "longtext": Cells.whole_text,
    "person": Cells.linked_person,
    "links": Cells.whole_links,
    "files": Cells.whole_links,
}
