"""What a new student types for exercise 3: practice and grading say the same, and a message leads out in one step."""

from functools import cache
from pathlib import Path

import pytest

from grader import load_rubric
from grader.answers.proposals import put_proposal
from grader.documents import DocumentNode, Mapping, Scalar, load, parse_yaml
from grader.documents.nodes import Sequence
from grader.errors import Diagnostic
from grader.grading import grade_item
from grader.grading.practice import read_item
from grader.grading.result import ItemResult
from grader.records import Outcome
from grader.rubric import Rubric
from grader.rubric.fields import find_entry, get_text, get_texts
from grader.rubric.public import Exercise, parse_exercise, publish_document
from grader.submission import Submission

ROOT = Path(__file__).parents[2]
RUBRIC = ROOT / "rubrics" / "exercise3.yaml"
TABLE = ROOT / "tests" / "cases" / "advice" / "labels.yaml"


def rows() -> list[Mapping]:
    cases = find_entry(load(TABLE).root, "cases")
    assert isinstance(cases, Sequence)
    return [row for row in cases.items if isinstance(row, Mapping)]


@cache
def load_both() -> tuple[Rubric, Exercise]:
    return load_rubric(RUBRIC), parse_exercise(parse_yaml(publish_document(load(RUBRIC)), "exercise.yaml"))


def submit(item: str, given: DocumentNode) -> Submission:
    return Submission(student="a", exercise="exercise3", file="", sha256="", answers={item: given})


def grade_answer(item: str, given: DocumentNode) -> ItemResult:
    return grade_item(load_both()[0].by_id[item], submit(item, given))


def read_answer(item: str, given: DocumentNode) -> ItemResult:
    question = next(each for each in load_both()[1].items if each.id == item)
    return read_item(question, submit(item, given))


def quote_places(diagnostics: tuple[Diagnostic, ...], given: DocumentNode) -> list[str]:
    """Return what each message is about, *whole* for the answer."""
    found = [each.span.text if each.span else "" for each in diagnostics]
    return ["whole" if text in ("", given.span.text) else text for text in found]


@pytest.mark.parametrize("row", rows(), ids=lambda row: f"{get_text(row, 'item')}: {get_text(row, 'given')}")
def test_an_answer_gets_its_outcome_and_a_message_about_its_fault(row: Mapping) -> None:
    item, given = get_text(row, "item"), Scalar.typed(get_text(row, "given"))
    graded, read = grade_answer(item, given), read_answer(item, given)
    assert graded.outcome == get_text(row, "outcome"), graded
    assert (read.outcome is Outcome.UNREADABLE) == (graded.outcome is Outcome.UNREADABLE), read
    if graded.outcome is not Outcome.UNREADABLE:
        assert "about" not in [key.text for key, _ in row.entries]
        return
    assert quote_places(graded.diagnostics, given) == list(get_texts(row, "about"))
    assert quote_places(read.diagnostics, given) == list(get_texts(row, "about"))


@pytest.mark.parametrize("row", rows(), ids=lambda row: f"{get_text(row, 'item')}: {get_text(row, 'given')}")
def test_what_a_message_proposes_is_read_at_once(row: Mapping) -> None:
    item, given = get_text(row, "item"), Scalar.typed(get_text(row, "given"))
    diagnostics = grade_answer(item, given).diagnostics
    outcomes = []
    for diagnostic in diagnostics:
        for proposal in diagnostic.proposals:
            followed = put_proposal(given, diagnostic, proposal.answer)
            assert read_answer(item, followed).outcome is Outcome.READ, proposal
            outcomes.append(grade_answer(item, followed).outcome.value)
    assert "unreadable" not in outcomes
    assert outcomes[:1] == list(filter(None, [get_text(row, "then")]))


def test_the_message_about_two_indices_says_how_the_delta_of_the_question_is_written() -> None:
    (message,) = grade_answer("softmax_jacobian", Scalar.typed("f_i(f_ij - f_j)")).diagnostics
    assert message.what == "The subscript of 'f_ij' does not fit."
    assert message.help == (
        "write one index that it has, as in f_j. "
        "The Kronecker delta, 1 for equal indices and 0 for others, is written delta_ij."
    )
    (other,) = grade_answer("dL_df", Scalar.typed("e_ij")).diagnostics
    assert other.help == "write one index that it has, as in e_j."


def test_what_is_ignored_before_the_result_is_said() -> None:
    given = Scalar.typed("1[z_bar_k > 0], dL/dwk = (vk1 g21 + vk2 g22) 1[wk x > 0] x")
    text = "Only the result counts; the rest is read as working: '1[z_bar_k > 0]'."
    assert [remark.text for remark in grade_answer("dL_dw", given).remarks] == [text]
    assert [remark.text for remark in read_answer("dL_dw", given).remarks] == [text]


def test_practice_says_that_a_number_with_a_comma_is_read_as_two() -> None:
    text = "The comma in '0,5' separates two values. If it is a decimal, write it with a point."
    assert [remark.text for remark in read_answer("loss", Scalar.typed("0,5")).remarks] == [text]
    assert read_answer("gradient_0", Scalar.typed("-6,6")).remarks == ()
