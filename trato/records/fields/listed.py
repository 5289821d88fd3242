"""A list as it is given: by a form or a file as JSON, by a program as it is."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from trato.records.errors import Invalid


def listed(given: Any, most: int) -> Sequence[Any]:
    """The lines of a list. Raises Invalid for anything else, and for more than `most`."""
    if isinstance(given, str):
        try:
            given = json.loads(given)
        except ValueError:
            raise Invalid(_("Expected a list of lines.")) from None
    if not isinstance(given, list | tuple):
        raise Invalid(_("Expected a list of lines."))
    if len(given) > most:
        raise Invalid(_("There may be %(number)s lines at most.") % {"number": most})
    return given
