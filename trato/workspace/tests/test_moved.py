"""What is said once a record has moved: on a board, on the path and after an act, in every language."""

from __future__ import annotations

import pytest
from django.test import Client

from trato.accounts.models import User
from trato.records import actions, custom, rows, snapshot
from trato.testing.cast import Cast, sign_in
from trato.testing.makers import Makers
from trato.workspace.tests.conftest import HTMX
from trato.workspace.tests.test_list import body

pytestmark = pytest.mark.django_db
KIND = {"Won": "good", "Lost": "bad"}
WORDS = {
    "en": ("Kiln moved to Proposal.", "Kiln: won.", "Kiln: lost."),
    "es": ("Kiln ha pasado a Proposal.", "Kiln: ganado.", "Kiln: perdido."),
    "zh-hans": ("Kiln 已移至“Proposal”。", "Kiln：赢单。", "Kiln：输单。"),
}


@pytest.mark.parametrize("language", WORDS)
def test_where_to_or_how_it_ended(ana_client: Client, cast: Cast, make: Makers, language: str) -> None:
    User.objects.filter(pk=cast.ana.user_id or 0).update(language=language)
    deal = make.deal(owner=cast.ana, name="Kiln")
    stages = {row["name"]: row.id for row in rows.read(cast.ana, "stages", columns=("name",)).rows}
    reasons = rows.read(cast.ana, "lost_reasons", columns=("name",)).rows
    reason = reasons[0].id if reasons else make.lost_reason(name="Price")
    onward, won, lost = WORDS[language]

    def said(address: str, **given: object) -> str:
        ana_client.post(f"/deals/{deal}/{address}", given)
        return body(ana_client, f"/deals/{deal}")

    assert onward in said("move", by="stage", stage=stages["Proposal"])
    assert won in said("fields/stage", stage=stages["Won"])
    assert onward in said("verbs/reopen")
    assert lost in said("verbs/lose", lost_reason=reason)


def test_a_place_is_called_as_its_column(ana_client: Client, cast: Cast, make: Makers) -> None:
    task = make.task(owner=cast.ana, name="Ring Nora", priority="high")
    ana_client.post(f"/tasks/{task}/move", {"by": "kind", "kind": "email"})
    assert "Ring Nora moved to E-mail." in body(ana_client, f"/tasks/{task}")
    ana_client.post(f"/tasks/{task}/move", {"by": "due_on", "due_on": ""})
    assert "Ring Nora moved to No due on." in body(ana_client, f"/tasks/{task}")


def test_several_links_have_their_pictures(ana_client: Client, cast: Cast, make: Makers) -> None:
    firms = [make.company(owner=cast.ana, name=name) for name in ("Orbital Forge", "Verde Market")]
    make.contact(owner=cast.ana, name="Nora", companies=firms)
    text = body(ana_client, "/contacts/?columns=name,companies")
    cell = text.split('<span class="several" title="Orbital Forge, Verde Market">')[1].split("</td>")[0]
    assert cell.count('class="logo tile') == 1
    assert cell.index("Orbital Forge") < cell.index(">+1<") < cell.index('<span class="hide">, Verde Market<')


def test_the_heads_of_a_board_still_make_new_records(ana_client: Client, cast: Cast, make: Makers) -> None:
    """What a move draws anew has the same way to add a record as the board before."""
    deal = make.deal(owner=cast.ana, name="Kiln")
    stages = {row["name"]: row.id for row in rows.read(cast.ana, "stages", columns=("name",)).rows}
    answer = ana_client.post(
        f"/deals/{deal}/move",
        {"by": "stage", "stage": stages["Proposal"], "board": "1"},
        headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/deals/?layout=board"},
    )
    text = answer.content.decode()
    assert [f'href="/deals/new?stage={pk}"' in text for pk in stages.values()] == [True] * len(stages)


def test_the_ends_of_an_open_board_stand_at_its_foot(ana_client: Client, cast: Cast, make: Makers) -> None:
    """Those that are no columns, for whoever may move cards; what is dropped there leaves the board."""
    deal = make.deal(owner=cast.ana, name="Kiln")
    stages = {row["name"]: row.id for row in rows.read(cast.ana, "stages", columns=("name",)).rows}

    def ends(shown: Client, query: str) -> list[str]:
        text = body(shown, f"/deals/?layout=board&{query}")
        return [name for name, pk in stages.items() if f'{KIND.get(name)}" data-place="{pk}"' in text]

    assert ends(ana_client, "filter=status:open") == ["Won", "Lost"]
    assert ends(ana_client, "filter=status:won") == ["Lost"]
    assert ends(ana_client, "filter=") == ends(ana_client, "filter=status:open&by=owner") == []
    assert ends(sign_in(cast.rita), "filter=status:open") == []
    answer = ana_client.post(
        f"/deals/{deal}/move",
        {"by": "stage", "stage": stages["Won"], "board": "1"},
        headers={
            "HX-Request": "true",
            "HX-Current-URL": "http://testserver/deals/?filter=status:open&layout=board",
        },
    )
    text = answer.content.decode()
    assert "Kiln: won." in text
    assert f'id="column-{stages["Proposal"]}-head"' in text
    assert f'id="column-{stages["Won"]}-head"' not in text
    assert 'class="card' not in text


def test_where_it_stands_is_no_place_to_move_to(ana_client: Client, cast: Cast, make: Makers) -> None:
    deal = make.deal(owner=cast.ana, name="Kiln")
    text = body(ana_client, f"/deals/{deal}/move?by=stage").split('<ul class="choose-field">')[1]
    places = text.split("</ul>")[0].split("<button")[1:]
    assert [' aria-current="true" disabled>' in one for one in places] == [True] + [False] * (len(places) - 1)


def test_where_somebody_else_has_put_it_is_said_as_cells_say_it(
    ana_client: Client, cast: Cast, make: Makers
) -> None:
    """A day in the reader's own words, not as programs write it."""
    task = make.task(owner=cast.ana, name="Ring Nora", due_on="2031-03-04")
    actions.change(cast.ben, "tasks", task, {"due_on": "2031-03-05"})
    given = {"by": "due_on", "due_on": "2031-03-06", "was": "2031-03-04"}
    said = {}
    for language in ("en", "es", "zh-hans"):
        User.objects.filter(pk=cast.ana.user_id or 0).update(language=language)
        answer = ana_client.post(f"/tasks/{task}/move", given, headers=HTMX)
        assert answer.status_code == 412
        said[language] = answer.content.decode()
    assert "Ben moved this to “5 Mar 2031” meanwhile." in said["en"]
    assert "“5 mar 2031”" in said["es"]
    assert "“2031年3月5日”" in said["zh-hans"]


def test_oneself_has_put_it_elsewhere(ana_client: Client, cast: Cast, make: Makers) -> None:
    task = make.task(owner=cast.ana, name="Ring Nora", due_on="2031-03-04")
    actions.change(cast.ana, "tasks", task, {"due_on": "2031-03-05"})
    given = {"by": "due_on", "due_on": "2031-03-06", "was": "2031-03-04"}
    for language, said in (
        ("en", "You moved this to “5 Mar 2031” meanwhile."),
        ("es", "Mientras tanto, lo moviste a “5 mar 2031”."),
        ("zh-hans", "在此期间，你已将其移至“2031年3月5日”。"),
    ):
        User.objects.filter(pk=cast.ana.user_id or 0).update(language=language)
        answer = ana_client.post(f"/tasks/{task}/move", given, headers=HTMX)
        assert (answer.status_code, said in answer.content.decode()) == (412, True)


def test_what_leaves_a_lane_is_taken_off_its_sum(ana_client: Client, cast: Cast, make: Makers) -> None:
    deals = [make.deal(owner=cast.ana, value=f"{value} EUR") for value in (900, 600)]
    make.deal(owner=cast.ben, value="250 EUR")
    stages = {row["name"]: row.id for row in rows.read(cast.ana, "stages", columns=("name",)).rows}

    def moved(deal: int, stage: str, lanes: str) -> str:
        url = f"http://testserver/deals/?filter=status:open&layout=board&lanes={lanes}"
        given = {"by": "stage", "stage": stages[stage], "board": "1"}
        headers = {"HX-Request": "true", "HX-Current-URL": url}
        return ana_client.post(f"/deals/{deal}/move", given, headers=headers).content.decode()

    text = moved(deals[0], "Won", "owner")
    assert f'id="lane-{cast.ana.user_id}-count" hx-swap-oob="true">1</span>' in text
    assert f'id="lane-{cast.ana.user_id}-total" hx-swap-oob="true">€600</span>' in text
    assert f"lane-{cast.ben.user_id}" not in text
    assert 'id="lane-' not in moved(deals[1], "Proposal", "")
    assert 'id="lane-' not in moved(deals[1], "Qualified", "stage")


def test_a_board_of_yes_and_no_shows_the_moved_card(ana_client: Client, cast: Cast, make: Makers) -> None:
    custom.add_field(cast.owner, "deals", "rush", "boolean", label="Rush")
    snapshot.reset()
    deal = make.deal(owner=cast.ana, name="Kiln")
    answer = ana_client.post(
        f"/deals/{deal}/move",
        {"by": "rush", "rush": "yes", "board": "1"},
        headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/deals/?layout=board&by=rush"},
    )
    assert 'class="card' in answer.content.decode()
    assert '"place": "yes"' in answer["HX-Trigger-After-Settle"]
    snapshot.reset()
