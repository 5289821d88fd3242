"""A list's address: its filter, sort, columns, view and layout, all in the query string."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

from trato.records.registry import registry
from trato.workspace.reader import list_url

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from django.http import QueryDict

    from trato.records.record_type import RecordType

SAFE = ":,/.-"
#: The view of all rows, for a list that opens with another one.
EVERY_ROW = 0
#: How the rows stand; a saved view keeps these in its `options`.
OPTIONS = ("layout", "group", "by", "way", "lanes", "density", "widths")
LONGEST_OPTION = 1000
LONGEST_DAY = 40


@dataclass(frozen=True)
class ListAddress:
    """What the address says; None where it leaves the choice to the view or the type."""

    type_key: str
    filter: str | None = None
    sort: str | None = None
    columns: tuple[str, ...] | None = None
    view: int | None = None
    options: tuple[tuple[str, str], ...] = ()
    #: The past day whose rows are meant; a saved view never keeps it.
    as_of: str = ""

    @classmethod
    def of(cls, type_key: str, data: QueryDict) -> ListAddress:
        columns = [name for part in data.getlist("columns") for name in part.split(",") if name]
        view = data.get("view", "")
        return cls(
            type_key,
            filter=data.get("filter", "").strip() if "filter" in data else None,
            sort=data.get("sort") or None,
            columns=tuple(dict.fromkeys(columns)) or None,
            view=int(view) if view.isdecimal() and len(view) < 19 else None,
            options=tuple((name, data.get(name, "")[:LONGEST_OPTION]) for name in OPTIONS if name in data),
            as_of=data.get("as-of", "").strip()[:LONGEST_DAY],
        )

    def but(self, **changes: Any) -> ListAddress:
        return replace(self, **changes)

    def option(self, name: str) -> str:
        """How the rows stand in this respect; empty for the plain way."""
        return dict(self.options).get(name, "")

    def opted(self, **options: str) -> ListAddress:
        """The same rows standing another way."""
        given = dict(self.options) | options
        kept = [(name, given[name]) for name in OPTIONS if name in given]
        return self.but(options=tuple(one for one in kept if one[1] or self.view))

    def pairs(self, *without: str) -> list[tuple[str, str]]:
        """The parameters, for a query string or for hidden inputs."""
        columns = ",".join(self.columns) if self.columns else None
        given: dict[str, Any] = {"view": self.view, "filter": self.filter, "sort": self.sort}
        given |= {"columns": columns, **dict(self.options), "as-of": self.as_of or None}
        # What is emptied must win over the view's own.
        overrides = {"filter", *OPTIONS} if self.view else set()
        return [
            (name, str(value))
            for name, value in given.items()
            if name not in without and value is not None and (value != "" or name in overrides)
        ]

    def query(self, **extra: Any) -> str:
        more = [(name, str(value)) for name, value in extra.items() if value not in (None, "")]
        return urlencode([*self.pairs(), *more], quote_via=quote, safe=SAFE)

    def url(self, **extra: Any) -> str:
        """The list itself; all of its rows are named where the bare list means the open ones."""
        query, record_type = self.query(**extra), registry.get(self.type_key)
        if opens_with(record_type) and is_bare(
            record_type, [*extra, *(name for name, _text in self.pairs())]
        ):
            query = "&".join(filter(None, (f"view={EVERY_ROW}", query)))
        return _joined(list_url(self.type_key), query)

    def part(self, name: str, **extra: Any) -> str:
        """A page or dialog that keeps the list's state: its filter, its columns."""
        return _joined(f"{list_url(self.type_key)}{name}", self.query(**extra))

    def record(self, pk: int, part: str = "") -> str:
        """A record's page or panel that knows the list one comes from."""
        return f"{list_url(self.type_key)}{pk}{part}{self.origin}"

    @property
    def origin(self) -> str:
        """How a record's address names the list one comes from: the same for all of its rows."""
        return f"?list={quote(self.query(), safe=SAFE)}"


def opens_with(record_type: RecordType) -> str:
    """The filter that a bare list means; empty where it means every row."""
    return record_type.open_rows


def is_bare(record_type: RecordType, names: Iterable[str]) -> bool:
    """Whether an address of these parameters leaves it to the list which rows are meant.

    One that says how the rows stand does, too, unless it may be a board that has columns for what is over.
    """
    said = set(names)
    return not said or (record_type.board is None and said <= {*OPTIONS})


def _joined(path: str, query: str) -> str:
    return f"{path}?{query}" if query else path


def settled(address: ListAddress, view: Mapping[str, Any] | None = None) -> ListAddress:
    """The same with everything said: by the address, else by its view, else by the type."""
    record_type = registry.get(address.type_key)
    if view is not None:
        address = address.but(
            filter=view["filter"] or "" if address.filter is None else address.filter,
            sort=address.sort or view["sort"],
            columns=address.columns or tuple(view["columns"] or ()) or None,
            options=tuple((_options(view["options"]) | dict(address.options)).items()),
        )
    return address.but(filter=address.filter or "", sort=address.sort or record_type.default_sort)


def _options(kept: Any) -> dict[str, str]:
    """What a view says of its layout, as far as lists know of it."""
    known = kept if isinstance(kept, dict) else {}
    return {name: known[name] for name in OPTIONS if isinstance(known.get(name), str)}
