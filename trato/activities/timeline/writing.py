"""The lines of a timeline as HTML, in Python as the rows of a table are: a page shows fifty and more."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from markupsafe import Markup

from trato.kernel.saying import gettext as _
from trato.web.addresses import address
from trato.web.components import ui
from trato.web.escaping import escaped
from trato.web.icons import icon

if TYPE_CHECKING:
    from trato.activities.timeline.entry import Entry, FileLine
    from trato.workspace.change_lines import ChangeLine


#: It holds the room after it.
WIDE_COLON = "\uff1a"
#: Of many records that are told as one, so many are named.
NAMED = 3


def entries_html(entries: Iterable[Entry], own: tuple[str, int], csrf_token: object) -> Markup:
    """Lines, one under the other, on the page of the record `own` (type, id)."""
    writer = Writer(own, csrf_token)
    # Each part is escaped where it is put in.
    return Markup("".join([writer.entry(entry) for entry in entries]))  # noqa: S704


def changes_html(lines: list[ChangeLine], own: tuple[str, int], csrf_token: object) -> Markup:
    """What became of the fields: one on its line, several under one another."""
    writer = Writer(own, csrf_token)
    told = f" {writer.change(lines[0])}" if len(lines) == 1 else writer.changes(lines)
    return Markup(told)  # noqa: S704


class Writer:
    """Writes lines for one page: who looks at it, and whose it is."""

    def __init__(self, own: tuple[str, int], csrf_token: object) -> None:
        self.own = own
        self._token = csrf_token

    def entry(self, entry: Entry) -> str:
        key = ""
        if entry.iso:
            subject, pk = entry.subject
            key = f' data-key="{escaped(entry.iso)} {escaped(subject)}/{pk} {escaped(entry.url)}"'
        return (
            f'<article class="{escaped(entry.kind)}"{key}>{icon(entry.icon)}\n<div class="said">\n'
            f'<div class="line">{self._line(entry)}</div>\n{self._several(entry)}</div>\n'
            f'<div class="end">{self._end(entry)}</div>\n{_body(entry)}</article>\n'
        )

    def _line(self, entry: Entry) -> str:
        parts = [f"<b><bdi>{escaped(entry.who)}</bdi></b> "] if entry.who else []
        if entry.text:
            parts.append(escaped(entry.text) + ("" if entry.text.endswith(WIDE_COLON) else " "))
        if entry.title:
            title = f"<bdi>{escaped(entry.title)}</bdi>"
            url = entry.url
            parts.append(f'<a class="of" href="{escaped(url)}">{title}</a>' if url else f"<b>{title}</b>")
        if entry.after:
            parts.append(f" {escaped(entry.after)}")
        if len(entry.lines) == 1:
            parts.append(f" {self.change(entry.lines[0])}")
        if entry.note:
            parts.append(f' <span class="mute nowrap">{escaped(entry.note)}</span>')
        return "".join(parts)

    def _several(self, entry: Entry) -> str:
        if entry.members:
            return _members(entry)
        return self.changes(entry.lines) if len(entry.lines) > 1 else ""

    def changes(self, lines: list[ChangeLine]) -> str:
        items = "".join(f"<li>{self.change(line)}</li>" for line in lines)
        return f'<ul class="changes">{items}</ul>'

    def change(self, line: ChangeLine) -> str:
        return f"{line.html}{self._put_back(line) if line.restores else ''}"

    def _put_back(self, line: ChangeLine) -> str:
        label = _("Put back: %(value)s") % {"value": line.before or _("empty")}
        button = ui.icon_button(label, "undo", type="submit")
        url = address("activities:put_back", *self.own)
        return self._form(url, button, "inline restore", change=line.change, field=line.name)

    def _end(self, entry: Entry) -> str:
        parts = []
        if entry.body and entry.editable:
            edit = ui.icon_button(_("Edit"), "edit", href=entry.url)
            parts.append(f'<span class="quiet">{self._pin(entry)}{edit}</span>')
        if entry.time:
            iso = f' datetime="{escaped(entry.iso)}"' if entry.iso else ""
            hint = f' title="{escaped(entry.hint)}"' if entry.hint else ""
            parts.append(f"<time{iso}{hint}>{escaped(entry.time)}</time>")
        if entry.done_url:
            said = _("Held: %(name)s") if entry.subject[0] == "meetings" else _("Done: %(name)s")
            label = said % {"name": entry.title}
            button = ui.icon_button(label, "check", kind="outline good", type="submit")
            parts.append(self._form(entry.done_url, button, on="/".join(map(str, self.own))))
        return "\n".join(parts)

    def _pin(self, entry: Entry) -> str:
        if entry.pinned is None:
            return ""
        label, sign = (_("Unpin"), "pin-off") if entry.pinned else (_("Pin"), "pin")
        url = address("activities:pin", entry.subject[1])
        button = ui.icon_button(label, sign, type="submit")
        return self._form(url, button, pinned="no" if entry.pinned else "yes")

    def _form(self, url: str, button: Markup, kind: str = "inline", **fields: object) -> str:
        """A button that posts, with or without scripts."""
        given = {"csrfmiddlewaretoken": self._token, **fields}
        hidden = "".join(
            f'<input type="hidden" name="{name}" value="{escaped(value)}">' for name, value in given.items()
        )
        action = escaped(url)
        return (
            f'<form novalidate class="{kind}" action="{action}" method="post" hx-post="{action}"'
            f' hx-swap="none">{hidden}{button}</form>'
        )


def _members(entry: Entry) -> str:
    """The first few by name; opened, all of them."""
    first = ", ".join(title for title, _url in entry.members[:NAMED])
    items = "".join(
        f'<li><a class="link" href="{escaped(url)}"><bdi>{escaped(title)}</bdi></a></li>'
        for title, url in entry.members
    )
    return (
        f'<details class="members"><summary>{icon("right")}<span>{escaped(first)}, …</span></summary>'
        f'<ul class="changes">{items}</ul></details>'
    )


def _body(entry: Entry) -> str:
    """What was written, and the files that came with it."""
    if not (entry.body or entry.files):
        return ""
    shown = ""
    if entry.body:
        more = ui.button(_("Read all of it"), href=entry.url) if entry.has_more else ""
        pinned = " pinned" if entry.pinned else ""
        shown = (
            f'<div class="bubble{pinned}"><div class="prose" dir="auto">{escaped(entry.body)}</div>'
            f"{f'<footer>{more}</footer>' if more else ''}</div>\n"
        )
    return f'<div class="body">\n{shown}{"".join(map(_file, entry.files))}</div>'


def _file(file: FileLine) -> str:
    mark, drawn = "", str(icon("file"))
    if file.picture:
        mark, drawn = " data-picture", f'<img src="{escaped(file.picture)}" alt="" loading="lazy">'
    name, note = escaped(file.name), escaped(file.note)
    return (
        f'<a class="file" href="{escaped(file.url)}"{mark}>{drawn}<span dir="auto">{name}</span>'
        f"<small>{note}</small></a>\n"
    )
