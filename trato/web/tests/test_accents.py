from __future__ import annotations

import math
import re

import pytest

from trato.web.accents import ACCENTS, PLAIN
from trato.web.bundle import OWN

TOKENS = (OWN / "tokens.css").read_text(encoding="utf-8")
#: WCAG 2.2: text, and the parts of a control.
TEXT, PART = 4.5, 3.0
Color = tuple[float, float, float]
#: The numbers of every color, light and dark, as the sheet writes them.
PAIR = re.compile(r"--([\w-]+): light-dark\(oklch\((.*?)\), oklch\((.*)\)\);")


def rules(block: str) -> dict[str, tuple[str, str]]:
    return {name: (light, dark) for name, light, dark in PAIR.findall(block)}


ROOT = rules(TOKENS[: TOKENS.index("[data-accent]")])
ACCENT = rules(TOKENS[TOKENS.index("[data-accent]") :])


def sheet_of(name: str) -> dict[str, float]:
    found = re.search(
        rf'\[data-accent="{name}"\] \{{ --hue: (\S+); --vivid: (\S+); --mild: (\S+); \}}', TOKENS
    )
    assert found, name
    return {"hue": float(found[1]), "vivid": float(found[2]), "mild": float(found[3])}


def linear(text: str, known: dict[str, float]) -> Color:
    """Linear sRGB of an `oklch()`; Björn Ottosson's matrices."""
    for key, value in known.items():
        text = text.replace(f"var(--{key})", str(value))
    text = re.sub(r"calc\(([\d.]+) \* ([\d.]+)\)", lambda found: str(float(found[1]) * float(found[2])), text)
    light, chroma, hue = (float(part) for part in text.split())
    a, b = chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))
    x = (light + 0.3963377774 * a + 0.2158037573 * b) ** 3
    y = (light - 0.1055613458 * a - 0.0638541728 * b) ** 3
    z = (light - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * x - 3.3077115913 * y + 0.2309699292 * z,
        -1.2684380046 * x + 2.6097574011 * y - 0.3413193965 * z,
        -0.0041960863 * x - 0.7034186147 * y + 1.7076147010 * z,
    )


def contrast(one: Color, other: Color) -> float:
    lights = sorted(0.2126 * r + 0.7152 * g + 0.0722 * b for r, g, b in (one, other))
    return (lights[1] + 0.05) / (lights[0] + 0.05)


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("name", ACCENTS)
def test_every_color_reads_well(name: str, scheme: int) -> None:
    known = sheet_of(name)

    def color(token: str) -> Color:
        return linear((ACCENT.get(token) or ROOT[token])[scheme], known)

    for token in ACCENT:
        assert all(-0.001 <= part <= 1.001 for part in color(token)), f"{token} is no color of a screen"
    for ground in ("surface", "sunken", "raised", "accent-soft"):
        assert contrast(color("accent"), color(ground)) >= TEXT, ground
    for ground in ("accent-solid", "accent-press"):
        assert contrast(color("accent-on"), color(ground)) >= TEXT, ground
    assert contrast(color("ink"), color("accent-soft")) >= TEXT
    assert contrast(color("accent-solid"), color("surface")) >= PART


def test_the_sheet_knows_the_same_names() -> None:
    assert set(re.findall(r'\[data-accent="(\w+)"\]', TOKENS)) == set(ACCENTS)
    assert {"accent", "accent-solid", "accent-press", "accent-on", "accent-soft", "accent-line"} == set(
        ACCENT
    )


@pytest.mark.parametrize("name", ACCENTS)
def test_mail_reads_as_well(name: str) -> None:
    """The plain signs of mail are strong enough for text, on white and on the dark sheet."""
    on_white, on_black = (_linear_of(color) for color in PLAIN[name])
    assert contrast(on_white, (1.0, 1.0, 1.0)) >= TEXT
    assert contrast(on_black, _linear_of("#1c1b19")) >= TEXT


def _linear_of(sign: str) -> Color:
    red, green, blue = (int(sign[at : at + 2], 16) / 255 for at in (1, 3, 5))
    found = [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in (red, green, blue)]
    return (found[0], found[1], found[2])
