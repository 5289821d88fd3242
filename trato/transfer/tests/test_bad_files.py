"""Files that are not what they say: one sentence, and nothing has changed."""

from __future__ import annotations

import io
import zipfile

import pytest

from trato.accounts.actor import Actor
from trato.kernel.errors import Unreadable
from trato.records.errors import Denied, Invalid
from trato.records.undo import undo
from trato.testing.assertions import unchanged
from trato.transfer.tests.conftest import Bring, Read, as_csv
from trato.transfer.tests.test_import_again import counts


def zipped(name: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(name, "x")
    return out.getvalue()


BAD = {
    "a picture": (b"\x89PNG\r\n\x1a\n" + bytes(range(200)), "PNG"),
    "a workbook": (zipped("xl/workbook.xml"), "Excel"),
    "a zip": (zipped("a.txt"), "compressed"),
    "nothing": (b"", "empty"),
    "a blank line": (b"\n\n", "empty"),
    "a nul": (b"name\nA\x00B\n", "is not text"),
    "a cell of ten megabytes": (b"name\n" + b"x" * 10_000_000 + b"\n", "longer than"),
    "an open quotation mark": (b'name\n"A\nB\n', "never closed"),
    "a column without a name": (b"name,,city\nA,b,c\n", "no name"),
    "two columns of one name": (b"name,Name\nA,b\n", "same name"),
    "unknown bytes": (b"name\n\x81\x8d\x8f\n", "unknown encoding"),
}


@pytest.mark.parametrize("what", BAD)
def test_bad_file(what: str, bring: Bring) -> None:
    given, sentence = BAD[what]
    with unchanged(), pytest.raises(Unreadable, match=sentence):
        bring("companies", given)


def test_ten_thousand_columns(bring: Bring) -> None:
    header = ",".join(f"c{number}" for number in range(10_000))
    with unchanged(), pytest.raises(Invalid, match="10000 columns"):
        bring("companies", as_csv(header))


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"encoding": "utf-9"}, "no encoding"),
        ({"encoding": "ascii"}, "not in the encoding"),
        ({"separator": "::"}, "separate"),
    ],
)
def test_wrong_options(options: dict[str, str], sentence: str, bring: Bring) -> None:
    with unchanged(), pytest.raises(Unreadable, match=sentence):
        bring("companies", "name\nÑandú\n", **options)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "gb18030", "windows-1252"])
def test_encodings_are_found_out(encoding: str, bring: Bring, table: Read) -> None:
    name = "北京公司 和 上海公司" if encoding == "gb18030" else "Ñandú é"
    bring("companies", f"name,city\n{name},x\n".encode(encoding))
    assert table("companies", "name")[0]["name"] == name


def test_only_a_header(bring: Bring) -> None:
    result = bring("companies", "name,city\n")
    assert (counts(result), [one.kind for one in result.warnings]) == ((0, 0, 0, 0, 0), ["empty"])


def test_ragged_rows_are_refused_and_the_rest_comes_in(bring: Bring) -> None:
    result = bring("companies", as_csv("name,city", "A", "B,x", "C,x,y", "D,x,,"))
    assert counts(result) == (4, 2, 0, 0, 2)
    assert [(one["line"], one["reason"][:16]) for one in result.refusals] == [
        (2, "This row has 1 c"),
        (4, "This row has 3 c"),
    ]


def test_quoted_line_breaks_and_the_lines_that_are_told(bring: Bring, table: Read) -> None:
    result = bring("companies", 'name,employees\n"A\nB",1\nC,many\n')
    assert counts(result) == (2, 1, 0, 0, 1)
    assert result.refusals[0]["line"] == 4


def test_html_is_text(bring: Bring, table: Read) -> None:
    bring("companies", as_csv("name", "<script>alert(1)</script>"))
    assert table("companies", "name")[0]["name"] == "<script>alert(1)</script>"


def test_a_row_is_all_or_nothing(bring: Bring, table: Read) -> None:
    lines = [f"C{number},{number}" for number in range(500)]
    lines[250] = "C250,minus"
    lines[251] = f"{'x' * 300},1"
    result = bring("companies", as_csv("name,employees", *lines))
    assert counts(result) == (500, 498, 0, 0, 2)
    assert [one["line"] for one in result.refusals] == [252, 253]
    assert "C250" not in {row["name"] for row in table("companies", "name")}


def test_a_row_that_the_database_refuses_is_refused_alone(
    bring: Bring, monkeypatch: pytest.MonkeyPatch
) -> None:
    from trato.records.errors import Refused
    from trato.records.registry import registry

    def guard(self: object, actor: Actor, touched: list[object]) -> None:
        if any(one.record.name == "C77" for one in touched):  # type: ignore[attr-defined]  # a company
            raise Refused("Not this one.")

    monkeypatch.setattr(type(registry.get("companies")), "guard", guard)
    result = bring("companies", as_csv("name", *(f"C{number}" for number in range(450))))
    assert counts(result) == (450, 449, 0, 0, 1)
    assert result.refusals == [{"line": 79, "reason": "Not this one."}]


def test_a_member_may_not_import(bring: Bring, ana: Actor) -> None:
    with unchanged(), pytest.raises(Denied):
        bring("companies", "name\nA\n", ana)


def test_many_refusals(bring: Bring, boss: Actor) -> None:
    lines = (f"C{number},x" for number in range(1200))
    result = bring("companies", as_csv("name,employees", *lines, "Last,1"))
    assert (counts(result), len(result.refusals)) == ((1201, 1, 0, 0, 1200), 1200)
    assert undo(boss, result.set or 0).kept == []
