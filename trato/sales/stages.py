"""Which stage is meant: by number, or by name within a pipeline."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from trato.kernel.nearest import did_you_mean
from trato.kernel.text import sort_key
from trato.records.errors import Invalid
from trato.records.resolve import resolve
from trato.records.values import Ref
from trato.sales.models import Pipeline, Stage

if TYPE_CHECKING:
    from trato.records.values import Context


def default_pipeline() -> Pipeline:
    """The first pipeline. Raises Invalid where there is none."""
    found = Pipeline._base_manager.order_by("position", "pk").first()
    if found is None:
        raise Invalid(_("There is no pipeline yet; add one in the settings."), field="pipeline")
    return found  # type: ignore[no-any-return]


def stage_for(given: Any, pipeline: Any, record: Any, context: Context) -> Any:
    """What the stage field is to be given. Raises Invalid for a name that the pipeline does not have."""
    if isinstance(given, Ref) or (isinstance(given, dict) and given.get("id")) or isinstance(given, int):
        return given
    number = _pipeline_id(pipeline, record, context)
    stages = Stage._base_manager.filter(pipeline_id=number).order_by("position", "pk")
    if given in (None, ""):
        first = stages.filter(kind=Stage.OPEN).first() or stages.first()
        return None if first is None else Ref("stages", first.pk, first.name)
    text = str(given.get("label") if isinstance(given, dict) else given).strip()
    found = stages.filter(name=text).first() or stages.filter(name_key=sort_key(text)).first()
    if found is None and text.isdigit():
        found = Stage._base_manager.filter(pk=int(text)).first()
    if found is None:
        hint = did_you_mean(text, [stage.name for stage in stages])
        raise Invalid(_("There is no stage “%(name)s”. %(hint)s") % {"name": text, "hint": hint}, field="stage")
    return Ref("stages", found.pk, found.name)


def _pipeline_id(pipeline: Any, record: Any, context: Context) -> int:
    if pipeline is not None:
        return resolve("pipelines", pipeline, context).id or 0
    if record is not None:
        return int(record.stage.pipeline_id)
    return int(default_pipeline().pk)
