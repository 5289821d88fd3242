"""Static files get names that change with their content; imports between our script modules follow."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from typing_extensions import override
from whitenoise.storage import CompressedManifestStaticFilesStorage

FOLDERS, SCRIPTS = ("./", "../", "/"), (".js", ".mjs")


class HashedFiles(CompressedManifestStaticFilesStorage):
    """A file's name changes with its content, so that browsers keep it for good."""

    support_js_module_import_aggregation = True
    # A picture that a third-party sheet names but does not ship must not stop the start.
    manifest_strict = False

    @override
    def url_converter(self, name: str, *args: Any, **kwargs: Any) -> Callable[[re.Match[str]], str]:
        """Leave bare names alone, which the import map resolves, and what only a type comment imports."""
        convert: Any = super().url_converter(name, *args, **kwargs)

        def converted(match: re.Match[str]) -> str:
            is_file = match["url"].startswith(FOLDERS) and match["url"].endswith(SCRIPTS)
            return str(convert(match)) if is_file or not name.endswith(".js") else str(match["matched"])

        return converted
