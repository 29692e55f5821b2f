"""Answers with decimal commas: what each is read as, what is said, and that no verdict depends on the sign."""

import re
from fractions import Fraction
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.answers.proposals import put_proposal
from grader.documents import DocumentNode, Scalar, load, parse_yaml
from grader.documents.loading import parse_named
from grader.expr.decimal_comma import (
    read_with_points,
    write_latex_with_commas,
    write_mathml_with_commas,
    write_prose_with_commas,
    write_with_commas,
)
from grader.grading import GradedSubmission, ItemResult, grade, grade_item
from grader.grading.practice import read_for_practice
from grader.grading.sameness import read_meaning
from grader.records import Outcome
from grader.rubric import Item, Rubric, parse_rubric
from grader.rubric.fields import get_text
from grader.rubric.public import load_exercise, publish_document
from grader.submission import Submission, make_template, submission_schema
from grader.submission.decimals import read_decimals, rewrite
from tests.answers.tables import FOLDER, Row, name_row, rows, rows_of

TABLE = list(rows_of(load(FOLDER.parent / "grading" / "decimal_comma.yaml").root))
POINTED = [row for path in sorted(FOLDER.glob("*.yaml")) for row in rows(path)]
RUBRIC = """\
rubric: rates
title: Rates
decimal: comma
parts:
  - id: p
    title: Rates
    notation: {symbols: {x: real}}
    items:
      - {id: rate, type: number, points: 1, prompt: Which rate?, expected: "1.5", feedback: {incorrect: "It is near 1.4."}}
      - {id: place, type: vector, points: 2, prompt: Where?, expected: "(1.5, 2)", example: "(0.5, 7)"}
      - {id: why, type: text, points: 1, prompt: Why?}
"""


def submit(item: Item, given: DocumentNode, *, commas: bool) -> Submission:
    answers = {item.id: given}
    found = read_decimals(answers, SimpleNamespace(items=(item,)))
    return Submission(
        student="a",
        exercise="",
        file="",
        sha256="",
        answers=found.answers if commas else answers,
        misfits=found.questions if commas else {},
        has_commas=commas,
        typed=found.typed if commas else {},
        separated=found.separated if commas else {},
    )


def judge(item: Item, given: DocumentNode, *, commas: bool = True) -> ItemResult:
    return grade_item(item, submit(item, given, commas=commas))


@pytest.mark.parametrize("row", TABLE, ids=name_row)
def test_the_table_says_how_an_answer_with_commas_is_read(row: Row) -> None:
    result = judge(row.item(), row.given)
    if help := get_text(row.node, "help"):
        assert result.outcome is Outcome.UNREADABLE
        assert [each.help for each in result.diagnostics] == [help]
        return
    assert result.read is not None
    assert (result.outcome.value, result.read.text) == (get_text(row.node, "outcome"), get_text(row.node, "read"))
    is_separated = any("this has a decimal in it" in remark.text for remark in result.remarks)
    assert is_separated is (get_text(row.node, "separated") == "yes")


@pytest.mark.parametrize("row", [*TABLE, *POINTED], ids=lambda row: f"{row.kind}: {row.about or name_row(row)}")
def test_what_a_message_proposes_is_read_at_once(row: Row) -> None:
    item = row.item()
    typed = row.given if row in TABLE else rewrite(row.given, write_with_commas)
    for diagnostic in judge(item, typed).diagnostics:
        for proposal in diagnostic.proposals:
            again = judge(item, put_proposal(typed, diagnostic, proposal.answer))
            assert again.outcome is not Outcome.UNREADABLE, (proposal.answer, again.diagnostics)


@pytest.mark.parametrize("row", POINTED, ids=lambda row: f"{row.kind}: {row.about}")
def test_every_answer_of_the_tables_has_the_same_verdict_with_commas(row: Row) -> None:
    item = row.item()
    with_points = judge(item, row.given, commas=False)
    is_of_words = getattr(item.answer_type, "is_of_words", False)
    with_commas = judge(item, row.given if is_of_words else rewrite(row.given, write_with_commas))
    assert (with_commas.outcome, with_commas.credit) == (with_points.outcome, with_points.credit)


@given(st.text(alphabet="0123456789.,;:()[]{}\\_ xabln\n^-+/'", max_size=30))
def test_a_text_keeps_its_length_and_is_written_back(text: str) -> None:
    try:
        read = read_with_points(text)
    except Exception as error:
        assert type(error).__name__ == "AnswerError"
        return
    assert len(read) == len(text)
    if re.search(r"[,;]\s*[,;]", read):  # nothing is between two of them
        return
    again = read_with_points(write_with_commas(read))
    assert again.replace(" ", "") == read.replace(" ", "")
