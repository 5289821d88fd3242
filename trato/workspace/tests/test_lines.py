"""The editor of lines: saved as one change, refused with a sentence, and what it would come to beforehand."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from trato.accounts.models import FieldRight
from trato.kernel.money import Money
from trato.records import actions, rows, snapshot
from trato.records.registry import registry
from trato.testing.cast import Cast, sign_in
from trato.testing.makers import Makers

HTMX = {"HX-Request": "true"}


@pytest.fixture
def freezer(make: Makers) -> int:
    return make.product(name="Freezer", price="1200")


@pytest.fixture
def offer(cast: Cast, make: Makers, freezer: int) -> int:
    lines = [{"product": freezer, "quantity": "2"}, {"name": "Training", "price": "480"}]
    return make.deal(owner=cast.ana, name="Refit", lines=lines)


def sent(*keys: str, **given: Any) -> dict[str, Any]:
    """What the form sends: the two lines as they are, unless something is given."""
    product = registry.get("products").model._base_manager.get(name="Freezer").pk
    first = {"product-l0": str(product), "name-l0": "Freezer", "quantity-l0": "2", "price-l0": "1200.00"}
    second = {"name-l1": "Training", "quantity-l1": "1", "price-l1": "480.00"}
    return {"line": keys or ("l0", "l1"), "currency": "USD", **first, **second, **given}


def lines(cast: Cast, pk: int) -> list[tuple[str, str, str | None]]:
    found = rows.one(cast.owner, "deals", pk)["lines"]
    return [(one.name, f"{one.quantity:f}", one.price.as_text() if one.price else None) for one in found]


def post(cast: Cast, pk: int, data: dict[str, Any], query: str = "", **headers: str) -> Any:
    return sign_in(cast.ana).post(f"/deals/{pk}/lines{query}", data, headers=headers)


def test_the_tab_shows_each_line_and_what_all_come_to(cast: Cast, offer: int) -> None:
    text = sign_in(cast.ana).get(f"/deals/{offer}?tab=lines").content.decode()
    assert text.count('name="line" value="l') == 2
    assert '<output id="total-l0">$2,400</output>' in text
    assert '<option value="Freezer">$1,200</option>' in text
    assert "$2,880" in text


def test_lines_are_saved_in_the_order_sent_and_undone_at_once(cast: Cast, offer: int) -> None:
    data = sent(
        "new", "l1", "l0", **{"name-new": "Advice", "quantity-new": "3", "price-new": "90", "tax-l1": "21"}
    )
    client = sign_in(cast.ana)
    answer = client.post(f"/deals/{offer}/lines", data)
    assert (answer.status_code, answer["Location"]) == (303, f"/deals/{offer}?tab=lines")
    assert lines(cast, offer) == [
        ("Advice", "3", "90.00"),
        ("Training", "1", "480.00"),
        ("Freezer", "2", "1200.00"),
    ]
    assert rows.one(cast.owner, "deals", offer)["value"] == Money.of("3150", "USD")
    page = client.get(answer["Location"]).content.decode()
    assert "Line items saved." in page
    client.post("/undo/" + page.split('action="/undo/')[1].split('"')[0])
    assert lines(cast, offer) == [("Freezer", "2", "1200.00"), ("Training", "1", "480.00")]


@pytest.mark.parametrize(
    ("operation", "names"),
    [
        ({"up": "l1"}, ["Training", "Freezer"]),
        ({"down": "l0"}, ["Training", "Freezer"]),
        ({"remove": "l0"}, ["Training"]),
    ],
)
def test_without_scripts_buttons_move_and_remove(
    cast: Cast, offer: int, operation: dict[str, str], names: list[str]
) -> None:
    post(cast, offer, sent(**operation))
    assert [name for name, _quantity, _price in lines(cast, offer)] == names


def test_a_new_line_called_like_a_product_is_that_product(cast: Cast, make: Makers, offer: int) -> None:
    counter = make.product(name="Counter", price="75.50")
    post(cast, offer, sent("l0", "l1", "new", **{"name-new": "Counter"}))
    found = rows.one(cast.owner, "deals", offer)
    assert found["lines"][2].product.id == counter
    assert found["lines"][2].price == Money.of("75.50", "USD")
    post(cast, offer, sent("l2", **{"product-l2": str(counter), "name-l2": "Counter", "price-l2": ""}))
    assert lines(cast, offer) == [("Counter", "1", None)]
    post(
        cast, offer, sent("l0", **{"product-l0": str(counter), "name-l0": "Something else", "price-l0": "1"})
    )
    assert rows.one(cast.owner, "deals", offer)["lines"][0].product is None


def test_what_is_wrong_is_said_beside_what_was_typed(cast: Cast, offer: int) -> None:
    """Each mistake at its own control, on the record's page, with the keyboard at the first."""
    before = lines(cast, offer)
    wrong = {"quantity-l1": "many", "discount-l1": "150", "price-n1": "500"}
    answer = post(cast, offer, sent("l0", "l1", "n1", **wrong))
    text = answer.content.decode()
    assert answer.status_code == 422
    assert mistakes(text) == {
        "quantity-l1": "“many” is not a number.",
        "discount-l1": "Expected a number from 0 to 100.",
        "name-s2": "A product or a name is needed.",
    }
    assert re.findall(r'name="([^"]+)"[^>]* aria-invalid="true"( autofocus)?', text) == [
        ("quantity-l1", " autofocus"),
        ("discount-l1", ""),
        ("name-s2", ""),
    ]
    assert 'value="many"' in text
    assert f'<a href="/deals/{offer}?tab=lines" aria-current="page">' in text
    assert 'class="record-head"' in text
    assert lines(cast, offer) == before


def mistakes(text: str) -> dict[str, str]:
    """What stands at controls, by their names."""
    return dict(re.findall(r'<p class="error" id="wrong-([^"]+)"[^>]*>([^<]+)</p>', text))


def test_a_line_that_says_anything_is_not_dropped(cast: Cast, offer: int) -> None:
    for part, value in (("quantity", "two"), ("quantity", "2"), ("discount", "150"), ("tax", "21")):
        answer = post(cast, offer, sent("l0", "new", **{"quantity-new": "1", f"{part}-new": value}))
        assert answer.status_code == 422
        assert mistakes(answer.content.decode())["name-s1"] == "A product or a name is needed."
    assert len(lines(cast, offer)) == 2
    assert post(cast, offer, sent("l0", "new", **{"quantity-new": "1"})).status_code == 303
    assert len(lines(cast, offer)) == 1


def test_the_editor_has_the_page_of_its_record(cast: Cast, offer: int) -> None:
    text = sign_in(cast.ana).get(f"/deals/{offer}/lines").content.decode()
    assert 'class="record-head"' in text
    assert text.count('name="line" value="l') == 2


def test_two_people_at_once(cast: Cast, offer: int) -> None:
    page = sign_in(cast.ana).get(f"/deals/{offer}/lines").content.decode()
    was = page.split('name="was" value="')[1].split('"')[0]
    actions.change(cast.ben, "deals", offer, {"lines": [{"name": "Theirs"}]})
    answer = post(cast, offer, sent(was=was))
    assert answer.status_code == 422
    assert "Somebody changed these lines meanwhile." in answer.content.decode()
    assert lines(cast, offer) == [("Theirs", "1", None)]
    again = answer.content.decode().split('name="was" value="')[1].split('"')[0]
    assert post(cast, offer, sent(was=again)).status_code == 303
    assert [name for name, _quantity, _price in lines(cast, offer)] == ["Freezer", "Training"]


def test_the_preview_says_totals_and_prices_and_saves_nothing(cast: Cast, make: Makers, offer: int) -> None:
    make.product(name="Counter", price="75.50")
    data = sent("l0", "l1", "new", **{"name-new": "Counter", "quantity-new": "2", "tax-new": "10"})
    text = post(cast, offer, data, "?preview=1", **HTMX).content.decode()
    assert '<output id="total-new" hx-swap-oob="true">$166.10</output>' in text
    assert 'id="price-new" name="price-new" value="75.50"' in text
    assert "$3,031" in text
    assert len(lines(cast, offer)) == 2
    wrong = post(cast, offer, sent(**{"discount-l0": "120"}), "?preview=1", **HTMX).content.decode()
    assert mistakes(wrong) == {"discount-l0": "Expected a number from 0 to 100."}
    assert "line-sums" not in wrong


def test_below_the_lines_stands_what_they_come_to(cast: Cast, offer: int) -> None:
    def sums() -> list[tuple[str, str]]:
        page = sign_in(cast.ana).get(f"/deals/{offer}?tab=lines").content.decode()
        text = page.split('id="line-sums"')[1]
        return re.findall(r'<dt>([^<]+)</dt><dd class="money">([^<]+)</dd>', text)

    assert sums() == [("Subtotal", "$2,880"), ("Tax", "$0"), ("Total", "$2,880")]
    priced = [
        {"name": "Freezer", "quantity": "2", "price": "1200", "discount": "10", "tax": "21"},
        {"name": "Training", "price": "480"},
    ]
    actions.change(cast.ana, "deals", offer, {"lines": priced})
    assert sums() == [
        ("Subtotal", "$2,880"),
        ("Discount", "-$240"),
        ("Tax", "$453.60"),
        ("Total", "$3,093.60"),
    ]


def test_the_field_and_its_page_have_one_name(cast: Cast, offer: int) -> None:
    assert str(registry.get("deals").fields["lines"].label) == "line items"
    actions.change(cast.ana, "deals", offer, {"lines": [{"name": "Training", "price": "480"}]})
    client = sign_in(cast.ana)
    for tab in ("lines", "changes"):
        text = client.get(f"/deals/{offer}?tab={tab}").content.decode()
        assert "Line items" in text
        assert ">Lines<" not in text


def test_who_may_not_edit_sees_the_lines_and_no_editor(cast: Cast, make: Makers) -> None:
    pk = make.deal(owner=cast.cleo, lines=[{"name": "Training", "price": "19550"}])
    make.product(name="Freezer")
    client = sign_in(cast.rita)
    text = client.get(f"/deals/{pk}?tab=lines").content.decode()
    assert "Training" in text
    assert '<span class="line-label">Price</span>$19,550</td>' in text
    assert "data-line-add" not in text
    assert client.post(f"/deals/{pk}/lines", sent()).status_code == 403
    assert sign_in(cast.ana).post(f"/deals/{pk}/lines", sent()).status_code == 404
    assert lines(cast, pk) == [("Training", "1", "19550.00")]


def test_types_without_lines_have_no_such_page(cast: Cast, company: int) -> None:
    assert Client().get(f"/deals/{company}/lines").status_code == 302
    assert sign_in(cast.ana).get(f"/companies/{company}/lines").status_code == 404


def test_a_binned_deal_keeps_its_lines(cast: Cast, offer: int) -> None:
    actions.archive(cast.owner, "deals", [offer])
    assert post(cast, offer, sent("l1")).status_code == 409
    assert len(lines(cast, offer)) == 2


def differing(client: Client, pk: int) -> str:
    """What stands below the lines about an amount of somebody's own, as text."""
    page = client.get(f"/deals/{pk}?tab=lines").content.decode()
    told = page.split('id="line-differs"', 1)[1].split("</div>", 1)[0]
    return " ".join(re.sub("<[^>]+>", " ", told.partition(">")[2]).split())


SAID = "Value was set to $2,500; the line items come to $2,880."


def test_a_value_of_ones_own_beside_the_lines_is_told_and_lets_go(cast: Cast, offer: int) -> None:
    client = sign_in(cast.ana)
    assert differing(client, offer) == ""
    actions.change(cast.ana, "deals", offer, {"value": "2500"})
    assert differing(client, offer) == f"{SAID} Take the line items' sum"
    answer = client.post(f"/deals/{offer}/lines", sent(follow=mark(client, offer)))
    assert (answer.status_code, answer["Location"]) == (303, f"/deals/{offer}?tab=lines")
    page = client.get(answer["Location"]).content.decode()
    assert "Value follows the line items." in page
    assert rows.one(cast.owner, "deals", offer)["value"] == Money.of("2880", "USD")
    assert differing(client, offer) == ""
    client.post("/undo/" + page.split('action="/undo/')[1].split('"')[0])
    assert differing(client, offer) == f"{SAID} Take the line items' sum"


def mark(client: Client, pk: int) -> str:
    page = client.get(f"/deals/{pk}?tab=lines").content.decode()
    return page.split('name="follow" value="')[1].split('"')[0]


def test_lines_typed_beside_it_are_saved_in_the_same_act(cast: Cast, offer: int) -> None:
    actions.change(cast.ana, "deals", offer, {"value": "2500"})
    client = sign_in(cast.ana)
    typed = sent(**{"price-l1": "600", "tax-l1": "21"})
    text = client.post(f"/deals/{offer}/lines?preview=1", typed, headers=HTMX).content.decode()
    assert "Value was set to $2,500; the line items come to $3,000 before tax." in text
    assert 'id="line-differs" hx-swap-oob="true"' in text
    client.post(f"/deals/{offer}/lines", typed | {"follow": mark(client, offer)})
    found = rows.one(cast.owner, "deals", offer)
    assert (found["value"], found["lines"][1].price) == (Money.of("3000", "USD"), Money.of("600", "USD"))
    actions.change(cast.ana, "deals", offer, {"lines": [{"name": "Training", "price": "480"}]})
    assert rows.one(cast.owner, "deals", offer)["value"] == Money.of("480", "USD")


def test_saving_lines_says_which_value_stayed(cast: Cast, offer: int) -> None:
    actions.change(cast.ana, "deals", offer, {"value": "2500"})
    client = sign_in(cast.ana)
    client.post(f"/deals/{offer}/lines", sent(**{"price-l1": "600"}))
    page = client.get(f"/deals/{offer}?tab=lines").content.decode()
    assert "Line items saved. Value stays at $2,500." in page
    client.post(f"/deals/{offer}/lines", sent(**{"price-l1": "100"}))
    assert "Line items saved.</p>" in client.get(f"/deals/{offer}?tab=lines").content.decode()


def test_while_it_follows_the_preview_has_nothing_to_compare(cast: Cast, offer: int) -> None:
    text = post(cast, offer, sent(**{"price-l1": "600"}), "?preview=1", **HTMX).content.decode()
    assert "$3,000" in text
    assert "was set to" not in text


def test_a_value_set_meanwhile_is_not_let_go_unseen(cast: Cast, offer: int) -> None:
    actions.change(cast.ana, "deals", offer, {"value": "2500"})
    client = sign_in(cast.ana)
    seen = mark(client, offer)
    actions.change(cast.ben, "deals", offer, {"value": {"amount": "2600", "currency": "EUR"}})
    answer = client.post(f"/deals/{offer}/lines", sent(follow=seen))
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "Somebody set another amount meanwhile." in text
    assert "Value was set to €2,600; the line items come to $2,880." in text
    assert rows.one(cast.owner, "deals", offer)["value"] == Money.of("2600", "EUR")


def may_only(level: str, field: str) -> None:
    FieldRight.objects.filter(type="deals").delete()
    FieldRight.objects.create(role="member", type="deals", field=field, level=level)
    snapshot.reset()


def test_who_may_not_write_the_value_or_the_lines(cast: Cast, offer: int) -> None:
    actions.change(cast.owner, "deals", offer, {"value": "2500"})
    client = sign_in(cast.ana)
    seen = mark(client, offer)
    may_only("hidden", "value")
    assert differing(client, offer) == ""
    may_only("read", "value")
    assert differing(client, offer) == SAID
    refused = client.post(f"/deals/{offer}/lines", sent(follow=seen))
    assert (refused.status_code, "You may not change value." in refused.content.decode()) == (403, True)
    assert rows.one(cast.owner, "deals", offer)["value"] == Money.of("2500", "USD")
    may_only("read", "lines")
    assert "data-line-add" not in client.get(f"/deals/{offer}?tab=lines").content.decode()
    assert differing(client, offer) == f"{SAID} Take the line items' sum"
    assert client.post(f"/deals/{offer}/lines", {"follow": seen}).status_code == 303
    assert rows.one(cast.owner, "deals", offer)["value"] == Money.of("2880", "USD")
    assert len(lines(cast, offer)) == 2


def test_without_all_prices_there_is_no_sum_to_take(cast: Cast, offer: int) -> None:
    actions.change(cast.ana, "deals", offer, {"value": "2500"})
    post(cast, offer, sent(**{"price-l1": ""}))
    assert differing(sign_in(cast.ana), offer) == ""
