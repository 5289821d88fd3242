"""The one filter language: a typed form, a JSON form, one tree that compiles to a queryset."""

from trato.records.filters.binding import bind, bind_trusted, build, settled
from trato.records.filters.parse import parse, parse_json
from trato.records.filters.tree import And, Node, Not, Or, Term, Text, to_json, to_words

__all__ = [
    "And",
    "Node",
    "Not",
    "Or",
    "Term",
    "Text",
    "bind",
    "bind_trusted",
    "build",
    "parse",
    "parse_json",
    "settled",
    "to_json",
    "to_words",
]
