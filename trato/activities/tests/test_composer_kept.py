"""The empty composer is written once and put onto every record's page with what is that page's own."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from trato.accounts.models import User
from trato.testing.cast import Cast, sign_in

if TYPE_CHECKING:
    from django.test import Client

    from trato.testing.makers import Makers


def composer_of(client: Client, path: str) -> str:
    page = client.get(path).content.decode()
    found = re.search(r'<form novalidate class="composer".*?</form>', page, re.DOTALL)
    assert found is not None
    return found[0]


def token_in(text: str) -> str:
    found = re.search(r'name="csrfmiddlewaretoken" value="(\w{64})"', text)
    assert found is not None
    return found[1]


def test_each_record_has_its_own(cast: Cast, make: Makers) -> None:
    client = sign_in(cast.ana)
    first, second = make.contact(name="Ana Stone"), make.contact(name="Ben Brook")
    parts = [composer_of(client, f"/contacts/{pk}") for pk in (first, second)]
    for part, pk in zip(parts, (first, second), strict=True):
        assert f'action="/contacts/{pk}/write"' in part
        assert f'id="composer-contacts-{pk}"' in part
    tokens = [token_in(part) for part in parts]
    assert tokens[0] != tokens[1]


def test_it_speaks_the_readers_language(cast: Cast, make: Makers) -> None:
    pk, client = make.contact(name="Ana Stone"), sign_in(cast.ana)
    before = composer_of(client, f"/contacts/{pk}")
    User.objects.filter(pk=cast.ana.user_id or 0).update(language="es")
    after = composer_of(client, f"/contacts/{pk}")
    assert "What happened?" in before
    assert "What happened?" not in after
    assert "¿Qué pasó?" in after
