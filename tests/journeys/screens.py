"""The addresses of every screen, for the pictures: what each is called, and where it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.tokens import default_token_generator

from trato.accounts.actor import Actor
from trato.accounts.models import User
from trato.activities.models import Plan
from trato.entrance import invitations
from trato.ops import worker
from trato.records import actions, rows
from trato.records.models import ChangeSet, Relation, RelationKind, Tag
from trato.sales.models import Stage

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import BrowserContext

#: Screens that look the same whatever the data.
DAILY = {
    "day": "/",
    "contacts": "/contacts/",
    "companies": "/companies/",
    "products": "/products/",
    "deals": "/deals/",
    "board": "/deals/?layout=board",
    "board-lanes": "/deals/?layout=board&lanes=owner",
    "groups": "/deals/?group=stage",
    "past-list": "/deals/?as-of=2026-10-31",
    "past-board": "/deals/?as-of=2026-10-31&layout=board",
    "leads": "/leads/",
    "tasks": "/tasks/",
    "calls": "/calls/",
    "meetings": "/meetings/",
    "notes": "/notes/",
    "files": "/files/",
    "week": "/calendar/?view=week",
    "month": "/calendar/?view=month",
    "calendar-day": "/calendar/?view=day",
    "agenda": "/calendar/?view=agenda",
    "filtered": "/deals/?filter=status%3Aopen+value%3E10k&sort=-value",
    "nothing-found": "/deals/?filter=nothing-is-called-so",
    "wrong-filter": "/deals/?filter=valeu%3E10k",
    "columns": "/deals/columns",
    "add-filter": "/deals/filter",
    "save-view": "/deals/views/new",
    "new-deal": "/deals/new",
    "new-contact": "/contacts/new",
    "new-lead": "/leads/new",
    "new-task": "/tasks/new",
    "new-meeting": "/meetings/new",
    "search": "/search?q=walk",
    "commands": "/search?q=%3E",
    "notifications": "/notifications/",
    "ledger": "/history/",
    "bin": "/bin/",
    "missing": "/deals/999999",
}
SETTINGS = {
    "settings": "/settings/",
    "workspace": "/settings/workspace",
    "mail-server": "/settings/mail",
    "sample-data": "/settings/sample",
    "users": "/users/",
    "new-user": "/users/new",
    "teams": "/teams/",
    "invite": "/users/invite",
    "leavers": "/settings/leavers",
    "tags": "/settings/lists/tags",
    "rates": "/rates/",
    "new-rate": "/rates/new",
    "relation-kinds": "/relation_kinds/",
    "new-relation-kind": "/relation_kinds/new",
    "pipelines": "/settings/lists/pipelines",
    "lost-reasons": "/settings/lists/lost_reasons",
    "stages": "/stages/",
    "plans": "/plans/",
    "new-plan": "/plans/new",
    "import": "/import/",
    "past-imports": "/import/past",
    "pending": "/pending/",
    "relations": "/relations/",
    "profile": "/profile",
    "notification-settings": "/settings/notifications",
    "calendar-address": "/calendar/feed",
    "api": "/api/",
    "api-type": "/api/?type=deals",
    "styleguide": "/styleguide/",
}
FIXED = DAILY | SETTINGS
#: Of these the pictures show a fresh workspace, too.
EMPTY = (
    "day",
    "contacts",
    "deals",
    "board",
    "tasks",
    "agenda",
    "notifications",
    "ledger",
    "bin",
    "rates",
    "past-imports",
)
#: What only clicks open: where they begin, and what is clicked one after the other.
OPENED = {
    "bulk-fields": ("/deals/", ".table tbody .check", ".bulkbar [value=choose]"),
    "bulk-assign": ("/deals/", ".table tbody .check", ".bulkbar [value=field-owner]"),
    "plan-choice": ("/deals/", ".table tbody .check", ".bulkbar [formaction$='/plan']"),
    "plan-preview": (
        "/deals/",
        ".table tbody .check",
        ".bulkbar [formaction$='/plan']",
        "dialog .choose-plan button",
    ),
    "remove-tag": ("/settings/lists/tags", ".picklist-acts [href$='/removal']"),
    "edit-stage": ("/settings/lists/pipelines", "ol .picklist-acts [href$='/edit']"),
    "as-a-dialog": ("/contacts/", ".toolbar .primary"),
}
FILE = "Name,Company,E-mail,Birthday,Shoe size\n" + "".join(
    f"{line}\n"
    for line in (
        "Alba Torres,Harbour & Vale Foods,alba@example.com,03/04/1981,38",
        "Bruno Díaz,Nowhere Ltd,bruno@example.com,05/06/1979,42",
        "Carla Ruiz,Harbour & Vale Foods,not-an-address,01/02/1990,37",
    )
)


def found_in(actor: Actor) -> dict[str, str]:
    """The pages of the records that have most to show, and of what is done with them."""
    return _sales(actor) | _people(actor) | _work(actor) | _set_up(actor)


def _sales(actor: Actor) -> dict[str, str]:
    found = rows.read(actor, "deals", filter="status:open products:any contacts:any value>20k", sort="-value")
    deal, lead, product = found.rows[0].id, _first(actor, "leads"), _first(actor, "products")
    return {
        "deal": f"/deals/{deal}",
        "panel": f"/deals/?open={deal}",
        "deal-changes": f"/deals/{deal}/changes",
        "deal-files": f"/deals/{deal}/files",
        "edit-deal": f"/deals/{deal}/edit",
        "move-deal": f"/deals/{deal}/move",
        "line-items": f"/deals/{deal}/lines",
        "lead": f"/leads/{lead}",
        "convert": f"/leads/{lead}/convert",
        "product": f"/products/{product}",
    }


def _people(actor: Actor) -> dict[str, str]:
    firm, long = (
        _first(actor, "companies", name) for name in ("name:Harbour", "name:Gemeinschaftsverpflegung")
    )
    person = _first(actor, "contacts", "name:Quiroga")
    alike = [f"ids={row.id}" for row in rows.read(actor, "contacts", sort="name", limit=3).rows]
    return {
        "company": f"/companies/{firm}",
        "long-name": f"/companies/{long}",
        "contact": f"/contacts/{person}",
        "relate": f"/contacts/{person}/relations",
        "merge-with": f"/contacts/{person}/merge",
        "merge": f"/contacts/merge?{'&'.join(alike)}",
        "relation": f"/relations/{Relation._base_manager.earliest('pk').pk}",
    }


def _work(actor: Actor) -> dict[str, str]:
    act = ChangeSet.objects.filter(kind="deals.move").last() or ChangeSet.objects.latest("pk")
    ids = {key: _first(actor, key) for key in ("calls", "meetings", "notes", "files")}
    return {
        "task": f"/tasks/{_first(actor, 'tasks', 'status:open due_on<today')}",
        "act": f"/history/{act.pk}",
        **{key.removesuffix("s"): f"/{key}/{pk}" for key, pk in ids.items()},
    }


def _set_up(actor: Actor) -> dict[str, str]:
    colleague = User.objects.exclude(pk=actor.user_id or 0).latest("pk").pk
    kind, stage, plan, tag = (
        model._base_manager.earliest("pk").pk for model in (RelationKind, Stage, Plan, Tag)
    )
    return {
        "user": f"/users/{colleague}",
        "hand-over": f"/users/{colleague}/hand-over",
        "team": f"/teams/{_first(actor, 'teams')}",
        "relation-kind": f"/relation_kinds/{kind}",
        "stage": f"/stages/{stage}",
        "tag-removal": f"/settings/lists/tags/{tag}/removal",
        "plan": f"/plans/{plan}",
        "edit-plan": f"/plans/{plan}/edit",
    }


def _first(actor: Actor, key: str, words: str = "") -> int:
    return rows.read(actor, key, filter=words, limit=1).rows[0].id


def outside(owner: Actor) -> dict[str, str]:
    """What strangers see: the links that open and those that do not."""
    user = User.objects.get(pk=owner.user_id or 0)
    colleague = User.objects.exclude(pk=user.pk).exclude(email=None).earliest("pk")
    return {
        "sign-in": "/sign-in",
        "forgotten": "/sign-in/forgotten",
        "new-password": f"/sign-in/new-password?token={user.pk}.{default_token_generator.make_token(user)}",
        "used-link": "/sign-in/new-password?token=1.used",
        "invitation": invitations.invite(owner, colleague.pk),
        "no-more-mail": "/notifications/stop?token=gone",
        "nothing-there": "/nowhere/at/all",
    }


def put_away(actor: Actor) -> None:
    """Something stands in the bin."""
    lost = rows.read(actor, "deals", filter="status:lost", limit=3).rows
    actions.archive(actor, "deals", [row.id for row in lost])


def brought(context: BrowserContext, folder: Path, ending: str) -> dict[str, str]:
    """Bring a file whose rows are partly refused; pictures of the way, and the page where it ends."""
    path = folder / "people.csv"
    path.write_text(FILE, encoding="utf-8")
    page = context.new_page()
    page.goto("/import/?type=contacts")
    page.locator("input[type=file]").set_input_files(path)
    page.locator("main form button[type=submit]").first.click()
    page.locator(".asked input").first.check()
    page.locator("button[value=check]").click()
    page.locator("button[value=start]").wait_for()
    page.screenshot(path=folder / f"import-columns-{ending}", full_page=True)
    prepared = page.url
    page.locator("button[value=start]").click()
    while worker.run_next("pictures"):
        pass
    page.goto(prepared)
    result = page.url
    page.close()
    path.unlink()
    return {"import-result": result}
