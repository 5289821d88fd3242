"""What the style guide shows: an invented firm, no record of anybody's."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from trato.web.frame import NavItem

COMPANY = "Harbour & Vale Foods"
PERSON = "Marta Quiroga"


def item() -> NavItem:
    return NavItem("Deals", "#", "deals", current=True, count=24)


def columns() -> list[dict[str, Any]]:
    return [
        {"name": "name", "label": "Deal", "place": "name", "share": 55, "sort_url": "#"},
        {"name": "company", "label": "Company", "place": "firm", "share": 45, "sort_url": "#"},
        {"name": "stage", "label": "Stage", "place": "at", "size": "l"},
        {
            "name": "value",
            "label": "Value",
            "kind": "money",
            "place": "sum",
            "size": "m",
            "sorted": "descending",
            "sort_url": "#",
        },
        {"name": "next", "label": "Next activity", "place": "act"},
        {"name": "owner", "label": "Owner", "wide": True, "size": "l"},
    ]


def rows() -> list[dict[str, Any]]:
    given = [
        (
            "Minibars, 340 rooms",
            "Oriol Hotels",
            ("Negotiation", 70),
            "€136,000",
            ("today", "Review terms", "16:15"),
            "Inés Ferrer",
        ),
        (
            "Milk chilling units",
            "Sunder Dairy",
            ("Discovery", 30),
            "€96,200",
            ("none", "Nothing planned", ""),
            "Li Wei",
        ),
        (
            "A very long name of a deal that has to end in an ellipsis",
            COMPANY,
            ("Proposal", 50),
            "€48,600",
            ("overdue", "Send revised quote", "2 d ago"),
            "Amara Diallo",
        ),
    ]
    return [_row(at, *cells) for at, cells in enumerate(given, 1)]


def _row(
    at: int,
    name: str,
    company: str,
    stage: tuple[str, int],
    value: str,
    step: tuple[str, str, str],
    owner: str,
) -> dict[str, Any]:
    when, text, time = step
    cells = [
        name,
        {"kind": "company", "text": company},
        {"kind": "stage", "text": stage[0], "percent": stage[1]},
        {"kind": "money", "text": value},
        {"kind": "next", "when": when, "text": text, "time": time},
        {"kind": "person", "text": owner},
    ]
    amount = f"{value.strip('€').replace(',', '')}.00 EUR"
    tick = {"url": "#", "hint": f"Done: {name}", "done": at == 2}
    return {"id": at, "url": "#", "label": name, "cells": cells, "amount": amount, "tick": tick}


def totals() -> dict[str, Any]:
    return {"count": "3", "noun": "deals", "cells": {"value": {"label": "Sum", "text": "€280,800"}}}


def entries() -> list[dict[str, Any]]:
    changes = [
        {
            "label": "value",
            "before": {"kind": "money", "text": "€42,000"},
            "after": {"kind": "money", "text": "€48,600"},
        }
    ]
    return [
        {"heading": "Upcoming"},
        {
            "kind": "due",
            "icon": "phone",
            "who": "Call Marta Quiroga",
            "text": "about the drawings",
            "time": "Today 15:00",
        },
        {"heading": "Yesterday"},
        {
            "kind": "mail",
            "icon": "mail",
            "who": PERSON,
            "text": "wrote “Re: Drawings”",
            "time": "10:42",
            "body": "They look right.",
        },
        {
            "icon": "pin",
            "who": "Inés Ferrer",
            "time": "6 Nov",
            "body": "The board signs on Tuesdays.",
            "pinned": True,
        },
        {
            "kind": "small",
            "who": "Inés Ferrer",
            "text": "changed",
            "changes": changes,
            "time": "16:12",
            "restore_url": "#",
        },
        {
            "kind": "good",
            "icon": "files",
            "who": PERSON,
            "text": "added a file",
            "time": "Fri 6 Nov",
            "file": {"url": "#", "name": "Floor plan.pdf", "note": "2.1 MB"},
        },
    ]


def fields() -> list[dict[str, Any]]:
    echo = reverse("web:styleguide-echo")
    return [
        {
            "name": "f-text",
            "label": "Text",
            "kind": "text",
            "value": COMPANY,
            "help": "As it stands on the invoice.",
        },
        {
            "name": "f-money",
            "label": "Money",
            "kind": "money",
            "value": {"amount": "48600.00", "currency": "EUR"},
            "currencies": ("EUR", "USD"),
            "error": "Write an amount such as 1,200.50.",
        },
        {"name": "f-date", "label": "Date", "kind": "date", "value": "2026-12-15"},
        {
            "name": "f-choice",
            "label": "Choice",
            "kind": "choice",
            "choices": [("a", "Referral"), ("b", "Fair")],
        },
        {
            "name": "f-choices",
            "label": "Choices",
            "kind": "choices",
            "choices": [("a", "Mail"), ("b", "Phone")],
            "value": ["a"],
        },
        {
            "name": "f-boolean",
            "label": "Consent",
            "kind": "boolean",
            "text": "May be written to",
            "value": True,
        },
        {
            "name": "f-link",
            "label": "Link",
            "kind": "link",
            "url": echo,
            "value": [{"id": 1, "label": COMPANY}],
        },
        {"name": "f-tags", "label": "Tags", "kind": "tags", "value": ["Retrofit"]},
        {"name": "f-emails", "label": "E-mails", "kind": "emails", "kinds": [("work", "Work")]},
        {"name": "f-long", "label": "Long text", "kind": "longtext"},
    ]


def values() -> list[object]:
    return [
        "Plain text",
        {"kind": "money", "text": "€48,600"},
        {"kind": "person", "text": PERSON, "url": "#"},
        {
            "kind": "person",
            "text": "Added Acme",
            "by": PERSON,
            "of": {"icon": "building-2", "label": "Company"},
        },
        {"kind": "stage", "text": "Proposal", "percent": 50},
        {"kind": "tags", "labels": ["Retrofit", "UK"]},
        _several_links(),
        {"kind": "email", "text": "marta@example.com"},
        {"kind": "phone", "text": "+44 117 496 0123", "dial": "+441174960123"},
        {"kind": "labeled", "parts": [{"kind": "email", "text": "marta@example.com", "label": "Work"}]},
        {"kind": "url", "text": "harbour.example", "url": "https://harbour.example"},
        {
            "kind": "time",
            "text": "25 min ago",
            "iso": "2026-11-19T10:00:00Z",
            "hint": "Thu 19 Nov 2026, 11:00",
        },
        {"kind": "boolean", "on": True},
        {"kind": "pending", "text": "GTXPro"},
    ]


def _several_links() -> dict[str, Any]:
    return {
        "kind": "links",
        "links": [{"kind": "company", "text": name} for name in (COMPANY, "Verde Market")],
    }


def board_column() -> dict[str, Any]:
    shown = {"kind": "stage", "text": "Proposal", "percent": 50}
    return {
        "id": "example-column",
        "count": "5",
        "total": "€229,300",
        "weighted": "€115k weighted",
        "is_summed": True,
        "is_long": False,
        "part": 40,
        "behind": 40,
        "create_url": "#",
        "place": {"shown": shown, "label": "Proposal"},
    }


def board_ends() -> list[dict[str, Any]]:
    return [
        {"label": "Won", "place": "5", "value": "5", "icon": "check", "kind": "good"},
        {"label": "Lost", "place": "6", "value": "6", "icon": "x", "kind": "bad"},
    ]


def board_cards() -> list[dict[str, Any]]:
    card = {
        "id": "example-1",
        "url": "#",
        "move_url": "#",
        "label": "Cold storage retrofit",
        "firm": {"label": COMPANY, "portrait": "company"},
        "owner": "Inés Ferrer",
        "total": "€48,600",
        "days": "12 d",
        "quiet": "",
        "outcome": "",
        "place": "",
        "pick": True,
        "next": {"kind": "next", "when": "today", "text": f"Call {PERSON}", "time": "15:00"},
    }
    nothing = {"kind": "next", "when": "none", "text": "Nothing planned"}
    return [
        card,
        {
            **card,
            "id": "example-2",
            "label": "Walk-in freezer",
            "days": "33 d",
            "quiet": "No news for 21 days",
            "next": nothing,
        },
        {
            **card,
            "id": "example-4",
            "label": "Call the fitters",
            "total": "",
            "days": "2 Oct",
            "late": True,
            "next": None,
        },
        {**card, "id": "example-3", "label": "Milk dispensers", "outcome": "won", "next": None},
    ]
