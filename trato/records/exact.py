"""JSON that keeps an instant to the microsecond, as the database does."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from typing_extensions import override


class ExactEncoder(DjangoJSONEncoder):
    """Django's own cuts instants to milliseconds."""

    @override
    def default(self, o: Any) -> Any:
        return o.isoformat() if isinstance(o, datetime) else super().default(o)
