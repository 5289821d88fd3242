"""A POST that is sent again because its answer got lost is answered again, not done again."""

from __future__ import annotations

import hashlib
import re
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from trato.api import problems
from trato.api.answers import Answer
from trato.api.errors import KeyUsedBefore
from trato.api.models import KeptAnswer
from trato.records import snapshot
from trato.records.errors import Invalid, RecordError
from trato.records.transactions import write_transaction

if TYPE_CHECKING:
    from collections.abc import Callable

    from trato.api.call import Call

KEPT = timedelta(hours=24)
HEADER, REPEATED = "Idempotency-Key", "Idempotency-Replayed"
KEY = re.compile(r"[\x21-\x7e]{1,255}")


def once(call: Call, act: Callable[[], Answer]) -> Answer:
    """Do it, or give the first answer again. Raises KeyUsedBefore.

    The answer is kept in the transaction of the act itself: a crash loses both or neither. A second request
    that comes meanwhile waits for the writers' lock, or on PostgreSQL for the row of its key.
    """
    key = call.request.headers.get(HEADER)
    if key is None:
        return act()
    if not KEY.fullmatch(key):
        raise Invalid(_("An Idempotency-Key has 1 to 255 visible ASCII characters."), field=HEADER)
    asked = _digest(call)
    with write_transaction():
        kept, is_new = _place(call.actor.user_id or 0, key, asked)
        if is_new:
            return _keep(kept, call, act)
    if kept.asked != asked:
        raise KeyUsedBefore
    return Answer(kept.content, kept.status, {**kept.headers, REPEATED: "true"})


def forget() -> None:
    """Drop the answers that are older than a day."""
    old = KeptAnswer.objects.filter(at__lt=timezone.now() - KEPT)
    if old.exists():  # an idle system writes nothing
        with write_transaction():
            old.delete()


def _digest(call: Call) -> str:
    asked = hashlib.sha256(f"{call.request.method} {call.request.get_full_path()}\n".encode())
    asked.update(call.raw_body())
    return asked.hexdigest()


def _place(user_id: int, key: str, asked: str) -> tuple[KeptAnswer, bool]:
    """The row of that key, and whether this request is the first to take it."""
    same = KeptAnswer.objects.filter(user_id=user_id, key=key)
    found = same.first()
    if found is not None and found.at < timezone.now() - KEPT:
        found.delete()
        found = None
    if found is not None:
        return found, False
    try:
        with transaction.atomic():
            return KeptAnswer.objects.create(user_id=user_id, key=key, asked=asked), True
    except IntegrityError:
        return same.get(), False


def _keep(kept: KeptAnswer, call: Call, act: Callable[[], Answer]) -> Answer:
    """Act, and keep the answer; a refusal undoes what the act had begun and is an answer, too."""
    try:
        with transaction.atomic():
            answer = act()
    except RecordError as error:
        snapshot.refresh()  # fields that the act had added are gone again
        answer = problems.problem(error, call.request.path)
    kept.status, kept.content, kept.headers = answer.status, answer.text(), answer.headers
    kept.save(update_fields=["status", "content", "headers"])
    return answer
