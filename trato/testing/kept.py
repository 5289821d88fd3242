"""Statements that outlive a test: made from declared fields and rights, they are the same in the next one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from typing_extensions import override

from trato.records.prepared import Prepared

if TYPE_CHECKING:
    from collections.abc import Callable

    from trato.records.snapshot import Snapshot

#: That of a workspace whose fields and settings nobody has changed.
FIRST_GENERATION = 1

#: By the registry's edition.
_questions: dict[int, dict[Any, Prepared]] = {}


class _Followed(dict[Any, Any]):
    """What follows from a first generation; its questions are kept for the next one."""

    def __init__(self, questions: dict[Any, Prepared]) -> None:
        super().__init__(questions)
        self.questions = questions

    @override
    def __setitem__(self, key: Any, value: Any) -> None:
        super().__setitem__(key, value)
        if isinstance(value, Prepared):
            self.questions[key] = value


def serving(load: Callable[[], Snapshot]) -> Callable[[], Snapshot]:
    """The same, with the questions that were asked before."""

    def loaded() -> Snapshot:
        found = load()
        if found.generation == FIRST_GENERATION:
            found.followed = _Followed(_questions.setdefault(found.edition, {}))
        return found

    return loaded


def forget() -> None:
    """Have them written anew: what they are made by is about to be another."""
    _questions.clear()
