"""What a role may do with a type of record, and with which rows of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _


class Right(StrEnum):
    """What one may do with a record type."""

    CREATE = "create"
    READ = "read"
    EDIT = "edit"
    DELETE = "delete"
    EXPORT = "export"
    IMPORT = "import"


class Scope(StrEnum):
    """The rows a right reaches, from none to all."""

    NONE = "none"
    OWN = "own"
    TEAM = "team"
    SUBTREE = "subtree"
    ALL = "all"


class Role(models.TextChoices):
    OWNER = "owner", _("Owner")
    ADMIN = "admin", _("Administrator")
    MANAGER = "manager", _("Manager")
    MEMBER = "member", _("Member")
    READER = "reader", _("Reader")


@dataclass(frozen=True)
class Rights:
    """The scopes of one role on one type."""

    create: Scope = Scope.NONE
    read: Scope = Scope.NONE
    edit: Scope = Scope.NONE
    delete: Scope = Scope.NONE
    export: Scope = Scope.NONE
    import_: Scope = Scope.NONE

    def scope(self, right: Right) -> Scope:
        name = "import_" if right is Right.IMPORT else right.value
        scope: Scope = getattr(self, name)
        return scope


Policy = dict[str, Rights]

ALL = Rights(Scope.ALL, Scope.ALL, Scope.ALL, Scope.ALL, Scope.ALL, Scope.ALL)
READ_ONLY = Rights(read=Scope.ALL)

#: Customers and goods: everybody knows them all; deleting stays with their owner.
SHARED: Policy = {
    Role.OWNER: ALL,
    Role.ADMIN: ALL,
    Role.MANAGER: ALL,
    Role.MEMBER: Rights(Scope.ALL, Scope.ALL, Scope.ALL, Scope.OWN, Scope.TEAM, Scope.NONE),
    Role.READER: READ_ONLY,
}

#: Work that belongs to somebody: a team sees its own, a manager the people below.
OWNED: Policy = {
    Role.OWNER: ALL,
    Role.ADMIN: ALL,
    Role.MANAGER: Rights(Scope.ALL, Scope.ALL, Scope.SUBTREE, Scope.SUBTREE, Scope.SUBTREE, Scope.ALL),
    Role.MEMBER: Rights(Scope.ALL, Scope.TEAM, Scope.TEAM, Scope.OWN, Scope.TEAM, Scope.NONE),
    Role.READER: Rights(read=Scope.TEAM),
}

#: How the workspace is set up: read by all, changed by its administrators.
SETUP: Policy = {
    Role.OWNER: ALL,
    Role.ADMIN: ALL,
    Role.MANAGER: Rights(read=Scope.ALL, export=Scope.ALL),
    Role.MEMBER: READ_ONLY,
    Role.READER: READ_ONLY,
}

#: What a person keeps for themselves, such as a view of a list.
PERSONAL: Policy = {
    Role.OWNER: ALL,
    Role.ADMIN: ALL,
    Role.MANAGER: Rights(Scope.ALL, Scope.OWN, Scope.OWN, Scope.OWN, Scope.OWN, Scope.NONE),
    Role.MEMBER: Rights(Scope.ALL, Scope.OWN, Scope.OWN, Scope.OWN, Scope.OWN, Scope.NONE),
    Role.READER: Rights(read=Scope.OWN),
}

#: Words that all may add, such as tags.
VOCABULARY: Policy = {
    **SETUP,
    Role.MANAGER: ALL,
    Role.MEMBER: Rights(Scope.ALL, Scope.ALL, Scope.OWN, Scope.NONE, Scope.ALL, Scope.NONE),
}

#: What ties records together: how far it reaches is told by the records at its ends.
TIES: Policy = {
    Role.OWNER: ALL,
    Role.ADMIN: ALL,
    Role.MANAGER: ALL,
    Role.MEMBER: Rights(Scope.ALL, Scope.ALL, Scope.ALL, Scope.ALL, Scope.TEAM, Scope.NONE),
    Role.READER: READ_ONLY,
}
