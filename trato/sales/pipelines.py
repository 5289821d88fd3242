"""What a workspace that sells cannot do without: a pipeline, and in each a way to win and a way to lose."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from trato.records.errors import Refused
from trato.sales.models import Deal, Pipeline, Stage

if TYPE_CHECKING:
    from collections.abc import Sequence

    from trato.records.touched import Touched


def keep_a_pipeline(batch: Sequence[Touched]) -> None:
    """Refuse to let the last pipeline go. Raises Refused."""
    going = [touched.id for touched in batch if not touched.is_inverse]
    if going and not Pipeline._base_manager.exclude(pk__in=going).exists():
        raise Refused(_("This is the last pipeline, and deals need one. Add another one first."))


def keep_an_end(batch: Sequence[Touched]) -> None:
    """Refuse to let the last stage of its kind go, unless its whole pipeline does. Raises Refused."""
    going = [touched.record for touched in batch if not touched.is_inverse]
    for stage in going:
        left = Stage._base_manager.filter(pipeline=stage.pipeline_id).exclude(
            pk__in=[one.pk for one in going]
        )
        if left.exists() and not left.filter(kind=stage.kind).exists():
            raise Refused(_last_one(stage, stage.kind))


def keep_kinds(batch: Sequence[Touched]) -> None:
    """Refuse to make a last won stage an open one, and to win or lose deals by renaming. Raises Refused."""
    for touched in batch:
        was, now = (
            (touched.was("pipeline"), touched.was("kind")),
            (touched.value("pipeline"), touched.value("kind")),
        )
        if touched.is_new or touched.is_inverse or was == now or was[0] is None:
            continue
        if was[1] != now[1]:
            _refuse_with_deals(touched)
        left = Stage._base_manager.filter(pipeline=was[0].id, kind=was[1]).exclude(pk=touched.id)
        if (
            not left.exists()
            and Stage._base_manager.filter(pipeline=was[0].id).exclude(pk=touched.id).exists()
        ):
            raise Refused(_last_one(touched.record, was[1]), field="kind")


def _refuse_with_deals(touched: Touched) -> None:
    number = Deal._base_manager.filter(stage=touched.id).count()
    if number:
        sentence = ngettext(
            "One deal stands in “%(name)s”; it would be won, lost or reopened. Move it first.",
            "%(count)s deals stand in “%(name)s”; they would be won, lost or reopened. Move them first.",
            number,
        )
        raise Refused(sentence % {"count": number, "name": touched.was("name")}, field="kind")


def _last_one(stage: Stage, kind: str) -> str:
    words = {
        Stage.OPEN: _("“%(name)s” is the last open stage of “%(pipeline)s”; every pipeline needs one."),
        Stage.WON: _("“%(name)s” is the last won stage of “%(pipeline)s”; every pipeline needs one."),
        Stage.LOST: _("“%(name)s” is the last lost stage of “%(pipeline)s”; every pipeline needs one."),
    }
    return words[kind] % {"name": stage.name, "pipeline": stage.pipeline.name}
