"""Four files in the shape of the practice set “CRM Sales Opportunities”, for where it is not at hand."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Iterable
from datetime import date, timedelta
from itertools import cycle
from pathlib import Path

REAL = Path(__file__).resolve().parents[2] / "shared" / "data" / "crm-sales"
NAMES = ("accounts.csv", "products.csv", "sales_teams.csv", "sales_pipeline.csv")
PRODUCTS = (
    ("Anvil", "Tools", 120),
    ("GTX Pro", "GTX", 4800),
    ("Bellows", "Tools", 75),
    ("Crucible", "Casting", 3400),
    ("Mold, large", "Casting", 5500),
    ("Mold, small", "Casting", 1100),
    ("Forge press", "Machines", 27000),
)
#: How many deals stand in each stage; those won sum up to WORTH.
WON, LOST, ENGAGING, PROSPECTING, WORTH = 4238, 2473, 1589, 500, 10_005_534
MISSPELT, WITHOUT_ACCOUNT = 1480, 1425
#: So many of the people sell; the others are named in their own file alone.
SELLING = 30
FIRST = date(2016, 10, 20)


def place_sample(folder: Path) -> None:
    """Put the four files there: the real ones if they are beside the project, else made ones."""
    if REAL.is_dir():
        for name in NAMES:
            shutil.copyfile(REAL / name, folder / name)
    else:
        make_sample(folder)


def make_sample(folder: Path) -> None:
    """Files with the same columns, counts, sums and flaws."""
    agents = [f"{word} Agent" for word in _words(35)]
    accounts = ["Acme Corporation", *(f"{word} Group" for word in _words(84))]
    _write(folder / "products.csv", "product series sales_price", PRODUCTS)
    teams = ((agent, _chief(place), _office(place)) for place, agent in enumerate(agents))
    _write(folder / "sales_teams.csv", "sales_agent manager regional_office", teams)
    columns = "account sector year_established revenue employees office_location subsidiary_of"
    _write(folder / "accounts.csv", columns, (_account(place, accounts) for place in range(85)))
    columns = "opportunity_id sales_agent product account deal_stage engage_date close_date close_value"
    _write(folder / "sales_pipeline.csv", columns, _deals(agents, accounts))


def _words(number: int) -> list[str]:
    starts = ("Bel", "Cor", "Dan", "Fen", "Gal", "Hol", "Jas", "Kel", "Lor", "Mer", "Nor", "Pal")
    ends = ("ra", "lo", "min", "tus", "ven", "dor", "sel")
    return [f"{start}{end}" for start in starts for end in ends][:number]


def _chief(place: int) -> str:
    return f"{_words(6)[place % 6]} Chief"


def _office(place: int) -> str:
    return ("Central", "East", "West")[place % 6 // 2]


def _account(place: int, accounts: list[str]) -> tuple[object, ...]:
    sector = "technolgy" if place in {0, 40} else ("technology", "medical", "retail")[place % 3]
    country = {3: "Philipines", 4: "Philippines"}.get(place, ("United States", "Kenya")[place % 2])
    parent = accounts[place % 7] if place >= 70 else ""
    revenue = round(40.79 + place, 2)
    return accounts[place], sector, 1979 + place % 38, revenue, 9 + place * 7, country, parent


def _deals(agents: list[str], accounts: list[str]) -> Iterable[tuple[object, ...]]:
    names = [name for name, _series, _price in PRODUCTS]
    others = cycle([name for name in names if name != "GTX Pro"])
    agent = cycle(agents[:SELLING])
    stages = ["Won"] * WON + ["Lost"] * LOST + ["Engaging"] * ENGAGING + ["Prospecting"] * PROSPECTING
    for place, stage in enumerate(stages):
        product = "GTXPro" if place % 5 == 0 and place // 5 < MISSPELT else next(others)
        account = "" if place >= len(stages) - WITHOUT_ACCOUNT else accounts[place % len(accounts)]
        opened = "" if stage == "Prospecting" else str(FIRST + timedelta(days=place % 300))
        closed = str(FIRST + timedelta(days=place % 300 + 60)) if stage in {"Won", "Lost"} else ""
        value = {"Won": _worth(place), "Lost": 0}.get(stage, "")
        yield f"{place:08X}", next(agent), product, account, stage, opened, closed, value


def _worth(place: int) -> int:
    """Values that sum up, a few of them large."""
    if place < 4:
        return 26_000 + place
    rest, number = WORTH - 4 * 26_000 - 6, WON - 4
    return rest // number + (1 if place - 4 < rest % number else 0)


def _write(path: Path, columns: str, rows: Iterable[Iterable[object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(columns.split())
        writer.writerows(rows)
