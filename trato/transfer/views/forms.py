"""What the form of the second step says, as the options of the import."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from trato.kernel.errors import Unreadable
from trato.kernel.tables import open_table
from trato.transfer.uploads import options_of, path_of

if TYPE_CHECKING:
    from trato.transfer.models import Upload
    from trato.transfer.views.requests import ActorRequest

MAPPED = "map-"
ORDERS = {"dmy", "mdy", "ymd", ".", ","}


def options_from(request: ActorRequest, upload: Upload, *, is_retyped: bool) -> dict[str, Any]:
    """The options as they are kept with the upload; of another type, or of other columns, all are void."""
    given = request.POST
    told = options_of(upload)
    encoding, separator = given.get("encoding", ""), given.get("separator", "")
    options: dict[str, Any] = {"encoding": encoding, "separator": separator, "again": "again" in given}
    if is_retyped or (encoding, separator) != (told.encoding, told.separator):
        return options
    headers = _headers(upload, encoding, separator)
    options["columns"] = {
        header: given[f"{MAPPED}{number}"] or None
        for number, header in enumerate(headers)
        if f"{MAPPED}{number}" in given
    }
    options["orders"] = {
        header: given[f"order-{number}"]
        for number, header in enumerate(headers)
        if given.get(f"order-{number}") in ORDERS
    }
    options["labels"] = _labels(request)
    options["make"] = given.getlist("make")
    return options


def _headers(upload: Upload, encoding: str, separator: str) -> tuple[str, ...]:
    try:
        return open_table(path_of(upload), encoding=encoding or None, separator=separator or None).headers
    except Unreadable:
        return ()


def _labels(request: ActorRequest) -> dict[str, dict[str, str]]:
    """The answers about new labels: field → text → what it is."""
    found: dict[str, dict[str, str]] = {}
    for name, answer in request.POST.items():
        number = name.removeprefix("label-")
        field = request.POST.get(f"label_field-{number}", "")
        if name.startswith("label-") and field and answer:
            found.setdefault(field, {})[request.POST.get(f"label_text-{number}", "")] = str(answer)
    return found
