"""The pipeline of the demo: a believable funnel of deals, with what was said and what comes next."""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from operator import itemgetter
from pathlib import Path
from random import Random
from typing import Any

from trato.accounts.actor import Actor, actor_of
from trato.accounts.models import User
from trato.activities.demo_desk import Subject, sentences
from trato.activities.demo_talks import Talks
from trato.catalog.models import Product
from trato.documents.demo import attach
from trato.kernel.money import Money
from trato.kernel.translated import translated
from trato.kernel.weekdays import office_moment, weekday_from, weekday_until
from trato.people.demo import read_table, sellers
from trato.people.models import Company
from trato.records import rows, snapshot
from trato.records.contexts import context_for
from trato.records.hands import Hands, by_owner
from trato.records.touched import Touched
from trato.records.transactions import write_transaction
from trato.records.values import Ref
from trato.records.work import Work, writing
from trato.sales.demo_leads import fill_leads
from trato.sales.demo_offers import offered
from trato.sales.demo_own import make_eventful
from trato.sales.models import LostReason, Stage
from trato.sales.stages import default_pipeline

DATA = Path(__file__).parent / "data"
WORDS = DATA / "demo_words.csv"
#: How many deals stand in each open stage, first to last; won; lost.
OPEN, WON, LOST = (38, 28, 20, 13), 38, 24
TAGS = ("Retrofit", "New building", "Tender", "Rush")
COLORS = {"Retrofit": "blue", "New building": "green", "Tender": "", "Rush": "orange"}
ROLES = ("Decides", "Signs", "Champion", "Technical contact")
#: Names that price lists have differently, so that their links stay pending.
UNKNOWN_PRODUCTS = ("Cold room 25 m3", "Frost Guard 40")
#: Steps through the stages that are older than this are not told.
TOLD = timedelta(days=75)


@dataclass
class Sale:
    """A deal of the demo on its way: where it stands, since when, and how it got there."""

    stage: Stage
    company: Company
    owner: Ref
    kind: dict[str, str]
    opened: date
    closed: date | None = None
    #: The stages it went through before, each with the day on which it left them.
    left: list[tuple[Stage, date]] = field(default_factory=list)
    #: Whether nothing was heard of it for long.
    is_quiet: bool = False
    made: Touched | None = None

    @property
    def deal(self) -> Touched:
        if self.made is None:
            raise LookupError("this sale has no deal yet")
        return self.made


def fill(actor: Actor) -> dict[str, int]:
    """Add the deals with their notes, tasks and files, and let the recent ones move through the stages."""
    filling = Filling(actor)
    if not filling.companies:
        return {}
    sales = filling.planned()
    with write_transaction():
        hands = Hands(actor, days=620)
        with hands.of() as work:
            named = {filling.said(name): COLORS[name] for name in TAGS}
            made = [work.create("tags", {"name": name, "color": color}) for name, color in named.items()]
        tags = [Ref("tags", tag.id, str(tag.record.name)) for tag in made]
        for owner, own in by_owner(sales).items():
            with hands.of(owner) as work:
                for number, sale in enumerate(own):
                    filling.add(work, sale, number, tags)
                work.flush_rows()
                filling.add_work(work, own)
        hands.close()
    filling.move(sales)
    return {"leads": fill_leads(actor), "deals": len(sales)}


class Filling:
    """What one filling knows while it runs."""

    def __init__(self, actor: Actor) -> None:
        self.actor, self.dice = actor, Random("sales 2")
        self.today = context_for(actor).today
        self.currency = snapshot.current().workspace.currency
        self.language = snapshot.current().workspace.language.partition("-")[0]
        self.said = translated(WORDS, self.language)
        self.industries = {row["domain"]: row["industry"] for row in read_table("demo_companies")}
        self.teams = [team for team in sellers(actor).values() if team]
        firms = Company.objects.visible_to(actor).filter(domain__endswith=".example", owner__isnull=False)
        self.companies = list(firms.select_related("owner").order_by("pk"))
        self.people = self._people()
        found = Product.objects.visible_to(actor).exclude(reference="").order_by("pk")
        self.prices = {one.pk: one.price for one in found if one.price is not None}
        self.products = {one.reference: Ref("products", one.pk, one.name) for one in found}
        with (DATA / "demo_deals.csv").open(encoding="utf-8", newline="") as stream:
            self.kinds = list(csv.DictReader(stream))
        steps = Stage.objects.visible_to(actor).filter(pipeline=default_pipeline()).order_by("position", "pk")
        self.stages = {kind: [one for one in steps if one.kind == kind] for kind in ("open", "won", "lost")}
        reasons = LostReason.objects.visible_to(actor).order_by("pk")
        self.reasons = [Ref("lost_reasons", one.pk, one.name) for one in reasons]

    def _people(self) -> dict[int, list[tuple[date, Ref]]]:
        """The contacts of each company, and since when they are known."""
        found: dict[int, list[tuple[date, Ref]]] = {}
        after: str | None = None
        while True:
            page = rows.read(
                self.actor,
                "contacts",
                columns=("name", "companies", "created_at"),
                sort="name",
                limit=200,
                after=after,
            )
            for row in page.rows:
                known = row["created_at"].date(), Ref("contacts", row.id, row["name"])
                for company in row["companies"] or ():
                    found.setdefault(company.id, []).append(known)
            after = page.next
            if after is None:
                return found

    # what there will be

    def planned(self) -> list[Sale]:
        """All sales in the order in which they were opened."""
        open_stages = self.stages["open"]
        wanted = [stage for stage, number in zip(open_stages, OPEN, strict=False) for _one in range(number)]
        sales = [self._open_sale(stage, open_stages.index(stage)) for stage in wanted]
        for kind, number in (("won", WON), ("lost", LOST)):
            sales += [self._closed_sale(self.stages[kind][0]) for _one in range(number) if self.stages[kind]]
        make_eventful(sales, self.actor.user_id, self.today)
        return sorted(sales, key=lambda sale: sale.opened)

    def _open_sale(self, stage: Stage, place: int) -> Sale:
        opened = self._ago(2 + 9 * place, 34 + 26 * place)
        sale = self._sale(stage, opened)
        sale.left = self._left(self.stages["open"][:place], opened, self.today - timedelta(days=1))
        return sale

    def _closed_sale(self, stage: Stage) -> Sale:
        closed = self._ago(1, 270)
        opened = weekday_until(closed - timedelta(days=self.dice.randrange(16, 95)))
        sale = self._sale(stage, opened)
        sale.closed = closed
        reached = len(self.stages["open"]) if stage.kind == Stage.WON else self.dice.randrange(1, 4)
        passed = self._left(self.stages["open"][:reached][-2:], opened, closed)
        sale.left = [*passed[:-1], *((last, closed) for last, _day in passed[-1:])]
        return sale

    def _sale(self, stage: Stage, opened: date) -> Sale:
        company = self.dice.choice([one for one in self.companies if one.created_at.date() <= opened])
        industry = self.industries.get(company.domain, company.industry)
        fitting = [kind for kind in self.kinds if kind["industry"] in {industry, ""}]
        weights = [4 if kind["industry"] else 1 for kind in fitting]
        owner = Ref("users", company.owner.pk, company.owner.name)
        if self.dice.random() < 0.25:
            team = next((one for one in self.teams if owner in one), self.teams[0])
            owner = self.dice.choice(team)
        return Sale(stage, company, owner, self.dice.choices(fitting, weights)[0], opened)

    def _left(self, stages: list[Stage], opened: date, last: date) -> list[tuple[Stage, date]]:
        """The day on which each of these stages was left, spread over the time there was."""
        days = sorted(self.dice.uniform(0.15, 1.0) for _stage in stages)
        length = (last - opened).days
        return [
            (stage, max(opened, weekday_until(opened + timedelta(days=round(length * share)))))
            for stage, share in zip(stages, days, strict=True)
        ]

    def _ago(self, fewest: int, most: int) -> date:
        return weekday_until(self.today - timedelta(days=self.dice.randrange(fewest, most)))

    # the deals

    def add(self, work: Work, sale: Sale, number: int, tags: list[Ref]) -> None:
        """Make the deal as it was at first, or if that is long ago, as it is."""
        dice, company = self.dice, sale.company
        values: dict[str, Any] = {"owner": sale.owner, "opened_on": sale.opened}
        values["company"] = Ref("companies", company.pk, company.name)
        values["stage"] = _stage_ref(self._first_told(sale))
        values["value"] = self._value(sale)
        values["products"] = self._products(sale, number)
        lines = offered(values["products"], self.prices, values["value"])
        values |= {"lines": lines} if lines else {}
        values["contacts"] = tuple(self._contacts(sale))
        values["expected_close_on"] = self._expected(sale)
        # The others are called after their company and product.
        if number % 11 or len(values["products"]) > 1:
            values["name"] = sale.kind.get(self.language) or sale.kind["en"]
        if values["stage"].id == sale.stage.pk:
            values |= self._outcome(sale)
        if dice.random() < 0.25:
            values["tags"] = (dice.choice(tags),)
        sale.made = work.create("deals", values)
        # How it ended long ago is no news of today.
        sale.made.is_as_given = sale.closed is not None
        record: Any = sale.deal.record
        record.created_at = record.updated_at = self._moment(sale.opened)
        record.created_by_id = sale.owner.id

    def _first_told(self, sale: Sale) -> Stage:
        told = self._told(sale)
        return told[0][0] if told else sale.stage

    def _told(self, sale: Sale) -> list[tuple[Stage, date]]:
        return [step for step in sale.left if step[1] >= self.today - TOLD and step[1] > sale.opened]

    def _outcome(self, sale: Sale) -> dict[str, Any]:
        if sale.closed is None:
            return {}
        lost = sale.stage.kind == Stage.LOST and self.reasons
        return {"closed_on": sale.closed, **({"lost_reason": self.dice.choice(self.reasons)} if lost else {})}

    def _value(self, sale: Sale) -> Money | None:
        first = self.stages["open"][0]
        if sale.stage == first and self.dice.random() < 0.3:
            return None
        low, high = int(sale.kind["low"]), int(sale.kind["high"])
        amount = low + (high - low) * self.dice.random() ** 1.6
        return Money.of(round(amount / 50) * 50, self.currency)

    def _products(self, sale: Sale, number: int) -> tuple[Ref, ...]:
        known = [self.products[key] for key in sale.kind["products"].split() if key in self.products]
        if number % 17 == 5:
            return (Ref.pending("products", self.said(UNKNOWN_PRODUCTS[number % 2])), *known[1:])
        return tuple(known)

    def _contacts(self, sale: Sale) -> list[Ref]:
        listed = self.people.get(sale.company.pk, [])
        people = [ref for since, ref in listed if since <= sale.opened]
        people = people or [ref for _since, ref in sorted(listed, key=itemgetter(0))[:1]]
        chosen = self.dice.sample(people, min(len(people), self.dice.choice((1, 1, 2))))
        roles = self.dice.sample(ROLES, len(chosen))
        pairs = zip(chosen, roles, strict=True)
        return [Ref(one.type, one.id, one.label, self.said(role)) for one, role in pairs]

    def _expected(self, sale: Sale) -> date | None:
        if sale.closed is not None:
            return weekday_from(sale.closed + timedelta(days=self.dice.randrange(-9, 15)))
        if self.dice.random() < 0.08:
            return None
        place = self.stages["open"].index(sale.stage)
        return weekday_from(self.today + timedelta(days=self.dice.randrange(-6, 130 - 27 * place)))

    def _moment(self, day: date) -> datetime:
        return min(office_moment(day, self.dice, UTC), datetime.now(UTC) - timedelta(minutes=9))

    # what was said about them, and what comes next

    def add_work(self, work: Work, sales: list[Sale]) -> None:
        """Notes and tasks on most deals, a quote as a file on some."""
        desk = Talks(work, self.today, self.dice)
        texts, plans = sentences(DATA / "demo_notes.csv"), sentences(DATA / "demo_tasks.csv")
        for number, sale in enumerate(sales):
            if sale.is_quiet:
                continue
            subject, people = self._subject(sale)
            for text in self.dice.sample(texts, self.dice.choice((0, 0, 1, 1, 2, 3))):
                desk.write(subject, text, *people, until=sale.closed)
            self._talk(desk, sale, subject, people)
            if sale.closed is None and self.dice.random() < 0.66:
                desk.plan(subject, self.dice.choice(plans), *people)
            if sale.closed is None and self.dice.random() < 0.4:
                desk.plan(subject, self.dice.choice(plans), *people, is_done=True)
            if sale.stage in self.stages["open"][2:] and number % 6 == 0:
                self._attach_quote(work, sale, subject)

    def _talk(self, desk: Talks, sale: Sale, subject: Subject, people: tuple[Ref, ...]) -> None:
        if self.dice.random() < 0.4:
            desk.called(subject, *people, until=sale.closed)
        if self.dice.random() < 0.2:
            desk.met(subject, *people, until=sale.closed)

    def _subject(self, sale: Sale) -> tuple[Subject, tuple[Ref, ...]]:
        ref = Ref("deals", sale.deal.id, str(sale.deal.record.name))
        known = {one.id for since, one in self.people.get(sale.company.pk, []) if since <= sale.opened}
        people = tuple(
            Ref(one.type, one.id, one.label) for one in sale.deal.value("contacts")[:1] if one.id in known
        )
        person = people[0].label if people else sale.company.name
        return Subject(ref, sale.owner, sale.opened, sale.company.name, person), people

    def _attach_quote(self, work: Work, sale: Sale, subject: Subject) -> None:
        number = 2000 + sale.deal.id % 900
        lines = [f"Quote Q-{number} for {subject.firm}", "", f"{subject.ref.label}"]
        lines += [f"- {ref.label}" for ref in self._products(sale, 1)]
        about = [subject.ref, Ref("companies", sale.company.pk, sale.company.name)]
        day = weekday_until(self.today - timedelta(days=self.dice.randrange(1, 20)))
        name, text = f"Quote Q-{number}.txt", "\n".join(lines) + "\n"
        attach(work, name, text, about, owner=sale.owner, day=max(day, sale.opened), dice=self.dice)

    # how they moved

    def move(self, sales: list[Sale]) -> None:
        """Let deals take their later steps, each day's steps of one person as one act."""
        days: dict[tuple[date, int], dict[int, dict[str, Any]]] = {}
        for sale in sales:
            told = self._told(sale)
            reached = [*(stage for stage, _day in told[1:]), sale.stage]
            for (_left, day), stage in zip(told, reached, strict=False):
                steps = days.setdefault((day, sale.owner.id or 0), {})
                steps.setdefault(sale.deal.id, {}).update(self._step(sale, stage, day))
        people = User.objects.in_bulk({owner for _day, owner in days})
        moments = {act: self._moment(act[0]) for act in sorted(days)}
        for act in sorted(moments, key=moments.__getitem__):
            self._act(actor_of(people[act[1]]), moments[act], days[act])

    def _step(self, sale: Sale, stage: Stage, day: date) -> dict[str, Any]:
        values: dict[str, Any] = {"stage": _stage_ref(stage)}
        if stage == sale.stage:
            values |= self._outcome(sale)
        if stage.kind == Stage.OPEN and self.dice.random() < 0.3:
            expected = max(day, self._expected(sale) or day) + timedelta(days=self.dice.randrange(5, 40))
            values["expected_close_on"] = weekday_from(expected)
        return values

    def _act(self, actor: Actor, at: datetime, steps: dict[int, dict[str, Any]]) -> None:
        with writing(actor, "demo") as work:
            work.at = work.change_set.at = work.change_set.completed_at = at
            loaded = work.load("deals", steps, None)
            for pk, values in steps.items():
                work.change(loaded[pk], values)


def _stage_ref(stage: Stage) -> Ref:
    return Ref("stages", stage.pk, stage.name)
