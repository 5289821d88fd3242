"""A value shown by its kind: the same in a table, in facts and in a change line.

Written in Python, not as a macro: a list shows four hundred of these, and a macro costs ten times as much.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from markupsafe import Markup

from trato.kernel.saying import gettext
from trato.web.escaping import escaped
from trato.web.icons import icon
from trato.web.names import first_sign, hue, initials

SIZES = {"": "", "s": "", "m": " m", "l": " l", "xl": " xl"}
SCHEMES = frozenset({"", "http", "https", "mailto", "tel"})
SHARES = tuple(f"p-{step}" for step in range(0, 101, 5))

Value = Mapping[str, Any]


def shown(value: str | Value | None) -> Markup:
    """Text as it is, or a dict by its kind: {"kind": "money", "text": "€48,600"}."""
    # Each writer escapes what it is given.
    return Markup(written(value))  # noqa: S704


def written(value: str | Value | None) -> str:
    """The same as plain HTML, for whoever puts many together."""
    if value is None:
        return ""
    if isinstance(value, str):
        return escaped(value)
    write = KINDS.get(value["kind"])
    return write(value) if write else escaped(value["text"])


def avatar(name: str, size: str = "", picture: str | None = "") -> Markup:
    """A person: the picture, else the initials on the color that this name always has."""
    return Markup(avatar_html(name, size, picture))  # noqa: S704 - escapes what it is given


def logo(name: str, size: str = "", picture: str | None = "") -> Markup:
    """A company: its picture, else its first letter on a tile."""
    return Markup(logo_html(name, size, picture))  # noqa: S704 - escapes what it is given


def avatar_html(name: str, size: str = "", picture: str | None = "") -> str:
    """The same, for whoever puts many together."""
    return _face("avatar", size, picture) if picture else _sign("avatar", initials(name), name, size)


def logo_html(name: str, size: str = "", picture: str | None = "") -> str:
    """The same, for whoever puts many together."""
    return _face("logo", size, picture) if picture else _sign("logo tile", first_sign(name), name, size)


def _face(kind: str, size: str, picture: str) -> str:
    return f'<img class="{kind}{SIZES[size]}" src="{escaped(picture)}" alt="" loading="lazy">'


@lru_cache(maxsize=8192)
def _sign(kind: str, sign: str, name: str, size: str) -> str:
    """Letters on the color that a name always has."""
    return f'<span class="{kind}{SIZES[size]} h-{hue(name)}" aria-hidden="true">{escaped(sign)}</span>'


def percent_class(value: float | None) -> str:
    """The nearest of the twenty-one classes that carry a share."""
    return SHARES[min(20, max(0, round((value or 0) / 5)))]


def web_address(url: str) -> str:
    """The address when a browser may follow it, else a place that does nothing."""
    return url if urlsplit(url).scheme.lower() in SCHEMES else "#"


def _money(value: Value) -> str:
    return f'<span class="money">{escaped(value["text"])}</span>' if value["text"] else ""


def _who(value: Value, picture: str) -> str:
    told = " told" if value.get("by") else ""
    text = escaped(value["text"])
    url = value.get("url")
    hint = f' title="{escaped(value["hint"])}"' if value.get("hint") else ""
    name = f'<a href="{escaped(url)}">{text}</a>' if url else f"<span>{text}</span>"
    return f'<span class="who{told}"{hint}>{picture}{name}</span>'


def _person(value: Value) -> str:
    """A person, or what was done by one; `of` is the type of the record to which it was done."""
    name, of = value.get("by") or value["text"], value.get("of")
    sign = _sign_of("of mute", of["label"], of["icon"]) if of else ""
    return _who(value, avatar_html(name, "", value.get("picture")) + sign) if value["text"] else ""


def _sign_of(kind: str, text: str, drawing: str) -> str:
    """A drawing that says something: what it says is its name, too."""
    said = escaped(text)
    return f'<span class="{kind}" role="img" aria-label="{said}" title="{said}">{icon(drawing)}</span>'


def _company(value: Value) -> str:
    return _who(value, logo_html(value["text"], "", value.get("picture"))) if value["text"] else ""


def _stage(value: Value) -> str:
    outcome = f" {escaped(value['outcome'])}" if value.get("outcome") else ""
    share = percent_class(value.get("percent"))
    within, hint = "", ""
    if value.get("within"):
        above = escaped(value["within"])
        within, hint = f' <small class="mute">{above}</small>', f' title="{above}: {escaped(value["text"])}"'
    return (
        f'<span class="stage chip {share}{outcome}"{hint}>{escaped(value["text"])}{within}</span>'
        if value["text"]
        else ""
    )


def _choice(value: Value) -> str:
    tone = f" {escaped(value['tone'])}" if value.get("tone") else ""
    return f'<span class="chip{tone}">{escaped(value["text"])}</span>' if value["text"] else ""


def _tags(value: Value) -> str:
    labels = value["labels"]
    hues = value.get("hues") or [None] * len(labels)
    chips = "".join(
        f'<span class="chip{"" if hue is None else f" hued h-{hue:d}"}">{escaped(label)}</span>'
        for label, hue in zip(labels, hues, strict=True)
    )
    return f'<span class="chips">{chips}</span>' if chips else ""


def _next(value: Value) -> str:
    title = f' title="{escaped(value["hint"])}"' if value.get("hint") else ""
    exact = f' title="{escaped(value["time_hint"])}"' if value.get("time_hint") else ""
    time = f"<time{exact}>{escaped(value['time'])}</time>" if value.get("time") else ""
    text = f"<span>{escaped(value['text'])}</span>"
    return f'<span class="next {escaped(value["when"])}"{title}>{text}{time}</span>'


def _stale(value: Value) -> str:
    """How long it has stood, beside for how long nothing was heard of it."""
    hint = f' title="{escaped(value["hint"])}"' if value.get("hint") else ""
    text = f"<span{hint}>{escaped(value['text'])}</span>"
    return f'<span class="stale">{quiet_html(value["quiet"])}{text}</span>'


def quiet_html(text: str) -> str:
    """The mark of what nothing was heard of for long: what it says is its name, too."""
    if not text:
        return ""
    return _sign_of("quiet", text, "stale")


def _prose(value: Value) -> str:
    named = '<span class="mention">{}</span>'
    return "".join(
        named.format(escaped(part["text"])) if part.get("named") else escaped(part["text"])
        for part in value["parts"]
    )


def _time(value: Value) -> str:
    iso = f' datetime="{escaped(value["iso"])}"' if value.get("iso") else ""
    hint = f' title="{escaped(value["hint"])}"' if value.get("hint") else ""
    moving = " data-relative" if value.get("moving") else ""
    tone = f' class="{escaped(value["tone"])}"' if value.get("tone") else ""
    return f"<time{tone}{iso}{hint}{moving}>{escaped(value['text'])}</time>"


def _link(value: Value) -> str:
    text, url = escaped(value["text"]), value.get("url")
    if glyph := value.get("glyph"):
        return _who(value, f'<span class="logo glyph">{icon(glyph)}</span>')
    return f'<a class="link to-record" href="{escaped(web_address(url))}">{text}</a>' if url else text


def _links(value: Value) -> str:
    """One after the other; of those with a picture the first, and how many more there are."""
    links = value["links"]
    if all(one.get("kind", "link") == "link" and not one.get("glyph") for one in links):
        return ", ".join(map(_link, links))
    first, *others = links
    names = escaped(", ".join(one["text"] for one in links))
    rest = "".join(f", {escaped(one['text'])}" for one in others)
    return (
        f'<span class="several" title="{names}">{written(first)}'
        f'<span class="plus" aria-hidden="true">+{len(others)}</span><span class="hide">{rest}</span></span>'
    )


def _email(value: Value) -> str:
    text = escaped(value["text"])
    # On a page, beside its kind, a long one breaks where one reads it in two.
    told = text
    if "label" in value:
        name, at, host = text.rpartition("@")
        told = f'{name}{at}<span class="host">{host.replace(".", "<wbr>.")}</span>'
    return f'<a class="link" href="mailto:{text}">{told}</a>'


def _phone(value: Value) -> str:
    dial = escaped(value.get("dial") or value["text"])
    return f'<a class="link" href="tel:{dial}">{escaped(value["text"])}</a>'


def _url(value: Value) -> str:
    # A long one breaks where one reads it in two.
    address, text = escaped(web_address(value["url"])), escaped(value["text"]).replace(".", "<wbr>.")
    return f'<a class="link" href="{address}" rel="noopener noreferrer" target="_blank">{text}</a>'


def _labeled(value: Value) -> str:
    parts = [f"{written(part)}{_small(part.get('label'))}" for part in value["parts"]]
    return "".join(f'<span class="labeled">{part}</span>' for part in parts)


def _small(label: str | None) -> str:
    return f'<small class="mute">{escaped(label)}</small>' if label else ""


def _boolean(value: Value) -> str:
    if value["on"]:
        return f'{icon("check")}<span class="hide">{escaped(gettext("Yes"))}</span>'
    return f'<span class="mute" aria-hidden="true">–</span><span class="hide">{escaped(gettext("No"))}</span>'


def _pending(value: Value) -> str:
    hint = escaped(gettext("Named in a file, not found yet"))
    return f'<span class="pending" title="{hint}">{icon("clock")}{escaped(value["text"])}</span>'


KINDS: dict[str, Callable[[Value], str]] = {
    "money": _money,
    "person": _person,
    "company": _company,
    "stage": _stage,
    "choice": _choice,
    "tags": _tags,
    "next": _next,
    "stale": _stale,
    "time": _time,
    "link": _link,
    "links": _links,
    "email": _email,
    "phone": _phone,
    "url": _url,
    "labeled": _labeled,
    "boolean": _boolean,
    "pending": _pending,
    "prose": _prose,
}
