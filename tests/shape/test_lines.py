"""House rules that one line can break, each with lines that pass and lines that do not."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.shape.sources import committed, is_test, place, python, templates


def our_python() -> list[Path]:
    return [path for path in python("trato") if not is_test(path)]


def all_text() -> list[Path]:
    return [
        path
        for path in committed()
        if path.suffix not in {".png", ".mo", ".gz", ".woff2"} and not is_test(path)
    ]


@dataclass(frozen=True)
class Rule:
    """A pattern that must not occur, unless the line gives its reason as allowed."""

    name: str
    pattern: re.Pattern[str]
    where: Callable[[], list[Path]]
    good: tuple[str, ...]
    bad: tuple[str, ...]
    excuse: str = "shape: "

    def breaks(self, line: str) -> bool:
        return bool(self.pattern.search(line)) and self.excuse not in line


RULES = (
    Rule(
        "no signal receivers",
        re.compile(r"@receiver\b|\b(?:pre|post)_(?:save|delete|init|migrate)\.connect|m2m_changed\.connect"),
        our_python,
        good=("def receive(event: Event) -> None:", "outbox.on('DealLost')"),
        bad=("@receiver(post_save, sender=Deal)", "post_save.connect(update_counters)"),
    ),
    Rule(
        "no inline styles",
        re.compile(r"<[^>]*\sstyle\s*=", re.IGNORECASE),
        lambda: list(templates()),
        good=('<div class="meter p-40">',),
        bad=('<div style="width: 40%">', "<p  STYLE = 'x'>"),
    ),
    Rule(
        "no inline event handlers",
        re.compile(r"<[^>]*\son[a-z]+\s*=", re.IGNORECASE),
        lambda: list(templates()),
        good=('<button data-controller="menu">', '<input name="only">', '<div data-on-move="x">'),
        bad=('<button onclick="go()">', "<body ONLOAD=x>"),
    ),
    Rule(
        "no script text in pages but the import map",
        re.compile(r"<script(?![^>]*\ssrc=)(?![^>]*type=\"importmap\")", re.IGNORECASE),
        lambda: list(templates()),
        good=('<script type="module" src="{{ url }}"></script>', '<script type="importmap" nonce="x">'),
        bad=("<script>alert(1)</script>", '<script type="module">'),
    ),
    Rule(
        "nothing unescaped without a reason",
        re.compile(r"\|\s*safe\b|\bautoescape false"),
        lambda: list(templates()),
        good=("{{ note.html }}", "{{ note|safe }} {# shape: cleaned by kernel.html #}"),
        bad=("{{ note.body|safe }}", "{% autoescape false %}"),
    ),
    Rule(
        "htmx evaluates nothing",
        re.compile(r"hx-(?:vals|headers)=['\"]js:|hx-on"),
        lambda: list(templates()),
        good=("""hx-vals='{"a": 1}'""",),
        bad=("""hx-vals='js:{a: b()}'""", 'hx-on:click="go()"'),
    ),
    Rule(
        "no paths of one machine",
        re.compile(r"(?<![\w.])/(?:work|root|home/\w+|Users/\w+)/|/tmp/(?:plan|fnd)"),
        all_text,
        good=("/var/lib/trato", "a/work/around", "/workspace/"),
        bad=("/" + "root/.cache", "see /" + "work/main/x", "/" + "home/ana/trato"),
    ),
    Rule(
        "no package registry is named",
        re.compile(r"--(?:extra-)?index-url|--find-links|files\.pythonhosted|registry\.npmjs"),
        lambda: [path for path in all_text() if "requirements" in path.parts],
        good=("django==5.2.1 --hash=sha256:0", "asgiref==3.8"),
        bad=("--index-" + "url https://example.com", "--find-" + "links wheels"),
    ),
)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_rule(rule: Rule) -> None:
    broken = [
        f"{place(path, number)}: {line.strip()}"
        for path in rule.where()
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1)
        if rule.breaks(line)
    ]
    assert broken == []


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_good_and_bad(rule: Rule) -> None:
    assert [line for line in rule.good if rule.breaks(line)] == []
    assert [line for line in rule.bad if not rule.breaks(line)] == []
