"""What a file is, told by its columns: at the screen and at the command line."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from trato.accounts.actor import Actor
from trato.records import rows
from trato.testing.cast import sign_in
from trato.transfer import tasks
from trato.transfer.models import Upload
from trato.transfer.tests.conftest import as_csv
from trato.transfer.tests.test_commands import run
from trato.transfer.uploads import folder

ACCOUNTS = as_csv(
    "account,sector,year_established,revenue,employees,office_location,subsidiary_of", "A,b,,,,,"
)


@pytest.fixture
def adam_client(adam: Actor) -> Client:
    return sign_in(adam)


@pytest.fixture(autouse=True)
def _files_go(db: None) -> object:
    yield
    for path in folder().glob("*"):
        path.unlink()


def give(client: Client, text: str, type_key: str = "") -> Upload:
    content = SimpleUploadedFile("x.csv", text.encode())
    assert client.post("/import/", {"type": type_key, "file": content}).status_code == 302
    return Upload.objects.latest("pk")


def told(client: Client, upload: Upload) -> str:
    return " ".join(client.get(f"/import/{upload.pk}").content.decode().split())


@pytest.mark.parametrize(
    ("header", "type_key"),
    [
        ("account,sector,revenue,employees", "companies"),
        ("opportunity_id,account,deal_stage,close_value", "deals"),
        ("商机,阶段,金额", "deals"),
        ("Nombre,Etapa,Importe", "deals"),
        ("product,series,sales_price", "products"),
        ("subject,start,end", "meetings"),
        ("name,email", "contacts"),  # as well leads or users
        ("colour,shape", "contacts"),
    ],
)
def test_the_columns_tell_the_type(header: str, type_key: str, adam_client: Client) -> None:
    assert give(adam_client, as_csv(header, ",".join("x" * len(header.split(","))))).type == type_key


def test_only_what_one_may_bring_in_is_found(mia_client: Client) -> None:
    assert give(mia_client, as_csv("sales_agent,manager,regional_office", "A,B,C")).type != "users"


def test_the_next_step_says_what_it_looks_like(adam_client: Client) -> None:
    page = told(adam_client, give(adam_client, ACCOUNTS))
    assert "This file looks like companies: 6 of its 7 columns fit." in page
    assert '<option value="companies" selected>Companies</option>' in page
    assert 'class="note-box amber"' not in page


def test_what_was_chosen_stays_and_is_doubted(adam_client: Client) -> None:
    upload = give(adam_client, ACCOUNTS, "contacts")
    assert upload.type == "contacts"
    page = told(adam_client, upload)
    assert 'class="note-box amber"' in page
    assert "This file looks like companies: 6 of its 7 columns fit." in page
    assert '<option value="contacts" selected>Contacts</option>' in page


def test_another_type_is_looked_at_before_anything_begins(adam: Actor, adam_client: Client) -> None:
    upload = give(adam_client, ACCOUNTS, "contacts")
    given = {"do": "start", "type": "companies", "map-1": "", "make": "companies"}
    page = adam_client.post(f"/import/{upload.pk}", given)
    upload.refresh_from_db()
    assert (page.status_code, upload.type, upload.state) == (200, "companies", Upload.State.NEW)
    assert upload.options == {"encoding": "", "separator": "", "again": False}
    assert adam_client.post(f"/import/{upload.pk}", {"do": "start", "type": "companies"}).status_code == 302
    tasks.run_import.call(upload.pk)
    assert [row["name"] for row in rows.read(adam, "companies", columns=("name",)).rows] == ["A"]


def test_a_type_that_one_may_not_bring_in_is_refused(mia_client: Client) -> None:
    upload = give(mia_client, ACCOUNTS)
    assert mia_client.post(f"/import/{upload.pk}", {"do": "check", "type": "users"}).status_code == 403
    upload.refresh_from_db()
    assert upload.type == "companies"


def test_a_list_says_the_type(adam_client: Client) -> None:
    start = " ".join(adam_client.get("/import/?type=deals").content.decode().split())
    assert '<option value="deals" selected>Deals</option>' in start
    start = " ".join(adam_client.get("/import/").content.decode().split())
    assert '<option value="" selected>Found out from its columns</option>' in start


def test_a_command_without_a_type(boss: Actor, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "deals.csv"
    path.write_text(as_csv("opportunity,deal stage,value", "D1,Won,5"))
    assert run(boss, "import", str(path))[0]["created"] == 1
    assert capsys.readouterr().err == "This file looks like deals: 3 of its 3 columns fit.\n"
    assert rows.count(boss, "deals").number == 1


def test_a_command_without_a_type_that_nothing_tells(boss: Actor, tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text(as_csv("colour,shape", "red,round"))
    with pytest.raises(Exception, match="say it with --as"):
        run(boss, "import", str(path))


def test_the_currency_of_an_amount_is_among_the_choices(adam_client: Client) -> None:
    page = told(adam_client, give(adam_client, as_csv("Name,Value,Currency", "A,12.50,EUR"), "deals"))
    assert '<option value="currency" selected>Currency of “Value”</option>' in page
    assert "Nothing here is called so" not in page
    preview = page.split('class="preview"', 1)[1].split("</table>")[0]
    assert "€12.50" in preview
    assert "Currency" not in preview
    page = told(adam_client, give(adam_client, as_csv("First name,Currency", "A,EUR"), "contacts"))
    assert "Currency of" not in page
    assert "Nothing here is called so" in page
