"""What a program learns of a record that was merged away: that it is gone, and where it went."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from trato.api.errors import MergedAway
from trato.records.errors import NotFound
from trato.records.merge import standing_for
from trato.records.registry import registry

if TYPE_CHECKING:
    from trato.api.answers import Answer
    from trato.api.call import Call
    from trato.api.door import Handler


def says_merged(handler: Handler) -> Handler:
    """Let a handler of one record say into which one it was merged, to whoever may see that one."""

    @wraps(handler)
    def answer(call: Call, /, *, key: str, pk: int, **path: Any) -> Answer:
        try:
            return handler(call, key=key, pk=pk, **path)
        except NotFound:
            into = standing_for(call.actor, registry.get(key), pk) if registry.knows(key) else None
            if into is None:
                raise
            raise MergedAway(_("This record was merged into %(id)s.") % {"id": into}, into) from None

    return answer
