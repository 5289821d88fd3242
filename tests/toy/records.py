from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tests.toy.actions import launch_boat
from tests.toy.models import Boat
from trato.accounts.rights import OWNED
from trato.records.record_type import (
    Board,
    Facts,
    Many,
    Page,
    RecordType,
    Refine,
    Related,
    Transfer,
    Verb,
    Within,
    Words,
)
from trato.records.registry import Extension, extend, register


@register
class Boats(RecordType):
    """A business object of one firm alone."""

    model, key, icon, title = Boat, "boats", "sailboat", "name"
    columns = ("name", "hull", "price", "length", "built_on", "company", "owner")
    sorts = ("name", "price", "built_on", "created_at", Within("owner", "created_at"))
    default_sort = "name"
    filters = ("hull", "is_afloat", "company", "price", "built_on")
    words = Words.of(name=3, registration=2, emails=2, company=1, log=1)
    many = (
        Many("crew", "contacts", _("crew"), with_role=True),
        Many("papers", "files", _("papers"), kind="file"),
        Many("tags", "tags", _("tags"), kind="tags"),
    )
    board = Board(by="hull", total="price")
    page = Page(
        header=("hull", "price", "owner"),
        facts=(
            Facts.of("name", "registration", "hull", "price", "berths", "length", "built_on", "seen_at"),
            Facts.of(
                "inspected_on", "is_afloat", "emails", "website", "company", "tender_to", "crew", "tags"
            ),
        ),
        related=(Related("boats", by="tender_to", total="price", label=_("Tenders")),),
    )
    timeline_to = ("company", "crew")
    counted_by = ("hull",)
    counted_total = "price"
    refine = (Refine.of("price", minimum=0),)
    verbs = (Verb("launch", _("Launch"), launch_boat, icon="waves"),)
    policy = OWNED
    group = "work"
    mergeable = True
    transfer = Transfer(match_on=("registration",), synonyms={"name": ("boat", "vessel")})
    empty = _("Add the first boat.")


@extend("companies")
class CompanyBoats(Extension):
    """A company's page shows its boats."""

    related = (Related("boats", by="company", total="price"),)
