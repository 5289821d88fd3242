"""Firms and people in the demo: none of them exists, nor do their addresses and telephones."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass, field
from datetime import UTC, timedelta
from functools import cache
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

from trato.accounts.actor import Actor
from trato.accounts.models import User
from trato.kernel.money import Money
from trato.kernel.phones import normalize_phone
from trato.kernel.text import fold
from trato.kernel.translated import translated
from trato.kernel.weekdays import office_moment, weekday_until
from trato.people.demo_ties import relate
from trato.records import snapshot
from trato.records.contexts import context_for
from trato.records.hands import Hands, by_owner
from trato.records.touched import Touched
from trato.records.transactions import write_transaction
from trato.records.values import Labeled, Ref
from trato.records.work import Work

if TYPE_CHECKING:
    from collections.abc import Callable

DATA = Path(__file__).parent / "data"
WORDS = DATA / "demo_words.csv"
CONTACTS = 300
TAGS = ("Key account", "Partner", "Chain", "Seasonal", "Pays late")
COLORS = {"Key account": "purple", "Partner": "teal", "Chain": "", "Seasonal": "yellow", "Pays late": "red"}
#: How many people a firm of that size has, and what it sells for each of them.
STAFF = {"S": (4, 24), "M": (25, 140), "L": (150, 900), "X": (1200, 5200)}
REVENUE = (48_000, 190_000)
ROLES = ("Decides", "Signs", "Purchasing", "Technical contact", "Kitchen", "Accounts")
SIDE_ROLES = ("Adviser", "Board member", "Planning engineer", "Former employer", "Co-owner")


@dataclass
class Filling:
    """What one filling of the demo knows while it runs."""

    actor: Actor
    work: Work
    dice: Random = field(default_factory=lambda: Random("people"))
    #: Addresses that are taken.
    addresses: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.context = context_for(self.actor)
        self.said = translated(WORDS, snapshot.current().workspace.language)
        self.sellers = sellers(self.actor)

    def backdate(self, touched: Touched, days: int, owner: Ref) -> None:
        """Let a record be that old, made by its owner."""
        day = weekday_until(self.context.today - timedelta(days=days))
        record: Any = touched.record
        record.created_at = record.updated_at = office_moment(day, self.dice, UTC)
        record.created_by_id = owner.id


def sellers(actor: Actor) -> dict[str, list[Ref]]:
    """Who sells, by team; the owner sells too."""
    found: dict[str, list[Ref]] = {}
    people = User.objects.filter(archived_at=None).order_by("pk").prefetch_related("memberships__team")
    for user in people:
        for membership in user.memberships.all():
            found.setdefault(membership.team.name, []).append(Ref("users", user.pk, user.name))
    return found or {"": [Ref("users", actor.user_id, actor.name)]}


def seller_for(dice: Random, teams: dict[str, list[Ref]], country: str) -> Ref:
    """One of those who look after that country."""
    return dice.choice(teams.get(countries()[country]["team"]) or next(iter(teams.values())))


def fill(actor: Actor) -> dict[str, int]:
    """Add firms, some of them belonging to others, and the people in them."""
    firms = read_table("demo_companies")
    with write_transaction():
        hands = Hands(actor, days=660)
        with hands.of() as work:
            filling = Filling(actor, work)
            said = filling.said
            tags = {name: work.create("tags", {"name": said(name), "color": COLORS[name]}) for name in TAGS}
            work.flush_rows()
            refs = {name: Ref("tags", tag.id, said(name)) for name, tag in tags.items()}
            companies = _add_companies(filling, firms, refs)
        people = _people(filling, companies, refs)
        for owner, persons in by_owner(people).items():
            with hands.of(owner) as filling.work:
                for person in persons:
                    _add_contact(filling, person)
        ties = relate(hands)
        hands.close()
    return {"tags": len(TAGS), "companies": len(firms), "contacts": CONTACTS, "relations": ties}


@cache
def read_table(name: str) -> list[dict[str, str]]:
    """The rows of one of the tables beside this file."""
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@cache
def countries() -> dict[str, dict[str, str]]:
    """For each country: who looks after it, whose names it has, and which numbers are kept free for films."""
    return {row["country"]: row for row in read_table("demo_countries")}


# firms


@dataclass(frozen=True)
class Firm:
    """A firm of the demo once it is there."""

    ref: Ref
    owner: Ref
    row: dict[str, str]
    days: int


def _add_companies(filling: Filling, table: list[dict[str, str]], tags: dict[str, Ref]) -> dict[str, Firm]:
    """Add the firms, parents first; by name."""
    found: dict[str, Firm] = {}
    for rows in ([row for row in table if not row["parent"]], [row for row in table if row["parent"]]):
        made = [(row, *_add_company(filling, row, tags, found)) for row in rows]
        filling.work.flush_rows()
        for row, touched, days in made:
            ref = Ref("companies", touched.id, row["name"])
            found[row["name"]] = Firm(ref, touched.value("owner"), row, days)
    return found


def _add_company(
    filling: Filling, row: dict[str, str], tags: dict[str, Ref], known: dict[str, Firm]
) -> tuple[Touched, int]:
    owner, days = seller_for(filling.dice, filling.sellers, row["country"]), filling.dice.randrange(200, 640)
    values = _company_values(filling, row, tags) | {"owner": owner}
    if row["parent"]:
        values["parent"] = known[row["parent"]].ref
    touched = filling.work.create("companies", values)
    filling.backdate(touched, days, owner)
    return touched, days


def _company_values(filling: Filling, firm: dict[str, str], tags: dict[str, Ref]) -> dict[str, Any]:
    dice, currency = filling.dice, snapshot.current().workspace.currency
    fewest, most = STAFF[firm["size"]]
    employees = dice.randrange(fewest, most)
    values: dict[str, Any] = {key: firm[key] for key in ("name", "domain", "city")}
    values |= {key: filling.said(firm[key]) for key in ("industry", "country")}
    values["employees"] = employees if dice.random() < 0.9 else None
    if dice.random() < 0.7:
        revenue = round(employees * dice.randrange(*REVENUE), -4)
        values["revenue"] = Money.of(revenue, currency)
    if number := phone(dice, firm["country"], mobile=False):
        values["phones"] = (Labeled(number, "work"),)
    if dice.random() < 0.3:
        values["tags"] = tuple(tags[name] for name in sorted(dice.sample(TAGS, dice.choice((1, 1, 2)))))
    return values


def phone(dice: Random, country: str, *, mobile: bool) -> str:
    """A number that nobody has; none where no such numbers are kept."""
    pattern = countries()[country]["mobile" if mobile else "landline"]
    places = [int(size) for size in re.findall(r"\{:0(\d)\}", pattern)]
    return normalize_phone(pattern.format(*(dice.randrange(10**size) for size in places)))


# people


@dataclass(frozen=True)
class Person:
    """A person of the demo before they are there."""

    firm: Firm
    values: dict[str, Any]
    latin: str
    role: str
    second: Ref | None = None

    @property
    def owner(self) -> Ref:
        return self.firm.owner


def _people(filling: Filling, firms: dict[str, Firm], tags: dict[str, Ref]) -> list[Person]:
    """A few whom one remembers, then two or three people a firm; some work for another one, too."""
    dice, said = filling.dice, filling.said
    names, known = _names(dice), read_table("demo_people")
    people = [_known_person(one, firms[one["company"]], said) for one in known]
    listed = list(firms.values())
    weights = [1 + 2 * "SMLX".index(firm.row["size"]) for firm in listed]
    for firm in listed + dice.choices(listed, weights=weights, k=CONTACTS - len(listed) - len(known)):
        tongue = countries()[firm.row["country"]]["tongue"]
        first, last, latin = next(names[tongue])
        title = job_title(dice, tongue, firm.row["industry"])
        values = {"first_name": first, "last_name": last, "job_title": title}
        second = _second(filling, listed, firm) if dice.random() < 0.12 else None
        if dice.random() < 0.12:
            values["tags"] = (tags[dice.choice(TAGS)],)
        people.append(Person(firm, values, latin, said(dice.choice((*ROLES, "", "", ""))), second))
    return people


def _known_person(row: dict[str, str], firm: Firm, said: Callable[[str], str]) -> Person:
    values = {"first_name": row["first"], "last_name": row["last"], "job_title": said(row["job_title"])}
    return Person(firm, values, row["latin"], said(row["role"]))


def _add_contact(filling: Filling, person: Person) -> None:
    firm = person.firm
    first = Ref(firm.ref.type, firm.ref.id, firm.ref.label, person.role)
    values = {**person.values, "owner": firm.owner, **_addresses(filling, person.latin, firm.row)}
    values["companies"] = (first, person.second) if person.second else (first,)
    touched = filling.work.create("contacts", values)
    dice = filling.dice
    # Half of them came with their firm, the others later.
    youngest = firm.days - 30 if dice.random() < 0.5 else 3
    filling.backdate(touched, dice.randrange(youngest, firm.days), firm.owner)


def _second(filling: Filling, firms: list[Firm], first: Firm) -> Ref:
    """Another firm, in which the person has a part as well."""
    other = filling.dice.choice([firm for firm in firms if firm != first]).ref
    return Ref(other.type, other.id, other.label, filling.said(filling.dice.choice(SIDE_ROLES)))


def _names(dice: Random) -> dict[str, Any]:
    """For each tongue its names in some order, none twice: first, last, and the address's part."""
    parts: dict[str, dict[str, list[tuple[str, str]]]] = {}
    for row in read_table("demo_names"):
        parts.setdefault(row["tongue"], {}).setdefault(row["part"], []).append((row["name"], row["latin"]))
    return {tongue: iter(_pairs(dice, known["first"], known["last"])) for tongue, known in parts.items()}


def _pairs(
    dice: Random, firsts: list[tuple[str, str]], lasts: list[tuple[str, str]]
) -> list[tuple[str, str, str]]:
    pairs = [
        (first, last, f"{_ascii(first_latin or first)}.{_ascii(last_latin or last)}")
        for first, first_latin in firsts
        for last, last_latin in lasts
    ]
    dice.shuffle(pairs)
    return pairs


def _ascii(name: str) -> str:
    return "".join(letter for letter in fold(name.split(" ")[0]) if letter.isascii() and letter.isalnum())


def _addresses(filling: Filling, latin: str, firm: dict[str, str]) -> dict[str, Any]:
    dice = filling.dice
    values: dict[str, Any] = {}
    if dice.random() < 0.94:
        emails = [Labeled(_free(filling, f"{latin}@{firm['domain']}"), "work")]
        if dice.random() < 0.1:
            emails.append(Labeled(_free(filling, f"{latin}@example.org"), "home"))
        values["emails"] = tuple(emails)
    kinds = [kind for kind, chance in (("work", 0.55), ("mobile", 0.6)) if dice.random() < chance]
    numbers = [(phone(dice, firm["country"], mobile=kind == "mobile"), kind) for kind in kinds]
    if phones := tuple(Labeled(number, kind) for number, kind in numbers if number):
        values["phones"] = phones
    return values


def _free(filling: Filling, address: str) -> str:
    """The address, with a number where another person has it."""
    name, _at, domain = address.partition("@")
    number = 2
    while address in filling.addresses:
        address, number = f"{name}{number}@{domain}", number + 1
    filling.addresses.add(address)
    return address


def job_title(dice: Random, tongue: str, industry: str) -> str:
    """What a person does there; some write it in their own tongue, the others in that of the workspace."""
    row = dice.choice([row for row in read_table("demo_titles") if row["industry"] in {"", industry}])
    own, ours = row.get(tongue) or "", snapshot.current().workspace.language.partition("-")[0]
    return own if own and dice.random() < 0.6 else row.get(ours) or row["en"]
