"""Hot reads: rows as tuples, through SQL compiled once for each shape of view, filter and scope."""

from trato.records.rows.counts import Count, count, count_each
from trato.records.rows.group import GroupRow, group
from trato.records.rows.read import (
    Page,
    Row,
    columns_of,
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
    "count_each",
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
