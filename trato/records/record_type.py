"""The declaration of a record type: data only; the machinery lives in the surfaces that read it."""

from __future__ import annotations

import inspect
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar

from typing_extensions import override

from trato.accounts.rights import SHARED, Policy, Right
from trato.records import snapshot

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from django.db import models
    from django.db.models.expressions import Combinable
    from django_stubs_ext import StrPromise

    from trato.accounts.actor import Actor
    from trato.records.fields.base import Field
    from trato.records.models import ChangeSet
    from trato.records.touched import Touched
    from trato.records.values import Context, Ref
    from trato.records.work import Work


@dataclass(frozen=True)
class Within:
    """A sort that is quick inside each owner, team or other group, too."""

    group: str
    field: str


@dataclass(frozen=True)
class Words:
    """The fields by which search finds a record, with how much each counts."""

    weights: Mapping[str, int]

    @classmethod
    def of(cls, **weights: int) -> Words:
        return cls(weights)


@dataclass(frozen=True)
class Facts:
    """A group of fields on the record page."""

    fields: tuple[str, ...]
    label: str | StrPromise = ""

    @classmethod
    def of(cls, *fields: str, label: str | StrPromise = "") -> Facts:
        return cls(fields, label)


@dataclass(frozen=True)
class Related:
    """Rows of another type that link here, as a card: `Related("deals", by="company", total="value")`."""

    type: str
    by: str
    label: str | StrPromise = ""
    total: str = ""
    filter: str = ""


@dataclass(frozen=True)
class Page:
    """What the record page shows, and in which order."""

    facts: tuple[Facts, ...] = ()
    related: tuple[Related, ...] = ()
    #: Fields named in the header beside the title.
    header: tuple[str, ...] = ()
    #: The field whose choices form the path under the title.
    path: str = ""


@dataclass(frozen=True)
class Board:
    """Cards in columns by a field's values, with a total."""

    by: str
    total: str = ""
    #: What stands on a card beside its title and the total: a company or person above, an owner at its end.
    card: tuple[str, ...] = ()
    #: The moment since which a record stands in its column.
    since: str = ""
    #: Of the records that are the columns: a percentage that weighs the total, and the days without news
    #: after which a card is stale.
    weight: str = ""
    stale_after: str = ""


@dataclass(frozen=True)
class Calendar:
    """How records stand in a calendar: by an instant with an end, or by a day."""

    #: The field of the instant at which it begins, and of the one at which it ends.
    start: str = ""
    end: str = ""
    #: The field of the day, for records that need no hour.
    day: str = ""
    #: A field and its values that mean that it is over: `("status", "done")`.
    over: tuple[str, ...] = ()
    #: What its day means, where the type's own name does not say it: "deals closing".
    label: str | StrPromise = ""
    #: The verb by which it becomes so, if that takes nothing but a button.
    done: str = ""
    #: The field of the moment at which it became so.
    ended: str = ""


@dataclass(frozen=True)
class Ending:
    """How records end, as a fact says that takes the values open, won and lost: on which day, and why."""

    by: str
    day: str
    #: The day on which the end is expected until then.
    expected: str = ""
    why: str = ""

    @property
    def fields(self) -> tuple[str, ...]:
        return tuple(filter(None, (self.by, self.day, self.expected, self.why)))


@dataclass(frozen=True)
class Transfer:
    """How rows come in from files: what tells that a row is there already, and other names of columns."""

    match_on: tuple[str, ...] = ()
    synonyms: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Refine:
    """What the declaration adds to a field that the model gives."""

    name: str
    options: Mapping[str, Any]

    @classmethod
    def of(cls, name: str, **options: Any) -> Refine:
        return cls(name, options)


@dataclass(frozen=True)
class Many:
    """A field of many links: in the link table, or through a model of its own."""

    name: str
    target: str
    label: str | StrPromise
    #: "links", "tags", "file", or "record" for one record of any type, which must be given.
    kind: str = "links"
    through: str = ""
    with_role: bool = False


@dataclass(frozen=True)
class First:
    """The first of a field's many links as a column of its own."""

    name: str
    many: str
    label: str | StrPromise


@dataclass(frozen=True)
class Via:
    """A fact of a linked record shown as one's own."""

    name: str
    link: str
    field: str
    label: str | StrPromise


@dataclass(frozen=True)
class WorkedOut:
    """A fact that no row keeps: the database works it out from what stands beside the row."""

    name: str
    label: str | StrPromise
    #: Its expression for rows under this prefix, and the same of one record.
    expression: Callable[[str], Combinable]
    of: Callable[[Any], Any]
    #: The few words of which it is one; a number where there are none.
    choices: tuple[tuple[str, str | StrPromise], ...] = ()


@dataclass(frozen=True)
class Verb:
    """An act of a type beside create and change: where it is offered, and what runs."""

    name: str
    label: str | StrPromise
    run: Callable[..., Any]
    icon: str = ""
    #: Whether it is offered for these values of a record.
    when: Callable[[Mapping[str, Any]], bool] | None = None
    #: Fields of the type that it asks for, given to it as keyword arguments; the first ones it must have.
    asks: tuple[str, ...] = ()
    needs: int = 0
    #: Whether a record's page has a button for it; where its path says the same, none is needed.
    shown: bool = True
    #: The kind of stage that it leads to, such as `lost`: what is asked for on the way there bears its label.
    #: The one that leads to `open` stands on the path of what has ended.
    outcome: str = ""
    #: The URL name of a dialog of its room's own that asks before it runs; it takes the record's id.
    screen: str = ""
    #: The field and its value that a record gets by this act alone: a move there opens its screen.
    gives: tuple[str, str] = ("", "")
    #: What a record's page is asked for once it is done there, as in an address: `write=tasks`.
    then: str = ""
    #: What is said before the record's name once it is done, where the label tells one to do it.
    said: str | StrPromise = ""

    @property
    def has_form(self) -> bool:
        """Whether what it must be given can be asked for on a screen."""
        given = inspect.signature(self.run).parameters.values()
        needed = {one.name for one in given if one.kind is one.KEYWORD_ONLY and one.default is one.empty}
        return needed <= set(self.asks)


@dataclass(frozen=True)
class Picklist:
    """Records that others choose from, such as stages: put in order, counted, replaced by one another.

    Those of a type whose `within` leads here stand on the same page, inside the record that they belong to.
    """

    #: The number that keeps their order; without one they stand by name.
    order: str = ""
    #: Fields that a line shows beside the name, some in words with `%(value)s`.
    shows: Mapping[str, str | StrPromise] = field(default_factory=dict)
    #: What a record and the one in its place must have in common: deals of a won stage stay won.
    alike: tuple[str, ...] = ()
    #: What it is good for, for somebody who sees it for the first time.
    help: str | StrPromise = ""


@dataclass(frozen=True)
class Shared:
    """Rows that rights reach beside a role's scope: `Shared("audience:everyone")`, for all roles or for some.

    In its filter `me` and `my-team` are the reader's.
    """

    filter: str
    rights: tuple[Right, ...] = (Right.READ, Right.EXPORT)
    roles: tuple[str, ...] = ()


@dataclass(frozen=True)
class Unnamed:
    """What a record without a title is called: after the records of a field of many links, in a sentence.

    `Unnamed("about", _("Call with %(names)s"))` names people first, without any firms, then the rest.
    """

    after: str
    saying: str | StrPromise


@dataclass(frozen=True)
class Brought:
    """How a record comes in that no form with its fields makes: what the button says, and its icon.

    The room of the type has the page, at `TYPE/new`.
    """

    label: str | StrPromise
    icon: str


class RecordType:
    """Sales in progress, people, companies: one subclass a type, registered by its key."""

    #: The Django model that keeps its rows.
    model: ClassVar[type[models.Model]]
    #: The plural noun by which URLs, the API and the command line know it.
    key: ClassVar[str]
    #: Lucide's name of its icon.
    icon: ClassVar[str] = "circle"
    #: The text field that names a record.
    title: ClassVar[str] = "name"
    #: Fields that name a record together, where its title is only a remark: whom a relation ties, and how.
    named_by: ClassVar[tuple[str, ...]] = ()
    #: Fields after which a record is called that nobody names: one of them is enough. Its own `settle` does
    #: it; where they link to others, it follows when these are renamed.
    title_from: ClassVar[tuple[str, ...]] = ()
    #: What a record is called whose title is left empty.
    unnamed: ClassVar[Unnamed | None] = None
    #: One record and many, for people; the model's verbose names unless given.
    label: ClassVar[str | StrPromise] = ""
    label_plural: ClassVar[str | StrPromise] = ""
    #: One of it as one points at it, for languages in which the words around a noun follow it: "this deal".
    this: ClassVar[str | StrPromise] = ""
    #: What a list of it shows at first.
    columns: ClassVar[tuple[str, ...]] = ()
    #: Fields with an index to sort by; others are offered below 50,000 rows.
    sorts: ClassVar[tuple[str | Within, ...]] = ()
    #: The sort of a fresh list; a leading minus turns it round.
    default_sort: ClassVar[str] = "-created_at"
    #: Filters that the list offers first.
    filters: ClassVar[tuple[str, ...]] = ()
    words: ClassVar[Words] = Words({})
    page: ClassVar[Page] = Page()
    board: ClassVar[Board | None] = None
    #: How it stands in the calendar; None for types that have no time.
    calendar: ClassVar[Calendar | None] = None
    #: Where no calendar says it: a field and its values that mean that nothing more is to come.
    over_when: ClassVar[tuple[str, ...]] = ()
    #: How its records are won and lost; None for types that have no such end.
    ending: ClassVar[Ending | None] = None
    verbs: ClassVar[tuple[Verb, ...]] = ()
    transfer: ClassVar[Transfer] = Transfer()
    #: Field refinements, many-link fields, facts of linked records.
    refine: ClassVar[tuple[Refine, ...]] = ()
    many: ClassVar[tuple[Many, ...]] = ()
    via: ClassVar[tuple[Via, ...]] = ()
    first: ClassVar[tuple[First, ...]] = ()
    worked_out: ClassVar[tuple[WorkedOut, ...]] = ()
    #: Columns of the model that are no fields of the type.
    internal: ClassVar[tuple[str, ...]] = ()
    #: Fields whose records show on their own timelines what happens to this one.
    timeline_to: ClassVar[tuple[str, ...]] = ()
    #: The link to those through whom it is reached where it has no address or telephone of its own.
    reached_by: ClassVar[str] = ""
    #: Fields that counters are kept for, and what they sum.
    counted_by: ClassVar[tuple[str, ...]] = ()
    counted_total: ClassVar[str] = ""
    #: Who may do what, role by role; by default shared, or owned if the model has an owner only.
    policy: ClassVar[Policy] = SHARED
    #: Rows that are seen or changed beside what the policy's scopes reach.
    shared: ClassVar[tuple[Shared, ...]] = ()
    #: The sidebar's group; empty for types that have no screen of their own.
    group: ClassVar[str] = ""
    #: Where it stands in its group: smaller numbers first, those of one number as their rooms declare them.
    place: ClassVar[int] = 0
    #: What stands for a record in lists: a "person", a "company", a "stage", or only its name.
    portrait: ClassVar[str] = ""
    #: Whether people add their own fields to it.
    customizable: ClassVar[bool] = True
    #: What makes its records where a form does not: bytes that are uploaded.
    brought: ClassVar[Brought | None] = None
    #: What an empty list tells its reader to put there.
    empty: ClassVar[str | StrPromise] = ""
    #: Whether an import makes a record of this type when a row names an unknown one; others stay pending.
    made_by_import: ClassVar[bool] = False
    #: Whether two records of it may turn out to be one and be merged.
    mergeable: ClassVar[bool] = False
    #: Types whose records may be the same one, known by an e-mail address or a telephone number: the form
    #: warns of them as it does of its own.
    known_as: ClassVar[tuple[str, ...]] = ()
    #: Whether there are few, which every page asks for and hardly anybody writes: answers are kept in memory.
    at_hand: ClassVar[bool] = False
    #: The link within which its names are unique, such as a stage's pipeline.
    within: ClassVar[str] = ""
    #: How its records are kept in order and replaced, where others choose from them.
    picklist: ClassVar[Picklist | None] = None
    #: A filter of what goes to somebody else when its person leaves, such as tasks that are open; all of it
    #: unless given, nothing with None.
    handed_over: ClassVar[str | None] = ""
    #: What it is called to make one about another record, where the type's name could mean something else.
    made_as: ClassVar[str | StrPromise] = ""
    #: A filter of what still goes on, such as tasks that are open: the first tab, with which the list opens.
    open_rows: ClassVar[str] = ""
    #: Of a type that ties records together, its links to them: who sees all of them sees it, who may change
    #: one of them changes it, and it goes with the first of them that goes.
    ends: ClassVar[tuple[str, ...]] = ()
    #: Whether people relate its records to others; by default if it has a list in the sidebar.
    relatable: ClassVar[bool | None] = None
    #: Whether people write notes, calls and tasks about its records; by default as `relatable`.
    noted: ClassVar[bool | None] = None

    @property
    def fields(self) -> dict[str, Field]:
        """Built-in and custom fields alike, by name."""
        return snapshot.current().fields[self.key]

    @property
    def main_total(self) -> str:
        """The amount that tells how much several of its records come to; empty for none."""
        return self.board.total if self.board else self.counted_total

    def get_columns(self, actor: Any) -> tuple[str, ...]:
        """The columns of a fresh list for this actor."""
        return self.columns

    def trait(self, row: Mapping[str, Any]) -> str:
        """What an imported row says of the record of this type that it names, such as whether it is won."""
        return ""

    def made_values(self, text: str, traits: Mapping[str, int], within: Ref | None) -> dict[str, Any]:
        """The values of a record that an import makes because a row names it. Raises Ambiguous."""
        return {self.title: text}

    def after_import(self, work: Work, change_set: ChangeSet) -> None:
        """At the end of an import that may have made records of this type: set what the whole file tells."""

    def prepare(self, given: dict[str, Any], context: Context, record: Any = None) -> dict[str, Any]:
        """Turn what was given into the fields that are kept, such as a whole name into its parts."""
        return given

    def proposes(self, actor: Actor) -> dict[str, Any]:
        """The values that stand in a fresh form because they are likely now, beside the fields' defaults."""
        return {}

    def settle(self, touched: Sequence[Any]) -> None:
        """Set, for a batch of records about to be written, what follows from other fields."""

    def follow(self, work: Work, touched: Sequence[Any]) -> None:
        """Make, in the same work, what a batch about to be written brings about, such as a next record."""

    def guard(self, actor: Actor, touched: Sequence[Any]) -> None:
        """Refuse a batch of writes that no right or field can speak of. Raises RecordError."""

    def needs(self, touched: Sequence[Touched]) -> Iterable[tuple[Touched, Sequence[str]]]:
        """The fields that must be filled for what these records become, such as why a deal was lost."""
        return ()

    def guard_removal(self, actor: Actor, touched: Sequence[Any]) -> None:
        """Refuse to let a batch of records go, before anything is taken from them. Raises RecordError."""

    def in_use(self, pk: int) -> bool:
        """Whether something that is no link needs this record."""
        return False

    def written(self, touched: Sequence[Any]) -> None:
        """After the rows are written, inside the same transaction: keep what is derived elsewhere."""

    @property
    def named_after(self) -> tuple[str, ...]:
        """Fields after whose records one of it may be called: it follows when these are renamed."""
        links = (name for name in self.title_from if self.fields[name].kind in {"link", "links"})
        return (*links, *((self.unnamed.after,) if self.unnamed else ()))

    @property
    def is_owned(self) -> bool:
        return "owner" in self.fields

    @property
    def over(self) -> tuple[str, ...]:
        """A field and its values that mean that a record is over; empty where records have no end."""
        return self.calendar.over if self.calendar is not None and self.calendar.over else self.over_when

    @property
    def is_setting(self) -> bool:
        """Whether it describes how the workspace works, and not what the firm does."""
        return self.group == "settings"

    @property
    def is_relatable(self) -> bool:
        """Whether its records may be the ends of relations."""
        return bool(self.group) and not self.is_setting if self.relatable is None else self.relatable

    @property
    def is_noted(self) -> bool:
        """Whether notes, calls and tasks are written about its records."""
        return bool(self.group) and not self.is_setting if self.noted is None else self.noted

    @property
    def finisher(self) -> Verb | None:
        """The verb by which one of its records is over; None for those that need more than a button."""
        name = self.calendar.done if self.calendar is not None else ""
        return next((one for one in self.verbs if one.name == name), None)

    @property
    def is_archivable(self) -> bool:
        return any(column.name == "archived_at" for column in self.model._meta.get_fields())

    def called(self, row: Mapping[str, Any]) -> str:
        """What the record of a row with all its fields is called; empty if it has no name."""
        if not self.named_by:
            return str(row.get(self.title) or "")
        parts = (self.fields[name].to_text(row.get(name)) for name in self.named_by)
        return " – ".join(part for part in parts if part)

    @property
    def title_field(self) -> Field:
        return self.fields[self.title]

    @override
    def __repr__(self) -> str:
        return f"<record type {self.key}>"
