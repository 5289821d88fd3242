"""The second step of an import: what each column goes to, and what would happen."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from trato.kernel.encodings import OFFERED
from trato.kernel.errors import Unreadable
from trato.records.errors import RecordError
from trato.records.registry import registry
from trato.transfer.fitting import best_fit, fit_of
from trato.transfer.importing import Import
from trato.transfer.labels import label_of
from trato.transfer.options import NEW
from trato.transfer.pages.choices import field_choices, type_choices
from trato.transfer.pages.outcome import Outcome, outcome_of
from trato.transfer.pages.preview import Preview, mark_refused, previewed
from trato.transfer.questions import LABEL, Question, answered, of_column
from trato.transfer.uploads import options_of, path_of

if TYPE_CHECKING:
    from trato.accounts.actor import Actor
    from trato.records.record_type import RecordType
    from trato.transfer.columns import Column
    from trato.transfer.models import Upload
    from trato.transfer.rows import RowReader
    from trato.web.formats import Formats

#: So many rows tell what the columns hold, and so many are tried out, while somebody waits.
LOOKED_AT, TRIED = 50_000, 2_000
SAMPLE_LENGTH = 60
SEPARATORS = (",", ";", "\t", "|")


@dataclass
class Asked:
    """A question as radio buttons; `name` is what the form posts."""

    name: str
    text: str
    choices: list[tuple[str, str]]
    answer: str
    field: str = ""
    label: str = ""


@dataclass
class PreparePage:
    """The file as it is understood so far; with a problem, only what may mend it."""

    upload: Upload
    record_type: RecordType
    problem: str = ""
    types: list[tuple[str, str]] = field(default_factory=list)
    #: What the columns say of the type, and whether they speak for another one.
    fits: str = ""
    fits_other: bool = False
    rows: str = ""
    encoding: str = ""
    separator: str = ""
    encodings: list[tuple[str, str]] = field(default_factory=list)
    separators: list[tuple[str, str]] = field(default_factory=list)
    columns: list[dict[str, Any]] = field(default_factory=list)
    fields: list[tuple[str, str]] = field(default_factory=list)
    questions: list[Asked] = field(default_factory=list)
    is_open: bool = False
    preview: Preview | None = None
    outcome: Outcome | None = None
    note: str = ""
    again: bool = False
    #: Fields whose unknown names can be made: what the form posts, what it says, and whether it is chosen.
    makes: list[tuple[str, str, bool]] = field(default_factory=list)

    @property
    def may_start(self) -> bool:
        return self.outcome is not None and not self.is_open and not self.problem


def prepare_page(actor: Actor, upload: Upload, formats: Formats) -> PreparePage:
    """Look at the file, and try it out unless a question is open."""
    page = PreparePage(upload, registry.get(upload.type), problem=upload.problem)
    options = options_of(upload)
    page.types = type_choices(actor)
    page.encoding, page.separator, page.again = options.encoding, options.separator, options.again
    page.encodings = [("", _("Found out")), *((name, name) for name in OFFERED)]
    page.separators = [("", _("Found out")), *zip(SEPARATORS, separator_labels(), strict=True)]
    try:
        job = _looked_at(actor, upload)
        _describe(page, job, formats)
        page.questions = _questions(job)
        page.is_open = any(not asked.answer for asked in page.questions)
        if not page.is_open:
            _try_out(page, job, formats)
    except (Unreadable, RecordError) as error:
        page.problem = page.problem or str(error)
    return page


def separator_labels() -> list[str]:
    return [_("Comma"), _("Semicolon"), _("Tab"), _("Vertical bar")]


def _looked_at(actor: Actor, upload: Upload) -> Import:
    """The import with the columns as they were chosen; without the choice if that does not fit any more."""
    options, path = options_of(upload), path_of(upload)
    try:
        return Import(actor, upload.type, path, options, name=upload.name, most=LOOKED_AT)
    except RecordError as error:
        upload.problem = str(error)
        fresh = replace(options, columns={}, match="")
        return Import(actor, upload.type, path, fresh, name=upload.name, most=LOOKED_AT)


def _describe(page: PreparePage, job: Import, formats: Formats) -> None:
    page.problem = page.upload.problem
    page.encoding = page.encoding or ""
    page.encodings[0] = ("", _("Found out: %(name)s") % {"name": job.table.encoding})
    names = dict(zip(SEPARATORS, separator_labels(), strict=True))
    found = names.get(job.table.separator, job.table.separator)
    page.separators[0] = ("", _("Found out: %(name)s") % {"name": found})
    number = job.profile.rows + len(job.ragged)
    more = _("more than %(number)s") if not job.profile.is_whole else "%(number)s"
    rows = ngettext("%(number)s row", "%(number)s rows", number) % {"number": formats.number(number)}
    page.rows = more % {"number": rows}
    _describe_fit(page, job)
    page.fields = field_choices(job.actor, job.record_type)
    page.columns = [_column(job, column) for column in job.columns]


def _describe_fit(page: PreparePage, job: Import) -> None:
    own, best = fit_of(job.record_type, job.table.headers), best_fit(job.actor, job.table.headers)
    if best is not None:
        page.fits_other = best.known > own.known
        page.fits = best.said if page.fits_other else own.said


def _column(job: Import, column: Column) -> dict[str, Any]:
    known = job.profile.columns[column.index]
    chosen, note, tone = column.field, "", ""
    if column.ignored:
        chosen = ""
    elif column.new_kind:
        chosen = f"{NEW}{column.new_kind}"
        note, tone = _("Nothing here is called so: a field is made for it."), "amber"
    if not known.filled:
        note, tone = _("This column is empty."), ""
    samples = [_shortened(sample) for sample in known.samples]
    return {"name": column.header, "samples": samples, "field": chosen, "note": note, "tone": tone or "mute"}


def _makes(job: Import, waiting: set[str]) -> list[tuple[str, str, bool]]:
    """For each field with unknown names, whether records of these names are to be made."""
    found = []
    for name in sorted(waiting | job.linker.wanted):
        if name in job.linker.fields and job.linker.may_make(name):
            target = registry.get(job.linker.fields[name].target)
            said = _("Make the %(types)s that are not known") % {"types": target.label_plural}
            found.append((name, said, name in job.linker.wanted))
    return found


def _shortened(sample: str) -> str:
    line = " ".join(sample[: 4 * SAMPLE_LENGTH].split())
    return line if len(line) <= SAMPLE_LENGTH else f"{line[: SAMPLE_LENGTH - 1]}…"


def _questions(job: Import) -> list[Asked]:
    """What is asked, and what was answered before and may be answered otherwise."""
    columns = {column.header: column for column in job.columns}
    found = [
        question
        for column in job.columns
        if (question := of_column(column, job.kind_of(column), job.profile.columns[column.index]))
    ]
    asked = [
        Asked(
            f"order-{columns[one.subject].index}",
            _("How is “%(sample)s” in the column “%(column)s” to be read?")
            % {"sample": one.sample, "column": one.subject},
            [(key, str(label)) for key, label in one.choices],
            job.options.orders.get(one.subject, ""),
        )
        for one in found
    ]
    labels = [one for one in job.questions() if one.kind == LABEL]
    labels += answered(job.linker, job.options.labels)
    return asked + [_about_label(number, one, job) for number, one in enumerate(labels)]


def _about_label(number: int, question: Question, job: Import) -> Asked:
    name = label_of(job.record_type.fields[question.subject])
    return Asked(
        f"label-{number}",
        _("%(field)s “%(text)s” is new here, and its rows do not tell. What is it?")
        % {"field": name, "text": question.sample},
        [(key, str(label)) for key, label in question.choices],
        job.options.labels.get(question.subject, {}).get(question.sample, ""),
        question.subject,
        question.sample,
    )


def _try_out(page: PreparePage, job: Import, formats: Formats) -> None:
    """The whole import, or of a long file its beginning, in a transaction that does not happen."""
    seen: list[Preview] = []

    def look(reader: RowReader) -> None:
        seen.append(previewed(job, reader, formats))

    job.most = TRIED
    result = job.dry_run(look)
    page.preview = seen[0]
    mark_refused(page.preview, result.refusals)
    page.outcome = outcome_of(result, job.record_type, formats)
    page.makes = _makes(job, {group["field"] for group in result.pending})
    if job.profile.rows > TRIED:
        sentence = _("Tried out with the first %(number)s rows; all of them are checked when they come in.")
        page.note = sentence % {"number": formats.number(TRIED)}
