"""The settings page of lists that others choose from: order, adding, removing, and who may."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from trato.accounts.rights import Role
from trato.records import actions, picklists, rows
from trato.records.custom import fields_changed
from trato.records.merge import merge
from trato.records.models import ChangeSet, SavedView, SharingRule, Tag
from trato.records.registry import registry
from trato.records.undo import undo
from trato.testing.assertions import count_queries, unchanged
from trato.testing.cast import Cast, sign_in
from trato.testing.makers import Makers
from trato.workspace.tests.conftest import HTMX
from trato.workspace.tests.test_list import body

PIPELINES, STAGES = "/settings/lists/pipelines", "/settings/lists/stages"
REASONS, TAGS = "/settings/lists/lost_reasons", "/settings/lists/tags"


@pytest.fixture
def owner_client(cast: Cast) -> Client:
    return sign_in(cast.owner)


def names(type_key: str) -> list[str]:
    model = registry.get(type_key).model
    return list(model._base_manager.order_by("position", "pk").values_list("name", flat=True))


def ids(type_key: str) -> list[int]:
    model = registry.get(type_key).model
    return list(model._base_manager.order_by("position", "pk").values_list("pk", flat=True))


def test_the_page_shows_everything(owner_client: Client, cast: Cast, make: Makers) -> None:
    make.many("deals", 2, owner=cast.ana, stage="Discovery")
    page = body(owner_client, PIPELINES)
    assert "25% likely" in page
    assert "asks for: Lost reason" in page
    assert re.search(r'href="/deals/\?filter=stage%3A\d+">2 deals</a>', page)
    assert "not used" in page
    assert owner_client.get(STAGES)["Location"] == PIPELINES
    assert 'href="/settings/lists/pipelines" aria-current="page"' in page
    assert "/settings/lists/stages" not in page.split("</nav>")[1]


def test_the_order(owner_client: Client, cast: Cast) -> None:
    """A button moves one, a drag posts the whole order; both can be undone."""
    first, second, *others = ids("lost_reasons")
    sent = {"step": "order", "ids": ids("lost_reasons"), "down": first}
    assert owner_client.post(REASONS, sent)["Location"] == REASONS
    assert ids("lost_reasons") == [second, first, *others]
    toast = owner_client.post(REASONS, {"step": "order", "ids": [first, second, *others]}, headers=HTMX)
    assert "The order is changed." in toast.content.decode()
    assert ids("lost_reasons") == [first, second, *others]
    undo(cast.owner, int(re.findall(r"/undo/(\d+)", toast.content.decode())[0]))
    assert ids("lost_reasons") == [second, first, *others]
    with unchanged():
        stale = owner_client.post(REASONS, {"step": "order", "ids": [first, second]})
        assert (stale.status_code, "changed this list meanwhile" in stale.content.decode()) == (412, True)
        same = owner_client.post(REASONS, {"step": "order", "ids": [second, first, *others]}, headers=HTMX)
        assert "in this order already" in same.content.decode()


def test_adding(owner_client: Client) -> None:
    done = owner_client.post(REASONS, {"step": "add", "name": "Moved away"})
    assert (done.status_code, names("lost_reasons")[-1]) == (303, "Moved away")
    sales = ids("pipelines")[0]
    owner_client.post(STAGES, {"step": "add", "name": "Trial", "whole": sales})
    assert names("stages") == ["Qualified", "Discovery", "Proposal", "Negotiation", "Trial", "Won", "Lost"]
    owner_client.post(PIPELINES, {"step": "add", "name": "Partners", "like": sales})
    assert names("pipelines") == ["Sales", "Partners"]
    assert body(owner_client, PIPELINES).count("Trial</span>") == 2
    with unchanged():
        empty = owner_client.post(STAGES, {"step": "add", "name": "", "whole": sales})
        again = owner_client.post(STAGES, {"step": "add", "name": "trial", "whole": sales})
        assert (empty.status_code, again.status_code) == (422, 422)
        text = again.content.decode()
        assert "“trial” is there already." in text
        # What stands inside a list is settled on its page.
        assert re.findall(r'href="([^"]+)" aria-current="page"', text)[-1] == PIPELINES


def test_who_is_refused_goes_back_to_where_one_stood(owner_client: Client) -> None:
    lost = ids("stages")[-1]
    page = f"http://testserver/stages/{lost}"
    with unchanged():
        refused = owner_client.post(f"/stages/{lost}/purge", headers={"referer": page})
        elsewhere = owner_client.post(f"/stages/{lost}/purge", headers={"referer": "https://evil.example/"})
    text = refused.content.decode()
    assert (refused.status_code, "is the last lost stage of “Sales”" in text) == (409, True)
    assert (f'href="{page}">' in text, "Back to the start" in text) == (True, False)
    assert ("evil.example" in elsewhere.text, "Back to the start" in elsewhere.text) == (False, True)


@pytest.mark.parametrize(
    ("field", "given", "sentence"),
    [
        ("probability", "-5", "Probability must not be below 0."),
        ("probability", "150", "Probability must not be above 100."),
        ("stale_after", "40000", "Stale after must not be above 32767."),
    ],
)
def test_a_number_out_of_bounds_is_told_beside_its_field(
    owner_client: Client, field: str, given: str, sentence: str
) -> None:
    stage = ids("stages")[0]
    with unchanged():
        page = owner_client.post(f"/stages/{stage}/edit", {"version": 1, field: given})
    text = page.content.decode()
    assert (page.status_code, sentence in text, f'value="{given}"' in text) == (422, True, True)


def test_removing_asks_where_things_go(owner_client: Client, cast: Cast, make: Makers) -> None:
    deal = make.deal(owner=cast.ana, stage="Discovery")
    going, target = ids("stages")[1:3]
    url = f"{STAGES}/{going}/removal"
    asked = owner_client.get(url, headers=HTMX).content.decode()
    assert "Move 1 deal from “Discovery” to" in asked
    field = f"by-stages-{going}"
    assert re.findall(r"<option[^>]*>([^<]*)", asked) == ["Qualified", "Proposal", "Negotiation"]
    with unchanged():
        stale = owner_client.post(url, {field: target, "version": 99})
        assert stale.status_code == 412
        wrong = owner_client.post(url, {field: going, "version": 1}, headers=HTMX)
        assert (wrong.status_code, "place of itself" in wrong.content.decode()) == (422, True)
    done = owner_client.post(url, {field: target, "version": 1}, headers=HTMX)
    assert done["HX-Redirect"] == PIPELINES
    assert rows.one(cast.ana, "deals", deal, ("stage",))["stage"].label == "Proposal"
    assert owner_client.get(url).status_code == 404
    page = body(owner_client, "/history/")
    assert "removed Discovery" in page
    undo(cast.owner, ChangeSet.objects.latest("pk").pk)
    assert rows.one(cast.ana, "deals", deal, ("stage",))["stage"].label == "Discovery"
    last = owner_client.get(f"{STAGES}/{ids('stages')[-1]}/removal", headers=HTMX).content.decode()
    assert "“Lost” is the last lost stage of “Sales”; every pipeline needs one." in last
    assert "<form" not in last


def test_tags_have_colors_and_are_merged_or_removed(owner_client: Client, cast: Cast, make: Makers) -> None:
    """On every record they take the color; two become one; one that goes leaves the records."""
    deal = make.deal(owner=cast.ana, name="Ring", tags=["rush", "fast"])
    rush, fast = (Tag._base_manager.get(name=name).pk for name in ("rush", "fast"))
    actions.change(cast.owner, "tags", rush, {"color": "red"})
    assert '<span class="chip hued h-2">rush</span>' in body(owner_client, f"/deals/{deal}")
    page = body(owner_client, TAGS)
    assert '<span class="chip hued h-2">rush</span>' in page
    assert f'href="/tags/{rush}/merge"' in page
    merged = owner_client.post("/tags/merge", {"ids": [rush, fast], "into": rush, f"version-{rush}": 2})
    assert merged.status_code == 303
    assert [tag.label for tag in rows.one(cast.ana, "deals", deal, ("tags",))["tags"]] == ["rush"]
    undo(cast.owner, ChangeSet.objects.latest("pk").pk)
    asked = owner_client.get(f"{TAGS}/{rush}/removal", headers=HTMX).content.decode()
    assert "For 1 deal, instead of “rush”" in asked
    assert re.findall(r"<option[^>]*>[^<]*", asked) == [
        '<option value="">nothing',
        f'<option value="{fast}">fast',
    ]
    done = owner_client.post(f"{TAGS}/{rush}/removal", {"version": 2})
    assert done["Location"] == TAGS
    assert [tag.label for tag in rows.one(cast.ana, "deals", deal, ("tags",))["tags"]] == ["fast"]
    assert rows.pending_of("deals", deal) == {}
    undo(cast.owner, ChangeSet.objects.latest("pk").pk)
    assert {tag.label for tag in rows.one(cast.ana, "deals", deal, ("tags",))["tags"]} == {"rush", "fast"}
    assert '<span class="chip hued h-2">rush</span>' in body(owner_client, f"/deals/{deal}")


def test_who_may(ana_client: Client) -> None:
    """Members see how the firm sells, and cannot change it; nobody else comes in."""
    page = body(ana_client, PIPELINES)
    assert "Negotiation" in page
    assert not re.search(r'name="(step|up|down)"|removal', page)
    stage = ids("stages")[0]
    with unchanged():
        assert ana_client.post(STAGES, {"step": "order", "ids": ids("stages")}).status_code == 403
        assert ana_client.post(STAGES, {"step": "add", "name": "Mine"}).status_code == 403
        assert ana_client.get(f"{STAGES}/{stage}/removal").status_code == 403
        assert ana_client.post(f"{STAGES}/{stage}/removal").status_code == 403
        assert ana_client.get("/settings/lists/deals").status_code == 404
        assert ana_client.get("/settings/lists/nothing").status_code == 404
        assert Client().get(PIPELINES).status_code == 302


def test_queries_do_not_grow(owner_client: Client, cast: Cast, make: Makers) -> None:
    make.deal(owner=cast.ana)
    body(owner_client, PIPELINES)
    number = count_queries(lambda: body(owner_client, PIPELINES))
    make.many("stages", 8)
    make.many("deals", 5, owner=cast.ana, stage="Discovery")
    picklists.add(cast.owner, "pipelines", "Partners", like=ids("pipelines")[0])
    assert count_queries(lambda: body(owner_client, PIPELINES)) == number


def view(make: Makers, cast: Cast, words: str, type_key: str = "deals", **options: str) -> int:
    return make.view(owner=cast.ana, name=words or "Board", type=type_key, filter=words, options=options)


def filters_of(views: list[int]) -> list[str]:
    return [SavedView._base_manager.get(pk=pk).filter for pk in views]


def test_saved_views_name_what_takes_its_place(owner_client: Client, cast: Cast, make: Makers) -> None:
    """By its name or number, among others or left out; in the same act, told there, undone with it."""
    make.deal(owner=cast.ana, stage="Discovery")
    going, target = ids("stages")[1:3]
    words = [
        "stage:discovery",
        f"stage:{going} value>5",
        "stage:Discovery,Proposal owner:me",
        "stage!=Discovery",
        "stage!=Discovery,Won",
        '(stage:"Discovery" or value>5) not stage:none',
        "stage:Qualified discovery",
        "nonsense:Discovery",
    ]
    views = [view(make, cast, one) for one in words]
    owner_client.post(f"{STAGES}/{going}/removal", {f"by-stages-{going}": target, "version": 1})
    assert filters_of(views) == [
        "stage:Proposal",
        f"stage:{target} value>5",
        "stage:Proposal owner:me",
        "",
        "stage!=Won",
        '(stage:"Proposal" or value>5) not stage:none',
        "stage:Qualified discovery",
        "nonsense:Discovery",
    ]
    act = ChangeSet.objects.latest("pk").pk
    page = body(owner_client, f"/history/{act}")
    assert "<s><bdi>stage:discovery</bdi></s>" in page
    assert "stage:Proposal" in page
    undo(cast.owner, act)
    assert filters_of(views) == words


def test_a_name_that_others_have_is_no_longer_enough(owner_client: Client, cast: Cast, make: Makers) -> None:
    """Stages of two pipelines are called alike: the view goes on naming the other one."""
    going, target = ids("stages")[1:3]
    owner_client.post(PIPELINES, {"step": "add", "name": "Service", "like": ids("pipelines")[0]})
    assert names("stages").count("Discovery") == 2
    views = [view(make, cast, "stage:Discovery"), view(make, cast, f"stage:{going}")]
    owner_client.post(f"{STAGES}/{going}/removal", {f"by-stages-{going}": target, "version": 1})
    assert filters_of(views) == [f"stage:Discovery,{target}", f"stage:{target}"]


def test_boards_of_a_pipeline_that_goes_show_the_other(
    owner_client: Client, cast: Cast, make: Makers
) -> None:
    owner_client.post(PIPELINES, {"step": "add", "name": "Service", "like": ids("pipelines")[0]})
    first, second = ids("pipelines")
    one = view(make, cast, "", layout="board", by="stage", way=str(second))
    sent = {f"by-pipelines-{second}": first, "version": 1}
    owner_client.post(f"{PIPELINES}/{second}/removal", sent)
    assert ids("pipelines") == [first]
    kept = SavedView._base_manager.get(pk=one)
    assert kept.options == {"layout": "board", "by": "stage", "way": str(first)}


def test_views_no_longer_name_what_goes_without_a_successor(
    owner_client: Client, cast: Cast, make: Makers
) -> None:
    """Nothing widens: what asked for it alone asks for what was removed, until one chooses anew."""
    deal = make.deal(owner=cast.ana, stage="Qualified", name="Roof", value="9")
    going = ids("stages")[1]
    words = [
        "stage:Discovery",
        f"stage:{going} value>5",
        "stage:discovery,Qualified owner:me",
        "stage!=Discovery",
        "stage!=Discovery,Won",
        "stage!=Discovery value>5",
        "(stage:Discovery or value>5) not stage:none",
        "not stage:Discovery value>5",
        "not stage!=Discovery",
        "stage:Discovery or stage:Discovery",
        "stage:Qualified",
    ]
    views = [view(make, cast, one) for one in words]
    url = f"{STAGES}/{going}/removal"
    done = owner_client.post(url, {"version": 1}, headers=HTMX)
    assert done["HX-Redirect"] == PIPELINES
    assert filters_of(views) == [
        "stage:removed",
        "stage:removed value>5",
        "stage:Qualified owner:me",
        "",
        "stage!=Won",
        "value>5",
        "value>5 not stage:none",
        "value>5",
        "stage:removed",
        "stage:removed",
        "stage:Qualified",
    ]
    client = sign_in(cast.ana)
    shown = body(client, f"/deals/?view={views[1]}")
    assert "a removed choice" in shown
    assert "A choice that this filter asks for was removed." in shown
    assert "Roof" not in shown
    assert "Roof" in body(client, f"/deals/?view={views[2]}")
    assert rows.count(cast.ana, "deals", filter="stage!=removed").number == 1
    assert rows.count(cast.ana, "deals", filter="tags:removed or stage:removed").number == 0
    assert rows.one(cast.ana, "deals", deal, ("stage",))["stage"].label == "Qualified"
    undo(cast.owner, ChangeSet.objects.latest("pk").pk)
    assert filters_of(views) == words


def test_removal_says_which_views_name_it(owner_client: Client, cast: Cast, make: Makers) -> None:
    """By the names of the first ones; and offers one for them that takes its place."""
    going, target = ids("stages")[1:3]
    url = f"{STAGES}/{going}/removal"
    assert " name" not in re.sub(r" name=", "", owner_client.get(url, headers=HTMX).content.decode())
    mine = make.view(owner=cast.owner, name="In talks", type="deals", filter="stage:Discovery,Won")
    make.view(owner=cast.owner, name="Else", type="deals", filter="stage:Won")
    asked = owner_client.get(url, headers=HTMX).content.decode()
    assert "1 view names “Discovery”: “In talks”." in asked
    assert "For 1 view, instead of “Discovery”" in asked
    assert re.findall(r"<option[^>]*>([^<]*)", asked) == ["nothing", "Qualified", "Proposal", "Negotiation"]
    view(make, cast, f"stage:{going}")
    asked = owner_client.get(url, headers=HTMX).content.decode()
    assert f"2 views name “Discovery”: “In talks”, “stage:{going}”." in asked
    for name in "abcd":
        make.view(owner=cast.owner, name=name, type="deals", filter="not stage:Discovery")
    asked = owner_client.get(url, headers=HTMX).content.decode()
    assert f"6 views name “Discovery”: “In talks”, “stage:{going}”, “a”, “b”, “c” and 1 more." in asked
    make.deal(owner=cast.ana, stage="Discovery")
    asked = owner_client.get(url, headers=HTMX).content.decode()
    assert "Move 1 deal from “Discovery” to" in asked
    assert "6 views name “Discovery”" in asked
    owner_client.post(url, {f"by-stages-{going}": target, "version": 1})
    assert filters_of([mine]) == ["stage:Proposal,Won"]


def test_a_pipeline_that_goes_with_its_stages_leaves_no_view_astray(
    owner_client: Client, cast: Cast, make: Makers
) -> None:
    """Several go at once: a view that names two of them, by a deal's pipeline too, names neither."""
    owner_client.post(PIPELINES, {"step": "add", "name": "Service"})
    first, second = ids("pipelines")
    for name in ("Asked", "Booked"):
        owner_client.post(STAGES, {"step": "add", "name": name, "whole": second})
    one = view(make, cast, "stage:Asked,Booked,Won")
    two = view(make, cast, "pipeline:Service", layout="board", by="stage", way=str(second))
    three = view(make, cast, f"pipeline:Sales,{second}", layout="board", by="stage", way=str(first))
    owner_client.post(f"{PIPELINES}/{second}/removal", {"version": 1})
    assert ids("pipelines") == [first]
    assert filters_of([one, two, three]) == ["stage:Won", "pipeline:removed", "pipeline:Sales"]
    assert SavedView._base_manager.get(pk=two).options == {"layout": "board", "by": "stage"}
    assert SavedView._base_manager.get(pk=three).options["way"] == str(first)


def test_views_of_tags_that_go(owner_client: Client, cast: Cast, make: Makers) -> None:
    deal = make.deal(owner=cast.ana, tags=["rush", "fast"])
    rush = Tag._base_manager.get(name="rush").pk
    one, two = view(make, cast, "tags:rush"), view(make, cast, 'tags!=rush tags:"fast"')
    owner_client.post(f"{TAGS}/{rush}/removal", {"version": 1})
    assert filters_of([one, two]) == ["tags:removed", 'tags:"fast"']
    tag = make.tag(name="removed")
    actions.change(cast.owner, "deals", deal, {"tags": [tag]})
    assert rows.count(cast.ana, "deals", filter="tags:removed").number == 0
    assert rows.count(cast.ana, "deals", filter='tags:"removed"').number == 1


def test_views_of_tags_that_become_one(owner_client: Client, cast: Cast, make: Makers) -> None:
    """They name the one that stands; one that is called as it was already is left alone."""
    make.deal(owner=cast.ana, tags=["rush", "fast"])
    rush, fast = (Tag._base_manager.get(name=name).pk for name in ("rush", "fast"))
    words = ["tags:fast", f"tags:{fast},rush", "tags:rush", "not tags:fast"]
    views = [view(make, cast, one) for one in words]
    owner_client.post("/tags/merge", {"ids": [rush, fast], "into": rush, f"version-{rush}": 1})
    assert not Tag._base_manager.filter(pk=fast).exists()
    assert filters_of(views) == ["tags:rush", f"tags:{rush},rush", "tags:rush", "not tags:rush"]
    undo(cast.owner, ChangeSet.objects.latest("pk").pk)
    assert filters_of(views) == words


def test_views_go_on_naming_what_lies_in_the_bin(owner_client: Client, cast: Cast, make: Makers) -> None:
    """Whatever has chosen it keeps it, and is found by it; for good it goes from there as from anywhere."""
    make.deal(owner=cast.ana, name="Ring", tags=["rush"])
    rush = Tag._base_manager.get(name="rush").pk
    actions.archive(cast.owner, "tags", [rush])
    one = view(make, cast, "tags:rush")
    assert rows.count(cast.ana, "deals", filter="tags:rush").number == 1
    assert "Ring" in body(sign_in(cast.ana), f"/deals/?view={one}")
    record = Tag._base_manager.get(pk=rush)
    picklists.replace(cast.owner, record)
    assert filters_of([one]) == ["tags:removed"]


def share(*filters: str) -> None:
    """Rules by which every member sees deals of others."""
    for words in filters:
        SharingRule.objects.create(type="deals", filter=words, role=Role.MEMBER)
    fields_changed()


def rules() -> list[str]:
    return list(SharingRule.objects.order_by("pk").values_list("filter", flat=True))


def test_sharing_rules_name_what_takes_the_place(owner_client: Client, cast: Cast, make: Makers) -> None:
    """In the same act, which is undone whole."""
    going, target = ids("stages")[1:3]
    words = ["stage:Discovery", f"stage:{going} value>5", "stage!=Discovery", "stage:Won"]
    share(*words)
    asked = owner_client.get(f"{STAGES}/{going}/removal", headers=HTMX).content.decode()
    assert "For 3 sharing rules, instead of “Discovery”" in asked
    assert "3 sharing rules name “Discovery” and will name what takes its place." in asked
    owner_client.post(f"{STAGES}/{going}/removal", {f"by-stages-{going}": target, "version": 1})
    assert rules() == ["stage:Proposal", f"stage:{target} value>5", "", "stage:Won"]
    done = ChangeSet.objects.latest("pk")
    back = undo(cast.owner, done.pk)
    assert (back.kept, back.undone, back.is_settings) == ([], 1, False)
    assert rules() == words


def test_who_saw_by_a_rule_still_does(owner_client: Client, cast: Cast, make: Makers) -> None:
    going, target = ids("stages")[1:3]
    deal = make.deal(owner=cast.ana, stage="Discovery", name="Roof")
    share("stage:Discovery")

    def seen() -> list[int]:
        return [row.id for row in rows.read(cast.cleo, "deals", columns=()).rows]

    assert seen() == [deal]
    owner_client.post(f"{STAGES}/{going}/removal", {f"by-stages-{going}": target, "version": 1})
    assert seen() == [deal]
    make.deal(owner=cast.ana, stage="Negotiation")
    assert seen() == [deal]
    undo(cast.owner, ChangeSet.objects.filter(kind="stages.replace").latest("pk").pk)
    assert seen() == [deal]


def test_a_rule_set_anew_since_stays(owner_client: Client, cast: Cast) -> None:
    going = ids("stages")[1]
    share("stage:Discovery,Won", "stage:Discovery")
    owner_client.post(f"{STAGES}/{going}/removal", {"version": 1})
    assert rules() == ["stage:Won", "stage:removed"]
    done = ChangeSet.objects.latest("pk").pk
    first = SharingRule.objects.order_by("pk")[0].pk
    SharingRule.objects.filter(pk=first).update(filter="stage:Negotiation")
    assert [(one.id, one.reason) for one in undo(cast.owner, done).kept] == [
        (0, "It was changed again since.")
    ]
    assert rules() == ["stage:Negotiation", "stage:Discovery"]


def test_whoever_merges_takes_back_what_a_rule_then_names(cast: Cast, make: Makers) -> None:
    """A rule that an administrator made is no set-up by the one who merges two companies."""
    first, second = make.company(owner=cast.ana, name="Acme"), make.company(owner=cast.ana, name="Bolt")
    share("company:Bolt")
    done = merge(cast.ana, "companies", first, [second])
    assert rules() == ["company:Acme"]
    assert "Ana merged" in body(sign_in(cast.ana), "/history/")
    assert "Acme" in body(sign_in(cast.ana), f"/history/{done}")
    undo(cast.ana, done)
    assert rules() == ["company:Bolt"]
