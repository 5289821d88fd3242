"""The pages of a call, a meeting and a task: what is written there, whom they are about, what comes next."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import Any

import pytest

from trato.records import actions, rows
from trato.testing.cast import Cast, sign_in

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def marta(cast: Cast) -> int:
    reached = {"emails": ["marta@firm.example"], "phones": ["+34600111222"]}
    return actions.create(cast.ana, "contacts", {"first_name": "Marta", "last_name": "Quiroga", **reached})


def made(actor: Any, key: str, *about: tuple[str, int], **given: Any) -> int:
    links = [{"type": kind, "id": pk} for kind, pk in about]
    if key == "meetings":
        given = {"starts_at": "2026-01-05T10:00:00Z", **given}
    return actions.create(actor, key, {"name": "About doors", "about": links, **given})


def about(actor: Any, key: str) -> list[tuple[str, int | None]]:
    (row,) = rows.read(actor, key, columns=("about",)).rows
    return keys(row["about"])


def keys(refs: Any) -> list[tuple[str, int | None]]:
    return [(ref.type, ref.id) for ref in refs]


def shown(actor: Any, url: str) -> str:
    return sign_in(actor).get(url).content.decode()


@pytest.mark.parametrize("key", ["calls", "meetings", "tasks"])
def test_a_note_on_its_page_is_about_those_whom_it_is_about(cast: Cast, marta: int, key: str) -> None:
    pk = made(cast.ana, key, ("contacts", marta))
    browser = sign_in(cast.ana)
    assert f'hx-post="/{key}/{pk}/write"' in browser.get(f"/{key}/{pk}").content.decode()
    given = {"kind": "notes", "text": f"@[Ben](users/{cast.ben.user_id}) look at this"}
    assert browser.post(f"/{key}/{pk}/write", given, headers=HTMX).status_code == 200
    assert about(cast.ana, "notes") == [(key, pk), ("contacts", marta)]
    for url in (f"/{key}/{pk}", f"/contacts/{marta}"):
        assert "look at this" in shown(cast.ana, url)


def test_what_is_written_is_about_what_its_writer_may_see_alone(cast: Cast, deal: int, marta: int) -> None:
    call = made(cast.owner, "calls", ("deals", deal), ("contacts", marta), owner=cast.cleo.user_id)
    sign_in(cast.cleo).post(f"/calls/{call}/write", {"kind": "notes", "text": "Of my own"})
    assert about(cast.owner, "notes") == [("calls", call), ("contacts", marta)]


def test_a_next_meeting_invites_the_person_again(cast: Cast, deal: int, marta: int) -> None:
    call = made(cast.ana, "calls", ("deals", deal), ("contacts", marta))
    given = {"kind": "meetings", "text": "See the doors", "starts_at": "2030-05-01T10:00"}
    sign_in(cast.ana).post(f"/calls/{call}/write", given)
    (row,) = rows.read(cast.ana, "meetings", columns=("about", "attendees")).rows
    assert keys(row["about"]) == [("calls", call), ("deals", deal), ("contacts", marta)]
    assert keys(row["attendees"]) == [("contacts", marta)]


def test_whom_it_is_about_stands_beside_it_and_can_be_called(cast: Cast, deal: int, marta: int) -> None:
    page = shown(cast.ana, f"/calls/{made(cast.ana, 'calls', ('contacts', marta), ('deals', deal))}")
    (side,) = re.findall(r'<aside class="related".*?</aside>', page, re.S)
    assert re.findall(r"<h\d[^>]*>([^<]+)", side)[:2] == ["Contacts", "Deals"]
    assert 'href="tel:+34600111222"' in side
    assert 'aria-label="Call: Marta Quiroga · +34600111222"' in side
    assert 'href="mailto:marta@firm.example"' in side
    assert f'href="/deals/{deal}"' in side
    (head,) = re.findall(r'<div class="actions">.*?</div>', page, re.S)
    labels = re.findall(r'class="label">([^<]+)', head)
    assert labels == ["Log outcome", "Reschedule", "E-mail", "Call"]


def test_what_one_may_not_see_has_no_card(cast: Cast, deal: int, marta: int) -> None:
    call = made(cast.owner, "calls", ("deals", deal), ("contacts", marta), owner=cast.cleo.user_id)
    (side,) = re.findall(r'<aside class="related".*?</aside>', shown(cast.cleo, f"/calls/{call}"), re.S)
    assert f'href="/contacts/{marta}"' in side
    assert f'href="/deals/{deal}"' not in side


@pytest.mark.parametrize(
    ("key", "act", "given", "said"),
    [
        ("calls", "log", {"outcome": "connected"}, "Logged. What next?"),
        ("meetings", "hold", {}, "Logged. What next?"),
        ("tasks", "complete", {}, "Done. What next?"),
    ],
)
def test_once_it_is_over_its_page_asks_what_comes_next(
    cast: Cast, deal: int, key: str, act: str, given: dict[str, str], said: str
) -> None:
    pk = made(cast.ana, key, ("deals", deal))
    browser = sign_in(cast.ana)
    page = {"Referer": f"http://testserver/{key}/{pk}?list=x"}
    onward = browser.post(f"/{key}/{pk}/verbs/{act}", given, headers=page)["Location"]
    assert onward == f"/{key}/{pk}?write=tasks&after={key}"
    assert said in browser.get(onward).content.decode()
    following = {"kind": "tasks", "after": key, "text": "Send the drawings"}
    browser.post(f"/{key}/{pk}/write", following)
    found = rows.read(cast.ana, "tasks", columns=("about",), filter='name:"Send the drawings"').rows
    assert keys(found[0]["about"]) == [(key, pk), ("deals", deal)]


def test_what_is_finished_elsewhere_stays_there(cast: Cast, deal: int) -> None:
    pk = made(cast.ana, "tasks", ("deals", deal))
    page = {"Referer": f"http://testserver/deals/{deal}"}
    answer = sign_in(cast.ana).post(f"/tasks/{pk}/verbs/complete", headers=page)
    assert answer["Location"] == f"http://testserver/deals/{deal}"


def test_what_is_finished_elsewhere_asks_what_comes_next(cast: Cast, deal: int) -> None:
    """As its own page does, but in a dialog over the page that one stays on."""
    url, browser = f"/tasks/new?about=deals/{deal}", sign_in(cast.ana)
    pk, other = made(cast.ana, "tasks", ("deals", deal)), made(cast.ana, "tasks", ("deals", deal))
    day = browser.post(f"/tasks/{pk}/verbs/complete", {"back": "/"}, follow=True).content.decode()
    assert f'href="{url}" data-key="w"' in day
    assert "What next?" in day
    here = browser.post(f"/tasks/{other}/verbs/complete", {"here": "1"}, headers=HTMX).content.decode()
    assert f'hx-get="{url}"' in here
    assert f'value="deals/{deal}"' in browser.get(url, headers=HTMX).content.decode()
    alone = actions.create(cast.ana, "tasks", {"name": "Alone"})
    assert "What next?" not in browser.post(f"/tasks/{alone}/verbs/complete", {"back": "/"}, follow=True).text
    reopened = browser.post(f"/tasks/{pk}/verbs/reopen", {"back": "/"}, follow=True).content.decode()
    assert "What next?" not in reopened


def test_a_meeting_is_put_off_and_lasts_as_long(cast: Cast, deal: int) -> None:
    when = {"starts_at": "2030-01-07T10:00:00Z", "ends_at": "2030-01-07T10:45:00Z"}
    pk, browser = made(cast.ana, "meetings", ("deals", deal), **when), sign_in(cast.ana)
    refused = browser.post(f"/meetings/{pk}/verbs/reschedule", {"starts_at": ""}, headers=HTMX)
    assert (refused.status_code, "Say when." in refused.content.decode()) == (422, True)
    browser.post(f"/meetings/{pk}/verbs/reschedule", {"starts_at": "2030-01-09T15:00"})
    row = rows.one(cast.ana, "meetings", pk)
    assert row["starts_at"] == datetime(2030, 1, 9, 15, 0, tzinfo=UTC)
    assert row["ends_at"] == datetime(2030, 1, 9, 15, 45, tzinfo=UTC)


def test_tasks_and_calls_are_put_off_while_they_are_to_come(cast: Cast, deal: int) -> None:
    task = made(cast.ana, "tasks", ("deals", deal), due_on="2030-01-07")
    call = made(cast.ana, "calls", ("deals", deal), started_at="2030-01-07T10:00:00Z")
    browser = sign_in(cast.ana)
    browser.post(f"/tasks/{task}/verbs/reschedule", {"due_on": "2030-02-01"})
    browser.post(f"/calls/{call}/verbs/reschedule", {"started_at": "2030-02-01T09:00"})
    assert rows.one(cast.ana, "tasks", task)["due_on"] == date(2030, 2, 1)
    assert rows.one(cast.ana, "calls", call)["started_at"] == datetime(2030, 2, 1, 9, 0, tzinfo=UTC)
    browser.post(f"/tasks/{task}/verbs/complete")
    assert "/verbs/reschedule" not in browser.get(f"/tasks/{task}").content.decode()


def test_plans_are_for_customers_and_their_deals(cast: Cast, deal: int) -> None:
    pk, browser = made(cast.adam, "tasks", ("deals", deal)), sign_in(cast.adam)
    assert browser.post("/tasks/plan", {"ids": pk}, headers=HTMX).status_code == 404
    assert "Activity plans" in browser.get(f"/deals/{deal}").content.decode()
    assert "Activity plans" not in browser.get(f"/tasks/{pk}").content.decode()


def test_only_what_brings_it_to_its_end_is_marked_as_good(cast: Cast, deal: int) -> None:
    """Nobody came and cancelled are no success."""
    acts = re.compile(
        r'<button class="button ([^"]*)"[^>]*>(?:(?!</button>).)*?<span class="label">([^<]*)<', re.DOTALL
    )
    for key, marked, plain in (
        ("meetings", {"Held"}, {"Nobody came", "Cancel meeting"}),
        ("tasks", {"Done"}, set()),
    ):
        pk = made(cast.ana, key, ("deals", deal))
        head = sign_in(cast.ana).get(f"/{key}/{pk}").content.decode().split('class="actions"')[1]
        shown = {label: "good" in kind.split() for kind, label in acts.findall(head.split("</header>")[0])}
        assert {label for label, is_good in shown.items() if is_good} == marked
        assert {label for label, is_good in shown.items() if not is_good} == plain


def test_what_was_done_is_said_as_done(cast: Cast, deal: int) -> None:
    pk = made(cast.ana, "meetings", ("deals", deal))
    task = made(cast.ana, "tasks", ("deals", deal))
    call = made(cast.ana, "calls", ("deals", deal))
    browser, here = sign_in(cast.ana), {"back": "/settings/"}

    def said(url: str, **given: str) -> list[str]:
        page = browser.post(url, {**here, **given}, follow=True).content.decode()
        return re.findall(r'class="toast[^"]*".*?<p>([^:<]*): ', page, re.DOTALL)

    assert said(f"/meetings/{pk}/verbs/reschedule", starts_at="2030-01-09T15:00") == ["Rescheduled"]
    assert said(f"/meetings/{pk}/verbs/cancel") == ["Canceled"]
    assert said(f"/tasks/{task}/verbs/complete") == ["Done"]
    assert said(f"/tasks/{task}/verbs/reopen") == ["Reopened"]
    assert said(f"/calls/{call}/verbs/log", outcome="connected") == ["Logged"]
