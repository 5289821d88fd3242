"""Words of a column that look like a slip of the pen; each is told once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from trato.kernel.similarity import misspelt
from trato.kernel.vocabulary import INDUSTRIES, country_names
from trato.transfer.result import Warned

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from trato.records.record_type import RecordType
    from trato.transfer.columns import Column
    from trato.transfer.profile import Profile

MOST_WORDS = 60
LEAST_REPEATS = 2


def misspelt_choices(record_type: RecordType, columns: list[Column], profile: Profile) -> Iterator[Warned]:
    """A warning for each spelling that another one, frequent or known, comes close to."""
    for column in columns:
        known = record_type.fields.get(column.field)
        found = profile.columns[column.index]
        repeats = len(found.distinct) * LEAST_REPEATS <= found.filled
        if known is None or known.kind != "text" or known.name == record_type.title or not repeats:
            continue
        if len(found.distinct) > MOST_WORDS:
            continue
        for word, rows in found.distinct.items():
            proposal = misspelt(word, found.distinct, _vocabulary(known.name))
            if proposal:
                sentence = _("%(field)s “%(word)s”: did you mean “%(proposal)s”? It was kept as written.")
                message = sentence % {"field": known.label, "word": word, "proposal": proposal}
                yield Warned("spelling", message, known.name, word, proposal, rows)


def _vocabulary(name: str) -> Iterable[str]:
    return {"industry": INDUSTRIES, "country": country_names()}.get(name, ())
