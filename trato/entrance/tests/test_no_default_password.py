from __future__ import annotations

import ast
from pathlib import Path

from django.contrib.auth import authenticate

from tests.shape.sources import is_test, place, python
from trato.accounts.models import User
from trato.entrance import passwords

GUESSES = ("", "!", "trato", "admin", "owner", "password", "changeme", "Owner", "demo", "None")
NAMES = {"password", "raw_password", "passwd", "secret"}
SETTERS = {"set_password", "make_password", "create_user", "create_superuser", "choose"}


def test_a_fresh_workspace_lets_nobody_in() -> None:
    owner = User.objects.get()
    assert not passwords.is_chosen(owner)
    for word in GUESSES:
        assert not owner.check_password(word)
        assert authenticate(username=owner.email or "", password=word) is None
        assert authenticate(username="owner", password=word) is None


def written_passwords(text: str) -> list[int]:
    """The lines on which a password stands in the code itself."""
    found = []
    for node in ast.walk(ast.parse(text)):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "attr", getattr(node.func, "id", ""))
        given = [word.value for word in node.keywords if word.arg in NAMES]
        given += node.args if name in SETTERS else []
        found += [
            node.lineno for value in given if isinstance(value, ast.Constant) and value.value not in {"!", ""}
        ]
    return found


def test_no_password_is_written_down() -> None:
    def lines(path: Path) -> list[int]:
        return written_passwords(path.read_text(encoding="utf-8"))

    assert [place(path, line) for path in python("trato") if not is_test(path) for line in lines(path)] == []


def test_good_and_bad() -> None:
    assert written_passwords('User(password="!")\nuser.set_password(given)\nclaim(password=word)') == []
    assert written_passwords('user.set_password("admin")\nclaim(password="admin")') == [1, 2]
