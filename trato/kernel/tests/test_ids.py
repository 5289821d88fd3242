from __future__ import annotations

import re

from trato.kernel.ids import digest, new_token, random_name


def test_random_names_are_safe_and_differ() -> None:
    names = {random_name() for _ in range(100)}
    assert len(names) == 100
    assert all(re.fullmatch(r"[0-9a-f]{32}", name) for name in names)


def test_tokens_differ_and_have_their_prefix() -> None:
    tokens = {new_token("trato") for _ in range(100)}
    assert len(tokens) == 100
    assert all(re.fullmatch(r"trato_[\w-]{43}", token) for token in tokens)


def test_digest() -> None:
    assert digest("trato") == "4bb1db3320563426e5056cfd396c2252268335dc22516e027b7448d12891cebc"
