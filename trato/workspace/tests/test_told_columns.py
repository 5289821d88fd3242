"""Columns that tell how rows stand now: what comes next for them, and for how long they have stood."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from html import unescape
from typing import Any

import pytest
import time_machine
from django.test import Client

from trato.records import actions, rows
from trato.records.errors import Invalid
from trato.records.upcoming import NOTHING
from trato.testing.cast import Cast
from trato.testing.makers import Makers
from trato.workspace.tests.test_list import body

pytestmark = pytest.mark.django_db
SHOWN = "/deals/?columns=name,next-step,stage_since&sort=name"


def lines(client: Client, url: str) -> list[str]:
    """The rows of a list, each from its second cell on."""
    return [line.split("</td>", 2)[2] for line in body(client, url).split('<tr role="row" data-id=')[1:]]


def test_what_comes_next(ana_client: Client, cast: Cast, make: Makers, clock: Any) -> None:
    names = {name: make.deal(owner=cast.ana, name=name) for name in ("Anvil", "Bellows", "Crucible", "Die")}
    about = {name: [{"type": "deals", "id": pk}] for name, pk in names.items()}
    make.task(owner=cast.ana, name="Send the offer", due_on="2026-11-18", about=about["Anvil"])
    make.task(owner=cast.ana, name="Ring back", due_on="2026-11-25", about=about["Bellows"])
    make.task(owner=cast.ana, name="Too late", due_on="2026-11-25", about=about["Die"])
    actions.change(cast.ana, "deals", names["Die"], {"stage": "Won"})
    late, later, none, over = lines(ana_client, SHOWN)
    assert '<span class="next overdue" title="Send the offer">' in late
    assert '<span>Send the offer</span><time title="Wed 18 Nov 2026">2 d ago</time>' in late
    assert '<span class="next later"' in later
    assert '<span>Ring back</span><time title="Wed 25 Nov 2026">Wed 25</time>' in later
    assert '<span class="next none"><span>Nothing planned</span>' in none
    assert 'class="next' not in over
    assert "Too late" not in over


def test_nobody_hears_of_tasks_out_of_sight(cast: Cast, make: Makers) -> None:
    shared = make.company(owner=cast.cleo)
    make.task(owner=cast.ana, name="Hush", about=[{"type": "companies", "id": shared}])

    def step(actor: Any) -> Any:
        return rows.one(actor, "companies", shared, columns=("next-step",))["next-step"]

    assert step(cast.ana).title == "Hush"
    assert step(cast.cleo) is None


def test_it_is_no_field(ana_client: Client, cast: Cast, make: Makers, deal: int) -> None:
    """It has no index: the head is no link, and who asks for the sort hears that it cannot be."""
    text = body(ana_client, SHOWN)
    head = text.split('data-column="next-step">')[1].split("</th>")[0]
    assert head.strip() == "Next step"
    assert "sort=next-step" not in text
    assert "cannot be sorted by “next-step”" in body(ana_client, "/deals/?sort=next-step")
    assert "field=next-step" in ana_client.get("/deals/filter").content.decode()  # a condition all the same
    assert "cannot be grouped by “next-step”" in body(ana_client, "/deals/?group=next-step")
    dialog = ana_client.get("/deals/filter?field=next-step&op=:&value=x&add=1").content.decode()
    assert "next-step:x" not in dialog
    assert ana_client.get("/deals/filter?field=next-step").status_code == 200
    paste = {"text": "x", "ids": str(deal), "columns": "next-step", "back": "/deals/"}
    refused = ana_client.post("/deals/paste", paste)
    assert (refused.status_code, "You cannot change next step here." in refused.content.decode()) == (
        422,
        True,
    )
    edited = ana_client.post(f"/deals/{deal}/fields/next-step", {"next-step": "x"})
    assert edited.status_code in {403, 404, 422}
    with pytest.raises(Invalid):
        rows.read(cast.ana, "deals", columns=("name",), sort="next-step")
    with pytest.raises(Invalid):
        rows.read(cast.ana, "contacts", columns=("company.next-step",))
    with pytest.raises(Invalid):
        rows.read(cast.ana, "tasks", columns=("next-step",))


def test_chosen_kept_and_exported(ana_client: Client, cast: Cast, make: Makers, clock: Any) -> None:
    pk = make.contact(owner=cast.ana, name="Nora Quist")
    make.task(owner=cast.ana, name="Ring Nora", due_on="2026-11-25", about=[{"type": "contacts", "id": pk}])
    asked = unescape(body(ana_client, "/contacts/columns"))
    offer = asked.split('value="next-step"')[1].split("</label>")[0]
    assert "Next step" in offer
    assert "checked" not in offer
    assert "filters" not in offer  # which are open to it
    assert 'value="next-step"' not in body(ana_client, "/tasks/columns")
    given = {"name": "Steps", "audience": "private", "columns": "name,next-step"}
    saved = ana_client.post("/contacts/views/new", given, follow=True)
    (view,) = rows.read(cast.ana, "views", columns=("name", "columns"), filter="name:Steps").rows
    assert view["columns"] == ["name", "next-step"]
    assert "Ring Nora" in saved.content.decode()
    response: Any = ana_client.get("/contacts/export?columns=name,next-step&form=csv")
    told = b"".join(response.streaming_content).decode("utf-8-sig").splitlines()
    assert told == ["name,next-step", "Nora Quist,2026-11-25 Ring Nora"]
    response = ana_client.get("/contacts/export?columns=name,next-step&format=json")
    (nora,) = json.loads(b"".join(response.streaming_content))
    step = nora["next-step"]
    assert (step["type"], step["title"], step["at"]) == ("tasks", "Ring Nora", "2026-11-25")


def test_for_how_long(ana_client: Client, cast: Cast, make: Makers) -> None:
    with time_machine.travel(datetime(2026, 3, 5, 12, tzinfo=UTC), tick=False):
        names = [make.deal(owner=cast.ana, name=name) for name in ("Anvil", "Bellows", "Crucible")]
        actions.change(cast.ana, "deals", names[2], {"stage": "Won"})
    with time_machine.travel(datetime(2026, 3, 7, 12, tzinfo=UTC), tick=False):
        note = {"body": "They called.", "about": [{"type": "deals", "id": names[0]}]}
        make.note(owner=cast.ana, **note)
    stale = rows.read(cast.ana, "stages", columns=("name", "stale_after"), filter="kind:open", sort="id").rows
    days = stale[0]["stale_after"]
    assert days
    with time_machine.travel(datetime(2026, 3, 9, 12, tzinfo=UTC), tick=False):
        fresh, _same, over = lines(ana_client, SHOWN)
    assert '<time datetime="2026-03-05T12:00:00+00:00" title="Thu 5 Mar 2026, 12:00">4 d</time>' in fresh
    assert "<time" not in over
    later = datetime.fromtimestamp(datetime(2026, 3, 6, 12, tzinfo=UTC).timestamp() + days * 86400, tz=UTC)
    with time_machine.travel(later, tick=False):
        heard, quiet, _over = lines(ana_client, SHOWN)
        text = body(ana_client, SHOWN)
    assert f"{days + 1} d" in heard
    assert 'class="stale"' not in heard
    assert 'class="stale"' in quiet
    mark = f'role="img" aria-label="No news for {days + 1} days" title="No news for {days + 1} days"'
    assert mark in quiet
    with time_machine.travel(later, tick=False):
        board = body(ana_client, "/deals/?layout=board")
        paths = [body(ana_client, f"/deals/{pk}").split('class="path"')[1] for pk in names[:2]]
    assert board.count(mark) == 1
    assert f'title="In this column for {days + 1} d">' in board.split(mark)[1].split("</article>")[0]
    assert [mark in path for path in paths] == [False, True]
    assert f"{days + 1} d" in quiet
    assert ">In stage</span>" in text.split('data-column="stage_since">')[1].split("</th>")[0]


def test_a_past_day_says_neither(ana_client: Client, cast: Cast, make: Makers) -> None:
    with time_machine.travel(datetime(2026, 3, 5, 12, tzinfo=UTC), tick=False):
        make.deal(owner=cast.ana, name="Anvil")
    (line,) = lines(ana_client, f"{SHOWN}&as-of=2026-03-08")
    assert "Nothing planned" not in line
    assert "<time" not in line
    columns = ['data-column="next-step"', 'data-column="stage_since"']
    text = {then: body(ana_client, f"{SHOWN}{then}") for then in ("", "&as-of=2026-03-08")}
    assert [[one in text[then] for one in columns] for then in text] == [[True, True], [False, False]]


def test_nothing_missing_where_no_path_leads(cast: Cast, make: Makers, deal: int) -> None:
    assert rows.one(cast.ana, "deals", deal, columns=("next-step",))["next-step"] is NOTHING
    firm = make.company(owner=cast.ana)
    assert rows.one(cast.ana, "companies", firm, columns=("next-step",))["next-step"] is None


def test_what_has_no_portrait_has_its_types_icon_among_others(
    ana_client: Client, cast: Cast, make: Makers, clock: Any
) -> None:
    deal, company = make.deal(owner=cast.ana, name="Anvil"), make.company(owner=cast.ana, name="Smithy")
    make.task(owner=cast.ana, name="Ask", due_on="2026-11-20", about=[{"type": "deals", "id": deal}])
    make.task(owner=cast.ana, name="Visit", due_on="2026-11-21", about=[{"type": "companies", "id": company}])
    ask, visit = lines(ana_client, "/tasks/?columns=name,about&sort=due_on")
    assert '<span class="logo glyph"><svg' in ask
    assert "glyph" not in visit
    assert '<span class="logo tile' in visit
