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
    deal = rows.read(actor, "deals", filter="status:open products:any contacts:any value>20k", sort="-value")
    company = rows.read(actor, "companies", filter="name:Harbour")
    person = rows.read(actor, "contacts", filter="name:Quiroga")
    long = rows.read(actor, "companies", filter="name:Gemeinschaftsverpflegung")
    task = rows.read(actor, "tasks", filter="status:open due_on<today")
    sale, firm, human, late = (page.rows[0].id for page in (deal, company, person, task))
    lead, call, meeting, note, file, product, view = (
        rows.read(actor, key, limit=1).rows[0].id
        for key in ("leads", "calls", "meetings", "notes", "files", "products", "teams")
    )
    people = [row.id for row in rows.read(actor, "contacts", sort="name", limit=3).rows]
    colleague = User.objects.exclude(pk=actor.user_id or 0).latest("pk").pk
    relation, kind, stage, plan = (
        model._base_manager.earliest("pk").pk for model in (Relation, RelationKind, Stage, Plan)
    )
    act = ChangeSet.objects.filter(kind="deals.move").last() or ChangeSet.objects.latest("pk")
    return {
        "deal": f"/deals/{sale}",
        "panel": f"/deals/?open={sale}",
        "deal-changes": f"/deals/{sale}/changes",
        "deal-files": f"/deals/{sale}/files",
        "edit-deal": f"/deals/{sale}/edit",
        "move-deal": f"/deals/{sale}/move",
        "line-items": f"/deals/{sale}/lines",
        "company": f"/companies/{firm}",
        "contact": f"/contacts/{human}",
        "relate": f"/contacts/{human}/relations",
        "merge-with": f"/contacts/{human}/merge",
        "merge": f"/contacts/merge?ids={people[0]}&ids={people[1]}&ids={people[2]}",
        "long-name": f"/companies/{long.rows[0].id}",
        "task": f"/tasks/{late}",
        "lead": f"/leads/{lead}",
        "convert": f"/leads/{lead}/convert",
        "call": f"/calls/{call}",
        "meeting": f"/meetings/{meeting}",
        "note": f"/notes/{note}",
        "file": f"/files/{file}",
        "product": f"/products/{product}",
        "team": f"/teams/{view}",
        "user": f"/users/{colleague}",
        "hand-over": f"/users/{colleague}/hand-over",
        "relation": f"/relations/{relation}",
        "relation-kind": f"/relation_kinds/{kind}",
        "stage": f"/stages/{stage}",
        "tag-removal": f"/settings/lists/tags/{Tag._base_manager.earliest('pk').pk}/removal",
        "plan": f"/plans/{plan}",
        "edit-plan": f"/plans/{plan}/edit",
        "act": f"/history/{act.pk}",
    }


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
