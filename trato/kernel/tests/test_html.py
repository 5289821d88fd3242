from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trato.kernel.html import clean_html, plain_text


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("plain > text", "plain > text"),
        ("<p>Hi <strong>Ana</strong></p>", "<p>Hi <strong>Ana</strong></p>"),
        ("<script>alert(1)</script><p>x</p>", "<p>x</p>"),
        ("<p onclick=x() style='color:red' class=a id=b>x</p>", "<p>x</p>"),
        ("<img src=x onerror=alert(1)>y", "y"),
        ("<a href='javascript:alert(1)'>x</a>", '<a rel="noopener noreferrer nofollow">x</a>'),
        (
            "<a href='https://acme.co' target=_blank>x</a>",
            '<a href="https://acme.co" rel="noopener noreferrer nofollow">x</a>',
        ),
        ("<svg><script>x</script></svg>a", "a"),
        ("<form action=/x><input name=a>b</form>", "b"),
        ("a & b < c", "a &amp; b &lt; c"),
    ],
)
def test_clean_html(text: str, cleaned: str) -> None:
    assert clean_html(text) == cleaned
    assert clean_html(cleaned) == cleaned


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        (" plain ", "plain"),
        ("<p>One</p><p>Two &amp; <b>three</b></p>", "One\nTwo & three"),
        ("a<br>b<br/>c", "a\nb\nc"),
        ("<ul><li>x</li><li>y</li></ul>", "x\ny"),
        ("<style>p{}</style><script>x</script>seen", "seen"),
        ("<tr><td>a</td><td>b</td></tr>", "a b"),
        ("1 &lt; 2", "1 < 2"),
    ],
)
def test_plain_text(text: str, plain: str) -> None:
    assert plain_text(text) == plain


@given(st.text("<>/\"'= abpscript&;:\0", max_size=40))
def test_nothing_that_runs_is_left(text: str) -> None:
    cleaned = clean_html(text).lower()
    assert "<script" not in cleaned
    assert clean_html(clean_html(text)) == clean_html(text)
    assert isinstance(plain_text(text), str)
