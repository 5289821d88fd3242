"""People named in texts: found at saving, told once, called by their present name."""

from __future__ import annotations

import csv
import io

import pytest
from django.test import Client

from trato.accounts.actor import Actor
from trato.notifications import center
from trato.records import actions, outbox, rows
from trato.records.contexts import context_for
from trato.records.models import OutboxEvent
from trato.records.registry import registry
from trato.records.undo import undo
from trato.records.work import writing
from trato.testing.assertions import count_queries
from trato.testing.cast import Cast
from trato.testing.makers import Makers, last_set

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


def told(actor: Actor) -> list[str]:
    outbox.drain()
    return [line.text for line in center.center(actor).lines]


def body(actor: Actor, pk: int) -> str:
    return str(rows.one(actor, "notes", pk)["body"])


def named(actor: Actor) -> list[list[int]]:
    """The users of each telling, the oldest first."""
    events = OutboxEvent.objects.filter(name="notes.mentioned").order_by("pk")
    return [event.payload["users"] for event in events]


def test_a_name_finds_its_person_and_tells_them(cast: Cast, ana_client: Client, deal: int) -> None:
    answer = ana_client.post(f"/deals/{deal}/write", {"kind": "notes", "text": "Ask @ben."}, headers=HTMX)
    assert answer.status_code == 200
    (note,) = rows.read(cast.ana, "notes", columns=("name", "body", "mentions")).rows
    assert note["body"] == f"Ask @[Ben](users/{cast.ben.user_id})."
    assert note["name"] == "Ask @Ben."
    assert [ref.label for ref in note["mentions"]] == ["Ben"]
    assert told(cast.ben) == ["Ana mentioned you in Ask @Ben."]
    page = ana_client.get(f"/deals/{deal}/timeline", headers=HTMX).content.decode()
    assert 'Ask <span class="mention">@Ben</span>.' in page


@pytest.mark.parametrize(
    "text", ["mail ben@example.com", "@bennett", "@nobody here", "@", "a@ben", "see x/@ben"]
)
def test_what_is_no_name_stays_text(cast: Cast, make: Makers, text: str) -> None:
    pk = make.note(owner=cast.ana, body=text)
    assert body(cast.ana, pk) == text
    assert named(cast.ana) == []


def test_of_two_with_one_name_nobody_is_guessed(cast: Cast, make: Makers) -> None:
    other = make.user(name="Ben", email="other@example.com")
    pk = make.note(owner=cast.ana, body="@Ben or @other@example.com?")
    assert body(cast.ana, pk) == f"@Ben or @[Ben](users/{other})?"
    actions.change(cast.ana, "notes", pk, {"body": "@Ben it is"})  # named there already, so it is that one
    assert body(cast.ana, pk) == f"@[Ben](users/{other}) it is"


def test_the_longest_name_wins(cast: Cast, make: Makers) -> None:
    whole = make.user(name="Ana María Ruiz", email="amr@example.com")
    pk = make.note(owner=cast.ana, body="@ana maria ruiz, hello")
    assert body(cast.ana, pk) == f"@[Ana María Ruiz](users/{whole}), hello"


def test_only_the_newly_named_are_told_and_nobody_by_themselves(cast: Cast, make: Makers) -> None:
    pk = make.note(owner=cast.ana, body="@Ana and @Ben")
    actions.change(cast.ana, "notes", pk, {"body": "@Ana and @Ben and @Mia"})
    actions.change(cast.ana, "notes", pk, {"body": "@Mia alone"})
    assert named(cast.ana) == [[cast.ben.user_id], [cast.mia.user_id]]
    assert told(cast.ana) == []


def test_an_undo_tells_nobody_and_brings_the_links_back(cast: Cast, make: Makers) -> None:
    pk = make.note(owner=cast.ana, body="@Ben")
    made = last_set(cast.ana, lambda: actions.change(cast.ana, "notes", pk, {"body": "nobody"}))
    undo(cast.ana, made)
    row = rows.one(cast.ana, "notes", pk)
    assert [ref.label for ref in row["mentions"]] == ["Ben"]
    assert named(cast.ana) == [[cast.ben.user_id]]


def test_a_new_name_is_shown_found_and_exported(cast: Cast, make: Makers, ana_client: Client) -> None:
    pk = make.note(owner=cast.ana, body="What @Ben asks")
    actions.change(cast.adam, "users", cast.ben.user_id or 0, {"name": "Benjamin Ruiz"})
    outbox.drain()
    row = rows.one(cast.ana, "notes", pk)
    assert (row["body"], row["name"]) == (
        f"What @[Benjamin Ruiz](users/{cast.ben.user_id}) asks",
        "What @Benjamin Ruiz asks",
    )
    assert [one.id for one in rows.read(cast.ana, "notes", filter="Benjamin").rows] == [pk]
    answer = ana_client.get("/notes/export?columns=body&format=csv")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    assert "What @Benjamin Ruiz asks" in next(line for line in csv.DictReader(io.StringIO(text))).values()
    was = {"body": f"What @[Ben](users/{cast.ben.user_id}) asks"}
    actions.change(cast.ana, "notes", pk, {"is_pinned": True}, was=was)


def test_whoever_may_not_see_it_is_not_told_and_the_writer_hears_so(
    cast: Cast, ana_client: Client, deal: int
) -> None:
    given = {"kind": "notes", "text": "@Cleo and @Ben, look"}
    answer = ana_client.post(f"/deals/{deal}/write", given, headers=HTMX).content.decode()
    assert "Cleo cannot see this deal and is not told." in answer
    assert "Ben cannot" not in answer
    assert told(cast.cleo) == []
    assert len(told(cast.ben)) == 1


def test_calls_meetings_and_tasks_name_people_too(cast: Cast, ana_client: Client, deal: int) -> None:
    url = f"/deals/{deal}/write"
    ana_client.post(url, {"kind": "calls", "text": "@Ben joined\nsecond", "outcome": "connected"})
    ana_client.post(url, {"kind": "tasks", "text": "Send it\nwith @Mia"})
    ana_client.post(url, {"kind": "meetings", "text": "Visit\n@Ben", "starts_at": "2030-01-02T10:00"})
    (task,) = rows.read(cast.ana, "tasks", columns=("name", "body")).rows
    assert (task["name"], task["body"]) == ("Send it", f"with @[Mia](users/{cast.mia.user_id})")
    (call,) = rows.read(cast.ana, "calls", columns=("name", "body")).rows
    assert (call["name"], call["body"]) == ("@Ben joined", f"@[Ben](users/{cast.ben.user_id}) joined\nsecond")
    assert len(told(cast.ben)) == 2
    page = ana_client.get(f"/deals/{deal}/timeline", headers=HTMX).content.decode()
    assert page.count("@Ben joined") == 0
    assert '<span class="mention">@Ben</span> joined' in page


def test_notes_that_mention_me(cast: Cast, make: Makers) -> None:
    mine = make.note(owner=cast.ana, body="@Ben")
    make.note(owner=cast.ana, body="Ben")
    assert [one.id for one in rows.read(cast.ben, "notes", filter="mentions:me").rows] == [mine]


def test_a_token_is_only_what_it_says(cast: Cast, make: Makers, ana_client: Client, deal: int) -> None:
    text = (
        '<b>bold</b> @[<img src=x onerror=alert(1)>](users/999999) <a href="https://x.example/@Ben">@Ben</a>'
    )
    make.note(owner=cast.ana, body=text, about=[{"type": "deals", "id": deal}])
    page = ana_client.get(f"/deals/{deal}/timeline", headers=HTMX).content.decode()
    assert "onerror" not in page.partition('class="prose"')[2].partition("</div>")[0].replace("&lt;", "")
    assert '<span class="mention">@Ben</span></a>' in page
    assert 'href="https://x.example/@Ben"' in page


def test_the_editor_shows_names_and_keeps_them(cast: Cast, make: Makers, ana_client: Client) -> None:
    pk = make.note(owner=cast.ana, body="Dear @Ben")
    editor = ana_client.get(f"/notes/{pk}/fields/body", headers=HTMX).content.decode()
    assert "Dear @Ben</textarea>" in editor
    assert 'data-controller="web/mention"' in editor
    ana_client.post(f"/notes/{pk}/fields/body", {"body": "Dear @Ben and all"}, headers=HTMX)
    assert body(cast.ana, pk) == f"Dear @[Ben](users/{cast.ben.user_id}) and all"
    assert named(cast.ana) == [[cast.ben.user_id]]


def test_reading_names_asks_no_more_for_more_notes(cast: Cast, make: Makers) -> None:
    def read() -> object:
        return rows.read(cast.ana, "notes", columns=("body",))

    make.note(owner=cast.ana, body="@Ben")
    read()
    few = count_queries(read)
    make.many("notes", 5, owner=cast.ana, body="@Ben and @Mia")
    assert count_queries(read) == few


def test_a_file_names_people_and_tells_nobody(cast: Cast) -> None:
    given = {"body": "Once @Ben said"}
    with writing(cast.ana, "import", as_given=True) as work:
        note = work.create(
            "notes", actions.parse_values(cast.ana, registry.get("notes"), given, context_for(cast.ana))
        )
    assert body(cast.owner, note.id) == f"Once @[Ben](users/{cast.ben.user_id}) said"
    assert named(cast.ana) == []
