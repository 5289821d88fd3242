"""What people do with files."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from trato.accounts.rights import Right
from trato.documents.storage import Stored, discard, store
from trato.records import access
from trato.records.actions import parse_values
from trato.records.contexts import context_for
from trato.records.registry import registry
from trato.records.transactions import write_transaction
from trato.records.work import writing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from django.core.files.uploadedfile import UploadedFile

    from trato.accounts.actor import Actor

FILES = "files"

About = list[dict[str, Any]]


@contextmanager
def keeping(actor: Actor, uploads: Sequence[UploadedFile[Any]]) -> Iterator[Callable[[About], list[int]]]:
    """Store uploads, and give a function that makes records of them inside the caller's transaction.

    If anything fails before the block ends, the bytes are gone again. Raises Denied, Invalid.
    """
    access.require(actor, registry.get(FILES), Right.CREATE)
    stored: list[Stored] = []
    try:
        for upload in uploads:
            stored.append(store(upload))  # noqa: PERF401  # those before a refused one must be known
        yield lambda about: _make_records(actor, stored, about)
    except BaseException:
        for one in stored:
            discard(one.stored_as)
        raise


def add_files(actor: Actor, uploads: Sequence[UploadedFile[Any]], about: About) -> list[int]:
    """Keep uploads as files about records, all or none; their ids. Raises Denied, Invalid, NotFound."""
    with keeping(actor, uploads) as make, write_transaction():
        return make(about)


def _make_records(actor: Actor, stored: Sequence[Stored], about: About) -> list[int]:
    record_type = registry.get(FILES)
    context = context_for(actor)
    with writing(actor, "files.create") as work:
        made = []
        for one in stored:
            given = {"name": one.name, "about": about, "owner": actor.user_id}
            values = parse_values(actor, record_type, given, context)
            values |= {"size": one.size, "content_type": one.content_type}
            touched = work.create(FILES, values)
            touched.record.stored_as, touched.record.digest = one.stored_as, one.digest
            made.append(touched)
    return [touched.id for touched in made]
