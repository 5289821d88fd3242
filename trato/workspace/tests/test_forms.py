from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from django.test import Client

from trato.accounts.actor import Actor
from trato.accounts.models import User
from trato.records import actions, rows
from trato.records.access import may_create
from trato.testing.assertions import unchanged
from trato.testing.cast import Cast, sign_in
from trato.testing.makers import Makers
from trato.workspace.reader import types_on_screen
from trato.workspace.tests.conftest import HTMX
from trato.workspace.tests.test_list import body


def test_it_works(ana_client: Client, cast: Cast, company: int) -> None:
    sent = {"name": "Minibars", "value": "136000", "company": company, "tags": "Retrofit, UK"}
    done = ana_client.post("/deals/new", sent)
    assert done.status_code == 303
    row = rows.one(cast.ana, "deals", int(done["Location"].split("/")[-1]))
    assert row["value"].minor == 13600000
    assert row["company"].id == company
    assert [ref.label for ref in row["tags"]] == ["Retrofit", "UK"]
    assert row["owner"].id == cast.ana.user_id
    assert row["stage"].label == "Qualified"
    assert 'action="/undo/' in body(ana_client, done["Location"])


def test_every_type_has_one(owner_client: Client, cast: Cast) -> None:
    for record_type in types_on_screen(cast.owner):
        status = 200 if may_create(cast.owner, record_type) else 403
        assert owner_client.get(f"/{record_type.key}/new").status_code == status
        assert owner_client.get(f"/{record_type.key}/new", headers=HTMX).status_code == status


def test_the_title_stands_below_what_it_is_about(ana_client: Client, deal: int) -> None:
    above = r"<h1>.*?</h1>"
    new, edit = body(ana_client, "/deals/new"), body(ana_client, f"/deals/{deal}/edit")
    assert '<a href="/deals/">Deals</a>' in re.findall(above, new, re.DOTALL)[0]
    assert f'<a href="/deals/{deal}">Cold storage</a>' in re.findall(above, edit, re.DOTALL)[0]


def test_presets(ana_client: Client, company: int) -> None:
    text = body(ana_client, f"/deals/new?company={company}&name=Filled")
    assert f'<option value="{company}" selected>Harbour &amp; Vale</option>' in text
    assert 'value="Filled"' in text


def test_a_note_about_something(ana_client: Client, cast: Cast, deal: int) -> None:
    text = body(ana_client, f"/notes/new?about=deals/{deal}")
    assert f'<option value="deals/{deal}" selected>Cold storage</option>' in text
    done = ana_client.post("/notes/new", {"body": "Signs on Tuesdays", "about": [f"deals/{deal}"]})
    row = rows.one(cast.ana, "notes", int(done["Location"].split("/")[-1]))
    assert [(ref.type, ref.id) for ref in row["about"]] == [("deals", deal)]


@pytest.mark.parametrize("place", ["/deals/{deal}", "/deals/{deal}?tab=changes", "/deals/?open={deal}", "/"])
def test_what_is_made_about_a_record_leads_back_to_it(ana_client: Client, deal: int, place: str) -> None:
    here = f"http://testserver{place.format(deal=deal)}"
    given = {"body": "Signs on Tuesdays", "about": [f"deals/{deal}"]}
    page = {**HTMX, "HX-Current-URL": here}
    assert ana_client.post("/notes/new", given, headers=page)["HX-Redirect"] == here


@pytest.mark.parametrize("place", ["/notes/", "/deals/", "/deals/0", "/deals/?open=0", "/notes/new"])
def test_what_is_made_elsewhere_leads_on_to_it(ana_client: Client, deal: int, place: str) -> None:
    given = {"body": "Signs on Tuesdays", "about": [f"deals/{deal}"]}
    page = {**HTMX, "HX-Current-URL": f"http://testserver{place}"}
    assert re.fullmatch(r"/notes/\d+", ana_client.post("/notes/new", given, headers=page)["HX-Redirect"])


@pytest.mark.parametrize(
    ("type_key", "sentence"),
    [
        ("deals", "Give this deal at least one of these: name, company, products."),
        ("contacts", "Give this contact at least one of these: first name, last name, e-mails, phones."),
    ],
)
def test_an_empty_form_is_told_what_may_name_it(
    ana_client: Client, cast: Cast, type_key: str, sentence: str
) -> None:
    stage = rows.read(cast.ana, "stages", filter='name="Qualified"').rows[0].id
    given_out = {"owner": cast.ana.user_id, **({"stage": stage} if type_key == "deals" else {})}
    with unchanged():
        response = ana_client.post(f"/{type_key}/new", given_out)
    assert response.status_code == 422
    assert response.content.decode().count(sentence) == 2


def test_what_is_wrong_is_said_by_its_field(ana_client: Client) -> None:
    with unchanged():
        response = ana_client.post(
            "/deals/new", {"name": "Odd", "value": "a lot", "expected_close_on": "soon"}
        )
    text = response.content.decode()
    assert response.status_code == 422
    assert "2 things need a look" in text
    assert 'id="field-value-error"' in text
    assert 'value="a lot"' in text


def sent(client: Client, url: str, **given: str) -> tuple[int, str]:
    """What is answered to a form, and what is said of its first link."""
    answer = client.post(url, given)
    said = re.search(r'-error">.*?<span>(.*?)</span>', answer.content.decode(), re.DOTALL)
    return answer.status_code, unescape(said[1]) if said else ""


def test_what_is_typed_for_a_link_and_not_chosen(ana_client: Client, cast: Cast, company: int) -> None:
    """A whole name is as good as a choice; any other is refused, and stays in its box."""
    name = str(rows.one(cast.ana, "companies", company, columns=("name",))["name"])
    with unchanged():
        assert sent(ana_client, "/deals/new", name="Odd", company="", company_typed="Nowhere & Co") == (
            422,
            "There is no company “Nowhere & Co”.",
        )
        assert (
            sent(ana_client, "/deals/new", name="Odd", company=str(company), company_typed="Else")[0] == 422
        )
        assert sent(ana_client, "/deals/new", name="Odd", contacts_typed="Nobody") == (
            422,
            "There is no contact “Nobody”.",
        )
        assert sent(ana_client, "/tasks/new", name="Odd", about_typed="casa") == (
            422,
            "Which record is “casa”? Choose one, or write its type and its number, such as deals/3.",
        )
        again = ana_client.post("/deals/new", {"name": "Odd", "company_typed": "Nowhere & Co"})
    assert 'data-typed="Nowhere &amp; Co"' in again.content.decode()
    made = ana_client.post("/deals/new", {"name": "Even", "company": "", "company_typed": name.upper()})
    pk = int(made["Location"].rpartition("/")[2])
    assert rows.one(cast.ana, "deals", pk, columns=("company",))["company"].id == company
    with unchanged():
        assert sent(ana_client, f"/deals/{pk}/edit", name="Even", company_typed="Nowhere") == (
            422,
            "There is no company “Nowhere”.",
        )


def test_in_a_dialog(ana_client: Client) -> None:
    assert "<dialog" in body(ana_client, "/deals/new", headers=HTMX)
    done = ana_client.post("/deals/new", {"name": "From a dialog"}, headers=HTMX)
    assert done.status_code == 204
    assert done["HX-Redirect"].startswith("/deals/")
    wrong = ana_client.post("/deals/new", {"name": "x", "value": "?"}, headers=HTMX)
    assert wrong.status_code == 422
    assert "<html" not in wrong.content.decode()


def test_doubles_while_typing(ana_client: Client, cast: Cast, company: int) -> None:
    person = {"name": "Marta Quiroga", "emails": ["marta@harbour.example"], "phones": ["+44 117 496 0123"]}
    actions.create(cast.ana, "contacts", person)
    for query in (
        "emails=MARTA@harbour.example",
        "phones=%2B44 (117) 496-0123",
        "first_name=marta&last_name=quiroga",
        "first_name=Marta&last_name=Quirogga",
    ):
        assert "Marta Quiroga" in body(ana_client, f"/contacts/duplicates?{query}"), query
    assert "Harbour" in body(ana_client, "/companies/duplicates?domain=https://www.harbour.example/about")
    assert "Harbour" in body(ana_client, "/companies/duplicates?name=Harbor Vale")
    assert body(ana_client, "/companies/duplicates?name=Something else") == ""
    assert body(ana_client, f"/companies/duplicates?id={company}&name=Harbour %26 Vale") == ""
    assert body(ana_client, "/contacts/duplicates?emails=mar") == ""


OWN = {
    "en": ("You changed this meanwhile to “$5”. Save again to take this instead.", "Keep that"),
    "es": ("Mientras tanto, cambiaste esto a “5", "Dejar eso"),
    "zh-hans": ("在此期间，你已将其改为“", "保留那个"),
}


@pytest.mark.parametrize("language", OWN)
def test_oneself_was_quicker_at_another_window(
    ana_client: Client, cast: Cast, deal: int, company: int, language: str
) -> None:
    User.objects.filter(pk=cast.ana.user_id or 0).update(language=language)
    sent = {**whole(cast, deal, company), **seen(ana_client, f"/deals/{deal}/edit"), "value": "7"}
    was = body(ana_client, f"/deals/{deal}/fields/value", headers=HTMX).split('hx-post="')[1].split('"')[0]
    actions.change(cast.ana, "deals", deal, {"value": "5"})
    said, keep = OWN[language]
    assert said in ana_client.post(f"/deals/{deal}/edit", sent).content.decode()
    fact = ana_client.post(unescape(was), {"value": "7"}, headers=HTMX).content.decode()
    assert keep in fact
    assert said.split(" “")[0].split("“")[0] in fact
    assert "Ana" not in fact


def test_doubles_of_others_stay_theirs(cleo_client: Client, deal: int) -> None:
    assert body(cleo_client, "/deals/duplicates?name=Cold storage") == ""


def test_an_exact_double_asks_once(ana_client: Client, cast: Cast, company: int) -> None:
    with unchanged():
        asked = ana_client.post("/companies/new", {"name": "harbour & vale"})
    assert asked.status_code == 422
    assert "Create it anyway" in asked.content.decode()
    done = ana_client.post("/companies/new", {"name": "harbour & vale", "anyway": "1"})
    assert done.status_code == 303


def seen(client: Client, url: str) -> dict[str, str]:
    return dict(re.findall(r'name="(seen-\w+)" value="(\w+)"', body(client, url)))


def whole(cast: Cast, deal: int, company: int) -> dict[str, object]:
    """What the form sends when nothing is touched."""
    row = rows.one(cast.ana, "deals", deal)
    return {
        "name": "Cold storage",
        "value": "48600",
        "stage": row["stage"].id,
        "company": company,
        "owner": cast.ana.user_id,
    }


def test_editing_touches_only_what_was_touched(
    ana_client: Client, cast: Cast, deal: int, company: int
) -> None:
    sent = {**whole(cast, deal, company), **seen(ana_client, f"/deals/{deal}/edit"), "name": "Colder storage"}
    actions.change(cast.ben, "deals", deal, {"value": "5"})
    assert ana_client.post(f"/deals/{deal}/edit", sent)["Location"] == f"/deals/{deal}"
    row = rows.one(cast.ana, "deals", deal)
    assert (row["name"], row["value"].minor) == ("Colder storage", 500)


def test_an_edit_over_a_list_or_the_day_goes_back_there(
    ana_client: Client, cast: Cast, deal: int, company: int
) -> None:
    board, own, other = "/deals/?layout=board", f"/deals/{deal}", "https://elsewhere.example/deals/"
    for stood_on, to in (("/", "/"), (board, board), (own, own), ("/tasks/", own), (other, own)):
        url = stood_on if stood_on == other else f"http://testserver{stood_on}"
        sent = {**whole(cast, deal, company), **seen(ana_client, f"{own}/edit"), "name": f"From {stood_on}"}
        headers = {"HX-Request": "true", "HX-Current-URL": url}
        saved = ana_client.post(f"{own}/edit", sent, headers=headers)
        assert saved["HX-Redirect"].removeprefix("http://testserver") == to
        assert rows.one(cast.ana, "deals", deal)["name"] == f"From {stood_on}"


def test_two_people_on_one_field(ana_client: Client, cast: Cast, deal: int, company: int) -> None:
    sent = {**whole(cast, deal, company), **seen(ana_client, f"/deals/{deal}/edit"), "value": "7"}
    actions.change(cast.ben, "deals", deal, {"value": "5"})
    with unchanged():
        asked = ana_client.post(f"/deals/{deal}/edit", sent)
    text = asked.content.decode()
    assert asked.status_code == 422
    assert "Ben changed this meanwhile to “$5”" in text
    again = {**sent, **dict(re.findall(r'name="(seen-\w+)" value="(\w+)"', text))}
    ana_client.post(f"/deals/{deal}/edit", again)
    assert rows.one(cast.ana, "deals", deal)["value"].minor == 700


def test_somebody_is_quicker_by_a_moment(
    ana_client: Client, cast: Cast, deal: int, company: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent = {**whole(cast, deal, company), **seen(ana_client, f"/deals/{deal}/edit"), "value": "7"}
    change = actions.change

    def later(*given: Any, **kept: Any) -> int:
        monkeypatch.setattr(actions, "change", change)
        change(cast.ben, "deals", deal, {"value": "5000"})
        return change(*given, **kept)

    monkeypatch.setattr(actions, "change", later)
    text = ana_client.post(f"/deals/{deal}/edit", sent).content.decode()
    assert "Ben changed this meanwhile to “$5,000”. Save again to take yours." in text
    again = {**sent, **dict(re.findall(r'name="(seen-\w+)" value="(\w+)"', text))}
    assert ana_client.post(f"/deals/{deal}/edit", again)["Location"] == f"/deals/{deal}"
    assert rows.one(cast.ana, "deals", deal)["value"].minor == 700


def test_a_tag_with_a_comma_stays_one_tag(ana_client: Client, cast: Cast, deal: int, company: int) -> None:
    actions.change(cast.ana, "deals", deal, {"tags": ["key, old", "UK"]})
    form = body(ana_client, f"/deals/{deal}/edit")
    (shown,) = re.findall(r'name="tags"\s+value="([^"]*)"', form)
    assert shown == "key\\, old, UK"
    sent = {**whole(cast, deal, company), **seen(ana_client, f"/deals/{deal}/edit"), "tags": shown}
    with unchanged():
        ana_client.post(f"/deals/{deal}/edit", sent)
    ana_client.post(f"/deals/{deal}/edit", {**sent, "tags": f"{shown}, new"})
    kept = rows.one(cast.ana, "deals", deal)["tags"]
    assert [ref.label for ref in kept] == ["key, old", "UK", "new"]


def test_nothing_touched_writes_nothing(ana_client: Client, cast: Cast, deal: int, company: int) -> None:
    sent = {**whole(cast, deal, company), **seen(ana_client, f"/deals/{deal}/edit")}
    with unchanged():
        ana_client.post(f"/deals/{deal}/edit", sent)


def test_a_link_in_a_circle(ana_client: Client, cast: Cast, company: int) -> None:
    child = actions.create(cast.ana, "companies", {"name": "Child", "parent": company})
    marks = seen(ana_client, f"/companies/{company}/edit")
    with unchanged():
        response = ana_client.post(
            f"/companies/{company}/edit", {**marks, "name": "Harbour & Vale", "parent": child}
        )
    assert "lead in a circle" in response.content.decode()


def test_what_is_not_one_s_own(cleo_client: Client, deal: int) -> None:
    assert cleo_client.get(f"/deals/{deal}/edit").status_code == 404
    assert cleo_client.post(f"/deals/{deal}/edit", {"name": "Mine"}).status_code == 404


def test_handing_over_to_another_team(ana_client: Client, cast: Cast, deal: int) -> None:
    done = ana_client.post(f"/deals/{deal}/edit", {"name": "Cold storage", "owner": str(cast.cleo.user_id)})
    assert (done.status_code, done["Location"]) == (303, "/deals/")
    assert rows.one(cast.cleo, "deals", deal)["owner"].id == cast.cleo.user_id


REFUSED = {
    "en": "You may look at deals, but not add any. Ask an administrator.",
    "es": "Puedes ver negocios, pero no añadir más. Pídelo a un administrador.",
    "zh-hans": "你可以查看商机，但不能新建。请联系管理员。",
}


@pytest.mark.parametrize("language", REFUSED)
def test_who_may_not_add_one_is_told_what_and_whom_to_ask(cast: Cast, language: str) -> None:
    User.objects.filter(pk=cast.rita.user_id or 0).update(language=language)
    for answer in (
        sign_in(cast.rita).get("/deals/new"),
        sign_in(cast.rita).post("/deals/new", {"name": "New"}),
    ):
        assert answer.status_code == 403
        assert REFUSED[language] in answer.content.decode()


def test_a_refusal_names_every_type(cast: Cast) -> None:
    """Whoever may only look is told so of each type that has a form; who administers has nobody to ask."""
    refused = [one for one in types_on_screen(cast.rita) if may_create(cast.owner, one)]
    assert len(refused) > 5
    for one in refused:
        page = body_of_refusal(cast.rita, one.key)
        assert f"You may look at {one.label_plural}, but not add any. Ask an administrator." in page


def body_of_refusal(actor: Actor, type_key: str) -> str:
    answer = sign_in(actor).get(f"/{type_key}/new")
    assert answer.status_code == 403
    return answer.content.decode()


def test_a_record_of_somebody_else_is_its_owners_to_change(cast: Cast, make: Makers) -> None:
    company = make.company(owner=cast.ana, name="Acme")
    with unchanged():
        answer = sign_in(cast.ben).post(f"/companies/{company}/archive", {"archived": "yes"})
    assert answer.status_code == 403
    said = "You may look at this company, but not delete it. Ask its owner or an administrator."
    assert said in answer.content.decode()
