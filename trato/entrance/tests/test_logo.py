from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from trato.accounts import workspace
from trato.accounts.models import Logo, User
from trato.testing.pictures import png

SignIn = Callable[[User], Client]


def upload(client: Client, content: bytes, name: str = "logo.png") -> int:
    given = {"logo": SimpleUploadedFile(name, content, "image/svg+xml")}
    return client.post("/settings/workspace/logo", given).status_code


def test_it_stands_in_the_sidebar_and_at_the_door(ben: User, cleo: User, as_user: SignIn) -> None:
    client = as_user(ben)
    assert upload(client, png(note=b"who made it")) == 302
    address = f"/logo/{workspace.current().logo_id}"
    assert f'src="{address}"' in as_user(cleo).get("/settings/").text
    assert f'src="{address}"' in Client().get("/sign-in").text
    answer = Client().get(address)
    assert answer.content == png()
    assert answer["Content-Type"] == "image/png"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"].startswith("sandbox;")
    assert answer["Cache-Control"] == "public, max-age=31536000, immutable"


def test_another_one_takes_its_place_and_it_can_be_removed(ben: User, as_user: SignIn) -> None:
    client = as_user(ben)
    upload(client, png())
    first = workspace.current().logo_id
    upload(client, png(20, 20))
    assert Logo.objects.count() == 1
    assert client.get(f"/logo/{first}").status_code == 404
    assert client.post("/settings/workspace/logo/removal").status_code == 302
    assert (workspace.current().logo_id, Logo.objects.count()) == (None, 0)
    assert "/logo/" not in client.get("/settings/").text


def test_the_ledger_tells_of_it(ben: User, as_user: SignIn) -> None:
    client = as_user(ben)
    upload(client, png())
    client.post("/settings/workspace/logo/removal")
    acts = [one for one in client.get("/history/").text.split("<tr") if "changed Logo: Picture" in one]
    assert len(acts) == 2
    assert not any("/undo/" in one for one in acts)


def test_a_square_one_is_the_apps_icon(ben: User, as_user: SignIn) -> None:
    client = as_user(ben)
    for sides, is_icon in (((144, 144), True), ((143, 143), False), ((300, 144), False)):
        upload(client, png(*sides))
        icons = client.get("/manifest.webmanifest").json()["icons"]
        assert (icons[0]["src"] == f"/logo/{workspace.current().logo_id}") is is_icon
    assert Client().get("/manifest.webmanifest").json()["icons"][0]["src"].startswith("/static/")


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "Choose a picture first"),
        (b"<svg onload='x'>", "An SVG can hold programs"),
        (b"hello", "This is not a PNG, JPEG or WebP picture"),
        (png()[:40], "This picture is damaged"),
        (png(15, 40), "from 16 to 2048 pixels"),
        (png(40, 2049), "from 16 to 2048 pixels"),
        (b"\0" * (512 * 1024 + 1), "larger than 512 kB"),
    ],
)
def test_refusals(ben: User, as_user: SignIn, content: bytes, sentence: str) -> None:
    answer = as_user(ben).post(
        "/settings/workspace/logo", {"logo": SimpleUploadedFile("logo.png", content, "image/png")}
    )
    assert answer.status_code == 422
    assert sentence in answer.text
    assert (workspace.current().logo_id, Logo.objects.count()) == (None, 0)


def test_no_file_at_all(ben: User, as_user: SignIn) -> None:
    assert as_user(ben).post("/settings/workspace/logo").status_code == 422


def test_a_member_sets_none(ben: User, cleo: User, as_user: SignIn) -> None:
    upload(as_user(ben), png())
    before = workspace.current().logo_id
    assert upload(as_user(cleo), png(20, 20)) == 403
    assert as_user(cleo).post("/settings/workspace/logo/removal").status_code == 403
    assert workspace.current().logo_id == before
