"""Wherever a message proposes a text, that text is read in this item at once, as what the student meant.

All case tables are asked: every answer in them that cannot be read, and neighbours of those that can.
"""

import random
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from grader.documents import DocumentNode, load
from grader.equivalence.pairs.compare import compare
from grader.equivalence.pairs.symbols import parse_symbols
from grader.errors import AnswerError, UsageError
from grader.expr import parse, to_text
from grader.records import Outcome
from grader.rubric import Item
from grader.submission import read_submission
from tests.advice.applying import apply_proposals, explain, find_loose_proposals
from tests.advice.neighbours import list_habits, list_neighbours
from tests.answers.tables import FOLDER, Row, judge, rows
from tests.expr.notations import NOTATIONS
from tests.expr.test_tables import table
from tests.findings.test_answer_rows import ROWS, rubric_called, write_submission
from tests.findings.test_compare_rows import ROWS as PAIRS

CASES = [row for path in sorted(FOLDER.glob("*.yaml")) for row in rows(path)]
REFUSED = table("refused.yaml")


@cache
def read_row(row_id: str, folder: Path) -> tuple[Item, DocumentNode | None]:
    """Return the item of a row of the findings, and its answer as the document gives it."""
    row = next(row for row in ROWS if row["id"] == row_id)
    rubric = rubric_called(row["rubric"])
    submission = read_submission(load(write_submission(row, rubric.id, folder), answers=()), rubric)
    return rubric.by_id[row["item"]], submission.answers.get(row["item"])


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("findings")


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["id"])
def test_a_proposal_in_a_finding_is_read_as_what_was_meant(row: dict[str, str], folder: Path) -> None:
    item, given = read_row(row["id"], folder)
    if given is None:
        return
    assert [find_loose_proposals(each) for each in explain(item, given)] == [[] for _ in explain(item, given)]
    applied = list(apply_proposals(item, given))
    assert [each for each in applied if each.complaint] == []
    outcomes = {each.outcome for each in applied}
    if applied and row["want"] in ("correct", "not-zero"):
        assert Outcome.CORRECT in outcomes
    if row["want"] in ("not-correct", "incorrect"):
        assert Outcome.CORRECT not in outcomes


@pytest.mark.parametrize("row", CASES, ids=lambda row: f"{row.kind}: {row.about}")
def test_a_proposal_in_a_table_of_answers_is_read(row: Row) -> None:
    item = row.item()
    assert [each for each in apply_proposals(item, row.given) if each.complaint] == []


@pytest.mark.parametrize("row", REFUSED, ids=lambda row: row["given"])
def test_a_proposal_of_the_answer_language_is_read_as_the_table_says(row: dict[str, str]) -> None:
    notation = NOTATIONS[row["notation"]]
    with pytest.raises(AnswerError) as caught:
        parse(row["given"], notation)
    read = []
    for diagnostic in caught.value.diagnostics:
        assert find_loose_proposals(diagnostic) == []
        read += [to_text(parse(proposal.answer, notation).tree) for proposal in diagnostic.proposals]
    assert list(dict.fromkeys(read)) == list(row.get("proposed", []))


@pytest.mark.parametrize("row", PAIRS, ids=lambda row: row["id"])
def test_a_proposal_about_a_pair_can_be_compared(row: dict[str, str]) -> None:
    symbols = parse_symbols(row["symbols"]) if isinstance(row.get("symbols"), str) else row.get("symbols")
    try:
        found = compare(row["student"], row["expected"], symbols=symbols)
    except UsageError:  # an author's declaration
        return
    for diagnostic in found.diagnostics if not found.whose else ():
        for proposal in diagnostic.proposals:
            again = compare(proposal.answer, row["expected"], symbols=symbols)
            assert again.result != "unreadable", (proposal.answer, again.diagnostics)


def list_right_answers() -> Iterator[tuple[str, Item, str]]:
    """Yield right answers that are one text, with their items."""
    for row in ROWS:
        given = row["given"]
        if (
            row["want"] == "correct"
            and row.get("format") != "json"
            and not given.startswith(("'", '"', "|", ">", "\n", "[", "{"))
        ):
            yield row["id"], rubric_called(row["rubric"]).by_id[row["item"]], given
    for number, case in enumerate(CASES):
        if case.given.__class__.__name__ == "Scalar" and judge(case.item(), case.given)[0].outcome is Outcome.CORRECT:
            yield f"{case.kind}{number}", case.item(), case.given.text  # type: ignore[union-attr]


RIGHT = list(list_right_answers())


@pytest.mark.parametrize(("name", "item", "given"), RIGHT, ids=[name for name, _, _ in RIGHT])
def test_a_proposal_about_a_neighbour_of_a_right_answer_is_read(name: str, item: Item, given: str) -> None:
    for typed in list_neighbours(given, random.Random(name)):
        diagnostics = explain(item, typed)
        assert [found for diagnostic in diagnostics if (found := find_loose_proposals(diagnostic))] == [], typed
        assert [each for each in apply_proposals(item, typed, diagnostics) if each.complaint] == [], typed


@pytest.mark.parametrize(("name", "item", "given"), RIGHT, ids=[name for name, _, _ in RIGHT])
def test_one_of_the_proposals_about_a_right_answer_in_another_habit_is_right(name: str, item: Item, given: str) -> None:
    for habit, typed in list_habits(given):
        outcomes = {each.outcome for each in apply_proposals(item, typed)}
        assert not outcomes or outcomes & {Outcome.CORRECT, Outcome.UNDECIDED}, (habit, typed)


# The tests above say nothing of a message that proposes nothing, so what is proposed is counted.
LEAST_PROPOSED = {
    "a question mark": 110, "a zero-width blank": 80, "dollars around the sides": 32, "a Cyrillic letter": 29,
    "in braces": 4, "division by a colon": 14, "blanks for commas": 8, "indices in brackets": 6, "quotation marks": 6,
    "crosses for products": 5,
}  # fmt: skip
EVERY = 4  # right answer is typed in each habit, which is enough to count


def test_habits_that_cannot_be_read_are_advised() -> None:
    advised = dict.fromkeys(LEAST_PROPOSED, 0)
    for _, item, given in RIGHT[::EVERY]:
        for habit, typed in list_habits(given):
            if habit in advised:
                advised[habit] += any(True for _ in apply_proposals(item, typed))
    assert {habit: count for habit, count in advised.items() if count < LEAST_PROPOSED[habit]} == {}


def test_the_tables_hold_answers_that_are_advised(folder: Path) -> None:
    assert sum(any(True for _ in apply_proposals(row.item(), row.given)) for row in CASES) >= 8
    found = [read_row(row["id"], folder) for row in ROWS]
    assert sum(given is not None and any(True for _ in apply_proposals(item, given)) for item, given in found) >= 30


@pytest.mark.parametrize(
    ("typed", "proposed"),
    [
        ("x^k+1 = x^k - alpha_k*grad f(x^k)", "x^(k+1) = x^k - alpha_k*grad f(x^k)"),
        ("x_k+1 := x_k - alpha_k*grad f(x_k)", "x_(k+1) := x_k - alpha_k*grad f(x_k)"),
        (r"x^{k}+1 = x^{k} - \alpha_k \nabla f(x^{k})", r"x^{k+1} = x^{k} - \alpha_k \nabla f(x^{k})"),
    ],
)
def test_a_count_without_brackets_is_proposed_with_them(typed: str, proposed: str) -> None:
    (found,) = apply_proposals(rubric_called("exercise3").by_id["gd_rule"], typed)
    assert (found.proposal.answer, found.outcome) == (proposed, Outcome.CORRECT)
