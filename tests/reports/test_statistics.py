"""The table of the items: what it contains, and what it leaves out for a small class."""

import csv
import io
from dataclasses import replace
from fractions import Fraction

from grader.grading.course.cohort import Cohort
from grader.grading.result import GradedSubmission
from grader.records import Outcome, Remark
from grader.reports.formats.statistics import render_class

from .samples import ALICE, CORRECT, INCORRECT, hostile

UPHILL = Remark(id="misconception", text="You went uphill.", parameters=(("mistake", "uphill"),))
WRONG = replace(INCORRECT, remarks=(UPHILL,))
RIGHT = replace(INCORRECT, outcome=Outcome.CORRECT, credit=Fraction(1), given="L", remarks=())
MISSED = replace(CORRECT, outcome=Outcome.INCORRECT, credit=Fraction(0))


def table(*submissions: GradedSubmission) -> list[dict[str, str]]:
    text = "".join(render_class(Cohort(submissions=submissions)))
    return list(csv.DictReader(io.StringIO(text, newline="")))


def both(count: int) -> list[GradedSubmission]:
    """A class in which every second student has both items right, and every other one both wrong, but for the first."""
    kinds = [(CORRECT, RIGHT), (MISSED, WRONG)]
    graded = [replace(ALICE, student=f"s{n}", items=kinds[n % 2]) for n in range(count)]
    return [replace(graded[0], items=(CORRECT, WRONG)), *graded[1:]]


def test_figures_of_a_class() -> None:
    first, second = table(*both(12))
    assert (first["item"], first["submissions"], first["correct"], first["incorrect"]) == ("iterates", "12", "6", "6")
    assert (first["mean_credit"], second["mean_credit"]) == ("0.5", "0.4167")
    assert (second["item_rest"], second["item_rest_low"], second["item_rest_high"]) == ("0.8452", "0.5267", "0.9556")
    assert second["item_rest_submissions"] == "12"
    assert (second["mistake"], second["mistake_count"]) == ("uphill", "7")
    assert (second["wrong_answer"], second["wrong_answer_count"]) == ("L = sum_j (f_j - y_j)^2", "7")


def test_few_answers_have_counts_and_no_figures() -> None:
    (four, *_), (five, *_) = table(*both(4)), table(*both(5))
    assert (four["mean_credit"], five["mean_credit"]) == ("", "0.6")
    assert (four["correct"], five["correct"]) == ("2", "3")
    assert [row["item_rest"] for row in table(*both(9))] == ["", ""]


def test_no_cell_is_a_formula_whatever_a_student_wrote() -> None:
    wrong = replace(hostile("=1+1"), items=(replace(WRONG, read=None, given="=1+1"),))
    assert table(wrong)[0]["wrong_answer"] == "'=1+1"
