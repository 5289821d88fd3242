from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import urlencode

import pytest
from django.test import Client

from trato.accounts.models import FieldRight, Workspace
from trato.accounts.workspace import touch
from trato.records import actions, snapshot
from trato.testing.assertions import assert_same_queries, count_queries
from trato.testing.cast import Cast
from trato.testing.makers import Makers
from trato.workspace.reader import types_on_screen
from trato.workspace.tests.conftest import HTMX


def body(client: Client, url: str, status: int = 200, headers: dict[str, str] | None = None) -> str:
    """A page's text, its white space evened out."""
    response = client.get(url, headers=headers, follow=status == 200)
    assert response.status_code == status, response.content.decode()[-2000:]
    return " ".join(response.content.decode().split())


def test_it_works(ana_client: Client, deal: int) -> None:
    text = body(ana_client, "/deals/")
    assert f'data-id="{deal}"' in text
    assert "Cold storage" in text
    assert "$48,600" in text
    assert "Harbour &amp; Vale" in text


def test_home_is_the_day(ana_client: Client) -> None:
    assert "<h2>Good " in body(ana_client, "/")


def test_every_type_has_one(owner_client: Client, cast: Cast) -> None:
    for record_type in types_on_screen(cast.owner):
        assert f"<title>{str(record_type.label_plural)[:1].upper()}" in body(
            owner_client, f"/{record_type.key}/"
        )


def test_every_page_is_of_the_workspace(owner_client: Client) -> None:
    """The title of a tab ends alike wherever one is."""
    Workspace.objects.filter(pk=1).update(name="Norte Supply")
    touch()
    snapshot.refresh()
    for path in ("/", "/deals/", "/history/", "/bin/", "/settings/", "/profile", "/calendar/", "/import/"):
        text = body(owner_client, path)
        title = text.partition("<title>")[2].partition("</title>")[0]
        assert (path, title.rpartition(" · ")[2]) == (path, "Norte Supply")
        assert "Trato" not in title


def test_an_empty_list_teaches(ana_client: Client) -> None:
    text = body(ana_client, "/companies/")
    assert "No companies yet" in text
    assert "/companies/new" in text


def test_nothing_matches(ana_client: Client, deal: int) -> None:
    text = body(ana_client, "/deals/?filter=name:zzz")
    assert "Nothing matches" in text
    assert "Clear the filter" in text


def test_a_type_without_a_screen(owner_client: Client) -> None:
    body(owner_client, "/mends/", 404)
    assert "There is no page at this address." in body(owner_client, "/dears/", 404)


def test_a_stranger_sees_nothing(cleo_client: Client, deal: int) -> None:
    assert "Cold storage" not in body(cleo_client, "/deals/")


def test_a_list_of_work_opens_with_what_is_open(ana_client: Client, cast: Cast, make: Makers) -> None:
    make.task(name="Ring Nora", owner=cast.ana, status="done")
    assert "Ring Nora" in body(ana_client, "/tasks/")
    make.task(name="Send the quote", owner=cast.ana)
    assert ana_client.get("/tasks/").headers["Location"] == "/tasks/?filter=status:open"
    text = body(ana_client, "/tasks/?filter=status:open")
    assert "Send the quote" in text
    assert "Ring Nora" not in text
    assert '<a href="/tasks/?view=0">All<span' in text
    assert '<a href="/tasks/?filter=status:open" aria-current="page">Open<span' in text
    assert "Ring Nora" in body(ana_client, "/tasks/?view=0")
    assert "/tasks/?view=0" in body(ana_client, "/tasks/?filter=zzz").split("Clear the filter")[0][-200:]


def test_a_day_that_has_passed_is_late_while_it_waits(ana_client: Client, cast: Cast, make: Makers) -> None:
    late = '<time class="overdue" datetime="2020-03-05"'
    make.task(name="Ring Nora", owner=cast.ana, due_on="2020-03-05")
    deal = make.deal(name="Old", owner=cast.ana, expected_close_on="2020-03-05")
    assert late in body(ana_client, "/tasks/?view=0")
    assert late in body(ana_client, "/deals/")
    assert late in body(ana_client, "/deals/?group=owner")
    actions.change(cast.ana, "deals", deal, {"stage": "Won"})
    assert late not in body(ana_client, "/deals/")


def test_a_board_keeps_the_filter_and_leaves_out_columns_that_it_empties(
    ana_client: Client, cast: Cast, make: Makers, deal: int
) -> None:
    """Of what is open none stands among the won; the board of every row has all columns."""
    won = make.deal(name="Kiln", owner=cast.ana, stage="Won")
    assert ana_client.get("/deals/").headers["Location"] == "/deals/?filter=status:open"
    table = body(ana_client, "/deals/")
    assert (f'data-id="{deal}"' in table, f'data-id="{won}"' in table) == (True, False)
    assert table.index(">Open<") < table.index(">All<")
    assert 'href="/deals/?filter=status:open&amp;layout=board"' in table
    board = body(ana_client, "/deals/?filter=status:open&layout=board")
    assert columns(board) == ["Qualified", "Discovery", "Proposal", "Negotiation"]
    assert 'href="/deals/?filter=status:open" title="Table"' in board
    assert columns(body(ana_client, "/deals/?filter=status:won,lost&layout=board")) == ["Won", "Lost"]
    assert columns(body(ana_client, "/deals/?filter=status!=open&layout=board")) == [
        *columns(board),
        "Won",
        "Lost",
    ]
    every = body(ana_client, "/deals/?layout=board")
    assert columns(every) == [*columns(board), "Won", "Lost"]
    assert f'data-id="{won}"' in every
    assert 'href="/deals/?view=0" title="Table"' in every


def columns(board: str) -> list[str]:
    return re.findall(r'<section class="column"[^>]* aria-label="([^"]*)"', board)


def test_an_appointment_has_its_hour(ana_client: Client, cast: Cast, make: Makers) -> None:
    make.meeting(name="Site visit", owner=cast.ana, starts_at="2020-03-05T10:15:00+00:00")
    text = body(ana_client, "/meetings/")
    assert "5 Mar 2020, 10:15" in text


def widths(text: str) -> list[tuple[str, str]]:
    """What the head of a table says of its columns' widths, box to choose aside."""
    return re.findall(r'<col class="([^"]*)"(?: width="(\d+%)")?>', text.split("<thead")[0])[1:]


def test_names_and_texts_share_what_the_others_leave(ana_client: Client, cast: Cast, make: Makers) -> None:
    make.contact(
        first_name="Maximilian",
        last_name="Jäger",
        owner=cast.ana,
        emails=["maximilian.jaeger@hasselbach.example"],
    )
    text = body(ana_client, "/contacts/?columns=job_title,emails,owner&filter=first_name:Maximilian")
    assert widths(text) == [("", "57%"), ("", "43%"), ("wide ", "95%"), ("size-l", "")]
    chosen = widths(body(ana_client, "/contacts/?columns=job_title&widths=job_title:120"))
    assert not any(share for _size, share in chosen)


def test_a_list_that_is_crowded_scrolls_rather_than_hide_its_names(ana_client: Client, deal: int) -> None:
    dates = "company,stage,value,owner,expected_close_on,opened_on,closed_on"
    scrolls = re.compile(r'<table class="table many\b')
    assert not scrolls.search(body(ana_client, f"/deals/?columns={dates}"))
    assert scrolls.search(body(ana_client, f"/deals/?columns={dates},next-step"))


@pytest.mark.parametrize(("source", "size"), [("website", "m"), ("social", "l")])
def test_a_chip_stands_whole(ana_client: Client, cast: Cast, make: Makers, source: str, size: str) -> None:
    make.lead(name="Jasper", owner=cast.ana, source=source)
    assert f'<col class="wide size-{size}">' in body(ana_client, "/leads/?columns=source&filter=name:Jasper")


def test_signed_out(eve: Client) -> None:
    assert eve.get("/deals/").status_code == 302


def test_filter_as_chips_and_words(ana_client: Client, deal: int, make: Makers) -> None:
    make.deal(name="Small", value="100", owner=make.by.user_id)
    text = body(ana_client, "/deals/?filter=value>10k%20status:open")
    assert "Cold storage" in text
    assert "Small" not in text
    assert '<span class="op">over</span><b>$10,000</b>' in text
    assert "<b>Open</b>" in text
    assert "/deals/?filter=status:open" in text  # the list without the first condition
    assert "value&gt;10k status:open" in text


def test_over_a_fact_of_a_link_stands_its_name(ana_client: Client, deal: int) -> None:
    """With its link where another column is called the same."""
    heads = 'data-column="company.industry"><a href="[^"]*"><span>([^<]*)</span>'
    alone = body(ana_client, "/deals/?columns=company.industry,company")
    assert re.findall(heads, alone) == ["Industry"]
    assert 'title="Company › industry"' in alone
    both = body(ana_client, "/deals/?columns=company.name")
    assert re.findall('data-column="company.name"><a href="[^"]*"><span>([^<]*)</span>', both) == [
        "Company › name"
    ]


def test_a_number_that_commas_part_is_one_in_its_chip(ana_client: Client, deal: int) -> None:
    text = ana_client.get("/deals/?filter=value>10,000").content.decode()
    assert '<span class="op">over</span><b>10,000</b>' in text
    assert "In a filter, “10,000” is written 10000." in text


def test_a_link_chip_says_the_name(ana_client: Client, deal: int, company: int) -> None:
    assert "<b>Harbour &amp; Vale</b>" in body(ana_client, f"/deals/?filter=company:{company}")


def test_an_unknown_field_is_an_error_with_the_nearest(ana_client: Client, deal: int) -> None:
    text = body(ana_client, "/deals/?filter=valeu>10", 422)
    assert "no field “valeu”" in text
    assert "value" in text
    assert "Cold storage" not in text


def test_unknown_sorts_and_columns_are_said(ana_client: Client, deal: int) -> None:
    assert "cannot be sorted by “bogus”" in body(ana_client, "/deals/?sort=bogus")
    assert "no field “bogus”" in body(ana_client, "/deals/?columns=value,bogus")


def test_a_cursor_of_another_list(ana_client: Client, deal: int) -> None:
    body(ana_client, "/deals/?after=nonsense", 422)


def test_sort_and_columns(ana_client: Client, deal: int, make: Makers) -> None:
    other = make.deal(name="Smaller", value="5", owner=make.by.user_id)
    actions.change(make.by, "deals", other, {"owner": "Ana"})
    text = body(ana_client, "/deals/?sort=value&columns=value")
    assert text.index("Smaller") < text.index("Cold storage")
    assert 'data-column="expected_close_on"' not in text
    assert 'aria-sort="ascending"' in text


def test_endless_scrolling(ana_client: Client, ana_rows: list[int]) -> None:
    text = body(ana_client, "/contacts/")
    assert text.count('<tr role="row" data-id=') == 50
    more = text.split('class="more"')[1].split('hx-get="')[1].split('"')[0]
    part = body(ana_client, more.replace("&amp;", "&"), headers=HTMX)
    assert "<html" not in part
    assert part.count("data-id=") == 10
    whole = body(ana_client, more.replace("&amp;", "&"))
    assert "<html" in whole


@pytest.fixture
def ana_rows(cast: Cast) -> list[int]:
    return [actions.create(cast.ana, "contacts", {"name": f"Person {number:02}"}) for number in range(60)]


def test_the_foot_counts_and_sums(ana_client: Client, deal: int) -> None:
    text = body(ana_client, "/deals/")
    assert "<b>1</b> deal" in text
    assert "Sum<b>$48,600</b>" in text


def test_the_foot_of_a_long_list_is_exact(ana_client: Client, cast: Cast, make: Makers) -> None:
    make.many("deals", 52, owner=cast.ana, value="10.50")
    make.many("deals", 3, owner=cast.ben, value=None)
    for words, number in (("", 55), ("owner:me", 52), ("owner:me status:open", 52), ("value:10.50", 52)):
        url = f"/deals/?{urlencode({'filter': words})}" if words else "/deals/"
        foot = body(ana_client, url).split("<tfoot")[1]
        assert f"<b>{number}</b> deals" in foot
        assert "Sum<b>$546</b>" in foot
        assert "Average<b>$10.50</b>" in foot


def test_settings_are_not_added_up(owner_client: Client, cast: Cast) -> None:
    foot = body(owner_client, "/stages/").split("<tfoot")[1]
    assert "stages" in foot
    assert "Sum<b>" not in foot  # letters of a token may spell the word


def test_one_token_for_all_forms_of_a_page(ana_client: Client, deal: int) -> None:
    tokens = re.findall(r'name="csrfmiddlewaretoken" value="([^"]+)"', body(ana_client, f"/deals/{deal}"))
    assert len(tokens) > 2
    assert len(set(tokens)) == 1


@pytest.mark.parametrize("number", [2, 55])
def test_the_foot_says_the_average(ana_client: Client, cast: Cast, make: Makers, number: int) -> None:
    make.many("companies", number - 1, owner=cast.ana, employees=10, revenue="100")
    make.company(owner=cast.ana, employees=20, revenue="150")
    text = body(ana_client, "/companies/?columns=employees,revenue,parent.revenue")
    foot = text.split("<tfoot")[1]
    sums = {2: ("30", "15", "$250", "$125"), 55: ("560", "10.2", "$5,550", "$100.91")}[number]
    assert f"Sum<b>{sums[0]}</b>" in foot
    assert f"Average<b>{sums[1]}</b>" in foot
    assert f"Sum<b>{sums[2]}</b>" in foot
    assert f"Average<b>{sums[3]}" in foot
    assert foot.count("Sum") == 2


def test_a_panel_by_the_address(ana_client: Client, deal: int) -> None:
    text = body(ana_client, f"/deals/?open={deal}")
    assert 'class="panel"' in text
    assert "There is no such record" in body(ana_client, "/deals/?open=999999")


def test_a_name_of_html_stays_a_name(ana_client: Client, cast: Cast) -> None:
    pk = actions.create(cast.ana, "companies", {"name": "<script>alert(1)</script>"})
    for url in ("/companies/", f"/companies/{pk}", f"/companies/?open={pk}", f"/companies/{pk}/edit"):
        assert "<script>alert" not in body(ana_client, url)


def test_saved_views_are_tabs(ana_client: Client, cast: Cast, deal: int) -> None:
    given = {"name": "Big ones", "type": "deals", "filter": "value>1M", "audience": "private"}
    view = actions.create(cast.ana, "views", given)
    assert "Big ones" in body(ana_client, "/deals/")
    text = body(ana_client, f"/deals/?view={view}")
    assert "Cold storage" not in text
    assert "over</span><b>$1,000,000</b>" in text
    assert "Cold storage" in body(ana_client, f"/deals/?view={view}&filter=")
    body(ana_client, "/deals/?view=999", 404)


def test_a_private_view_is_private(ben_client: Client, cast: Cast, deal: int) -> None:
    actions.create(cast.ana, "views", {"name": "Ana's own", "type": "deals", "audience": "private"})
    assert "Ana&#39;s own" not in body(ben_client, "/deals/")


def test_a_hidden_field_does_not_exist(ana_client: Client, deal: int) -> None:
    FieldRight.objects.create(role="member", type="deals", field="value", level="hidden")
    touch()
    snapshot.reset()
    for url in (
        "/deals/",
        f"/deals/{deal}",
        f"/deals/{deal}/panel",
        "/deals/new",
        "/deals/columns",
        "/deals/filter",
    ):
        text = body(ana_client, url, 303 if url.endswith("panel") else 200)
        assert "48,600" not in text
        assert "fields/value" not in text
        assert 'value="value"' not in text
        assert "field=value" not in text
    body(ana_client, "/deals/?filter=value>1", 422)
    body(ana_client, f"/deals/{deal}/fields/value", 404)


def test_queries_do_not_grow_with_rows(owner_client: Client, make: Makers, company: int) -> None:
    def read() -> None:
        assert owner_client.get("/deals/?filter=status:open").status_code == 200

    for _number in range(3):
        make.deal(company=company, value="10")
    read()
    few = count_queries(read)
    for _number in range(12):
        make.deal(company=make.company(), value="10")
    assert_same_queries(read, read)
    assert count_queries(read) == few
    assert few <= 10  # two of them: what is new behind the bell, and the last event that the page knows


def test_phone_markup(ana_client: Client, deal: int) -> None:
    text = body(ana_client, "/deals/")
    assert 'class="num sum"' in text
    assert 'class="firm"' in text
    assert "style=" not in text.replace("<style", "")


def test_the_filter_dialog(ana_client: Client, deal: int) -> None:
    assert "Expected close" in body(ana_client, "/deals/filter", headers=HTMX)
    form = body(ana_client, "/deals/filter?field=value", headers=HTMX)
    assert 'name="op"' in form
    done = ana_client.get("/deals/filter?field=value&op=>=&value=10k&add=1&filter=status:open")
    assert done.status_code == 303
    assert done["Location"] == "/deals/?filter=status:open%20value%3E%3D10k"
    changed = ana_client.get(
        "/deals/filter?field=value&op=<&value=5&add=1&filter=status:open%20value>1&place=1"
    )
    assert changed["Location"] == "/deals/?filter=status:open%20value%3C5"
    assert "Choose or write a value." in body(ana_client, "/deals/filter?field=value&op=<&value=&add=1", 422)


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ("field=company&op=:&value={company}", 'company:"Harbour%20&%20Vale"'),
        ("field=owner&op=:&value=me", "owner:me"),
        ("field=expected_close_on&op=:&value=next-30d", "expected_close_on:next-30d"),
        ("field=expected_close_on&op=between&from=2026-01-01&to=", "expected_close_on:2026-01-01.."),
        ("field=value&op=none", "value:none"),
    ],
)
def test_conditions(ana_client: Client, company: int, deal: int, asked: str, words: str) -> None:
    done = ana_client.get(f"/deals/filter?{asked.format(company=company)}&add=1")
    assert done.status_code == 303
    found = done["Location"].replace("%22", '"').replace("%26", "&")
    assert found == f"/deals/?filter={words}"
    assert ana_client.get(done["Location"]).status_code == 200


def test_the_column_chooser(ana_client: Client, deal: int) -> None:
    text = body(ana_client, "/deals/columns?columns=value&filter=status:open", headers=HTMX)
    assert 'name="columns" value="value" checked' in text
    assert 'name="filter" value="status:open"' in text
    assert "<html" in body(ana_client, "/deals/columns")


def test_a_reader_is_offered_nothing(signed_in: Callable[..., Client], cast: Cast, deal: int) -> None:
    text = body(signed_in(cast.rita), "/companies/")
    assert "/companies/new" not in text
    assert "data-edit" not in text
    assert "bulkbar" not in text


def test_a_column_through_a_link(ana_client: Client, deal: int) -> None:
    text = body(ana_client, "/deals/?columns=company,company.industry&sort=-company.industry")
    assert 'data-column="company.industry"' in text
    assert "<span>Company › industry</span>" in text
    assert "Food" in text
    assert f"/deals/{deal}/fields/company.industry" not in text
    chooser = body(ana_client, "/deals/columns?columns=company.industry", headers=HTMX)
    assert 'value="company.industry" checked' in chooser
    assert 'value="company.revenue"' in chooser
    assert "is no link" in body(ana_client, "/deals/?columns=value.industry")
