"""The rows of the table of budgets: what is asked, what it may cost, and the bare query beside it."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import count
from typing import Any
from urllib.parse import quote

from django.db import connection
from django.utils import timezone

from benchmarks.taking import Browser, Work
from trato.accounts.actor import Actor
from trato.records import rows
from trato.records.registry import registry
from trato.search import vocabulary
from trato.workspace.models import Visit

#: People type so far before they look.
FRAGMENT = {"HTTP_HX_REQUEST": "true"}
#: A row of a list.
ROW = 'data-record="'
SORTS = ("name", "-name", "first_name", "last_name", "job_title", "-created_at")


def works(browser: Browser, actor: Actor, day: str) -> Iterator[Work]:
    """Every work, the writing ones last: they change what the others read."""
    dice = random.Random(7)
    names = _asked(
        "SELECT first_name, last_name, id FROM people_contact WHERE last_name != '' ORDER BY id LIMIT 4000"
    )
    dice.shuffle(names)
    yield from _lists(browser, names)
    yield from _searches(browser, names, dice)
    yield from _pages(browser, actor)
    yield from _programs(browser, names)
    yield Work(
        "report: deals by a company's industry, summed",
        (400, 1500),
        lambda _n: rows.group(actor, "deals", by="company.industry", total="value"),
        _bare(
            "SELECT c.industry, count(*), sum(d.value_minor) FROM sales_deal d LEFT JOIN people_company c"
            " ON c.id = d.company_id WHERE d.archived_at IS NULL GROUP BY c.industry"
        ),
        runs=10,
    )
    yield from _writing(browser, names)
    past = _bare(
        "SELECT id, name FROM people_contact WHERE archived_at IS NULL ORDER BY name_key, id LIMIT 51"
    )
    yield Work(
        "list of contacts as of a past day",
        (300, 1000),
        lambda _n: browser.get("/contacts/", f"as-of={day}"),
        past,
        runs=10,
        holds='name="as-of"',
    )


def _lists(browser: Browser, names: list[Any]) -> Iterator[Work]:
    columns = "id, version, name, job_title, emails, phones, owner_id"
    floor = _bare(
        f"SELECT {columns} FROM people_contact WHERE archived_at IS NULL ORDER BY name_key, id LIMIT 51"
    )  # ours
    yield Work(
        "list of 50 contacts, any sort",
        (4, 12),
        lambda n: browser.get("/contacts/", f"sort={SORTS[n % len(SORTS)]}", **FRAGMENT),
        floor,
        holds=ROW,
    )
    yield Work(
        "list of 50 contacts, whole page", (4, 12), lambda _n: browser.get("/contacts/"), floor, holds=ROW
    )
    yield Work(
        "list of contacts, an indexed filter",
        (4, 12),
        lambda n: browser.get("/contacts/", f"filter={quote('last_name=' + names[n][1])}", **FRAGMENT),
        floor,
        holds=ROW,
    )
    yield Work(
        "list of deals of a stage and an owner",
        (4, 12),
        lambda _n: browser.get("/deals/", "filter=owner:me+status:open", **FRAGMENT),
        _bare("SELECT id, name FROM sales_deal WHERE archived_at IS NULL ORDER BY name_key, id LIMIT 51"),
        holds=ROW,
    )
    yield Work(
        "list of contacts, a filter without an index",
        (60, 300),
        lambda n: browser.get("/contacts/", f"filter={quote(f'first_name:{names[n][0][1:5]}')}", **FRAGMENT),
        _bare(
            "SELECT id, name FROM people_contact WHERE first_name LIKE '%zzq%' ORDER BY name_key, id LIMIT 51"
        ),
        runs=20,
        holds=ROW,
    )


def _searches(browser: Browser, names: list[Any], dice: random.Random) -> Iterator[Work]:
    def asked(text: str) -> bytes:
        return browser.get("/search", f"in=records&q={quote(text)}", **FRAGMENT)

    def typed(number: int) -> str:
        whole = f"{names[number][0]} {names[number][1]}"
        return whole[: dice.randint(2, len(whole))]

    floor = _words_floor(names)
    yield Work("search as one types", (4, 15), lambda n: asked(typed(n)), floor, runs=200)
    yield Work(
        "search with a slip",
        (4, 15),
        lambda n: asked(slip(f"{names[n][0]} {names[n][1]}", dice)),
        floor,
        runs=200,
    )
    yield Work(
        "picker of a link, as one types",
        (4, 15),
        lambda n: browser.get("/search/options/contacts", f"q={quote(typed(n))}"),
        floor,
        runs=100,
    )


def _pages(browser: Browser, actor: Actor) -> Iterator[Work]:
    (busy,) = _asked("SELECT min(id) FROM people_contact")[0]
    story = "SELECT id, kind, at, data FROM records_timelineentry WHERE type = 'contacts' AND record_id ="
    yield Work(
        "record page with 50 timeline entries",
        (6, 15),
        lambda _n: browser.get(f"/contacts/{busy}"),
        _bare(f"{story} {busy} ORDER BY at DESC, id DESC LIMIT 50"),
    )
    yield Work(
        "record page of anybody",
        (6, 15),
        lambda n: browser.get(f"/contacts/{busy + 1 + n * 7}"),
        _bare(f"{story} {busy + 1} ORDER BY at DESC, id DESC LIMIT 50"),
    )
    stages = [pk for (pk,) in _asked("SELECT DISTINCT stage_id FROM sales_deal LIMIT 6")]
    card = "SELECT * FROM (SELECT id, name FROM sales_deal WHERE stage_id = {} ORDER BY id LIMIT 20) AS s{}"
    yield Work(
        "board with sums",
        (6, 15),
        lambda _n: browser.get("/deals/", "layout=board"),
        _bare(" UNION ALL ".join(card.format(pk, pk) for pk in stages)),
    )
    _come_back(actor)
    yield Work(
        "My day",
        (10, 30),
        lambda _n: browser.get("/"),
        _bare("SELECT id, name FROM activities_task WHERE status = 'open' ORDER BY due_on, id LIMIT 20"),
    )


def _come_back(actor: Actor) -> None:
    """As in the morning, so that the page tells what has happened since yesterday."""
    now = timezone.now()
    here = {"seen_at": now, "before": now - timedelta(days=1)}
    Visit.objects.update_or_create(user_id=actor.user_id or 0, defaults=here)


def _programs(browser: Browser, names: list[Any]) -> Iterator[Work]:
    floor = _bare("SELECT * FROM people_contact ORDER BY name_key, id LIMIT 51")
    yield Work("REST: list of 50", (3, 10), lambda _n: browser.get("/api/contacts", "limit=50"), floor)
    one = _bare("SELECT * FROM people_contact WHERE id = 5")
    yield Work("REST: read one", (3, 10), lambda n: browser.get(f"/api/contacts/{names[n][2]}"), one)


def _writing(browser: Browser, names: list[Any]) -> Iterator[Work]:
    numbers = count()

    def floor(number: int) -> None:
        from trato.records.transactions import write_transaction

        with write_transaction(), connection.cursor() as cursor:
            cursor.execute(
                "UPDATE people_contact SET job_title = job_title WHERE id = %s", [names[number][2]]
            )

    def create(_number: int) -> bytes:
        place = next(numbers)
        values = {"name": f"Bench Marker{place}", "emails": [{"value": f"bench{place}@vale.example"}]}
        return browser.ask("POST", "/api/contacts", body=json.dumps(values).encode())

    def change(number: int) -> bytes:
        values = json.dumps({"job_title": f"Title {next(numbers)}"}).encode()
        return browser.ask("PATCH", f"/api/contacts/{names[number][2]}", body=values)

    open_stages = [pk for (pk,) in _asked("SELECT id FROM sales_stage WHERE kind = 'open' ORDER BY id")]
    deals = [pk for (pk,) in _asked("SELECT id FROM sales_deal ORDER BY id LIMIT 400")]

    def move(number: int) -> bytes:
        values = json.dumps({"stage": open_stages[next(numbers) % len(open_stages)]}).encode()
        return browser.ask("PATCH", f"/api/deals/{deals[number]}", body=values)

    yield Work("create a contact", (4, 15), create, floor)
    yield Work("change a contact", (4, 15), change, floor)
    yield Work("move a card", (4, 15), move, floor)
    vocabulary.follow()


def slip(text: str, dice: random.Random) -> str:
    """The text with one letter wrong, missing, too many or swapped, not the first."""
    place = dice.randrange(1, max(2, len(text) - 1))
    before, after = text[:place], text[place:]
    return dice.choice(
        (
            before + after[1:],
            before + "x" + after[1:],
            before + "x" + after,
            before + after[1:2] + after[:1] + after[2:],
        )
    )


def _words_floor(names: list[Any]) -> Callable[[int], Any]:
    def ask(number: int) -> Any:
        word = names[number][1].lower()
        if connection.vendor == "postgresql":
            return _asked(
                "SELECT id FROM search_searchdoc WHERE search_vector(words) @@ %s::tsquery LIMIT 20",
                [f"'{word}'"],
            )
        return _asked("SELECT rowid FROM search_fts WHERE search_fts MATCH %s LIMIT 20", [f'"{word}"*'])

    return ask


def _bare(sql: str) -> Callable[[int], Any]:
    return lambda _number: _asked(sql)


def _asked(sql: str, params: list[Any] | None = None) -> list[Any]:
    with connection.cursor() as cursor:
        # No parameters, no places: a percent sign is one.
        cursor.execute(sql, params)
        found: list[Any] = cursor.fetchall()
        return found


def counts() -> dict[str, int]:
    """How many rows the workspace holds, by type."""
    return {
        key: registry.get(key).model._base_manager.count()
        for key in ("contacts", "companies", "deals", "tasks")
    }
