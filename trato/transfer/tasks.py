"""What goes on when the page is closed: imports, their undoing, and forgetting files."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.utils import timezone, translation
from django_tasks import task

from trato.accounts.actor import SCREEN, Actor, actor_of
from trato.accounts.models import User
from trato.kernel.errors import Unreadable
from trato.kernel.schedule import scheduled
from trato.records import snapshot
from trato.records.errors import RecordError
from trato.records.models import ChangeSet
from trato.records.transactions import write_transaction
from trato.records.undo import undo
from trato.transfer.importing import Import
from trato.transfer.models import Upload
from trato.transfer.uploads import STORED_NAME, discard, folder, options_of, path_of

KEPT = timedelta(days=30)
MOST_TOLD = 50


class Stop(Exception):
    """Somebody pressed the button; what is in stays in."""


@task()
def run_import(upload_id: int) -> None:
    """Bring an upload in, or go on where it stopped; doing it twice is doing it once."""
    upload = Upload.objects.filter(
        pk=upload_id, state__in=[Upload.State.QUEUED, Upload.State.RUNNING]
    ).first()
    if upload is None:
        return
    with _as_user(upload.user) as actor:
        try:
            _set(upload, state=Upload.State.RUNNING, problem="")
            job = Import(actor, upload.type, path_of(upload), options_of(upload), name=upload.name)
            job.run(lambda change_set, done: _note(upload, change_set, done))
            _set(upload, state=Upload.State.DONE)
        except Stop:
            _set(upload, state=Upload.State.STOPPED, is_to_stop=False)
        except (Unreadable, RecordError) as error:
            state = Upload.State.STOPPED if upload.change_set_id else Upload.State.NEW
            _set(upload, state=state, problem=str(error), is_to_stop=False)


def _note(upload: Upload, change_set: ChangeSet, done: int) -> None:
    """After every batch; raises Stop where that was asked for."""
    if upload.change_set_id != change_set.pk or upload.started_at is None:
        _set(upload, change_set=change_set, started_at=timezone.now(), started_from=done)
    if Upload.objects.filter(pk=upload.pk, is_to_stop=True).exists():
        raise Stop


def _set(upload: Upload, **values: object) -> None:
    for name, value in values.items():
        setattr(upload, name, value)
    with write_transaction():
        upload.save(update_fields=list(values))


@contextmanager
def _as_user(user: User) -> Iterator[Actor]:
    """In the user's own language, with today's rights."""
    snapshot.refresh()
    language = user.language or snapshot.current().workspace.language
    with translation.override(language):
        yield actor_of(user, SCREEN)


@task()
def undo_import(set_id: int, user_id: int) -> None:
    """Take an import back, and keep with it what could not go back."""
    found = ChangeSet.objects.filter(pk=set_id, state=ChangeSet.UNDOING).first()
    if found is None:
        return
    with _as_user(User.objects.get(pk=user_id)) as actor:
        done = undo(actor, set_id)
        kept = [
            {"type": one.type, "id": one.id, "field": one.field, "reason": str(one.reason)}
            for one in done.kept[:MOST_TOLD]
        ]
        told = {"undone": done.undone, "kept": kept, "kept_number": len(done.kept)}
        with write_transaction():
            found.refresh_from_db()
            found.details = {**found.details, "undo": told}
            found.save(update_fields=["details"])
            Upload.objects.filter(change_set=found).update(state=Upload.State.DONE)


@scheduled("transfer.forget-old-files", every=timedelta(hours=24))
def forget_old_files() -> None:
    """Uploads go after 30 days, those that came to nothing as well; so does what no upload knows."""
    before = timezone.now() - KEPT
    for upload in Upload.objects.filter(at__lt=before):
        discard(upload)
    known = set(Upload.objects.values_list("stored_as", flat=True))
    for path in folder().glob("*") if folder().is_dir() else ():
        is_old = path.stat().st_mtime < before.timestamp()
        if is_old and STORED_NAME.fullmatch(path.name) and path.name not in known:
            path.unlink(missing_ok=True)
