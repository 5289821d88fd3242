"""What has ended says how and when, is opened again in one step, and no longer counts in sums."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from trato.records import actions, rows
from trato.testing.assertions import count_queries
from trato.workspace.tests.conftest import HTMX
from trato.workspace.tests.test_list import body

if TYPE_CHECKING:
    from django.test import Client

    from trato.testing.cast import Cast
    from trato.testing.makers import Makers

NBSP = "\N{NO-BREAK SPACE}"


def card(client: Client, company: int) -> str:
    """The company's card of deals."""
    side = client.get(f"/companies/{company}").text.split('class="related"')[1].replace(NBSP, " ")
    return side.split("<h2>Deals")[1].split("</section>")[0]


def heads_sum(card: str) -> str:
    return re.sub(r"<[^>]+>", " ", card.split("</h2>")[0] + card.split("</h2>")[1].split("<ul")[0]).strip()


def lines(card: str) -> dict[str, list[str]]:
    """Of each line its note, its amount, and what stands at its end."""
    found = {}
    for line in card.split("<li>")[1:]:
        texts = [text for text in re.split(r"<[^>]+>", line.split("</li>")[0]) if text.strip()]
        found[texts[0]] = texts[1:4]
    return found


def end(cast: Cast, deal: int, stage: str, day: str) -> None:
    reason = {"lost_reason": "Price"} if stage == "Lost" else {}
    actions.change(cast.ana, "deals", deal, {"stage": stage, "closed_on": day, **reason})


def firm_with(cast: Cast, make: Makers, *values: str) -> tuple[int, list[int]]:
    firm = make.company(name="Acme", owner=cast.ana)
    given = {"company": firm, "owner": cast.ana, "expected_close_on": "2027-01-08"}
    return firm, [make.deal(name=f"Oven {value}", value=value, **given) for value in values]


def test_a_card_adds_up_what_is_open(ana_client: Client, cast: Cast, make: Makers) -> None:
    firm, deals = firm_with(cast, make, "100", "20", "3")
    assert "$123 open" in heads_sum(card(ana_client, firm))
    end(cast, deals[0], "Lost", "2025-03-04")
    end(cast, deals[1], "Won", "2025-03-05")
    shown = card(ana_client, firm)
    assert "$3 open" in heads_sum(shown)
    assert lines(shown) == {
        "Oven 100": ["Lost 4 Mar 2025", "$100", "Lost"],
        "Oven 20": ["Won 5 Mar 2025", "$20", "Won"],
        "Oven 3": ["Expected close 8 Jan 2027", "$3", "Qualified"],
    }
    end(cast, deals[2], "Lost", "2025-03-06")
    assert "$20 won" in heads_sum(card(ana_client, firm))
    panel = body(ana_client, f"/companies/{firm}/panel", headers=HTMX)
    assert "$20 won" in panel


def test_a_card_of_many_rows_asks_for_its_sums_at_once(ana_client: Client, cast: Cast, make: Makers) -> None:
    firm, deals = firm_with(cast, make, *("1",) * 6)
    other, more = firm_with(cast, make, *("1",) * 8)
    for deal in (deals[0], more[0]):
        end(cast, deal, "Lost", "2025-03-04")
    assert "$5 open" in heads_sum(card(ana_client, firm))
    asked = [count_queries(lambda pk=pk: card(ana_client, pk)) for pk in (firm, other)]  # type: ignore[misc]
    assert asked[0] == asked[1]
    for deal in deals[1:]:
        end(cast, deal, "Lost", "2025-03-04")
    assert "$" not in heads_sum(card(ana_client, firm))


def head(client: Client, deal: int) -> str:
    return (
        client.get(f"/deals/{deal}")
        .text.replace(NBSP, " ")
        .split('class="record-head')[1]
        .split("</header>")[0]
    )


def test_the_head_of_what_has_ended_says_when_and_why(ana_client: Client, cast: Cast, make: Makers) -> None:
    _firm, (won, lost) = firm_with(cast, make, "20", "100")
    assert "Expected close 8 Jan 2027" in head(ana_client, won)
    end(cast, won, "Won", "2025-03-05")
    end(cast, lost, "Lost", "2025-03-04")
    assert "Won 5 Mar 2025<" in head(ana_client, won)
    assert "Lost 4 Mar 2025 · Price<" in head(ana_client, lost)
    assert "Expected close" not in head(ana_client, won) + head(ana_client, lost)


def test_what_has_ended_is_opened_again_where_it_was(ana_client: Client, cast: Cast, deal: int) -> None:
    def ends() -> list[str]:
        found = head(ana_client, deal).split('class="path-ends"')[1]
        return [text.strip() for text in re.findall(r">([^<>]+)</(?:button|span)>", found) if text.strip()]

    actions.change(cast.ana, "deals", deal, {"stage": "Proposal"})
    assert ends() == ["Won", "Lost"]
    end(cast, deal, "Lost", "2025-03-04")
    assert ends() == ["Lost", "Reopen"]
    ana_client.post(f"/deals/{deal}/verbs/reopen")
    assert rows.one(cast.ana, "deals", deal)["stage"].label == "Proposal"
    page = ana_client.get(f"/deals/{deal}").text
    number = page.split('action="/undo/')[1].split('"')[0]
    ana_client.post(f"/undo/{number}")
    assert rows.one(cast.ana, "deals", deal)["stage"].label == "Lost"


def test_who_only_reads_sees_the_end_alone(rita_client: Client, cast: Cast, make: Makers) -> None:
    deal = make.deal(name="Oven", owner=cast.cleo, stage="Won", closed_on="2025-03-05")
    shown = head(rita_client, deal)
    assert "Won 5 Mar 2025" in shown
    assert "Reopen" not in shown
