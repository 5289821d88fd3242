"""What a handler says, before it becomes HTTP."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpResponse

JSON = "application/json"


@dataclass
class Answer:
    """Status, headers and content: data, text that is JSON already, or nothing."""

    content: Any = None
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)

    def text(self) -> str:
        if self.content is None or isinstance(self.content, str):
            return self.content or ""
        return json.dumps(self.content, ensure_ascii=False, separators=(",", ":"))

    def response(self, *, with_content: bool = True) -> HttpResponse:
        """The HTTP response; HEAD leaves the content out and keeps its length."""
        content = self.text().encode()
        kind = self.headers.pop("Content-Type", JSON)
        response = HttpResponse(content if with_content else b"", status=self.status, headers=self.headers)
        if content:
            response.headers["Content-Type"] = kind
        else:
            del response.headers["Content-Type"]
        response.headers["Content-Length"] = str(len(content))
        return response
