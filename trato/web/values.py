"""A value shown by its kind: the same in a table, in facts and in a change line.

Written in Python, not as a macro: a list shows four hundred of these, and a macro costs ten times as much.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

from django.utils.translation import gettext
from markupsafe import Markup, escape

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
        return escape(value)
    write = KINDS.get(value["kind"])
    return write(value) if write else escape(value["text"])


def avatar(name: str, size: str = "", picture: str | None = "") -> Markup:
    """A person: the picture, else the initials on the color that this name always has."""
    if picture:
        return Markup('<img class="avatar{}" src="{}" alt="" loading="lazy">').format(SIZES[size], picture)
    text = (
        f'<span class="avatar{SIZES[size]} h-{hue(name)}" aria-hidden="true">{escape(initials(name))}</span>'
    )
    return Markup(text)  # noqa: S704


def logo(name: str, size: str = "", picture: str | None = "") -> Markup:
    """A company: its picture, else its first letter on a tile."""
    if picture:
        return Markup('<img class="logo{}" src="{}" alt="" loading="lazy">').format(SIZES[size], picture)
    sign = escape(first_sign(name))
    text = f'<span class="logo tile{SIZES[size]} h-{hue(name)}" aria-hidden="true">{sign}</span>'
    return Markup(text)  # noqa: S704


def percent_class(value: float | None) -> str:
    """The nearest of the twenty-one classes that carry a share."""
    return SHARES[min(20, max(0, round((value or 0) / 5)))]


def web_address(url: str) -> str:
    """The address when a browser may follow it, else a place that does nothing."""
    return url if urlsplit(url).scheme.lower() in SCHEMES else "#"


def _money(value: Value) -> str:
    return f'<span class="money">{escape(value["text"])}</span>' if value["text"] else ""


def _who(value: Value, picture: Markup) -> str:
    told = " told" if value.get("by") else ""
    text = escape(value["text"])
    url = value.get("url")
    name = f'<a href="{escape(url)}">{text}</a>' if url else f"<span>{text}</span>"
    return f'<span class="who{told}">{picture}{name}</span>'


def _person(value: Value) -> str:
    """A person, or what was done by one."""
    name = value.get("by") or value["text"]
    return _who(value, avatar(name, "", value.get("picture"))) if value["text"] else ""


def _company(value: Value) -> str:
    return _who(value, logo(value["text"], "", value.get("picture"))) if value["text"] else ""


def _stage(value: Value) -> str:
    outcome = f" {escape(value['outcome'])}" if value.get("outcome") else ""
    share = percent_class(value.get("percent"))
    return (
        f'<span class="stage chip {share}{outcome}">{escape(value["text"])}</span>' if value["text"] else ""
    )


def _choice(value: Value) -> str:
    tone = f" {escape(value['tone'])}" if value.get("tone") else ""
    return f'<span class="chip{tone}">{escape(value["text"])}</span>' if value["text"] else ""


def _tags(value: Value) -> str:
    labels = value["labels"]
    hues = value.get("hues") or [None] * len(labels)
    chips = "".join(
        f'<span class="chip{"" if hue is None else f" hued h-{hue:d}"}">{escape(label)}</span>'
        for label, hue in zip(labels, hues, strict=True)
    )
    return f'<span class="chips">{chips}</span>' if chips else ""


def _next(value: Value) -> str:
    title = f' title="{escape(value["hint"])}"' if value.get("hint") else ""
    exact = f' title="{escape(value["time_hint"])}"' if value.get("time_hint") else ""
    time = f"<time{exact}>{escape(value['time'])}</time>" if value.get("time") else ""
    return (
        f'<span class="next {escape(value["when"])}"{title}><span>{escape(value["text"])}</span>{time}</span>'
    )


def _stale(value: Value) -> str:
    hint = escape(gettext("Stands still"))
    return f'<span class="stale" title="{hint}">{icon("stale")}{escape(value["text"])}</span>'


def _prose(value: Value) -> str:
    named = '<span class="mention">{}</span>'
    return "".join(
        named.format(escape(part["text"])) if part.get("named") else escape(part["text"])
        for part in value["parts"]
    )


def _time(value: Value) -> str:
    iso = f' datetime="{escape(value["iso"])}"' if value.get("iso") else ""
    hint = f' title="{escape(value["hint"])}"' if value.get("hint") else ""
    moving = " data-relative" if value.get("moving") else ""
    tone = f' class="{escape(value["tone"])}"' if value.get("tone") else ""
    return f"<time{tone}{iso}{hint}{moving}>{escape(value['text'])}</time>"


def _link(value: Value) -> str:
    text, url = escape(value["text"]), value.get("url")
    return f'<a class="link" href="{escape(web_address(url))}">{text}</a>' if url else str(text)


def _links(value: Value) -> str:
    """One after the other; of those with a picture the first, and how many more there are."""
    links = value["links"]
    if all(one.get("kind", "link") == "link" for one in links):
        return ", ".join(map(_link, links))
    first, *others = links
    names = escape(", ".join(one["text"] for one in links))
    rest = "".join(f", {escape(one['text'])}" for one in others)
    return (
        f'<span class="several" title="{names}">{written(first)}'
        f'<span class="plus" aria-hidden="true">+{len(others)}</span><span class="hide">{rest}</span></span>'
    )


def _email(value: Value) -> str:
    text = escape(value["text"])
    # On a page, beside its kind, a long one breaks where one reads it in two.
    told = text
    if "label" in value:
        name, at, host = text.rpartition("@")
        told = Markup('{}{}<span class="host">{}</span>').format(
            name, at, host.replace(".", Markup("<wbr>."))
        )
    return f'<a class="link" href="mailto:{text}">{told}</a>'


def _phone(value: Value) -> str:
    dial = escape(value.get("dial") or value["text"])
    return f'<a class="link" href="tel:{dial}">{escape(value["text"])}</a>'


def _url(value: Value) -> str:
    address, text = escape(web_address(value["url"])), escape(value["text"])
    return f'<a class="link" href="{address}" rel="noopener noreferrer" target="_blank">{text}</a>'


def _labeled(value: Value) -> str:
    parts = [f"{written(part)}{_small(part.get('label'))}" for part in value["parts"]]
    return "".join(f'<span class="labeled">{part}</span>' for part in parts)


def _small(label: str | None) -> str:
    return f'<small class="mute">{escape(label)}</small>' if label else ""


def _boolean(value: Value) -> str:
    if value["on"]:
        return f'{icon("check")}<span class="hide">{escape(gettext("Yes"))}</span>'
    return f'<span class="mute" aria-hidden="true">–</span><span class="hide">{escape(gettext("No"))}</span>'


def _pending(value: Value) -> str:
    hint = escape(gettext("Named in a file, not found yet"))
    return f'<span class="pending" title="{hint}">{icon("clock")}{escape(value["text"])}</span>'


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
