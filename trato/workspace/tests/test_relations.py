from __future__ import annotations

import html
import re

import pytest
from django.test import Client

from trato.records import actions, rows
from trato.records.checksum import checksum
from trato.testing.assertions import count_queries
from trato.testing.cast import Cast, sign_in
from trato.testing.makers import Makers
from trato.workspace.tests.conftest import HTMX
from trato.workspace.tests.test_list import body


@pytest.fixture
def eva(make: Makers) -> int:
    return make.contact(name="Eva Lind")


@pytest.fixture
def tom(make: Makers) -> int:
    return make.contact(name="Tom Berg")


def how(cast: Cast, name: str, end: str = "from") -> str:
    found = rows.read(cast.owner, "relation_kinds", filter=f'name:"{name}"', columns=())
    return f"{found.rows[0].id}:{end}"


def tied(cast: Cast) -> list[tuple[str, str, str]]:
    found = rows.read(cast.owner, "relations", columns=("from", "kind", "to"), sort="id").rows
    return [(row["from"][0].label, row["kind"].label, row["to"][0].label) for row in found]


def words(text: str) -> str:
    """What a reader reads of it."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", text)).split())


def card(text: str) -> str:
    """The words of the card of relations."""
    found = re.search(r'<section class="section" id="relations">(.*?)</section>', text, re.DOTALL)
    assert found is not None
    return words(found.group(1))


def relate(actor: object, start: str, name: str, end: str, **facts: object) -> int:
    return actions.create(actor, "relations", {"from": start, "kind": name, "to": end, **facts})  # type: ignore[arg-type]


def test_it_works(ana_client: Client, cast: Cast, eva: int, company: int) -> None:
    text = body(ana_client, f"/contacts/{eva}/relations", headers=HTMX)
    assert "Relate Eva Lind" in text
    assert "Has referred" in text
    posted = {
        "how": how(cast, "Referred by"),
        "whom": f"companies/{company}",
        "note": "At the fair",
        "since": "2024-05-01",
    }
    done = ana_client.post(f"/contacts/{eva}/relations", posted)
    assert done["Location"] == f"/contacts/{eva}"
    name = rows.one(cast.ana, "companies", company)["name"]
    assert tied(cast) == [("Eva Lind", "Referred by", name)]
    page = body(ana_client, f"/contacts/{eva}")
    assert "The relation is added." in page
    assert card(page).startswith("Relations 1 Referred by")
    assert name in card(page)
    assert "At the fair · since" in card(page)
    other = card(body(ana_client, f"/companies/{company}"))
    assert other.startswith("Relations 1 Has referred")
    assert "Eva Lind" in other


def test_from_the_other_side(ana_client: Client, cast: Cast, eva: int, tom: int) -> None:
    ana_client.post(
        f"/contacts/{eva}/relations", {"how": how(cast, "Parent of", "to"), "whom": f"contacts/{tom}"}
    )
    assert tied(cast) == [("Tom Berg", "Parent of", "Eva Lind")]
    assert "Child of" in card(body(ana_client, f"/contacts/{eva}"))


def test_what_is_left_out_is_asked_for(ana_client: Client, cast: Cast, eva: int) -> None:
    before = checksum()
    text = ana_client.post(f"/contacts/{eva}/relations", headers=HTMX).content.decode()
    assert "Say how they are related." in text
    assert "Choose a record." in text
    for whom, sentence in (
        (f"contacts/{eva}", "A record cannot be related to itself."),
        ("contacts/99999", "There is no contact “99999”."),
        ("nonsense", "Which record is “nonsense”? Choose one,"),
        ("nothing/3", "There is no record type “nothing”."),
    ):
        data = {"how": how(cast, "Partner"), "whom": whom}
        refused = ana_client.post(f"/contacts/{eva}/relations", data, headers=HTMX)
        assert sentence in refused.content.decode(), whom
        assert refused.status_code in {404, 422}
    for broken in ("9:sideways", "x:from", "99999:from", "9" * 30 + ":from"):
        refused = ana_client.post(
            f"/contacts/{eva}/relations", {"how": broken, "whom": f"users/{cast.ana.user_id}"}, headers=HTMX
        )
        assert refused.status_code == 422, broken
    assert checksum() == before


def test_the_same_again_from_the_other_side(ana_client: Client, cast: Cast, eva: int, tom: int) -> None:
    relate(cast.ana, f"contacts/{eva}", "Spouse", f"contacts/{tom}")
    posted = {"how": how(cast, "Spouse"), "whom": f"contacts/{eva}"}
    text = ana_client.post(f"/contacts/{tom}/relations", posted, headers=HTMX).content.decode()
    assert "That is there already: Tom Berg – Spouse – Eva Lind." in text


def test_edited_and_unlinked(ana_client: Client, cast: Cast, eva: int, tom: int) -> None:
    pk = relate(cast.ana, f"contacts/{eva}", "Spouse", f"contacts/{tom}")
    base = f"/contacts/{tom}/relations/{pk}"
    assert "Relation of Tom Berg" in body(ana_client, base, headers=HTMX)
    posted = {
        "how": how(cast, "Spouse"),
        "whom": f"contacts/{eva}",
        "note": "Second one",
        "version": "1",
    }
    ana_client.post(base, posted)
    assert rows.one(cast.ana, "relations", pk)["note"] == "Second one"
    assert tied(cast) == [("Eva Lind", "Spouse", "Tom Berg")]
    ana_client.post(base, {**posted, "how": how(cast, "Parent of", "to"), "version": "2"})
    assert tied(cast) == [("Eva Lind", "Parent of", "Tom Berg")]
    done = ana_client.post(f"{base}/unlink", {"back": f"/contacts/{tom}"})
    assert done["Location"] == f"/contacts/{tom}"
    assert tied(cast) == []
    page = body(ana_client, f"/contacts/{tom}")
    assert "Eva Lind is unlinked." in page
    number = page.split('action="/undo/')[-1].split('"')[0]
    ana_client.post(f"/undo/{number}")
    assert tied(cast) == [("Eva Lind", "Parent of", "Tom Berg")]


def test_two_at_once(ana_client: Client, cast: Cast, eva: int, tom: int) -> None:
    pk = relate(cast.ana, f"contacts/{eva}", "Spouse", f"contacts/{tom}")
    actions.change(cast.ben, "relations", pk, {"note": "Ben was quicker"})
    posted = {"how": how(cast, "Spouse"), "whom": f"contacts/{eva}", "note": "Late", "version": "1"}
    assert ana_client.post(f"/contacts/{tom}/relations/{pk}", posted, headers=HTMX).status_code == 412
    assert rows.one(cast.ana, "relations", pk)["note"] == "Ben was quicker"


def test_a_stranger(cleo_client: Client, cast: Cast, make: Makers, eva: int) -> None:
    deal = make.deal(name="Secret retrofit", owner=cast.ana)
    pk = relate(cast.ana, f"contacts/{eva}", "Referred by", f"deals/{deal}")
    page = body(cleo_client, f"/contacts/{eva}")
    assert card(page) == "Relations"
    assert "Secret retrofit" not in page
    before = checksum()
    for address in (f"/contacts/{eva}/relations/{pk}", f"/deals/{deal}/relations", "/tags/1/relations"):
        assert cleo_client.get(address).status_code == 404, address
    assert cleo_client.post(f"/contacts/{eva}/relations/{pk}/unlink").status_code == 404
    posted = {"how": how(cast, "Partner"), "whom": f"deals/{deal}"}
    text = cleo_client.post(f"/contacts/{eva}/relations", posted, headers=HTMX)
    assert "Secret" not in text.content.decode()
    assert checksum() == before


def test_who_may_only_read(cast: Cast, eva: int, tom: int) -> None:
    pk = relate(cast.ana, f"contacts/{eva}", "Spouse", f"contacts/{tom}")
    rita = sign_in(cast.rita)
    page = body(rita, f"/contacts/{eva}")
    assert "Tom Berg" in card(page)
    assert f"/contacts/{eva}/relations" not in page
    assert rita.get(f"/contacts/{eva}/relations").status_code == 403
    assert rita.get(f"/contacts/{eva}/relations/{pk}").status_code == 403
    assert rita.post(f"/contacts/{eva}/relations/{pk}/unlink").status_code == 403
    assert tied(cast) == [("Eva Lind", "Spouse", "Tom Berg")]


def test_the_other_end_in_the_bin(ana_client: Client, cast: Cast, eva: int, tom: int) -> None:
    relate(cast.ana, f"contacts/{eva}", "Spouse", f"contacts/{tom}")
    actions.archive(cast.owner, "contacts", [tom])
    assert card(body(ana_client, f"/contacts/{eva}")) == "Relations"
    binned = body(ana_client, f"/contacts/{tom}")
    assert "Eva Lind" in card(binned)
    assert f'href="/contacts/{tom}/relations"' not in binned
    actions.archive(cast.owner, "contacts", [tom], archived=False)
    assert "Tom Berg" in card(body(ana_client, f"/contacts/{eva}"))


def test_queries_do_not_grow(ana_client: Client, cast: Cast, make: Makers, eva: int, tom: int) -> None:
    relate(cast.ana, f"contacts/{eva}", "Partner", f"contacts/{tom}")
    relate(cast.ana, f"contacts/{eva}", "Partner", f"companies/{make.company()}")
    relate(cast.ana, f"companies/{make.company()}", "Referred by", f"contacts/{eva}")
    body(ana_client, f"/contacts/{eva}")
    few = count_queries(lambda: ana_client.get(f"/contacts/{eva}"))
    for _number in range(9):
        relate(cast.ana, f"contacts/{eva}", "Partner", f"contacts/{make.contact()}")
        relate(cast.ana, f"companies/{make.company()}", "Referred by", f"contacts/{eva}")
    assert count_queries(lambda: ana_client.get(f"/contacts/{eva}")) == few


def test_both_timelines_tell(ana_client: Client, cast: Cast, eva: int, company: int) -> None:
    pk = relate(cast.ana, f"contacts/{eva}", "Referred by", f"companies/{company}")
    firm = rows.one(cast.ana, "companies", company)["name"]

    def told(address: str) -> str:
        return words(body(ana_client, f"{address}/timeline", headers=HTMX))

    assert f"Ana added Referred by: {firm}" in told(f"/contacts/{eva}")
    assert "Ana added Has referred: Eva Lind" in told(f"/companies/{company}")
    actions.purge(cast.ana, "relations", [pk])
    assert f"Ana unlinked Referred by: {firm}" in told(f"/contacts/{eva}")
    assert "Ana unlinked Has referred: Eva Lind" in told(f"/companies/{company}")
    assert "added Referred by" not in told(f"/contacts/{eva}")


def test_a_timeline_keeps_what_its_reader_may_not_see(
    cleo_client: Client, cast: Cast, make: Makers, eva: int
) -> None:
    deal = make.deal(name="Secret retrofit", owner=cast.ana)
    gone = relate(cast.ana, f"contacts/{eva}", "Partner", f"deals/{deal}")
    actions.purge(cast.ana, "relations", [gone])
    relate(cast.ana, f"contacts/{eva}", "Referred by", f"deals/{deal}")
    text = words(body(cleo_client, f"/contacts/{eva}/timeline", headers=HTMX))
    assert "Secret" not in text
    assert "Referred by" not in text
    assert "unlinked" not in text


def test_a_kind_s_page_names_its_relations(owner_client: Client, cast: Cast, eva: int, tom: int) -> None:
    pk = relate(cast.ana, f"contacts/{eva}", "Spouse", f"contacts/{tom}", note="Since school")
    spouse = how(cast, "Spouse").split(":")[0]
    text = words(body(owner_client, f"/relation_kinds/{spouse}"))
    assert "Eva Lind – Spouse – Tom Berg Since school" in text
    assert "Eva Lind – Spouse – Tom Berg" in words(body(owner_client, f"/relations/{pk}"))
    assert "added Eva Lind – Spouse – Tom Berg" in words(body(owner_client, "/history/"))


def test_the_list_names_a_relation_by_whom_it_ties(
    owner_client: Client, cast: Cast, eva: int, tom: int
) -> None:
    """Its title is only a remark; without one, the line says who belongs to whom, whatever columns stand."""
    relate(cast.owner, f"contacts/{eva}", "Referred by", f"contacts/{tom}")
    relate(cast.owner, f"contacts/{tom}", "Spouse", f"contacts/{eva}", note="since school")
    for query in ("", "?columns=since", "?group=kind"):
        page = body(owner_client, f"/relations/{query}")
        titles = re.findall(r'<td class="name[^"]*" role="cell"[^>]*><a [^>]*>([^<]*)</a>', page)
        assert sorted(titles) == ["Eva Lind – Referred by – Tom Berg", "since school"], query
        assert re.findall(r'data-column="note">(?:<a [^>]*><span>)?([^<]*)<', page) == ["Relation"], query
