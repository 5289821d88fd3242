from trato.accounts.models.access import FieldRight, RoleRight
from trato.accounts.models.calendar_feed import CalendarFeed
from trato.accounts.models.invitation import Invitation
from trato.accounts.models.team import Membership, Team
from trato.accounts.models.token import Token
from trato.accounts.models.user import Subordinate, User
from trato.accounts.models.workspace import Logo, Workspace

__all__ = [
    "CalendarFeed",
    "FieldRight",
    "Invitation",
    "Logo",
    "Membership",
    "RoleRight",
    "Subordinate",
    "Team",
    "Token",
    "User",
    "Workspace",
]
