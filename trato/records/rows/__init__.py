"""Hot reads: rows as tuples, through SQL compiled once for each shape of view, filter and scope."""

from trato.records.rows.group import GroupRow, group
from trato.records.rows.read import (
    Count,
    Page,
    Row,
    columns_of,
    count,
    one,
    pending_of,
    read,
    read_each,
    some,
    titles,
)
from trato.records.rows.summary import Summary, counted, summary
from trato.records.rows.sums import Sum, sums

__all__ = [
    "Count",
    "GroupRow",
    "Page",
    "Row",
    "Sum",
    "Summary",
    "columns_of",
    "count",
    "counted",
    "group",
    "one",
    "pending_of",
    "read",
    "read_each",
    "some",
    "summary",
    "sums",
    "titles",
]
