"""`ui` in every template: each macro of web/components by its own name."""

from __future__ import annotations

import marshal
import re
from collections.abc import Callable, Hashable, Mapping
from functools import cache, lru_cache
from pathlib import Path
from secrets import token_hex
from types import MappingProxyType
from typing import Any

from django.conf import settings
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language
from jinja2 import Environment
from markupsafe import Markup
from typing_extensions import override

FOLDER = Path(__file__).parent / "templates" / "web" / "components"
_MACRO = re.compile(r"^\{%-?\s*macro\s+([a-z]\w*)\(", re.MULTILINE)


@cache
def macros() -> dict[str, str]:
    """Each public macro and the template that holds it."""
    found: dict[str, str] = {}
    for path in sorted(FOLDER.glob("*.html")):
        for name in _MACRO.findall(path.read_text(encoding="utf-8")):
            if name in found:
                raise ValueError(f"{path.name} and {found[name]} both define {name}")
            found[name] = f"web/components/{path.name}"
    return found


class Components:
    """Finds a macro when a template asks for it: no template lists imports, and a lone block renders."""

    def __init__(self) -> None:
        self._environment: Environment | None = None

    def bind(self, environment: Environment) -> None:
        """Use this environment instead of Django's; macros taken from another one are dropped."""
        self.__dict__.clear()
        self._environment = environment

    @property
    def environment(self) -> Environment:
        """Where the macros' templates are."""
        return self._environment or _django_environment()

    def __getattr__(self, name: str) -> Callable[..., Markup]:
        if name.startswith("_"):
            raise AttributeError(name)
        environment = self.environment
        if environment.auto_reload and name not in macros():
            macros.cache_clear()
        try:
            template = macros()[name]
        except KeyError:
            raise AttributeError(f"no component {name!r} in web/components") from None
        macro: Callable[..., Markup] = getattr(environment.get_template(template).module, name)
        if not environment.auto_reload:
            self.__dict__[name] = macro
        return macro


#: What is written of a form's token in what is remembered: no text of anybody holds it.
_TOKEN = f"token-{token_hex(16)}"


class _Given:
    """What a part is made of: the same if its plain data say the same."""

    __slots__ = ("data", "said")

    def __init__(self, data: Any) -> None:
        self.data = data
        self.said = marshal.dumps(data, 2)  # the oldest that knows floats exactly, and no references

    @override
    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Given) and self.said == other.said

    @override
    def __hash__(self) -> int:
        return hash(self.said)


@lru_cache(maxsize=1024)
def _kept(name: str, given: Hashable, language: str | None) -> Markup:
    macro: Callable[..., Markup] = getattr(ui, name)
    return macro(given)


def kept(name: str, given: Hashable) -> Markup:
    """A macro's answer for this one argument in this language, remembered: the frame around each page."""
    if isinstance(given, SimpleLazyObject):  # asked for by name each time it is compared
        bool(given)
        given = given._wrapped
    return _kept.__wrapped__(name, given, None) if settings.DEBUG else _kept(name, given, get_language())


@lru_cache(maxsize=512)
def _kept_part(template: str, given: _Given, language: str | None) -> Markup:
    environment = ui.environment
    return Markup(environment.get_template(template).render(page=given.data, csrf_token=_TOKEN))  # noqa: S704


def kept_part(
    template: str,
    page: dict[str, Any],
    csrf_token: object = "",
    places: Mapping[str, str] = MappingProxyType({}),
) -> Markup:
    """A template's answer for these data in this language, remembered: what stands around the rows.

    The template knows nothing but `page` and the token of its forms; `places` is the HTML that is put where
    stand-ins stand. Raises ValueError if `page` holds more than plain data (texts, numbers, yes and no,
    lists, dicts): only these can be told to be the same again.
    """
    made = _kept_part.__wrapped__ if settings.DEBUG else _kept_part
    text = str(made(template, _Given(page), get_language()))
    for stand_in, html in {_TOKEN: str(csrf_token), **places}.items():
        text = text.replace(stand_in, html)
    return Markup(text)  # noqa: S704


def _django_environment() -> Environment:
    from django.template import engines
    from django.template.backends.jinja2 import Jinja2

    for engine in engines.all():
        if isinstance(engine, Jinja2):
            return engine.env
    raise LookupError("no Jinja2 engine in TEMPLATES")


ui = Components()
