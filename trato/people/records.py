"""People and firms: what they show and how they are found."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from trato.accounts.rights import SHARED
from trato.kernel.names import split_name
from trato.people.models import Company, Contact
from trato.records.record_type import Facts, Many, Page, RecordType, Refine, Related, Transfer, Within, Words
from trato.records.registry import register

if TYPE_CHECKING:
    from trato.records.values import Context


@register
class Contacts(RecordType):
    """The people one deals with."""

    model, key, icon, title = Contact, "contacts", "contacts", "name"
    this = _("this contact")
    portrait = "person"
    mergeable = True
    columns = ("name", "companies", "job_title", "emails", "phones", "owner")
    sorts = (
        "name",
        "first_name",
        "last_name",
        "job_title",
        "created_at",
        "updated_at",
        Within("owner", "name"),
    )
    default_sort = "name"
    filters = ("companies", "owner", "tags", "job_title", "created_at")
    words = Words.of(name=3, emails=2, phones=2, companies=2, job_title=1, reference=1)
    many = (
        Many("companies", "companies", _("companies"), with_role=True),
        Many("tags", "tags", _("tags"), kind="tags"),
    )
    page = Page(
        header=("companies", "job_title", "owner"),
        facts=(
            Facts.of(
                "first_name", "last_name", "job_title", "emails", "phones", "companies", "owner", "tags"
            ),
            Facts.of("reference", label=_("More")),
        ),
    )
    title_from = ("first_name", "last_name", "emails", "phones")
    timeline_to = ("companies",)
    reached_by = "companies"
    counted_by = ()
    policy = SHARED
    group = "people"
    transfer = Transfer(
        match_on=("reference", "emails", "name"),
        synonyms={
            "name": (
                "full name",
                "contact",
                "contact name",
                "person",
                "nombre completo",
                "contacto",
                "姓名",
                "联系人",
            ),
            "first_name": ("given name", "forename", "first", "nombre", "nombre de pila", "名"),
            "last_name": ("surname", "family name", "last", "apellido", "apellidos", "姓"),
            "emails": (
                "email",
                "e-mail",
                "mail",
                "email address",
                "e-mail address",
                "work email",
                "correo",
                "correo electrónico",
                "邮箱",
                "电子邮件",
            ),
            "phones": ("phone", "telephone", "mobile", "phone number", "teléfono", "móvil", "电话", "手机"),
            "companies": ("company", "account", "organization", "employer", "empresa", "compañía", "公司"),
            "job_title": ("title", "position", "role", "cargo", "puesto", "职位"),
            "owner": ("contact owner", "responsible", "sales rep", "propietario", "responsable", "负责人"),
            "reference": ("id", "contact id", "external id", "referencia", "编号"),
            "tags": ("labels", "etiquetas", "标签"),
        },
    )
    refine = (Refine.of("name", label=_("name")), Refine.of("emails", spare=True))
    empty = _("Add the first person you deal with, or bring a whole list from a file.")

    @override
    def prepare(self, given: dict[str, Any], context: Context, record: Any = None) -> dict[str, Any]:
        """A whole name is split into its parts, unless the parts come too."""
        name = given.pop("name", None)
        if (
            isinstance(name, str)
            and name.strip()
            and not given.get("first_name")
            and not given.get("last_name")
        ):
            given["first_name"], given["last_name"] = split_name(name)
        return given


@register
class Companies(RecordType):
    """The firms one deals with."""

    model, key, icon, title = Company, "companies", "building-2", "name"
    this = _("this company")
    portrait = "company"
    mergeable = True
    columns = ("name", "domain", "industry", "employees", "revenue", "country", "owner")
    sorts = (
        "name",
        "industry",
        "employees",
        "revenue",
        "country",
        "city",
        "created_at",
        "updated_at",
        Within("owner", "name"),
    )
    default_sort = "name"
    filters = ("industry", "country", "owner", "tags", "employees", "revenue")
    words = Words.of(name=3, domain=2, reference=1, city=1, phones=1)
    many = (Many("tags", "tags", _("tags"), kind="tags"),)
    page = Page(
        header=("domain", "industry", "owner"),
        facts=(
            Facts.of(
                "name",
                "domain",
                "industry",
                "employees",
                "revenue",
                "country",
                "city",
                "phones",
                "owner",
                "tags",
            ),
            Facts.of("parent", "reference", label=_("More")),
        ),
        related=(
            Related("contacts", by="companies", label=_("People")),
            Related("companies", by="parent", label=_("Subsidiaries"), total="revenue"),
        ),
    )
    timeline_to = ("parent",)
    policy = SHARED
    group = "people"
    refine = (
        Refine.of("revenue", minimum=0),
        Refine.of("domain", spare=True),
        Refine.of("employees", minimum=0, spare=True),
    )
    transfer = Transfer(
        match_on=("reference", "domain", "name"),
        synonyms={
            "name": (
                "account",
                "company",
                "company name",
                "account name",
                "organization",
                "empresa",
                "compañía",
                "nombre de la empresa",
                "cuenta",
                "razón social",
                "公司",
                "公司名称",
                "客户",
            ),
            "domain": ("website", "web", "url", "homepage", "sitio web", "dominio", "网站", "域名"),
            "industry": ("sector", "branch", "vertical", "industria", "ramo", "rubro", "行业"),
            "employees": (
                "headcount",
                "staff",
                "number of employees",
                "empleados",
                "plantilla",
                "员工",
                "员工人数",
            ),
            "revenue": (
                "turnover",
                "annual revenue",
                "sales volume",
                "ingresos",
                "facturación",
                "营业额",
                "收入",
            ),
            "country": ("office location", "location", "país", "ubicación", "sede", "国家", "国家地区"),
            "city": ("town", "ciudad", "localidad", "城市"),
            "parent": (
                "subsidiary of",
                "parent company",
                "parent account",
                "filial de",
                "empresa matriz",
                "母公司",
                "上级公司",
            ),
            "owner": ("account owner", "account manager", "propietario", "responsable", "负责人"),
            "reference": ("id", "account id", "company id", "external id", "referencia", "编号"),
            "phones": ("phone", "telephone", "teléfono", "电话"),
            "tags": ("labels", "etiquetas", "标签"),
        },
    )
    empty = _("Add the first firm you deal with, or bring a whole list from a file.")
