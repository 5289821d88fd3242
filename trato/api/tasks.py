from __future__ import annotations

from datetime import timedelta

from trato.api import idempotency
from trato.kernel.schedule import scheduled


@scheduled("api.forget-old-answers", every=timedelta(hours=1))
def forget_old_answers() -> None:
    idempotency.forget()
