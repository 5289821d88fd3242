from __future__ import annotations

import csv
import io
import zipfile
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from trato.kernel.errors import Unreadable
from trato.kernel.tables import LONGEST_CELL, RaggedRow, open_table, read_safe, write_safe

if TYPE_CHECKING:
    from pathlib import Path


def zipped(name: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(name, "x")
    return file.getvalue()


def test_it_works(tmp_path: Path) -> None:
    path = tmp_path / "accounts.csv"
    path.write_text('account,note\nAcme,"two\nlines, and ""quotes"""\n\nBeta,\n', encoding="utf-8")
    table = open_table(path)
    assert (table.headers, table.encoding, table.separator) == (("account", "note"), "utf-8", ",")
    rows = [(2, ["Acme", 'two\nlines, and "quotes"']), (5, ["Beta", ""])]
    assert list(table.rows()) == rows
    assert list(table.rows()) == rows
    assert table.ragged == []


@pytest.mark.parametrize(
    ("data", "encoding", "cells"),
    [
        ("name,city\nJosé,Ávila".encode(), "utf-8", ["José", "Ávila"]),
        ("name,city\nJosé,Ávila".encode("utf-8-sig"), "utf-8", ["José", "Ávila"]),
        ("name,city\nJosé,Ávila".encode("utf-16"), "utf-16", ["José", "Ávila"]),
        (b"\xfe\xff" + "name,city\nJosé,Ávila".encode("utf-16-be"), "utf-16", ["José", "Ávila"]),
        ("name,city\nñ €,Ávila".encode("cp1252"), "windows-1252", ["ñ €", "Ávila"]),
        ("name,city\nCOMPAÑÍA,LEÓN".encode("cp1252"), "windows-1252", ["COMPAÑÍA", "LEÓN"]),
        ("姓名,城市\n王伟,北京市朝阳区".encode("gb18030"), "gb18030", ["王伟", "北京市朝阳区"]),
        ("name,city\n王伟,北京 Beijing".encode("gb18030"), "gb18030", ["王伟", "北京 Beijing"]),
        (b"name,city\nAna,Madrid", "utf-8", ["Ana", "Madrid"]),
    ],
)
def test_encodings_are_found_out(data: bytes, encoding: str, cells: list[str]) -> None:
    table = open_table(data)
    assert table.encoding == encoding
    assert [row for _line, row in table.rows()] == [cells]


def test_an_encoding_may_be_told() -> None:
    assert open_table("имя\nАнна".encode("cp1251"), encoding="cp1251").headers == ("имя",)
    with pytest.raises(Unreadable, match=r"There is no encoding “utf-88”\. Did you mean “utf-8”\?"):
        open_table(b"a\n1", encoding="utf-88")
    with pytest.raises(Unreadable, match="There is no encoding"):
        open_table(b"a\n1", encoding="rot13")
    with pytest.raises(Unreadable, match=r"Line 3 is not in the encoding utf-8 \(byte 5\)\."):
        open_table(b"a\n1\n2\xf1", encoding="utf-8")


def test_an_encoding_error_late_in_a_large_file_names_its_line() -> None:
    data = b"name\n" + b"x" * 9 + b"\n" + b"123456789\n" * 300_000 + b"\x81\x20"
    with pytest.raises(Unreadable) as refusal:
        open_table(data)
    assert str(refusal.value) == ("Line 300003 is in an unknown encoding (byte 3000015): name the encoding.")


@pytest.mark.parametrize(
    ("data", "separator", "width"),
    [
        (b"a,b\n1,2", ",", 2),
        (b"a;b\n1,5;2,5", ";", 2),
        (b"a\tb\n1,5\t2;5", "\t", 2),
        (b"a|b|c\n1|2|3", "|", 3),
        (b"a;b;c\nx;1,5;2,5\ny;1,5;2,5", ";", 3),
        (b'"a,b,c";d\n"1,2,3";4', ";", 2),
        (b"name\nAna\nBen", ",", 1),
        (b"sep=;\na;b\n1;2", ";", 2),
        (b"SEP=|\r\na,x|b\r\n1|2", "|", 2),
    ],
)
def test_separators_are_found_out(data: bytes, separator: str, width: int) -> None:
    table = open_table(data)
    assert (table.separator, len(table.headers)) == (separator, width)
    assert all(len(row) == width for _line, row in table.rows())
    assert table.ragged == []


def test_a_separator_may_be_told() -> None:
    assert open_table(b"a,b;c\n1,2;3", separator=";").headers == ("a,b", "c")
    with pytest.raises(Unreadable, match="“::” cannot separate cells"):
        open_table(b"a", separator="::")


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends(end: str) -> None:
    table = open_table(end.join(["a,b", "1,2", "", '"x\ny",4', "5,6"]).encode())
    assert list(table.rows()) == [(2, ["1", "2"]), (4, ["x\ny", "4"]), (6, ["5", "6"])]


def test_ragged_rows_are_reported_and_the_others_read() -> None:
    table = open_table(b"a,b,c\n1,2,3\n1,2\n1,2,3,4\n4,5,6,,\n7,8,9\n")
    assert list(table.rows()) == [(2, ["1", "2", "3"]), (5, ["4", "5", "6"]), (6, ["7", "8", "9"])]
    assert table.ragged == [RaggedRow(3, 3, 2), RaggedRow(4, 3, 4)]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "The file is empty: its first line must name the columns."),
        (b"\xef\xbb\xbf", "The file is empty: its first line must name the columns."),
        (b" \n\n", "The file is empty: its first line must name the columns."),
        (b"a,,c\n1,2,3", "Column 2 has no name."),
        (b"Name,city, name\n", "Columns 1 and 3 have the same name, “name”."),
        (
            b"\x89PNG\r\n\x1a\n\0\0",
            "This is a PNG picture, not a table as text; choose a CSV file.",
        ),
        (
            b"%PDF-1.7\n",
            "This is a PDF document, not a table as text; choose a CSV file.",
        ),
        (
            zipped("xl/workbook.xml"),
            "This is an Excel workbook, not a table as text; choose a CSV file.",
        ),
        (
            zipped("readme.txt"),
            "This is a compressed file, not a table as text; choose a CSV file.",
        ),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1",
            "This is an old Excel or Word file, not a table as text; choose a CSV file.",
        ),
        (
            b"\n<!DOCTYPE html><table>",
            "This is a web page, not a table as text; choose a CSV file.",
        ),
        (
            b"BEGIN:VCARD\n",
            "This is a file of contact cards (vCard), not a table as text; choose a CSV file.",
        ),
    ],
)
def test_what_is_no_table_is_refused(data: bytes, sentence: str) -> None:
    with pytest.raises(Unreadable) as refusal:
        open_table(data)
    assert str(refusal.value) == sentence


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (
            b"a,b\n1,2\n3,4\x005\n",
            "Line 3 is not text: save the file as CSV in UTF-8 and choose it again.",
        ),
        (
            b'a,b\n1,2\n3,"never\nclosed\n5,6\n',
            "The quotation mark that opens a cell in line 3 is never closed.",
        ),
        (
            b"a,b\n1,2\n3," + b"x" * 10_000_000 + b"\n",
            "A cell in line 3 is longer than 1000000 characters: perhaps a quotation mark is not closed.",
        ),
        (
            b'a,b\n1,2\n3,"' + b"5,6\n" * 1_000_000,
            "A cell in line 3 is longer than 1000000 characters: perhaps a quotation mark is not closed.",
        ),
    ],
)
def test_broken_rows_are_refused_by_their_line(data: bytes, sentence: str) -> None:
    table = open_table(data)
    with pytest.raises(Unreadable) as refusal:
        list(table.rows())
    assert str(refusal.value) == sentence


def test_a_line_without_end_is_not_read_into_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("trato.kernel.tables._LONGEST_LINE", 1_000)
    with pytest.raises(Unreadable, match="A cell in line 2 is longer"):
        list(open_table(b"a,b\n" + b"1," * 1_000).rows())


def test_the_longest_cell_is_read() -> None:
    table = open_table(b"a,b\n1," + b"x" * LONGEST_CELL + b"\n")
    assert [len(row[1]) for _line, row in table.rows()] == [LONGEST_CELL]


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("=1+1", "'=1+1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0"),
        ("-2+3", "'-2+3"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"),
        ("'=1", "''=1"),
        ("-12.50", "-12.50"),
        ("+34 600 123 456", "+34 600 123 456"),
        ("+1 (415) 555-2671", "+1 (415) 555-2671"),
        ("- note", "'- note"),
        ("'tis", "'tis"),
        ("plain", "plain"),
        ("", ""),
    ],
)
def test_formulas_are_written_safely(cell: str, written: str) -> None:
    assert write_safe(cell) == written
    assert read_safe(written) == cell


@given(st.text("'=+-@\t\r\n1 a", max_size=8) | st.text(max_size=20))
def test_reading_undoes_writing(cell: str) -> None:
    assert read_safe(write_safe(cell)) == cell


@example([["", "\r"]])
@given(
    st.lists(
        st.lists(
            st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=9),
            min_size=2,
            max_size=2,
        ),
        max_size=5,
    )
)
def test_what_was_written_is_read(rows: list[list[str]]) -> None:
    file = io.StringIO(newline="")
    csv.writer(file).writerows([["a", "b"], *([write_safe(cell) for cell in row] for row in rows)])
    table = open_table(file.getvalue().encode(), separator=",")
    assert [[read_safe(cell) for cell in row] for _line, row in table.rows()] == [
        row for row in rows if "".join(write_safe(cell) for cell in row).strip()
    ]


@given(st.binary(max_size=200))
def test_any_bytes_are_a_table_or_a_sentence(data: bytes) -> None:
    try:
        assert all(len(row) for _line, row in open_table(data).rows())
    except Unreadable as error:
        assert str(error)  # noqa: PT017  (both ways are right)
