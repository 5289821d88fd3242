from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client

from trato.accounts import workspace
from trato.accounts.actor import Actor, actor_of
from trato.accounts.models import User, Workspace
from trato.records import actions, rows, snapshot
from trato.records.models import ChangeSet

SignIn = Callable[[User], Client]
HOURS = {
    f"{part}_{day}": value
    for day in range(5)
    for part, value in (("works", "on"), ("from", "08:30"), ("until", "17:00"))
}
GIVEN = {
    "version": "1",
    "name": "Norte Supply",
    "currency": "MXN",
    "language": "es",
    "time_zone": "America/Mexico_City",
    "accent": "indigo",
    "first_weekday": "6",
    "fiscal_month": "4",
    **HOURS,
}


def test_an_administrator_sets_the_workspace_up(ben: User, as_user: SignIn) -> None:
    client = as_user(ben)
    assert client.get("/settings/workspace").status_code == 200
    before = workspace.current().generation
    assert client.post("/settings/workspace", GIVEN).status_code == 302
    kept = workspace.current()
    assert (kept.name, kept.currency, kept.language) == ("Norte Supply", "MXN", "es")
    assert (kept.time_zone, kept.accent) == ("America/Mexico_City", "indigo")
    assert (kept.first_weekday, kept.fiscal_month) == (6, 4)
    assert kept.working_hours == [[510, 1020]] * 5 + [None, None]
    assert (kept.generation, kept.version) == (before + 1, 2)
    assert "Norte Supply" in client.get("/settings/").text
    assert snapshot.current().workspace.currency == "MXN"
    assert 'data-accent="indigo"' in Client().get("/sign-in").text.split("<body")[0]
    form = client.get("/settings/workspace").text
    assert 'name="from_0" value="08:30"' in " ".join(form.split())
    assert form.index('name="works_6"') < form.index('name="works_0"')
    assert '<option value="6" selected>Sunday</option>' in form
    assert '<option value="4" selected>April</option>' in form
    assert '<option value="MXN" selected>' in form
    assert 'value="indigo" checked' in form


def test_what_is_left_empty_goes_by_the_usual(ben: User, as_user: SignIn) -> None:
    client = as_user(ben)
    client.post("/settings/workspace", GIVEN)
    again = {**GIVEN, "version": "2", "accent": "", "first_weekday": ""}
    assert client.post("/settings/workspace", again).status_code == 302
    kept = workspace.current()
    assert (kept.first_weekday, kept.accent) == (None, "")
    assert "data-accent" not in client.get("/settings/").text.split("<body")[0]


def test_until_midnight_is_the_end_of_the_day(ben: User, as_user: SignIn) -> None:
    given = {**GIVEN, "from_4": "18:00", "until_4": "00:00"}
    as_user(ben).post("/settings/workspace", given)
    assert workspace.current().working_hours[4] == [1080, 1440]
    assert 'name="until_4" value="00:00"' in " ".join(as_user(ben).get("/settings/workspace").text.split())


def test_a_member_does_not(cleo: User, as_user: SignIn) -> None:
    client = as_user(cleo)
    assert client.get("/settings/workspace").status_code == 403
    assert client.post("/settings/workspace", GIVEN).status_code == 403
    assert workspace.current().name == "Trato"
    page = client.get("/settings/").text
    assert "/profile" in page
    assert "/settings/workspace" not in page
    assert "/users/invite" not in page


@pytest.mark.parametrize(
    "other",
    [
        {"name": ""},
        {"currency": "ZZZ"},
        {"language": "tlh"},
        {"time_zone": "x"},
        {"accent": "octarine"},
        {"first_weekday": "7"},
        {"fiscal_month": "13"},
        {"fiscal_month": ""},
        {"from_0": "17:00"},
        {"from_0": "25:99"},
        {"from_0": ""},
        {"from_0": "08:31"},
        {f"works_{day}": "" for day in range(5)},
        {"version": ""},
    ],
)
def test_refusals(ben: User, as_user: SignIn, other: dict[str, str]) -> None:
    answer = as_user(ben).post("/settings/workspace", {**GIVEN, **other})
    assert answer.status_code == 422
    assert "Norte Supply" in answer.text or other == {"name": ""}
    kept = workspace.current()
    assert (kept.name, kept.version) == ("Trato", 1)


def test_two_at_once_are_told(ana: User, ben: User, as_user: SignIn) -> None:
    as_user(ana).post("/settings/workspace", {**GIVEN, "name": "Sur Supply", "currency": "USD"})
    answer = as_user(ben).post("/settings/workspace", GIVEN)
    assert answer.status_code == 409
    assert "Somebody else has saved these settings meanwhile" in answer.text
    assert "Name: Sur Supply; Currency: USD · US Dollar." in answer.text
    assert 'name="version" value="2"' in answer.text
    assert (workspace.current().name, workspace.current().version) == ("Sur Supply", 2)
    assert as_user(ben).post("/settings/workspace", {**GIVEN, "version": "2"}).status_code == 302
    assert workspace.current().name == "Norte Supply"


def test_what_is_wrong_is_summed_up(ben: User, as_user: SignIn) -> None:
    """With the day that it is about; each line leads into its field."""
    wrong = {"name": "", "from_0": "19:00", "until_0": "18:00"}
    text = as_user(ben).post("/settings/workspace", {**GIVEN, **wrong}).text
    _before, _summary, rest = text.partition('class="error-summary"')
    summary, _end, form = rest.partition("</section>")
    assert '<a href="#field-name">Name is needed.</a>' in summary
    assert '<a href="#field-from_0">Monday: Work ends before it begins.</a>' in summary
    (control,) = (one for one in form.split("<input") if 'id="field-from_0"' in one)
    assert 'aria-invalid="true"' in control.partition(">")[0]
    assert 'aria-describedby="error-0"' in control.partition(">")[0]
    (control,) = (one for one in form.split("<input") if 'id="field-from_1"' in one)
    assert "aria-invalid" not in control.partition(">")[0]


def test_a_refused_form_goes_on_from_what_its_reader_saw(ana: User, ben: User, as_user: SignIn) -> None:
    as_user(ana).post("/settings/workspace", GIVEN)
    answer = as_user(ben).post("/settings/workspace", {**GIVEN, "name": ""})
    assert answer.status_code == 422
    assert 'name="version" value="1"' in answer.text


def test_amounts_stay_when_the_currency_changes(ben: User, owner: Actor, as_user: SignIn) -> None:
    client = as_user(ben)
    made = actions.create(owner, "products", {"name": "Ice", "price": {"amount": "10", "currency": "EUR"}})
    answer = client.post("/settings/workspace", GIVEN)
    assert answer.status_code == 422
    assert "There are amounts already: 1 in EUR. They stay as they are" in answer.text
    assert "keeps_amounts" in answer.text
    assert workspace.current().currency == "EUR"
    assert client.post("/settings/workspace", {**GIVEN, "keeps_amounts": "on"}).status_code == 302
    assert workspace.current().currency == "MXN"
    price = rows.one(owner, "products", made, columns=("price",))["price"]
    assert (price.minor, price.currency) == (1000, "EUR")
    assert "Sums cannot count amounts in EUR" in client.get("/settings/workspace").text


def test_strangers_see_no_settings(ana: User) -> None:
    assert Client().get("/settings/")["Location"] == "/sign-in?next=/settings/"


def test_the_time_zone_is_that_of_those_who_have_none(cleo: User, ana: User) -> None:
    Workspace.objects.filter(pk=1).update(time_zone="Asia/Shanghai")
    workspace.touch()
    snapshot.refresh()
    assert actor_of(cleo).time_zone == "Asia/Shanghai"
    cleo.time_zone = "Europe/Madrid"
    assert actor_of(cleo).time_zone == "Europe/Madrid"


def acts(client: Client) -> list[int]:
    """The acts of the ledger, newest first."""
    return [int(pk) for pk in re.findall(r'data-id="(\d+)"', client.get("/history/").text)]


def test_what_was_set_stands_in_the_ledger(ben: User, as_user: SignIn) -> None:
    client = as_user(ben)
    client.post("/settings/workspace", {**GIVEN, "name": "Norte", "currency": "USD"})
    before = acts(client)
    saved = client.post("/settings/workspace", {**GIVEN, "version": "2"}, follow=True).text
    (act,) = set(acts(client)) - set(before)
    assert f'action="/undo/{act}"' in saved
    assert "changed General settings: Name and Currency" in client.get("/history/").text
    page = " ".join(client.get(f"/history/{act}").text.split())
    assert '<a href="/settings/workspace"><bdi>General settings</bdi></a>' in page
    line = r'<span class="field-name">([^<]+)</span> <s><bdi>(.*?)</bdi></s> .*?→</span> <b><bdi>(.*?)</bdi>'
    shown = re.findall(line, page)
    assert shown == [
        ("Name", "Norte", "Norte Supply"),
        ("Currency", "USD · US Dollar", "MXN · Mexican Peso"),
    ]
    assert f"{ben.name} changed General settings: Name and Currency" in page
    done = client.post(f"/undo/{act}", {"back": "/history/"}, follow=True).text
    assert "Set again as it was." in done
    kept = workspace.current()
    assert (kept.name, kept.currency, kept.version) == ("Norte", "USD", 4)
    redo = acts(client)[0]
    assert snapshot.current().workspace.currency == "USD"
    assert "changed General settings: Name and Currency" in client.get("/history/").text
    client.post(f"/undo/{redo}", {"back": "/history/"})
    assert workspace.current().currency == "MXN"


def test_every_setting_reads_as_people_say_it(ben: User, as_user: SignIn) -> None:
    client = as_user(ben)
    client.post("/settings/workspace", GIVEN)
    page = client.get(f"/history/{acts(client)[0]}").text
    for value in ("Español", "America/Mexico City", "Indigo", "Sunday", "April", "Mon–Fri 08:30–17:00"):
        assert value in page


def test_saving_the_same_again_is_no_act(ben: User, as_user: SignIn) -> None:
    client = as_user(ben)
    client.post("/settings/workspace", GIVEN)
    before = acts(client)
    assert client.post("/settings/workspace", {**GIVEN, "version": "2"}).status_code == 302
    assert acts(client) == before


def test_what_was_set_anew_since_stays(ben: User, as_user: SignIn) -> None:
    client = as_user(ben)
    client.post("/settings/workspace", {**GIVEN, "name": "One"})
    client.post("/settings/workspace", {**GIVEN, "version": "2", "name": "Two", "fiscal_month": "7"})
    act = acts(client)[0]
    client.post("/settings/workspace", {**GIVEN, "version": "3", "name": "Three", "fiscal_month": "7"})
    done = client.post(f"/undo/{act}", {"back": "/history/"}, follow=True).text
    assert "It was changed again since." in done
    kept = workspace.current()
    assert (kept.name, kept.fiscal_month) == ("Three", 4)


def test_who_administers_no_more_takes_nothing_back(ben: User, owner: Actor, as_user: SignIn) -> None:
    client = as_user(ben)
    client.post("/settings/workspace", GIVEN)
    act = acts(client)[0]
    actions.change(owner, "users", ben.pk, {"role": "member"})
    assert client.post(f"/undo/{act}").status_code == 403
    assert workspace.current().name == "Norte Supply"
    assert ChangeSet.objects.get(pk=act).state == ChangeSet.COMPLETE
