"""Users and teams as records."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from trato.accounts.models import Team, User
from trato.accounts.models.user import rebuild_subordinates
from trato.accounts.rights import SETUP
from trato.entrance import standing
from trato.entrance.guards import guard_removal, guard_users
from trato.entrance.managers import join_managers
from trato.records.handover import hand_over
from trato.records.record_type import (
    Facts,
    First,
    Many,
    Page,
    RecordType,
    Refine,
    Related,
    Transfer,
    Verb,
    Words,
    WorkedOut,
)
from trato.records.registry import register

if TYPE_CHECKING:
    from collections.abc import Sequence

    from trato.accounts.actor import Actor
    from trato.records.models import ChangeSet
    from trato.records.work import Work


@register
class Teams(RecordType):
    """People who work together."""

    model, key, icon, title = Team, "teams", "users-round", "name"
    columns = ("name", "members", "created_at")
    worked_out = (WorkedOut("members", _("members"), standing.members_expression, standing.members_of),)
    refine = (Refine.of("members", adds_up=False),)
    sorts = ("name", "created_at")
    default_sort = "name"
    words = Words.of(name=3)
    page = Page(facts=(Facts.of("name"),), related=(Related("users", by="teams", label=_("Members")),))
    policy = SETUP
    group = "settings"
    made_by_import = True
    transfer = Transfer(
        match_on=("name",), synonyms={"name": ("team", "group", "region", "equipo", "grupo", "团队", "小组")}
    )
    empty = _("Teams see each other's work. Add one for each group of people.")


@register
class Users(RecordType):
    """The people who work here."""

    model, key, icon, title = User, "users", "user-round", "name"
    portrait = "person"
    relatable = True
    columns = ("name", "email", "role", "access", "teams", "manager", "last_login", "created_at")
    sorts = ("name", "created_at")
    default_sort = "name"
    filters = ("role", "access", "teams", "manager", "last_login")
    words = Words.of(name=3, email=2)
    many = (Many("teams", "teams", _("teams"), through="accounts.Membership"),)
    worked_out = (
        WorkedOut("access", _("access"), standing.state_expression, standing.state_of, standing.STATES),
    )
    first = (First("team", "teams", _("team")),)
    internal = ("theme", "language", "time_zone")
    page = Page(
        header=("email", "role", "teams"),
        facts=(Facts.of("name", "email", "role", "teams", "manager"),),
        related=(Related("users", by="manager", label=_("Reports")),),
    )
    policy = SETUP
    group = "settings"
    made_by_import = True
    refine = (
        Refine.of("name", required=True),
        Refine.of("email", spare=True),
        Refine.of("access", tones={standing.INVITED: "amber"}),
        Refine.of("last_login", label=_("last sign-in"), editable=False, for_administrators=True),
    )
    transfer = Transfer(
        match_on=("email", "name"),
        synonyms={
            "name": (
                "sales agent",
                "agent",
                "user",
                "salesperson",
                "full name",
                "agente de ventas",
                "agente",
                "usuario",
                "nombre",
                "vendedor",
                "销售员",
                "用户",
                "姓名",
            ),
            "email": ("e-mail", "mail", "email address", "correo", "correo electrónico", "邮箱"),
            "manager": ("supervisor", "boss", "reports to", "jefe", "gerente", "responsable", "经理", "主管"),
            "teams": (
                "team",
                "regional office",
                "office",
                "region",
                "department",
                "equipo",
                "equipos",
                "oficina regional",
                "oficina",
                "团队",
                "区域办事处",
            ),
        },
    )
    verbs = (
        Verb("hand_over", _("Hand over"), hand_over, icon="arrow-right-left", screen="workspace:hand-over"),
    )
    handed_over = None
    empty = _("Invite the people who work with you.")

    @override
    def prepare(self, given: dict[str, Any], context: Any, record: Any = None) -> dict[str, Any]:
        """The first team is the primary one; as a column it is called team."""
        if "team" in given:
            given["teams"] = given.pop("team")
        return given

    @override
    def guard(self, actor: Actor, touched: Sequence[Any]) -> None:
        guard_users(actor, touched)

    @override
    def guard_removal(self, actor: Actor, touched: Sequence[Any]) -> None:
        guard_removal(actor, touched)

    @override
    def after_import(self, work: Work, change_set: ChangeSet) -> None:
        join_managers(work, change_set)

    @override
    def written(self, touched: Sequence[Any]) -> None:
        if not touched or any("manager" in one.after for one in touched):
            rebuild_subordinates()
