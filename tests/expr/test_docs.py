"""Every row of docs/answer-language.md is true."""

import re
from pathlib import Path

import pytest

from grader.errors import AnswerError
from grader.expr import parse, to_latex, to_text
from tests.expr.notations import NOTATIONS

PAGE = Path(__file__).parents[2] / "docs" / "answer-language.md"


def rows() -> list[tuple[str, str, str, str]]:
    """Return (notation, typed, read, remark) of each row of each table of the page."""
    found, notation = [], ""
    for line in PAGE.read_text(encoding="utf-8").splitlines():
        declared = re.match(r"<!-- notation: (\w+) -->", line)
        notation = declared[1] if declared else notation
        row = re.match(r"\| `(.*?)` \| (`.*?`|refused) \| ?(.*?) ?\|$", line)
        if row:
            typed, read, remark = (cell.replace("\\|", "|") for cell in row.groups())
            found.append((notation, typed, read.strip("`"), remark))
    return found


def test_no_row_is_overlooked() -> None:
    tables = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("| `")]
    assert len(rows()) == len(tables) > 100


@pytest.mark.parametrize(("notation", "typed", "read", "remark"), rows())
def test_each_row_of_the_page_is_read_as_it_says(notation: str, typed: str, read: str, remark: str) -> None:
    names = NOTATIONS[notation]
    if read == "refused":
        with pytest.raises(AnswerError) as caught:
            parse(typed, names)
        assert caught.value.diagnostic.help == remark
        return
    tree = parse(typed, names).tree
    assert to_text(tree) == read
    assert parse(to_latex(tree), names, "latex").tree == tree
