"""Two pipelines whose stages begin alike: wherever a stage is chosen or told, one sees which it is."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from trato.records import actions, picklists, rows
from trato.records.models import ChangeSet
from trato.testing.cast import Cast
from trato.testing.makers import Makers
from trato.workspace.tests.conftest import HTMX
from trato.workspace.tests.test_list import body


@pytest.fixture
def renewals(cast: Cast) -> int:
    first = rows.read(cast.owner, "pipelines", columns=()).rows[0].id
    return int(picklists.add(cast.owner, "pipelines", "Renewals", like=first))


@pytest.fixture
def discovery(cast: Cast, renewals: int) -> int:
    found = rows.read(cast.owner, "stages", columns=("name",), filter=f"pipeline:{renewals}").rows
    return next(row.id for row in found if row["name"] == "Discovery")


def stages(cast: Cast) -> dict[str, int]:
    """Those of the first pipeline."""
    found = rows.read(cast.owner, "stages", columns=("name",), filter="pipeline:Sales").rows
    return {row["name"]: row.id for row in found}


def text(html: str) -> str:
    return " ".join(re.sub("<[^>]+>", " ", html).split())


def columns(client: Client) -> str:
    return body(client, "/deals/").split("<colgroup>")[1].split("</colgroup>")[0]


def banner(client: Client, url: str) -> str:
    return text(body(client, url).split('class="nextstep', 1)[1].split("</section>", 1)[0].partition(">")[2])


def test_stages_are_offered_pipeline_by_pipeline(ana_client: Client, renewals: int) -> None:
    page = body(ana_client, "/deals/new")
    offered = re.findall(r"<option[^>]*>(\w+): \w+", page.split('name="stage"')[1].split("</select>")[0])
    assert offered == ["Sales"] * (len(offered) // 2) + ["Renewals"] * (len(offered) // 2)
    assert len(offered) > 8


def test_a_stage_is_told_with_its_pipeline_while_there_are_several(
    ana_client: Client, cast: Cast, make: Makers
) -> None:
    deal = make.deal(owner=cast.ana, name="Kiln")
    assert '<small class="mute">Sales</small></span>' not in body(ana_client, f"/deals/{deal}")
    assert "size-xl" not in columns(ana_client)
    first = rows.read(cast.owner, "pipelines", columns=()).rows[0].id
    picklists.add(cast.owner, "pipelines", "Renewals", like=first)
    assert "size-xl" in columns(ana_client)
    for url in (f"/deals/{deal}", "/deals/", "/deals/?group=stage"):
        told = 'title="Sales: Qualified">Qualified <small class="mute">Sales</small></span>'
        assert told in body(ana_client, url)


def test_a_bulk_change_says_which_pipeline(ana_client: Client, make: Makers, discovery: int) -> None:
    sent = {"ids": [make.deal(name="Kiln")], "step": "preview-stage", "stage": discovery}
    said = ana_client.post("/deals/bulk", sent, headers=HTMX).content.decode()
    assert "Sets Stage to “Renewals: Discovery” for 1 deal." in text(said)


def test_groups_stand_pipeline_by_pipeline(
    ana_client: Client, cast: Cast, make: Makers, discovery: int
) -> None:
    for name in ("Qualified", "Proposal"):
        actions.change(cast.ana, "deals", make.deal(owner=cast.ana), {"stage": stages(cast)[name]})
    actions.change(cast.ana, "deals", make.deal(owner=cast.ana), {"stage": discovery})
    page = body(ana_client, "/deals/?group=stage")
    heads = [text(one.split("</button>")[0].partition(">")[2]) for one in page.split('class="fold"')[1:]]
    assert heads == ["Qualified Sales", "Proposal Sales", "Discovery Renewals"]


def test_the_board_of_an_empty_pipeline_speaks_of_that_one(
    ana_client: Client, cast: Cast, make: Makers, renewals: int, discovery: int
) -> None:
    make.deal(owner=cast.ana, name="Kiln")
    board = f"/deals/?layout=board&by=stage&way={renewals}"
    for url in (board, f"{board}&filter=name:kiln"):
        assert banner(ana_client, url) == "No deals in “Renewals” yet. New deal"
        assert "Clear the filter" not in body(ana_client, url)
    actions.change(cast.ana, "deals", make.deal(owner=cast.ana, name="Oven"), {"stage": discovery})
    assert "No deals in" not in body(ana_client, board)
    said = "No deals in “Renewals” fit this filter. Clear the filter"
    assert banner(ana_client, f"{board}&filter=name:kiln") == said


def test_history_tells_a_stage_with_its_pipeline(
    ana_client: Client, cast: Cast, make: Makers, discovery: int
) -> None:
    deal = make.deal(owner=cast.ana, name="Kiln")
    actions.change(cast.ana, "deals", deal, {"stage": stages(cast)["Discovery"]})
    actions.change(cast.ana, "deals", deal, {"stage": discovery})
    page = text(body(ana_client, f"/history/{ChangeSet.objects.latest('pk').pk}"))
    assert "Stage Sales: Discovery → Renewals: Discovery" in page
