"""Leads: what they show, and what becomes of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from trato.accounts.actor import API, SCREEN
from trato.accounts.rights import OWNED
from trato.records.errors import Invalid, InvalidFields
from trato.records.record_type import (
    Board,
    Facts,
    Many,
    Page,
    RecordType,
    Refine,
    Transfer,
    Verb,
    Within,
    Words,
)
from trato.records.registry import register
from trato.sales.leads import BECAME, CONTACTS, convert_lead, is_convertible
from trato.sales.models import Lead

if TYPE_CHECKING:
    from collections.abc import Sequence

    from trato.accounts.actor import Actor
    from trato.records.touched import Touched


@register
class Leads(RecordType):
    """People who may become customers."""

    model, key, icon, title = Lead, "leads", "user-plus", "name"
    this = _("this lead")
    mergeable = True
    known_as = (CONTACTS,)
    portrait = "person"
    columns = ("name", "company_name", "status", "source", "value", "owner", "created_at")
    sorts = ("name", "company_name", "value", "created_at", "updated_at", Within("owner", "name"))
    filters = ("status", "source", "owner", "value", "created_at", "tags")
    words = Words.of(name=3, company_name=2, emails=2, phones=2, job_title=1)
    many = (
        Many("tags", "tags", _("tags"), kind="tags"),
        Many(BECAME, "", _("converted to")),
    )
    board = Board(by="status", total="value", card=("company_name", "owner"))
    over_when = ("status", "unqualified", "converted")
    page = Page(
        header=("company_name", "status", "value", "owner"),
        facts=(
            Facts.of(
                "name",
                "company_name",
                "job_title",
                "emails",
                "phones",
                "status",
                "source",
                "value",
                "owner",
                "tags",
            ),
            Facts.of("body", BECAME, label=_("More")),
        ),
    )
    timeline_to = (BECAME,)
    counted_by = ("status",)
    counted_total = "value"
    policy = OWNED
    group = "sales"
    refine = (
        Refine.of("value", minimum=0),
        Refine.of("source", spare=True),
        Refine.of(BECAME, editable=False),
    )
    verbs = (
        Verb(
            "convert",
            _("Convert"),
            convert_lead,
            icon="arrow-right-left",
            when=is_convertible,
            screen="sales:convert",
            gives=("status", Lead.CONVERTED),
        ),
    )
    transfer = Transfer(
        match_on=("emails", "name"),
        synonyms={
            "name": ("lead", "lead name", "full name", "contact name", "prospecto", "nombre", "线索", "姓名"),
            "company_name": ("company", "organization", "account", "empresa", "compañía", "公司", "公司名称"),
            "job_title": ("title", "position", "cargo", "puesto", "职位"),
            "emails": ("email", "e-mail", "mail", "correo", "correo electrónico", "邮箱", "电子邮件"),
            "phones": ("phone", "telephone", "mobile", "teléfono", "móvil", "电话", "手机"),
            "source": ("lead source", "origin", "origen", "fuente", "来源", "线索来源"),
            "status": ("lead status", "state", "estado", "状态", "线索状态"),
            "value": ("amount", "estimated value", "importe", "valor", "monto", "金额"),
            "owner": ("lead owner", "sales rep", "responsable", "propietario", "负责人"),
            "body": ("note", "notes", "description", "comment", "nota", "comentario", "备注"),
            "tags": ("labels", "etiquetas", "标签"),
        },
    )
    empty = _("Add somebody who may become a customer; when they are ready, convert them in one step.")

    @override
    def guard(self, actor: Actor, touched: Sequence[Touched]) -> None:
        """By hand no lead becomes converted: that is what converting is for. Files may say so."""
        for one in touched:
            by_hand = "status" in one.after and actor.via in {SCREEN, API} and not one.is_inverse
            if by_hand and one.value("status") == Lead.CONVERTED and not one.value(BECAME):
                raise InvalidFields(
                    [
                        Invalid(
                            _now("Convert the lead instead: that is how it gets this status."), field="status"
                        )
                    ]
                )
