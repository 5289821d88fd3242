"""Columns through links in what programs read and files hold."""

from __future__ import annotations

from trato.records import rows
from trato.records.json_rows import rows_to_json
from trato.records.registry import registry
from trato.testing.cast import Cast
from trato.testing.makers import Makers
from trato.transfer.exporting import texts
from trato.transfer.querying import grouped, listed


def test_programs_and_files(cast: Cast, make: Makers) -> None:
    firm = make.company(name="Acme", industry="Food", revenue="900")
    make.deal(name="Deal 0", owner=cast.ana, company=firm)
    names = ["name", "company.industry", "company.revenue"]
    page = rows.read(cast.ana, "deals", columns=names, sort="id", limit=1)
    written = rows_to_json(registry.get("deals"), page.rows)[0]
    assert written["company.industry"] == "Food"
    assert (written["company.revenue"], written["company.revenue_currency"]) == ("900.00", "USD")
    assert listed(cast.ana, "deals", "", names, "id", 1).data["rows"][0]["company.revenue"] == "900.00"
    assert grouped(cast.ana, "deals", "", "company.industry", "").data["rows"][0] == {
        "company.industry": "Food",
        "count": 1,
    }
    lines = [text for text, _rows in texts(cast.ana, "deals", "", "csv", names)]
    assert lines[:2] == ["\ufeffname,company.industry,company.revenue\r\n", "Deal 0,Food,900.00\r\n"]
