"""Fills a workspace by bulk writes: rows, and with them words, links, stories and counters."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

from trato.accounts.models import User
from trato.activities.models import Task
from trato.people.models import Company, Contact
from trato.records.effects.counters import rebuild
from trato.records.effects.words import reindex
from trato.records.models import Change, ChangeSet, Link, TimelineEntry
from trato.records.registry import registry
from trato.records.transactions import write_transaction
from trato.sales.models import Deal, Stage
from trato.search import vocabulary

CHUNK = 2000
OWNERS = 40
#: So many things happened to one contact, for the record page.
BUSY = 60
SEED = 20261122

SYLLABLES = (
    "ma ra na la ta ka sa da be ge man son sen stein ski ov ez ana li lo to mi ne ri que cha vil ham ton ford"
    " burg wal her fre mar jo al an el or en is gu pe ro du bo fi ce no zu"
)
VERBS = ("Call", "Write to", "Visit", "Remind")
JOBS = ("Buyer", "Engineer", "Sales manager", "Director", "Assistant", "Head of purchasing", "Accountant", "")
INDUSTRIES = ("Food", "Software", "Construction", "Transport", "Health", "Retail", "Energy", "Education")
CITIES = ("Bristol", "Valencia", "Lyon", "Porto", "Gdańsk", "Malmö", "Graz", "Leeds", "Bilbao", "Turin")


class Names:
    """Names that occur as names do: a few very often, many seldom."""

    def __init__(self, dice: random.Random, many: int) -> None:
        self.dice = dice
        self.first = self._pool(max(200, min(8000, many // 20)), (2, 3))
        self.last = self._pool(max(500, min(120_000, many // 4)), (2, 3, 3, 4))

    def _pool(self, size: int, lengths: tuple[int, ...]) -> list[str]:
        found: dict[str, None] = {}
        syllables = SYLLABLES.split()
        while len(found) < size:
            found["".join(self.dice.choices(syllables, k=self.dice.choice(lengths))).title()] = None
        return list(found)

    def one(self, pool: list[str]) -> str:
        return pool[int(len(pool) * self.dice.random() ** 3)]


class Filling:
    """A workspace of so many contacts, a fifth as many companies, half as many deals, twice as many tasks."""

    def __init__(self, contacts: int, say: Callable[[str], None]) -> None:
        self.contacts, self.say = contacts, say
        self.dice = random.Random(SEED)
        self.names = Names(self.dice, contacts)
        self.began = datetime(2025, 1, 1, tzinfo=UTC)

    def run(self) -> None:
        self.owners = self._owners()
        self.stages = list(Stage._base_manager.order_by("pk"))
        with write_transaction():
            self.change_set = ChangeSet.objects.create(kind="setup", actor_id=self.owners[0], via="command")
        self._fill("companies", Company, self.contacts // 5, self._company)
        self._fill("contacts", Contact, self.contacts, self._contact, self._of_contacts)
        self._fill("deals", Deal, self.contacts // 2, self._deal, self._of_deals)
        self._fill("tasks", Task, self.contacts * 2, self._task, self._of_tasks)
        self._edit(self.contacts // 10)
        self.say("words that slips are compared with")
        vocabulary.follow()

    def _owners(self) -> list[int]:
        first = User.objects.order_by("pk").first()
        users = [
            User(email=f"seller{one}@bench.example", name=f"Seller {one}", role="member")
            for one in range(OWNERS)
        ]
        with write_transaction():
            made = User.objects.bulk_create(users)
        return [first.pk if first else 0, *(one.pk for one in made)]

    def _fill(
        self,
        key: str,
        model: Any,
        number: int,
        make: Callable[[int], Any],
        after: Callable[[list[Any]], None] | None = None,
    ) -> None:
        self.say(f"{number} {key}")
        record_type = registry.get(key)
        for start in range(0, number, CHUNK):
            rows = [self._settled(make(place)) for place in range(start, min(start + CHUNK, number))]
            with write_transaction():
                made = model._base_manager.bulk_create(rows)
                if after is not None:
                    after(made)
                reindex(record_type, [one.pk for one in made])
        with write_transaction():
            rebuild(record_type)

    def _edit(self, number: int) -> None:
        """So many contacts were otherwise yesterday: another job, or another owner."""
        self.say(f"{number} changes")
        columns = ("pk", "job_title", "owner_id", "owner__name")
        known = list(Contact._base_manager.order_by("pk").values_list(*columns))
        with write_transaction():
            act = ChangeSet.objects.create(
                kind="contacts.change", actor_id=self.owners[0], via="screen", state="complete"
            )
            Change.objects.bulk_create(
                (self._changed(act.pk, *row) for row in self.dice.sample(known, number)), batch_size=CHUNK
            )

    def _changed(self, act: int, pk: int, job: str, owner: int, owner_name: str) -> Change:
        if self.dice.random() < 0.7:
            before: dict[str, Any] = {"job_title": self.dice.choice(JOBS)}
            after: dict[str, Any] = {"job_title": job}
        else:
            first: dict[str, Any] = {"type": "users", "id": self.owners[0], "label": ""}
            before, after = {"owner": first}, {"owner": {"type": "users", "id": owner, "label": owner_name}}
        return Change(
            change_set_id=act,
            op="change",
            type="contacts",
            first_id=pk,
            last_id=pk,
            before=before,
            after=after,
        )

    def _settled(self, record: Any) -> Any:
        # One owner has a third of everything, others little.
        record.owner_id = self.owners[int(len(self.owners) * self.dice.random() ** 2)]
        record.created_by_id = self.owners[0]
        record.created_at = record.updated_at = self.began + timedelta(
            seconds=self.dice.randrange(50_000_000)
        )
        if hasattr(record, "settle"):
            record.settle()
        return record

    def _company(self, place: int) -> Company:
        name = f"{self.names.one(self.names.last)} {self.names.one(self.names.last)}"
        return Company(
            name=name,
            domain=f"{name.split()[0].lower()}{place}.example",
            industry=self.dice.choice(INDUSTRIES),
            employees=None if self.dice.random() < 0.1 else self.dice.randrange(5000),
            city=self.dice.choice(CITIES),
        )

    def _contact(self, place: int) -> Contact:
        first, last = self.names.one(self.names.first), self.names.one(self.names.last)
        address = f"{first}.{last}{place}@{last}.example".lower()
        return Contact(
            first_name=first,
            last_name=last,
            emails=[{"value": address, "kind": "work"}],
            phones=[{"value": f"+346{self.dice.randrange(10**8):08d}", "kind": "work"}],
            job_title=self.dice.choice(JOBS),
        )

    def _of_contacts(self, made: list[Any]) -> None:
        firms = self.contacts // 5
        first = Company._base_manager.order_by("pk").values_list("pk", flat=True)[0] if firms else 0
        _link(
            "contacts",
            "companies",
            "companies",
            [(one.pk, first + one.pk % firms) for one in made] if firms else [],
        )

    def _deal(self, place: int) -> Deal:
        stage = self.dice.choice(self.stages)
        opened = date(2025, 1, 1) + timedelta(days=self.dice.randrange(600))
        return Deal(
            name=f"{self.names.one(self.names.last)} {place}",
            company_id=self._firm(),
            stage=stage,
            value_minor=None if self.dice.random() < 0.1 else self.dice.randrange(100, 10_000_000),
            value_currency="USD",
            opened_on=opened,
            expected_close_on=opened + timedelta(days=self.dice.randrange(30, 300)),
            stage_since=self.began,
            is_named=True,
        )

    def _firm(self) -> int | None:
        if not hasattr(self, "firms"):
            self.firms = list(Company._base_manager.values_list("pk", flat=True))
        return self.dice.choice(self.firms) if self.firms else None

    def _of_deals(self, made: list[Any]) -> None:
        self._tell("companies", [(one.company_id, "deals", one) for one in made if one.company_id])

    def _task(self, place: int) -> Task:
        is_done = self.dice.random() < 0.8
        return Task(
            name=f"{self.dice.choice(VERBS)} {self.names.one(self.names.last)}",
            status=Task.DONE if is_done else Task.OPEN,
            due_on=date(2026, 6, 1) + timedelta(days=self.dice.randrange(300)),
            done_at=self.began if is_done else None,
        )

    def _of_tasks(self, made: list[Any]) -> None:
        if not hasattr(self, "people"):
            self.people = list(Contact._base_manager.order_by("pk").values_list("pk", flat=True))
            busy = [self.people[0]] * min(BUSY, len(made))
        else:
            busy = []
        about = [*busy, *(self.dice.choice(self.people) for _ in made[len(busy) :])]
        _link("tasks", "about", "contacts", [(one.pk, pk) for one, pk in zip(made, about, strict=True)])
        self._tell("contacts", [(pk, "tasks", one) for one, pk in zip(made, about, strict=True)])

    def _tell(self, on: str, stories: list[tuple[int, str, Any]]) -> None:
        TimelineEntry.objects.bulk_create(
            TimelineEntry(
                type=on,
                record_id=pk,
                at=record.created_at,
                kind="created",
                subject_type=key,
                subject_id=record.pk,
                actor_id=self.owners[0],
                change_set_id=self.change_set.pk,
            )
            for pk, key, record in stories
        )


def _link(key: str, field: str, target: str, pairs: list[tuple[int, int]]) -> None:
    Link.objects.bulk_create(_links(key, field, target, pairs))


def _links(key: str, field: str, target: str, pairs: list[tuple[int, int]]) -> Iterator[Link]:
    return (
        Link(type=key, record_id=pk, field=field, target_type=target, target_id=other) for pk, other in pairs
    )
