from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trato.accounts.actor import Actor
from trato.accounts.models import User
from trato.accounts.rights import Right, Role
from trato.entrance import invitations, passwords, tokens
from trato.entrance.wording import worded
from trato.kernel.cli import Report, UsageError, command
from trato.records import access, actions, rows
from trato.records.errors import Denied
from trato.records.registry import registry
from trato.records.transactions import write_transaction


def _add_options(parser: ArgumentParser) -> None:
    parser.add_argument("email", metavar="EMAIL")
    parser.add_argument("--role", required=True, choices=list(Role.values), help=_("what the person may do"))
    parser.add_argument("--name", default="", help=_("how the person is called (default: from the address)"))
    parser.add_argument(
        "--password-stdin",
        action="store_true",
        help=_("take the first line of standard input as the password"),
    )


@command("user add", help=gettext_lazy("add a person who works here"), configure=_add_options)
def add_user(actor: Actor, options: Namespace) -> Report:
    password = sys.stdin.readline().rstrip("\r\n") if options.password_stdin else ""
    name = options.name or _name_from(options.email)
    if options.password_stdin:
        _check_password(password, User(name=name, email=options.email))
    with write_transaction():
        pk = actions.create(actor, "users", {"name": name, "email": options.email, "role": options.role})
        if options.password_stdin:
            passwords.choose(User.objects.get(pk=pk), password)
            link = ""
        else:
            link = invitations.invite(actor, pk)
    made = _as_object(actor, pk) | ({"invitation": link} if link else {})
    text = _("%(name)s is user %(id)s.") % made
    return Report(made, f"{text}\n{_link_sentence(link)}" if link else text)


def _name_from(email: str) -> str:
    """The name that an address suggests: ana.gil@example.com is Ana Gil."""
    local = email.partition("@")[0].partition("+")[0]
    return " ".join(word.capitalize() for word in local.replace("_", ".").split(".") if word) or email


def _check_password(password: str, user: User) -> None:
    from django.contrib.auth.password_validation import validate_password

    try:
        validate_password(password, user)
    except ValidationError as error:
        raise UsageError(" ".join(worded(error))) from None


def _as_object(actor: Actor, pk: int) -> dict[str, Any]:
    """The user as the API shows it."""
    row, fields = rows.one(actor, "users", pk), access.readable_fields(actor, registry.get("users"))
    return {"id": pk, "version": row.version} | {
        name: field.to_json(row[name]) for name, field in fields.items() if name in row and not field.hidden
    }


def _link_sentence(link: str) -> str:
    return _("Send this link; it works once, for 14 days: %(link)s") % {"link": link}


def _invite_options(parser: ArgumentParser) -> None:
    parser.add_argument("email", metavar="EMAIL")


@command("user invite", help=gettext_lazy("make a new way in for a person"), configure=_invite_options)
def invite_user(actor: Actor, options: Namespace) -> Report:
    user = _user(options.email)
    link = invitations.invite(actor, user.pk)
    return Report({"id": user.pk, "invitation": link}, _link_sentence(link))


def _token_options(parser: ArgumentParser) -> None:
    parser.add_argument("email", metavar="EMAIL")
    parser.add_argument("--name", default="", help=_("what the token is for"))


@command("token", help=gettext_lazy("make a token for a program"), configure=_token_options)
def make_token(actor: Actor, options: Namespace) -> Report:
    user = _user(options.email)
    if user.pk != actor.user_id:
        # Whoever holds the token acts as that person.
        access.fetch(actor, registry.get("users"), user.pk, Right.EDIT)
        if not invitations.may_invite(actor, user):
            raise Denied(_("%(name)s has a role above your own.") % {"name": user.name})
    secret = tokens.make(user, options.name)
    return Report({"token": secret}, secret)


def _user(email: str) -> User:
    user = User.objects.filter(email__iexact=email.strip(), archived_at=None).first()
    if user is None:
        raise UsageError(_("Nobody here has the e-mail address “%(email)s”.") % {"email": email})
    return user
