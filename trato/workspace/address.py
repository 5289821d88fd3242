"""A list's address: its filter, sort, columns and view, all in the query string."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

from trato.records.registry import registry
from trato.workspace.reader import list_url

if TYPE_CHECKING:
    from django.http import QueryDict

SAFE = ":,/.-"


@dataclass(frozen=True)
class ListAddress:
    """What the address says; None where it leaves the choice to the view or the type."""

    type_key: str
    filter: str | None = None
    sort: str | None = None
    columns: tuple[str, ...] | None = None
    view: int | None = None
    #: A list, or a board: by which field its columns and lanes are, and of which parent, such as a pipeline.
    layout: str | None = None
    by: str | None = None
    way: int | None = None
    lanes: str | None = None

    @classmethod
    def of(cls, type_key: str, data: QueryDict) -> ListAddress:
        columns = [name for part in data.getlist("columns") for name in part.split(",") if name]
        view = data.get("view", "")
        return cls(
            type_key,
            filter=data.get("filter", "").strip() if "filter" in data else None,
            sort=data.get("sort") or None,
            columns=tuple(dict.fromkeys(columns)) or None,
            view=_number(view),
            layout=data.get("layout") or None,
            by=data.get("by") or None,
            way=_number(data.get("way", "")),
            lanes=data.get("lanes") or None,
        )

    def but(self, **changes: Any) -> ListAddress:
        return replace(self, **changes)

    def pairs(self, *without: str) -> list[tuple[str, str]]:
        """The parameters, for a query string or for hidden inputs."""
        columns = ",".join(self.columns) if self.columns else None
        given = {"view": self.view, "filter": self.filter, "sort": self.sort, "columns": columns}
        given |= {"layout": self.layout, "by": self.by, "way": self.way, "lanes": self.lanes}
        empty = self.view is not None  # an emptied filter must win over its view's own
        return [
            (name, str(value))
            for name, value in given.items()
            if name not in without and value is not None and (value != "" or (name == "filter" and empty))
        ]

    def query(self, **extra: Any) -> str:
        more = [(name, str(value)) for name, value in extra.items() if value not in (None, "")]
        return urlencode([*self.pairs(), *more], quote_via=quote, safe=SAFE)

    def url(self, **extra: Any) -> str:
        """The list itself."""
        return _joined(list_url(self.type_key), self.query(**extra))

    def part(self, name: str, **extra: Any) -> str:
        """A page or dialog that keeps the list's state: its filter, its columns."""
        return _joined(f"{list_url(self.type_key)}{name}", self.query(**extra))

    def record(self, pk: int, part: str = "") -> str:
        """A record's page or panel that knows the list one comes from."""
        return f"{list_url(self.type_key)}{pk}{part}{_origin(self)}"


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 19 else None


@lru_cache(maxsize=64)
def _origin(address: ListAddress) -> str:
    """How a record's address names the list one comes from: the same for all of its rows."""
    return f"?list={quote(address.query(), safe=SAFE)}"


def _joined(path: str, query: str) -> str:
    return f"{path}?{query}" if query else path


def settled(address: ListAddress, view: Any = None) -> ListAddress:
    """The same with everything said: by the address, else by its view, else by the type."""
    record_type = registry.get(address.type_key)
    if view is not None:
        address = address.but(
            filter=view["filter"] or "" if address.filter is None else address.filter,
            sort=address.sort or view["sort"],
            columns=address.columns or tuple(view["columns"] or ()) or None,
        )
    return address.but(filter=address.filter or "", sort=address.sort or record_type.default_sort)
