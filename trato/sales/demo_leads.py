"""The leads of the demo: people who asked, were met or were recommended, and nobody of them exists."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from trato.accounts.actor import Actor
from trato.kernel.money import Money
from trato.kernel.translated import translated
from trato.kernel.weekdays import weekday_until
from trato.people.demo import sellers
from trato.records import snapshot
from trato.records.contexts import context_for
from trato.records.hands import Hands
from trato.records.values import Labeled
from trato.sales.models import Lead

WORDS = Path(__file__).parent / "data" / "demo_words.csv"
#: Name, firm, job title, address, source, status, value, and how many days ago they came.
LEADS = (
    ("Marta Solé", "Forn Solé", "Owner", "marta@fornsole.example", "website", "new", "8900", 1),
    ("Jasper Whitlock", "Whitlock & Sons", "Buyer", "jasper@whitlock.example", "event", "new", "", 2),
    ("Aurélie Tissot", "Crèmerie Tissot", "Owner", "aurelie@tissot.example", "referral", "new", "16400", 3),
    ("Okan Demir", "Demir Catering", "Manager", "okan@demir.example", "social", "working", "12300", 6),
    ("林晓", "江南茶舍", "采购经理", "linxiao@jiangnan.example", "partner", "working", "5400", 8),
    ("Saoirse Daly", "Daly's Bakery", "Owner", "saoirse@dalys.example", "call", "working", "", 9),
    ("Bruno Acosta", "Hotel Mirador", "Chef", "bruno@mirador.example", "event", "qualified", "46500", 12),
    ("Freya Lind", "Lind Fisk", "Manager", "freya@lind.example", "referral", "qualified", "38600", 15),
    ("Gil Navarro", "Mercado Navarro", "Owner", "gil@navarro.example", "advertising", "unqualified", "", 21),
    ("Hannah Brandt", "Kita Sonnenhof", "Director", "hannah@sonnen.example", "list", "unqualified", "", 26),
)


def fill_leads(actor: Actor) -> int:
    """Add the leads, each of one of those who sell."""
    today = context_for(actor).today
    people = [ref for team, own in sorted(sellers(actor).items()) for ref in own]
    workspace = snapshot.current().workspace
    currency, said = workspace.currency, translated(WORDS, workspace.language)
    hands = Hands(actor, days=30)
    for place, (name, firm, job, address, source, status, value, days) in enumerate(LEADS):
        owner = people[place % len(people)]
        day = weekday_until(today - timedelta(days=days))
        moment = datetime(day.year, day.month, day.day, 9 + place % 8, place * 17 % 60, tzinfo=UTC)
        with hands.of(owner.id) as work:
            lead = work.create(
                "leads",
                {
                    "name": name,
                    "company_name": firm,
                    "job_title": said(job),
                    "emails": (Labeled(address, "work"),),
                    "source": source,
                    "status": status or Lead.NEW,
                    "value": Money.of(value, currency) if value else None,
                    "owner": owner,
                },
            )
            lead.record.created_at = lead.record.updated_at = moment
    hands.close()
    return len(LEADS)
