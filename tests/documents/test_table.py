"""Tables as spreadsheets save them: cells with their places, whatever separates them."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.documents import walk_scalars
from grader.documents.decoding import decode
from grader.documents.table import read_rows, table_of
from grader.errors import DocumentError
from grader.source import Source

CELLS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"], exclude_characters="\0"), max_size=8)


def texts(text: str) -> list[list[str]]:
    return [[cell.text for cell in row] for row in read_rows(Source("a.csv", text))]


@given(st.lists(st.lists(CELLS, min_size=2, max_size=2), min_size=1, max_size=4), st.sampled_from(",;\t"))
def test_what_a_spreadsheet_writes_is_read_back(table: list[list[str]], separator: str) -> None:
    written = io.StringIO(newline="")
    writer = csv.writer(written, delimiter=separator, quoting=csv.QUOTE_ALL)
    writer.writerows([["head", "other"], *table])
    assert texts(written.getvalue().replace('"head"', "head", 1)) == [["head", "other"], *table]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a,b\n1,2", [["a", "b"], ["1", "2"]]),
        ("a,b\r\n1,\r\n", [["a", "b"], ["1", ""]]),
        ("a;b\r1;2,5\r", [["a", "b"], ["1", "2,5"]]),
        ("a\n\nb\n", [["a"], [""], ["b"]]),
        ("a,", [["a", ""]]),
        ("", []),
    ],
)
def test_rows_end_at_any_line_break(text: str, expected: list[list[str]]) -> None:
    assert texts(text) == expected


def test_every_cell_has_its_place() -> None:
    document = table_of(decode('\ufeffname,day\n"x, y", 3 \n', "a.csv"), "rows")
    places = [(scalar.text, scalar.span.place) for scalar in walk_scalars(document.root)]
    assert places == [
        ("rows", "a.csv:1:1"), ("name", "a.csv:2:1"), ("x, y", "a.csv:2:1"), ("day", "a.csv:2:8"), ("3", "a.csv:2:8"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "",
            "a.csv:1:1: error[not-a-table]: This is not a table that can be read.\n   why:   It is empty.\n",
        ),
        (
            'a,b\n"x"y,2\n',
            "a.csv:2:4: error[not-a-table]: This is not a table that can be read.\n"
            '    2 | "x"y,2\n'
            "      |    ^\n"
            "   why:   A cell goes on after its closing quotation mark.\n",
        ),
        (
            "a,b\n1,2,3\n",
            "a.csv:2:1: error[not-a-table]: This is not a table that can be read.\n"
            "    2 | 1,2,3\n"
            "      | ^\n"
            "   why:   This row has 3 cells, but the first one names 2.\n",
        ),
    ],
)
def test_what_is_not_a_table_is_reported_at_its_place(text: str, message: str) -> None:
    with pytest.raises(DocumentError) as caught:
        table_of(Source("a.csv", text), "rows")
    help = "Save it as CSV again, with one row per line and one cell for each column."
    assert str(caught.value) == f"{message}   help:  {help}"
