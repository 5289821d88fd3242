"""What every component keeps to: it escapes what it is given and passes the content policy."""

from __future__ import annotations

import re
from typing import Any

import pytest
from jinja2 import Environment
from markupsafe import escape

from trato.web.attributes import attributes
from trato.web.components import FOLDER, macros, ui
from trato.web.rows import rows_html
from trato.web.values import KINDS, shown, written

BAD = '<b onclick="x">x</b>'
SAFE = str(escape(BAD))


def calls() -> dict[str, str]:
    """A call of each macro that shows a text, with the bad name in every text it takes."""
    field = "{'name': 'n', 'label': t, 'kind': 'text', 'value': t, 'help': t, 'error': t, 'placeholder': t}"
    return {
        "button": "ui.button(t, icon='plus', key='c', count=t, attrs={'title': t})",
        "icon_button": "ui.icon_button(t, 'x')",
        "post_button": "ui.post_button(t, t, t, fields={'n': t})",
        "input": "ui.input('n', t, placeholder=t)",
        "textarea": "ui.textarea('n', t)",
        "select": "ui.select('n', [(t, t)], t, empty=t)",
        "checkbox": "ui.checkbox('n', t, value=t)",
        "money_input": "ui.money_input('n', t, t, (t, 'EUR'))",
        "combobox": "ui.combobox('n', t, [{'id': 1, 'label': t}], [(2, t)], placeholder=t)",
        "tag_input": "ui.tag_input('n', [t], [t])",
        "repeated": "ui.repeated('n', [{'value': t, 'kind': 'a'}], [('a', t)], label=t)",
        "form_field": f"ui.form_field({field})",
        "error_summary": "ui.error_summary([{'field': 'n', 'text': t}, {'text': t}])",
        "menu_item": "ui.menu_item(t, href=t)",
        "view_tabs": "ui.view_tabs([{'label': t, 'url': t, 'count': t}])",
        "toolbar": "ui.toolbar(t, trail=[{'label': t, 'url': t}])",
        "filter_chip": "ui.filter_chip(t, t, t, t, t)",
        "filter_words": "ui.filter_words(t, t, error=t, hidden=[('view', t)])",
        "chip": "ui.chip(t, href=t)",
        "stage": "ui.stage(t, 50)",
        "next": "ui.next('today', t, t, t)",
        "record_head": "ui.record_head(t, 'company', meta=[{'value': t}],"
        " actions=[{'label': t, 'icon': 'x'}])",
        "path": "ui.path([{'label': t, 'note': t, 'url': t}], t, now=t, position=t, csrf=t, why=t)",
        "facts": "ui.facts([{'name': 'n', 'label': t, 'value': t, 'note': t, 'edit': t}])",
        "fact_editor": f"ui.fact_editor({field}, t, t, error=t)",
        "key_values": "ui.key_values([(t, t)])",
        "rows": "ui.rows([{'title': t, 'url': t, 'note': t, 'person': t, 'end': t}])",
        "figures": "ui.figures([{'label': t, 'text': t, 'note': t, 'url': t}])",
        "timeline": "ui.timeline([{'heading': t}, {'who': t, 'text': t, 'time': t, 'hint': t, 'body': t,"
        " 'file': {'url': t, 'name': t}, 'changes': [{'label': t, 'before': t, 'after': t}]}])",
        "search_results": "ui.search_results([{'label': t,"
        " 'options': [{'title': t, 'hint': t, 'url': t}]}], 'b')",
        "empty_state": "ui.empty_state(t, t, columns=(t,), hint=t)",
        "toast": "ui.toast(t, t, t)",
        "nextstep": "ui.nextstep(t, t, time=t)",
        "steps": "ui.steps([{'label': t}], t)",
        "mapping": "ui.mapping([{'name': t, 'samples': [t], 'note': t}], [(t, t)])",
        "column_chooser": "ui.column_chooser([{'name': 'n', 'label': t}], t)",
        "table": "ui.table([{'name': 'n', 'label': t, 'sort_url': t}], [{'id': 1, 'url': t, 'panel': t,"
        " 'label': t, 'cells': [t], 'edit': {'n': t}}], t, totals={'count': t, 'noun': t})",
        "duplicate_warning": "ui.duplicate_warning([{'title': t, 'url': t, 'company': t}])",
    }


@pytest.mark.parametrize("name", sorted(calls()))
def test_names_are_escaped(templates: Environment, name: str) -> None:
    html = templates.from_string("{{ " + calls()[name] + " }}").render(t=BAD)
    assert SAFE in html
    assert "<b onclick" not in html


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_values_are_escaped(kind: str) -> None:
    part = {"text": BAD, "url": BAD}
    value: dict[str, Any] = {
        "kind": kind,
        **dict.fromkeys(("text", "url", "when", "time", "hint", "iso", "quiet"), BAD),
    }
    value |= {
        "labels": [BAD],
        "links": [part],
        "parts": [{"kind": "text", "text": BAD, "label": BAD}],
        "on": True,
    }
    assert "<b onclick" not in shown(value)


def test_a_value_is_shown_by_its_kind() -> None:
    assert shown("R&D") == "R&amp;D"
    assert shown(None) == ""
    assert shown({"kind": "money", "text": "€5"}) == '<span class="money">€5</span>'
    assert shown({"kind": "no such kind", "text": "x"}) == "x"


def test_a_link_leads_nowhere_when_a_browser_should_not_follow_it() -> None:
    assert 'href="#"' in shown({"kind": "url", "text": "x", "url": "javascript:alert(1)"})
    assert 'href="https://a.example"' in shown({"kind": "url", "text": "x", "url": "https://a.example"})


def test_attributes() -> None:
    given = {"hx-get": "/a?b=1&c", "hidden": True, "title": None, "data-x": 3, "disabled": False}
    assert attributes(given) == ' hx-get="/a?b=1&amp;c" hidden data-x="3"'
    assert attributes(None) == ""


@pytest.mark.parametrize("name", ["style", "onclick", "hx-on:click", "a b", '"'])
def test_attributes_that_the_policy_stops_are_refused(name: str) -> None:
    with pytest.raises(ValueError, match=re.escape(name)):
        attributes({name: "x"})


def test_every_macro_has_one_home() -> None:
    homes = macros()
    assert len(homes) > 90
    assert {path.stem for path in FOLDER.glob("*.html")} == {
        home.split("/")[-1][:-5] for home in homes.values()
    }


def test_an_unknown_component_says_so() -> None:
    with pytest.raises(AttributeError, match="no component 'buton'"):
        ui.buton  # noqa: B018 - looked up for its error


def test_rows_on_a_phone_are_still_a_table() -> None:
    columns = [{"name": "a", "label": "A", "place": "name"}, {"name": "b", "label": "B", "kind": "money"}]
    row = {
        "id": 7,
        "url": "/d/7",
        "panel": "/d/7/panel",
        "label": "Deal",
        "cells": ["Deal", "5"],
        "selected": True,
    }
    html = rows_html(columns, [row])
    assert html.startswith('<tr role="row" data-id="7" aria-selected="true"><td class="pick" role="cell">')
    assert 'name="ids" value="7" aria-label="Select Deal" checked>' in html
    assert '<td class="name" role="cell"><a href="/d/7" data-panel="/d/7/panel">Deal</a></td>' in html
    assert html.endswith('<td class="num rest mute" role="cell">5</td></tr>\n')


def test_a_name_with_a_percent_sign_is_no_format() -> None:
    row = {"id": 1, "url": "/", "label": "5 % off", "cells": ["x"]}
    assert 'aria-label="Select 5 % off"' in rows_html([{"name": "a", "label": "A"}], [row])


def test_an_error_is_tied_to_its_field(templates: Environment) -> None:
    html = templates.from_string("{{ ui.form_field(f) }}").render(
        f={"name": "value", "label": "Value", "kind": "text", "error": "Too much.", "help": "In euros."}
    )
    assert 'aria-describedby="field-value-error field-value-help"' in html
    assert 'aria-invalid="true"' in html
    assert '<p class="error" id="field-value-error">' in html


def test_of_several_links_the_first_and_how_many_more() -> None:
    """Nobody reads one cut letter of the second; all names are in the title and read aloud."""
    links = [{"kind": "company", "text": name} for name in ("Forge", "Kettle", "A & B")]
    shown = written({"kind": "links", "links": links})
    assert shown.startswith('<span class="several" title="Forge, Kettle, A &amp; B"><span class="who">')
    assert shown.count('class="who"') == 1
    end = (
        '<span class="plus" aria-hidden="true">+2</span><span class="hide">, Kettle, A &amp; B</span></span>'
    )
    assert shown.endswith(end)
