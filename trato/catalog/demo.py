"""What the firm of the demo sells: cold rooms, kitchens, and their upkeep."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from trato.accounts.actor import Actor
from trato.kernel.money import Money
from trato.kernel.translated import translated
from trato.records import snapshot
from trato.records.work import writing

#: Reference, name, family, list price.
PRODUCTS = (
    ("CR-10", "Cold room, 10 m³", "Cold rooms", "8900"),
    ("CR-25", "Cold room, 25 m³", "Cold rooms", "16400"),
    ("FR-15", "Walk-in freezer, 15 m³", "Cold rooms", "19800"),
    ("FR-40", "Walk-in freezer, 40 m³", "Cold rooms", "38600"),
    ("BC-05", "Blast chiller, 5 trays", "Chilling", "4150"),
    ("BC-20", "Blast chiller, trolley", "Chilling", "14900"),
    ("DC-180", "Display case, 1.8 m", "Counters", "5400"),
    ("OF-250", "Open-front case, 2.5 m", "Counters", "7200"),
    ("SB-08", "Salad bar, 8 wells", "Counters", "3850"),
    ("MF-600", "Medicine fridge, 600 l", "Healthcare", "3200"),
    ("VF-300", "Vaccine fridge, 300 l", "Healthcare", "5900"),
    ("MB-40", "Minibar, 40 l", "Hotels", "395"),
    ("KI-20", "Prep kitchen, 20 m²", "Kitchens", "46500"),
    ("CO-11", "Combi oven, 11 trays", "Kitchens", "12300"),
    ("SP-1Y", "Service plan, one year", "Service", "1280"),
    ("IN-DAY", "Installation, per day", "Service", "640"),
)
LISTED = timedelta(days=680)
WORDS = Path(__file__).parent / "data" / "demo_words.csv"


def fill(actor: Actor) -> dict[str, int]:
    """Add the price list."""
    workspace = snapshot.current().workspace
    currency, said = workspace.currency, translated(WORDS, workspace.language)
    with writing(actor, "demo") as work:
        work.at -= LISTED
        work.change_set.at = work.at
        for reference, name, family, price in PRODUCTS:
            values = {"reference": reference, "name": said(name), "family": said(family)}
            work.create("products", {**values, "price": Money.of(price, currency)})
    return {"products": len(PRODUCTS)}
