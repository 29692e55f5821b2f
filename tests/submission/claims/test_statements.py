"""From formulas to statements; the cases are a table."""

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from grader.documents.prose import Formula
from grader.documents.traced import Traced
from grader.source import Source
from grader.submission.stated.statements import Statement, list_statements
from tests.growth import growth_of

CASES = Path(__file__).parents[2] / "cases" / "claims" / "statements.yaml"
ROWS = yaml.safe_load(CASES.read_text(encoding="utf-8"))


def read(text: str) -> list[Statement]:
    return list_statements(Formula.alone(Traced.of(Source("a.md", text))))


def tell(statement: Statement) -> str:
    box, no = " box" if statement.is_boxed else "", "" if statement.is_claimed else " no"
    return f"{statement.text.text}{box}{no}"


@pytest.mark.parametrize("row", ROWS, ids=[f"{number}" for number, _ in enumerate(ROWS, start=1)])
def test_a_formula_has_these_statements(row: dict[str, str]) -> None:
    assert [tell(statement) for statement in read(row["text"])] == row["statements"]


@pytest.mark.parametrize("row", ROWS, ids=[f"{number}" for number, _ in enumerate(ROWS, start=1)])
def test_a_statement_read_again_is_itself(row: dict[str, str]) -> None:
    for statement in read(row["text"]):
        again = read(statement.text.text)
        assert [each.text.text for each in again] in ([statement.text.text], [])


PIECES = [
    "x", "=", "1", ",", " ", "&", "\\\\", "\\quad", "\\boxed{", "}", "{", "(", ")", "\\text{if }", "\\begin{aligned}",
    "\\end{aligned}", "\\implies", "\\overset{!}{=}", "\\underbrace{", "_", "\\begin{array}{c}", "\\end{array}", "+",
    "\\left", "\\cancel{", "\\label{a}", "[2pt]", "\\",
]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=30).map("".join))
def test_nothing_is_made_up(text: str) -> None:
    """Each character is where its place says, but for blanks that keep two signs apart."""
    for statement in read(text):
        for sign, start, end in zip(statement.text.text, statement.text.starts, statement.text.ends, strict=True):
            assert text[start:end] == sign or sign == " "


@pytest.mark.parametrize("unit", [*PIECES, "x = 1, ", "x = 1 \\\\ ", "\\underbrace{x}_{y}", "\\textcolor{a}{b}"])
def test_statements_take_time_in_proportion_to_the_length(unit: str) -> None:
    assert growth_of(read, lambda count: unit * count, 1_000) < 9
