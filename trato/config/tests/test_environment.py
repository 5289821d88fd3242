from __future__ import annotations

import pytest

from trato.config.environment import BadSetting, env_bool, env_choice, env_int, env_list, env_url


@pytest.mark.parametrize(
    ("text", "value"), [("1", True), ("Yes", True), ("off", False), ("", True), ("  ", True)]
)
def test_bool(monkeypatch: pytest.MonkeyPatch, text: str, value: bool) -> None:
    monkeypatch.setenv("TRATO_X", text)
    assert env_bool("TRATO_X", default=True) is value


def test_bool_that_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRATO_X", "maybe")
    with pytest.raises(BadSetting, match='TRATO_X is "maybe"; it must be yes or no'):
        env_bool("TRATO_X", default=True)


@pytest.mark.parametrize("text", ["many", "-1", "11", "1.5", "٣"])
def test_int_out_of_bounds(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setenv("TRATO_X", text)
    with pytest.raises(BadSetting, match="a whole number from 0 to 10"):
        env_int("TRATO_X", 3, least=0, most=10)


def test_int(monkeypatch: pytest.MonkeyPatch) -> None:
    assert env_int("TRATO_X", 3, least=0, most=10) == 3
    monkeypatch.setenv("TRATO_X", "7")
    assert env_int("TRATO_X", 3, least=0, most=10) == 7


def test_list_and_choice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRATO_X", " a, ,b ")
    assert env_list("TRATO_X") == ["a", "b"]
    with pytest.raises(BadSetting, match="one of a, b"):
        env_choice("TRATO_X", "a", ("a", "b"))


def test_url(monkeypatch: pytest.MonkeyPatch) -> None:
    assert env_url("TRATO_X") is None
    monkeypatch.setenv("TRATO_X", "https://crm.example.com")
    url = env_url("TRATO_X")
    assert url is not None
    assert url.hostname == "crm.example.com"
    monkeypatch.setenv("TRATO_X", "crm.example.com")
    with pytest.raises(BadSetting, match="an address like"):
        env_url("TRATO_X")
