from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from trato.accounts import workspace
from trato.accounts.models import FieldRight, User
from trato.accounts.rights import Right
from trato.activities.actions import complete_task
from trato.activities.models import Task
from trato.activities.timeline.page import read_page
from trato.activities.timeline.texts import body
from trato.records import access, actions, rows, snapshot
from trato.records.models import ChangeSet, TimelineEntry
from trato.records.registry import registry
from trato.records.undo import undo
from trato.records.values import Ref
from trato.records.work import together
from trato.testing.cast import Cast, sign_in
from trato.testing.makers import LEAST, Makers

pytestmark = pytest.mark.django_db


def page_of(actor: Any, key: str, pk: int, **asked: str) -> Any:
    return read_page(actor, registry.get(key), rows.one(actor, key, pk), **asked)


def told(page: Any) -> list[str]:
    """The entries of the history in plain words."""
    found = []
    for day in page.days:
        for entry in day.entries:
            lines = ", ".join(f"{line.label} {line.before}→{line.after}".strip() for line in entry.lines)
            parts = (entry.who, entry.text, entry.title, entry.after, lines, str(entry.body))
            files = ", ".join(file.name for file in entry.files)
            found.append(" ".join(part for part in (*parts, files) if part))
    return found


def text_of(response: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", response.content.decode()))


def note(actor: Any, deal: int, body: str, **given: Any) -> int:
    return actions.create(actor, "notes", {"body": body, "about": [{"type": "deals", "id": deal}], **given})


def task(actor: Any, deal: int, name: str, **given: Any) -> int:
    return actions.create(actor, "tasks", {"name": name, "about": [{"type": "deals", "id": deal}], **given})


def test_it_tells_everything_newest_first(cast: Cast, deal: int) -> None:
    note(cast.ana, deal, "They want <b>two</b> doors")
    actions.change(cast.ben, "deals", deal, {"value": "2500.50", "expected_close_on": "2030-03-01"})
    call = task(cast.ana, deal, "Call Marta")
    complete_task(cast.ben, Task.objects.visible_to(cast.ben).get(pk=call))
    assert told(page_of(cast.ana, "deals", deal)) == [
        "Ben finished Call Marta",
        "Ana planned Call Marta",
        "Ben changed Value $1,000→$2,500.50, Expected close →1 Mar 2030",
        "Ana wrote a note They want <b>two</b> doors",
        "Ana created this deal",
    ]


def test_an_act_is_told_once_with_what_it_changed(cast: Cast) -> None:
    firm = actions.create(cast.ana, "companies", {"name": "Vale Foods"})
    deal = actions.create(cast.ana, "deals", {"name": "Doors", "company": firm})
    task_of = task(cast.ana, deal, "Call Marta")
    complete_task(cast.ben, Task.objects.visible_to(cast.ben).get(pk=task_of))
    first = rows.one(cast.ana, "deals", deal, columns=("stage",))["stage"].label
    actions.change(cast.ana, "deals", deal, {"stage": "Won", "closed_on": "2030-03-01"})
    assert told(page_of(cast.ana, "deals", deal))[:2] == [
        f"Ana won this deal Stage {first}→Won, Closed on →1 Mar 2030",
        "Ben finished Call Marta",
    ]
    assert told(page_of(cast.ana, "companies", firm))[0] == "Ana won Doors"
    assert told(page_of(cast.ana, "tasks", task_of))[0] == "Ben finished this task"


def test_what_was_taken_back_is_told_only_where_that_is_told_too(cast: Cast, deal: int) -> None:
    """A deal does not say for good that a task was finished which is open again; the task says both."""
    pk = task(cast.ana, deal, "Call Marta")
    complete_task(cast.ben, Task.objects.visible_to(cast.ben).get(pk=pk))
    done = ChangeSet.objects.latest("pk")
    assert told(page_of(cast.ana, "deals", deal))[0] == "Ben finished Call Marta"
    back = undo(cast.ben, done.pk)
    assert told(page_of(cast.ana, "deals", deal))[0] == "Ana planned Call Marta"
    assert [line.partition(" Status")[0] for line in told(page_of(cast.ana, "tasks", pk))[:2]] == [
        "Ben took back a change:",
        "Ben finished this task",
    ]
    undo(cast.ben, back.set)
    assert told(page_of(cast.ana, "tasks", pk))[0].startswith("Ben did a change again: Status")
    assert told(page_of(cast.ana, "deals", deal))[0] == "Ben finished Call Marta"


def test_upcoming_by_due_day_then_those_without(cast: Cast, deal: int) -> None:
    today = timezone.now().date()
    task(cast.ana, deal, "Sometime")
    task(cast.ana, deal, "Tomorrow", due_on=(today + dt.timedelta(days=1)).isoformat())
    task(cast.ana, deal, "Late", due_on=(today - dt.timedelta(days=2)).isoformat())
    task(cast.ana, deal, "Done", status="done")
    found = page_of(cast.ana, "deals", deal).upcoming
    assert [(entry.title, entry.kind) for entry in found] == [
        ("Late", "overdue"),
        ("Tomorrow", ""),
        ("Sometime", ""),
    ]


def test_pinned_notes_stand_above_the_history_alone(cast: Cast, deal: int) -> None:
    note(cast.ana, deal, "The board signs on Tuesdays", is_pinned=True)
    page = page_of(cast.ana, "deals", deal)
    assert [str(entry.body) for entry in page.pinned] == ["The board signs on Tuesdays"]
    assert told(page) == ["Ana created this deal"]


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        (
            "see https://acme.com/a?b=1&c=2, @[Ana](users/3)",
            'see <a href="https://acme.com/a?b=1&amp;c=2" rel="nofollow">https://acme.com/a?b=1&amp;c=2</a>, '
            '<span class="mention">@Ana</span>',
        ),
        (
            "<b>ask</b> olga@acme.com",
            '<b>ask</b> <a href="mailto:olga@acme.com">olga@acme.com</a>',
        ),
        ("javascript:alert(1) <script>x</script>", "javascript:alert(1) "),
    ],
)
def test_addresses_in_a_note_are_links(written: str, shown: str) -> None:
    assert str(body(written)[0]).strip() == shown.strip()


def test_a_pinned_note_keeps_its_files(cast: Cast, make: Makers, deal: int) -> None:
    pk = note(cast.ana, deal, "The offer")
    make("files", owner=cast.ana, name="offer ñ.pdf", about=[{"type": "notes", "id": pk}])
    (entry,) = [one for day in page_of(cast.ana, "deals", deal).days for one in day.entries if one.files]
    actions.change(cast.ana, "notes", pk, {"is_pinned": True})
    page = page_of(cast.ana, "deals", deal)
    assert page.pinned[0].files == entry.files
    assert [file.name for file in entry.files] == ["offer ñ.pdf"]


def test_a_stranger_reads_nothing_and_is_told_nothing_of_others(cast: Cast) -> None:
    firm = actions.create(cast.ana, "companies", {"name": "Vale Foods"})
    deal = actions.create(cast.ana, "deals", {"name": "Ana's secret", "company": firm})
    actions.create(cast.ana, "notes", {"body": "hush", "about": [{"type": "companies", "id": firm}]})
    mine = actions.create(cast.cleo, "deals", {"name": "Cleo's own", "company": firm})
    assert told(page_of(cast.cleo, "companies", firm)) == [
        "Cleo added Cleo's own",
        "Ana created this company",
    ]
    assert sign_in(cast.cleo).get(f"/deals/{deal}/timeline").status_code == 404
    assert sign_in(cast.cleo).get(f"/deals/{deal}/changes").status_code == 404
    assert sign_in(cast.cleo).get(f"/deals/{mine}/timeline").status_code == 200


def test_line_items_are_told_as_people_write_them(cast: Cast, deal: int) -> None:
    lines = [{"name": "Freezer", "quantity": "2", "price": "1250 EUR", "discount": "10", "tax": "21"}]
    actions.change(cast.ana, "deals", deal, {"lines": lines})
    actions.change(cast.ana, "deals", deal, {"lines": [*lines, {"name": "Salad, green"}]})
    freezer = "2 × Freezer · €1,250 · −10 % · +21 %"
    found = told(page_of(cast.ana, "deals", deal))
    assert [line for line in found if "Line items" in line][:2] == [
        f"Ana changed Line items {freezer}→{freezer}; 1 × Salad, green",
        f"Ana changed Line items →{freezer}",
    ]


def test_what_one_act_added_is_one_line_with_all_names(cast: Cast) -> None:
    firm = actions.create(cast.ana, "companies", {"name": "Vale Foods"})
    stage = rows.read(cast.ana, "stages", columns=("name",), sort="position").rows[0]
    given = {
        "company": Ref("companies", firm, "Vale Foods"),
        "stage": Ref("stages", stage.id, stage["name"]),
        "owner": Ref("users", cast.ana.user_id, "Ana"),
    }
    made: list[Any] = []
    for names in (("Ring", "Kiln"), ("Doors", "Shelf <b>", "Freezer", "Bench", "Counter")):
        with together(cast.ana, "deals.import") as work:
            made = [work.create("deals", {"name": name, **given}).record for name in names]
    page = page_of(cast.ana, "companies", firm)
    assert told(page) == [
        "Ana added 5 deals",
        "Ana added Kiln",
        "Ana added Ring",
        "Ana created this company",
    ]
    assert page.days[0].entries[0].members[-1] == ("Doors", f"/deals/{made[0].pk}")
    html = sign_in(cast.ana).get(f"/companies/{firm}/timeline").content.decode()
    assert "<span>Counter, Bench, Freezer, …</span>" in html
    assert f'<a class="link" href="/deals/{made[1].pk}"><bdi>Shelf &lt;b&gt;</bdi></a>' in html
    assert text_of(sign_in(cast.cleo).get(f"/companies/{firm}/timeline")).count("added") == 0


def test_stage_changes_of_a_deal_are_told_on_its_company(cast: Cast) -> None:
    firm = actions.create(cast.ana, "companies", {"name": "Vale Foods"})
    deal = actions.create(cast.ana, "deals", {"name": "Doors", "company": firm})
    stages = [row["name"] for row in rows.read(cast.ana, "stages", columns=("name",), sort="position").rows]
    actions.change(cast.ana, "deals", deal, {"stage": stages[1], "value": "5"})
    assert told(page_of(cast.ana, "companies", firm))[0] == f"Ana moved Doors {stages[0]}→{stages[1]}"


def test_what_was_put_away_and_brought_back_is_said_as_an_act(cast: Cast) -> None:
    firm = actions.create(cast.ana, "companies", {"name": "Vale Foods"})
    actions.archive(cast.ana, "companies", [firm])
    actions.archive(cast.ana, "companies", [firm], archived=False)
    assert told(page_of(cast.ana, "companies", firm)) == [
        "Ana brought this company back",
        "Ana put this company into the bin",
        "Ana created this company",
    ]
    answer = text_of(sign_in(cast.ana).get(f"/companies/{firm}/changes", headers={"HX-Request": "true"}))
    assert ("put it into the bin" in answer, "brought it back" in answer) == (True, True)
    assert "in use" not in answer


def test_numbers_read_there_as_they_do_on_the_page(cast: Cast) -> None:
    ida = actions.create(cast.ana, "contacts", {"last_name": "Ida", "phones": "+12025550150"})
    actions.change(cast.ana, "contacts", ida, {"phones": "+12025550199"})
    assert told(page_of(cast.ana, "contacts", ida))[0] == (
        "Ana changed Phones +1 202-555-0150→+1 202-555-0199"
    )


def test_what_is_linked_later_is_told_of_whoever_made_it(cast: Cast, deal: int) -> None:
    """Ben hangs Ana's note, call and task on another deal: they are hers, of their own day."""
    about = [{"type": "deals", "id": actions.create(cast.ana, "deals", {"name": "Doors"})}]
    made = {"notes": note(cast.ana, deal, "They want two doors"), "tasks": task(cast.ana, deal, "Ring")}
    made["calls"] = actions.create(
        cast.ana, "calls", {"name": "Rang", "outcome": "connected", "about": about}
    )
    kept = actions.create(cast.ben, "deals", {"name": "Windows"})
    for key, pk in made.items():
        actions.change(cast.owner, key, pk, {"about": [{"type": "deals", "id": kept}]})
    assert sorted(told(page_of(cast.owner, "deals", kept))) == [
        "Ana called: Connected Rang",
        "Ana planned Ring",
        "Ana wrote a note They want two doors",
        "Ben created this deal",
    ]


def test_changes_of_hidden_fields_are_left_out(cast: Cast, deal: int) -> None:
    actions.change(cast.owner, "deals", deal, {"value": "7"})
    actions.change(cast.owner, "deals", deal, {"value": "8", "name": "Cold rooms"})
    FieldRight.objects.create(role="member", type="deals", field="value", level="hidden")
    workspace.touch()
    snapshot.refresh()
    assert told(page_of(cast.ana, "deals", deal)) == [
        "Owner changed Name Cold storage→Cold rooms",
        "Ana created this deal",
    ]
    answer = text_of(sign_in(cast.ana).get(f"/deals/{deal}/changes", headers={"HX-Request": "true"}))
    assert "Value" not in answer
    assert "Cold rooms" in answer


def test_notes_in_the_bin_are_gone_from_the_timeline(cast: Cast, deal: int) -> None:
    pk = note(cast.ana, deal, "wrong")
    actions.archive(cast.ana, "notes", [pk])
    assert told(page_of(cast.ana, "deals", deal)) == ["Ana created this deal"]


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("notes", ["Ana wrote a note first"]),
        ("tasks", ["Ana planned Call"]),
        ("files", []),
        ("changes", ["Ana changed Value $1,000→$2", "Ana created this deal"]),
        (
            "nonsense",
            [
                "Ana changed Value $1,000→$2",
                "Ana planned Call",
                "Ana wrote a note first",
                "Ana created this deal",
            ],
        ),
    ],
)
def test_filter_by_kind(cast: Cast, deal: int, kind: str, expected: list[str]) -> None:
    note(cast.ana, deal, "first")
    task(cast.ana, deal, "Call")
    actions.change(cast.ana, "deals", deal, {"value": "2"})
    assert told(page_of(cast.ana, "deals", deal, kind=kind)) == expected


def test_fifty_a_page_and_older_ones_after_the_cursor(cast: Cast, deal: int) -> None:
    for number in range(120):
        note(cast.ana, deal, f"n{number}")
    at = timezone.now()
    TimelineEntry.objects.filter(type="deals").update(at=at)  # one moment: the id alone decides
    seen: list[str] = []
    url = f"/deals/{deal}/timeline"
    for _page in range(3):
        answer = sign_in(cast.ana).get(url, headers={"HX-Request": "true"}).content.decode()
        seen += re.findall(r'class="prose" dir="auto">(n\d+)<', answer)
        older = re.search(r'hx-get="([^"]*after=[^"]*)"', answer)
        url = older[1].replace("&amp;", "&") if older else ""
    assert url == ""
    assert seen == [f"n{number}" for number in reversed(range(120))]


def test_a_cursor_that_is_none_is_refused(cast: Cast, deal: int) -> None:
    for wrong in ("x", "1-", "99999999999999999999999999-1", "1-2-3", "\x00"):
        assert sign_in(cast.ana).get(f"/deals/{deal}/timeline", {"after": wrong}).status_code == 422, wrong


def test_days_are_the_readers(cast: Cast, deal: int) -> None:
    pk = note(cast.ana, deal, "late")
    yesterday = dt.datetime.combine(timezone.now().date(), dt.time(0, 30), dt.UTC) - dt.timedelta(minutes=60)
    TimelineEntry.objects.filter(subject_type="notes", subject_id=pk).update(at=yesterday)
    User.objects.filter(name="Ana").update(time_zone="UTC")
    assert [day.heading for day in page_of(cast.ana, "deals", deal).days] == ["Today", "Yesterday"]


def test_the_number_of_queries_does_not_grow(cast: Cast, deal: int) -> None:
    def cost() -> int:
        page_of(cast.ana, "deals", deal)
        with CaptureQueriesContext(
            connection,
        ) as taken:
            page_of(cast.ana, "deals", deal)
        return len(taken)

    def grow(number: int) -> None:
        for one in range(number):
            note(cast.ana, deal, f"note {one}", is_pinned=not one)
            task(cast.ana, deal, f"task {one}")
            actions.change(cast.ana, "deals", deal, {"value": str(5000 + one + 100 * number)})

    grow(2)
    few = cost()
    grow(14)
    assert cost() == few


def test_html_is_cleaned_and_names_are_escaped(cast: Cast) -> None:
    deal = actions.create(cast.ana, "deals", {"name": "<img src=x onerror=alert(1)>"})
    note(cast.ana, deal, "<script>alert(1)</script><p onclick=x>fine</p>")
    note(cast.ana, deal, "a < b & c\nsecond")
    task(cast.ana, deal, "<b>bold</b>")
    answer = sign_in(cast.ana).get(f"/deals/{deal}/timeline").content.decode()
    assert "<script>alert" not in answer
    assert "onclick" not in answer
    assert "<img src=x" not in answer
    assert "&lt;b&gt;bold&lt;/b&gt;" in answer
    assert "<p>fine</p>" in answer


@pytest.mark.parametrize("part", ["timeline", "changes", "tasks", "write"])
def test_every_type_has_its_parts(cast: Cast, make: Makers, part: str) -> None:
    for key in [one.key for one in registry.types() if one.group]:
        pk = make(key) if key in LEAST else make(key, name="One of a kind")
        for actor in (cast.owner, cast.rita):
            answer = sign_in(actor).get(f"/{key}/{pk}/{part}", headers={"HX-Request": "true"})
            seen = access.may(actor, registry.get(key), Right.READ) and pk in access.visible_ids(
                actor, registry.get(key), [pk]
            )
            assert answer.status_code == (200 if seen else 404), (key, actor.name)


def test_readers_are_offered_nothing_to_write(cast: Cast) -> None:
    firm = actions.create(cast.ana, "companies", {"name": "Vale Foods"})
    reader = sign_in(cast.rita)
    assert reader.get(f"/companies/{firm}/write", headers={"HX-Request": "true"}).content == b""
    assert reader.post(f"/companies/{firm}/write", {"text": "hi"}).status_code == 403
    assert reader.post(f"/companies/{firm}/tasks", {"name": "hi"}).status_code == 403
    assert told(page_of(cast.ana, "companies", firm)) == ["Ana created this company"]


def test_numbers_beyond_every_id_are_nobodys(cast: Cast) -> None:
    for pk in ("0", "9" * 18, "9" * 30):
        for part in ("timeline", "changes", "tasks", "write"):
            assert sign_in(cast.ana).get(f"/deals/{pk}/{part}").status_code == 404, (pk, part)
        for url in (f"/deals/{pk}/put-back", f"/tasks/{pk}/done", f"/notes/{pk}/pin"):
            assert sign_in(cast.ana).post(url).status_code == 404, url
