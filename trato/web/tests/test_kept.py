"""What is written once for the same data, and what is said and escaped more quickly than usual."""

from __future__ import annotations

import pytest
from django.template import engines
from django.utils import translation
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy
from markupsafe import Markup, escape

from trato.kernel import saying
from trato.web.addresses import address
from trato.web.components import kept, kept_part
from trato.web.escaping import escaped
from trato.web.frame import Frame, NavGroup, NavItem, same

PART = "workspace/parts/day_section.html"


def queue(title: str = "Ring <Omar>") -> dict[str, object]:
    line = {
        "state": "",
        "queue": "q",
        "type": "tasks",
        "id": 7,
        "icon": "task",
        "url": "/tasks/7",
        "title": title,
        "reason": "",
        "hint": "",
        "time": "",
        "done_url": "/tasks/7/verbs/done",
        "ask_url": "",
        "plan_url": "",
    }
    return {"label": "Today", "count": "1", "lines": [line], "more_url": "", "run_url": "", "first": False}


def test_a_part_says_what_its_data_say_with_the_token_of_this_form() -> None:
    first, again = kept_part(PART, queue(), "token-one"), kept_part(PART, queue(), "token-two")
    assert 'value="token-one"' in first
    assert "token-two" not in first
    assert again == first.replace("token-one", "token-two")
    assert "Ring &lt;Omar&gt;" in first
    assert "Ring Nora" in kept_part(PART, queue("Ring Nora"), "token-one")


def test_a_part_speaks_the_language_of_its_reader() -> None:
    assert ">Later<" in kept_part(PART, queue(), "")
    with translation.override("es"):
        told = kept_part(PART, queue(), "")
    assert ">Later<" not in told
    assert ">Later<" in kept_part(PART, queue(), "")


def test_a_part_of_more_than_plain_data_is_refused() -> None:
    with pytest.raises(ValueError, match="unmarshallable"):
        kept_part(PART, queue() | {"label": gettext_lazy("Today")})


def render(source: str, **context: object) -> str:
    return str(engines["jinja2"].from_string(source).render(context))


def test_templates_say_messages_with_their_values_escaped() -> None:
    assert render("{{ _('Done: %(name)s', name=name) }}", name="<b>") == "Done: &lt;b&gt;"
    assert render("{{ _('100%%') }}") == "100%"
    with translation.override("es"):
        assert render("{{ _('Later') }}") == translation.gettext("Later") != "Later"
    assert render("{{ _('Later') }}") == "Later"


@pytest.mark.parametrize("given", ["plain", "<b>&\"'", Markup("<b>"), 12, None, gettext_lazy("Later")])
def test_escaped_is_what_markupsafe_writes(given: object) -> None:
    assert escaped(given) == str(escape(given))
    assert render("{{ given }}", given=given) == str(escape(given))


def test_what_is_said_again_and_again_follows_the_language() -> None:
    said = saying.gettext("today"), saying.ngettext("%(count)s d", "%(count)s d", 2)
    with translation.override("zh-hans"):
        assert saying.gettext("today") == translation.gettext("today") != "today"
    assert (saying.gettext("today"), saying.ngettext("%(count)s d", "%(count)s d", 2)) == said


def test_an_address_takes_the_number_of_its_record() -> None:
    assert address("workspace:record", "deals", 7) == "/deals/7"
    assert address("workspace:record", "deals", 8) == "/deals/8"
    assert address("workspace:undo", 4815162342) == "/undo/4815162342"
    assert address("nowhere:at-all", 7) == ""


def frame(unread: int) -> Frame:
    bell = NavItem("Notifications", "/notifications/", "bell", count=unread, fresh=bool(unread))
    return Frame("Acme", "Ana", groups=(NavGroup((bell,), "Work"),))


def test_what_surrounds_pages_is_the_same_while_it_says_the_same() -> None:
    first, again, other = frame(1), frame(1), frame(2)
    assert same(again) is same(first)
    assert same(other) is not same(first)
    assert same(other).news == 2
    lazy = SimpleLazyObject(lambda: same(other))
    assert kept("sidebar", lazy) == kept("sidebar", other) != kept("sidebar", first)
