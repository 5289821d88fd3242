from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from trato.accounts.models import User
from trato.records import actions, custom, rows, snapshot
from trato.records.models import Pending
from trato.testing.cast import Cast
from trato.testing.makers import LEAST, Makers
from trato.workspace.reader import types_on_screen
from trato.workspace.tests.conftest import HTMX
from trato.workspace.tests.test_list import body


def test_it_works(ana_client: Client, deal: int) -> None:
    text = body(ana_client, f"/deals/{deal}")
    assert '<h1 class="title">' in text
    assert "Cold storage" in text
    assert f'data-edit="/deals/{deal}/fields/value"' in text
    assert "Created" in text
    assert "by Ana" in text


def test_every_type_has_one(owner_client: Client, cast: Cast, make: Makers) -> None:
    for record_type in types_on_screen(cast.owner):
        least: dict[str, Any] = {} if record_type.key in LEAST else {record_type.title: "One"}
        pk = make(record_type.key, **least)
        body(owner_client, f"/{record_type.key}/{pk}")
        body(owner_client, f"/{record_type.key}/{pk}/panel", headers=HTMX)


def band(client: Client, url: str, **options: Any) -> str:
    """What the next step says; empty without one."""
    found = re.findall(r'<section class="nextstep (.*?)</section>', body(client, url, **options), re.DOTALL)
    return " ".join(" ".join(found).split())


def test_the_next_step_stands_under_the_head(
    ana_client: Client, cast: Cast, make: Makers, deal: int, company: int
) -> None:
    nothing = band(ana_client, f"/deals/{deal}")
    assert nothing.startswith("amber")
    assert "Nothing planned" in nothing
    assert f'hx-get="/tasks/new?about=deals/{deal}"' in nothing
    assert band(ana_client, f"/companies/{company}") == ""
    late = make.task(name="Send plan", due_on="2026-01-02", about=f"deals/{deal}", owner=cast.ana)
    make.task(name="Later", due_on="2099-01-02", about=f"deals/{deal}", owner=cast.ana)
    for url, options in ((f"/deals/{deal}", {}), (f"/deals/{deal}/panel?list=", {"headers": HTMX})):
        said = band(ana_client, url, **options)
        assert said.startswith("red")
        assert f'<a href="/tasks/{late}" dir="auto">Send plan</a>' in said
        assert f'action="/tasks/{late}/verbs/complete"' in said
        assert 'action="/day/later" method="post"' in said
    put_off = dict(re.findall(r'name="(queue|type|id)" value="([\w]+)"', band(ana_client, f"/deals/{deal}")))
    assert ana_client.post("/day/later", put_off)["Location"] == "/"
    assert rows.one(cast.ana, "tasks", late)["due_on"] > timezone.localdate()
    assert 'action="/day/later"' not in band(ana_client, f"/deals/{deal}")
    ana_client.post(f"/tasks/{late}/verbs/complete")
    assert ">Later</a>" in band(ana_client, f"/deals/{deal}")
    make.task(name="Call the firm", due_on="2099-01-01", about=f"companies/{company}", owner=cast.ana)
    assert ">Call the firm</a>" in band(ana_client, f"/companies/{company}")


def test_no_next_step_for_what_is_over_or_for_who_may_not_know(
    ana_client: Client, mia_client: Client, cast: Cast, make: Makers, deal: int
) -> None:
    task = make.task(name="Hers", due_on="2026-01-02", about=f"deals/{deal}", owner=cast.ana)
    assert ">Hers</a>" in band(mia_client, f"/deals/{deal}")
    actions.change(cast.ana, "deals", deal, {"stage": "Won"})
    assert band(ana_client, f"/deals/{deal}") == ""
    assert band(ana_client, f"/tasks/{task}") == ""


def test_the_panel_is_a_fragment(ana_client: Client, deal: int) -> None:
    text = body(ana_client, f"/deals/{deal}/panel?list=", headers=HTMX)
    assert "<html" not in text
    assert 'class="panel"' in text
    assert "1 of 1" in text
    assert ana_client.get(f"/deals/{deal}/panel").status_code == 303


def test_gone_or_not_one_s_own(cleo_client: Client, ana_client: Client, deal: int) -> None:
    assert "There is no such record." in body(ana_client, "/deals/999999", 404)
    assert "There is no such record." in body(cleo_client, f"/deals/{deal}", 404)
    body(ana_client, "/deals/99999999999999999999999", 404)


def test_the_path_is_the_link_s_siblings(
    ana_client: Client, owner_client: Client, cast: Cast, deal: int
) -> None:
    other = actions.create(cast.owner, "pipelines", {"name": "Other way"})
    actions.create(cast.owner, "stages", {"name": "Elsewhere", "pipeline": other})
    text = body(ana_client, f"/deals/{deal}")
    path = text.split('<div class="path">')[1].split("</header>")[0]
    assert "Negotiation" in path
    assert "Elsewhere" not in path
    assert "Won" in path
    assert "1 of 4 · 0 days here" in path


def test_a_step_moves_it_and_can_be_undone(ana_client: Client, cast: Cast, deal: int) -> None:
    stages = {row["name"]: row.id for row in rows.read(cast.ana, "stages", columns=("name",), sort="id").rows}
    done = ana_client.post(f"/deals/{deal}/fields/stage", {"stage": stages["Proposal"]})
    assert done["Location"] == f"/deals/{deal}"
    assert rows.one(cast.ana, "deals", deal)["stage"].label == "Proposal"
    text = body(ana_client, f"/deals/{deal}")
    assert "Cold storage moved to Proposal." in text
    undo = text.split('action="/undo/')[1].split('"')[0]
    ana_client.post(f"/undo/{undo}")
    assert rows.one(cast.ana, "deals", deal)["stage"].label == "Qualified"


def test_the_name_stands_first_among_the_facts_and_once_in_the_panel(ana_client: Client, deal: int) -> None:
    named = ">Name</dt>"
    facts = body(ana_client, f"/deals/{deal}").split('class="facts-side"')[1].split("</aside>")[0]
    assert facts.index(named) < facts.index(">Value</dt>")
    panel = body(ana_client, f"/deals/{deal}/panel?list=", headers=HTMX)
    assert ">Value</dt>" in panel
    assert named not in panel


def test_related_rows_say_whose_they_are(ana_client: Client, cast: Cast, make: Makers) -> None:
    """Deals of one product have like names; each says its company."""
    oven = make.product(name="Oven")
    firm = make.company(name="Boulangerie Lefèvre", owner=cast.ana)
    make.deal(name="Oven", company=firm, products=[oven], owner=cast.ana, expected_close_on="2027-01-08")
    side = body(ana_client, f"/products/{oven}").split('class="related"')[1]
    assert "<small>Boulangerie Lefèvre</small>" in side
    own = body(ana_client, f"/companies/{firm}").split('class="related"')[1]
    assert "<small>Expected close 8 Jan 2027</small>" in own


def test_dates_beside_a_record_stay_whole(ana_client: Client, cast: Cast, make: Makers) -> None:
    """Where there is too little room for the line, the whole date goes to the next."""
    firm, other = make.company(name="Acme", owner=cast.ana), make.company(name="Bell", owner=cast.ana)
    make.deal(name="Oven", company=firm, owner=cast.ana, expected_close_on="2027-01-08")
    kind = rows.read(cast.owner, "relation_kinds", columns=("name",), filter="name:Partner").rows[0].id
    ends = {"from": f"companies/{firm}", "kind": kind, "to": f"companies/{other}"}
    actions.create(cast.owner, "relations", {**ends, "since": "2025-02-03"})
    page = ana_client.get(f"/companies/{firm}").text
    assert "Expected close 8\N{NO-BREAK SPACE}Jan\N{NO-BREAK SPACE}2027" in page
    assert "since 3\N{NO-BREAK SPACE}Feb\N{NO-BREAK SPACE}2025" in page


def test_a_card_that_shows_them_all_leads_to_no_more(ana_client: Client, cast: Cast, make: Makers) -> None:
    firm = make.company(owner=cast.ana, name="Forn Solé")

    def side() -> str:
        return body(ana_client, f"/companies/{firm}").split('class="related"')[1]

    for number in range(5):
        make.deal(owner=cast.ana, name=f"Oven {number}", company=firm)
    assert "Oven 4" in side()
    assert "Show all" not in side()
    make.deal(owner=cast.ana, name="Oven 5", company=firm)
    assert re.search(rf'href="/deals/\?filter=company:{firm}"[^>]*>(?:(?!</a>).)*Show all', side(), re.DOTALL)


def test_related_cards_sum_and_add(ana_client: Client, deal: int, company: int) -> None:
    text = body(ana_client, f"/companies/{company}")
    assert "Cold storage" in text
    assert "$48,600" in text
    assert f"/deals/new?company={company}" in text


def test_linked_cards_name_the_company(ana_client: Client, deal: int, company: int) -> None:
    side = body(ana_client, f"/deals/{deal}").split('class="related"')[1]
    assert f'href="/companies/{company}"' in side
    assert "harbour.example · Food" in side


def test_empty_facts_are_folded(ana_client: Client, deal: int) -> None:
    facts = body(ana_client, f"/deals/{deal}").split('class="facts-side"')[1].split("</aside>")[0]
    assert 'class="empty-facts"' in facts
    assert "empty" in facts


def test_own_fields_have_a_group(ana_client: Client, cast: Cast, deal: int) -> None:
    custom.add_field(cast.owner, "deals", "dock", "text", label="Dock")
    snapshot.reset()
    actions.change(cast.ana, "deals", deal, {"dock": "Avonmouth 4"})
    text = body(ana_client, f"/deals/{deal}")
    assert "Own fields" in text
    assert "Avonmouth 4" in text


def test_a_link_not_found_yet(ana_client: Client, deal: int) -> None:
    Pending.objects.create(
        type="deals", record_id=deal, field="products", target_type="products", text="GTXPro"
    )
    assert "GTXPro (not found yet)" in body(ana_client, f"/deals/{deal}")


def test_neighbors_of_the_list(ana_client: Client, cast: Cast, deal: int) -> None:
    after = actions.create(cast.ana, "deals", {"name": "Later", "value": "1"})
    text = body(ana_client, f"/deals/{deal}?list=sort%3Dvalue")
    assert "2 of 2" in text
    assert f"/deals/{after}?list=sort%3Dvalue" in text
    assert f'href="/deals/{deal}?list=sort%3Dvalue&amp;tab=files"' in text
    assert "of 2" not in body(ana_client, f"/deals/{deal}")
    assert "of 2" not in body(ana_client, f"/deals/{deal}?list=filter%3Dbogus%253A1")


def test_archived_and_back(ana_client: Client, cast: Cast, deal: int) -> None:
    done = ana_client.post(f"/deals/{deal}/archive")
    assert done["Location"] == "/deals/"
    text = body(ana_client, f"/deals/{deal}")
    assert "This lies in the bin." in text
    assert "data-edit" not in text
    ana_client.post(f"/deals/{deal}/restore")
    assert "This lies in the bin." not in body(ana_client, f"/deals/{deal}")


def test_deleting_for_good_asks_and_needs_the_bin(ana_client: Client, cast: Cast, deal: int) -> None:
    body(ana_client, f"/deals/{deal}/purge", 409)
    ana_client.post(f"/deals/{deal}/archive")
    assert "for good?" in body(ana_client, f"/deals/{deal}/purge", headers=HTMX)
    ana_client.post(f"/deals/{deal}/purge")
    body(ana_client, f"/deals/{deal}", 404)


def test_what_one_may_not_do(
    ben_client: Client, rita_client: Client, cast: Cast, deal: int, company: int
) -> None:
    assert (
        ben_client.post(f"/deals/{deal}/archive").status_code == 403
    )  # Ben may edit a colleague's, not delete it
    assert rita_client.post(f"/companies/{company}/archive").status_code == 403
    assert rita_client.post(f"/companies/{company}/fields/city", {"city": "Bristol"}).status_code == 403
    assert rows.one(cast.ana, "companies", company)["city"] is None
    assert rita_client.get("/companies/new").status_code == 403


def test_reading_changes_nothing(ana_client: Client, deal: int) -> None:
    for part in ("archive", "restore", "verbs/win"):
        assert ana_client.get(f"/deals/{deal}/{part}").status_code == 405


def test_verbs_are_buttons(ana_client: Client, cast: Cast) -> None:
    task = actions.create(cast.ana, "tasks", {"name": "Call back"})
    assert f"/tasks/{task}/verbs/complete" in body(ana_client, f"/tasks/{task}")
    done = ana_client.post(f"/tasks/{task}/verbs/complete")
    assert done["Location"] == f"/tasks/{task}?write=tasks&after=tasks"
    text = body(ana_client, f"/tasks/{task}")
    assert f"/tasks/{task}/verbs/reopen" in text
    assert 'action="/undo/' in text
    assert ana_client.post(f"/tasks/{task}/verbs/explode").status_code == 404


def test_the_head_says_whom_a_task_is_about_and_that_its_day_has_passed(
    ana_client: Client, cast: Cast, deal: int
) -> None:
    given = {"name": "Call back", "due_on": "2020-01-15", "about": [f"deals/{deal}"]}
    task = actions.create(cast.ana, "tasks", given)
    head = body(ana_client, f"/tasks/{task}").split('class="record-head"')[1].split("</header>")[0]
    assert f'href="/deals/{deal}"' in head
    assert 'class="overdue"' in head
    ana_client.post(f"/tasks/{task}/verbs/complete")
    head = body(ana_client, f"/tasks/{task}").split('class="record-head"')[1].split("</header>")[0]
    assert 'class="overdue"' not in head


def test_what_one_does_with_a_record_stands_in_one_order(ana_client: Client, cast: Cast) -> None:
    """A number to call takes the place of a call to log, and the map stands last."""
    bare = actions.create(cast.ana, "contacts", {"name": "Nora"})
    facts = {"name": "Omar", "emails": ["omar@kettle.test"], "phones": ["+44 1632 960909"]}
    full = actions.create(cast.ana, "contacts", facts)
    firm = actions.create(cast.ana, "companies", {"name": "Kettle", "phones": ["+44 1"], "city": "Leeds"})

    def offered(path: str) -> list[str]:
        head = body(ana_client, path).split('class="record-head"')[1].split("</header>")[0]
        return re.findall(r'<span class="label">([^<]+)</span>', head)

    assert offered(f"/contacts/{bare}") == ["Note", "Task", "Log call", "Meeting"]
    called = ["Note", "Task", "Call", "Meeting"]
    assert offered(f"/contacts/{full}") == ["E-mail", *called]
    assert offered(f"/companies/{firm}") == [*called, "Map"]


def test_a_place_leads_to_a_map(ana_client: Client, cast: Cast) -> None:
    pk = actions.create(cast.ana, "companies", {"name": "Kettle", "city": "Zürich & Genf", "country": "CH"})
    text = ana_client.get(f"/companies/{pk}").content.decode()
    start = 'href="https://www.openstreetmap.org/search?query=Z%C3%BCrich%20%26%20Genf'
    assert text.count(start) == 1
    link = text[text.index(start) :].split(">", 1)[0]
    assert 'target="_blank"' in link
    assert 'rel="noopener noreferrer"' in link
    nowhere = actions.create(cast.ana, "companies", {"name": "Nowhere", "country": "CH"})
    assert "openstreetmap" not in ana_client.get(f"/companies/{nowhere}").content.decode()


def test_addresses_are_actions(ana_client: Client, cast: Cast) -> None:
    given = {"name": "Marta Quiroga", "emails": ["marta@example.com"], "phones": ["+44 117 496 0123"]}
    pk = actions.create(cast.ana, "contacts", given)
    text = body(ana_client, f"/contacts/{pk}")
    assert 'href="mailto:marta@example.com"' in text
    assert 'href="tel:+441174960123"' in text
    assert f"/notes/new?about=contacts/{pk}" in text
    # To write to somebody is an act; the field that holds the address is called otherwise.
    User.objects.filter(pk=cast.ana.user_id or 0).update(language="zh-hans")
    assert '<span class="label">发邮件</span>' in body(ana_client, f"/contacts/{pk}")


@pytest.mark.parametrize("language", ["en", "es", "zh-hans"])
def test_to_call_is_offered_once_whatever_the_language(ana_client: Client, cast: Cast, language: str) -> None:
    pk = actions.create(cast.ana, "contacts", {"name": "Marta Quiroga", "phones": ["+44 117 496 0123"]})
    User.objects.filter(pk=cast.ana.user_id or 0).update(language=language)
    head = body(ana_client, f"/contacts/{pk}").split('<div class="actions">')[1].split("</div>")[0]
    assert 'href="tel:+441174960123"' in head
    assert f"/notes/new?about=contacts/{pk}" in head
    assert "/calls/new" not in head


def test_undo_leaves_the_page_of_what_is_gone(ana_client: Client, cast: Cast) -> None:
    made = ana_client.post("/companies/new", {"name": "Brief"})
    text = body(ana_client, made["Location"])
    undo = text.split('action="/undo/')[1].split('"')[0]
    back = ana_client.post(f"/undo/{undo}", headers={"Referer": f"http://testserver{made['Location']}"})
    assert back["Location"] == "/companies/"
    body(ana_client, made["Location"], 404)


def test_another_s_act_is_not_undone(ana_client: Client, ben_client: Client, deal: int) -> None:
    ana_client.post(f"/deals/{deal}/fields/value", {"value": "7"})
    undo = body(ana_client, f"/deals/{deal}").split('action="/undo/')[1].split('"')[0]
    assert ben_client.post(f"/undo/{undo}").status_code == 404
