"""What is wrong with a form is said by the server, in the house's own words and beside its fields."""

from __future__ import annotations

import re

from jinja2.ext import Extension
from typing_extensions import override

_FORM = re.compile(r"<form(?=[\s>])")


class OwnWords(Extension):
    """No form of any template is held back by the browser's own sentences.

    It is told here, so that no form forgets it. What only the browser knows, such as half a date, is kept
    from being sent (`js/unreadable.js`).
    """

    @override
    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        return _FORM.sub("<form novalidate", source)
