"""The environment of all Jinja2 templates; each room adds what its own `jinja.py` offers."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from importlib import import_module
from types import FunctionType, MethodType
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from jinja2 import Environment, StrictUndefined, pass_context
from jinja2.compiler import CodeGenerator
from jinja2.runtime import Context, Macro
from jinja2.utils import internalcode
from markupsafe import Markup
from typing_extensions import override

from trato.config.rooms import rooms_with
from trato.web.addresses import address
from trato.web.escaping import escaped
from trato.web.forms import OwnWords

#: Callables that say for themselves whether they want to be given the context.
_PLAIN = frozenset({FunctionType, MethodType})


class _Code(CodeGenerator):
    """Templates escape most of a page's values: by our own function, which knows that most hold no sign."""

    @override
    def _output_child_pre(self, node: Any, frame: Any, finalize: Any) -> None:
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape:
            super()._output_child_pre(node, frame, finalize)
            return
        self.write(f"environment.escaped({finalize.src or ''}")


class _Calls(Context):
    """What templates call: hundreds of macros and functions a page, and few of them ask for the context."""

    @internalcode
    @override
    def call(self, called: Any, /, *args: Any, **kwargs: Any) -> Any:
        if type(called) is not Macro and (type(called) not in _PLAIN or hasattr(called, "jinja_pass_arg")):
            return super().call(called, *args, **kwargs)
        # Only who asks for the context is told of the names around the call.
        kwargs.pop("_block_vars", None)
        kwargs.pop("_loop_vars", None)
        return called(*args, **kwargs)


def environment(**options: Any) -> Environment:
    """Names that are not there are an error, and every value is escaped."""
    options.setdefault("undefined", StrictUndefined)
    made = Environment(  # noqa: S701  # Django's backend passes autoescape=True
        **options,
        extensions=["jinja2.ext.i18n", "jinja2.ext.do", "jinja2.ext.loopcontrols", OwnWords],
    )
    made.code_generator_class, made.context_class = _Code, _Calls
    made.escaped = escaped  # type: ignore[attr-defined]  # where _Code finds it
    made.trim_blocks = made.lstrip_blocks = True
    made.policies["ext.i18n.trimmed"] = True
    made.install_gettext_callables(  # type: ignore[attr-defined]  # added by jinja2.ext.i18n
        translation.gettext,
        translation.ngettext,
        newstyle=True,
        pgettext=translation.pgettext,
        npgettext=translation.npgettext,
    )
    made.globals.update(GLOBALS)
    made.globals["_"] = made.globals["gettext"] = said
    for name in rooms_with("jinja"):
        offered = import_module(name)
        made.globals.update(getattr(offered, "GLOBALS", {}))
        made.filters.update(getattr(offered, "FILTERS", {}))
        made.tests.update(getattr(offered, "TESTS", {}))
    return made


def said(message: str, /, **values: object) -> Markup:
    """The message in the reader's language with its values escaped, as Jinja's own `_`, but found once."""
    language = translation.get_language()
    return _said(language, message) % values if values else _said_whole(language, message)


@lru_cache(maxsize=8192)
def _said(_language: str | None, message: str) -> Markup:
    return Markup(translation.gettext(message))  # noqa: S704 - the catalogs are ours


@lru_cache(maxsize=8192)
def _said_whole(language: str | None, message: str) -> Markup:
    """Without values; two signs for percent are still one."""
    return _said(language, message) % {}


def url(name: str, *args: object, **kwargs: object) -> str:
    """The address of a view by its name."""
    found = "" if kwargs else address(name, *args)
    return found or reverse(name, args=args or None, kwargs=kwargs or None)


@pass_context
def csp_nonce(context: Context) -> str:
    """The word that lets the page's one inline script run; asking for it puts it in the policy."""
    request = context.get("request")
    return str(request.csp_nonce) if request is not None else ""


def language() -> str:
    return translation.get_language() or settings.LANGUAGE_CODE


def direction() -> str:
    """`rtl` when the reader's language runs from right to left, else `ltr`."""
    return "rtl" if translation.get_language_bidi() else "ltr"


GLOBALS: dict[str, Callable[..., Any]] = {
    "url": url,
    "csp_nonce": csp_nonce,
    "language": language,
    "direction": direction,
}
