"""Every row of every table: the value, the working, the second method, and the whole complaints."""

import pytest

from grader.errors import AnswerError
from grader.expr import to_text
from grader.expr.traverse import walk
from tests.solvers.tables import Row, all_rows, name_of

SOLVED = [row for row in all_rows() if not row.complaint]
REFUSED = [row for row in all_rows() if row.complaint]


@pytest.mark.parametrize("row", SOLVED, ids=name_of)
def test_the_value_is_the_expected_one(row: Row) -> None:
    assert row.unfit() == ()
    assert to_text(row.solver.solve(row.problem()).value) == row.expected()


@pytest.mark.parametrize("row", SOLVED, ids=name_of)
def test_the_working_reads_as_expected(row: Row) -> None:
    steps = row.solver.solve(row.problem()).trace
    lines = iter([to_text(step.formula) for step in steps if step.formula is not None])
    for wanted in row.trace:
        assert wanted in lines, f"'{wanted}' is missing, or out of order."
    assert all(step.title and (step.formula is not None or step.note) for step in steps)


@pytest.mark.parametrize("row", SOLVED, ids=name_of)
def test_a_second_method_agrees(row: Row) -> None:
    problem = row.problem()
    confirmation = row.solver.confirm(problem, row.solver.solve(problem))
    assert confirmation.agrees, confirmation
    assert confirmation.method


@pytest.mark.parametrize("row", SOLVED, ids=name_of)
def test_no_letter_of_ours_is_left_in_a_value(row: Row) -> None:
    names = {
        getattr(node, "name", "") or getattr(node, "index", "") for node in walk(row.solver.solve(row.problem()).value)
    }
    assert not any("′" in name or "#" in name for name in names)


@pytest.mark.parametrize("row", REFUSED, ids=name_of)
def test_the_complaint_is_the_expected_one(row: Row) -> None:
    with pytest.raises(AnswerError) as refusal:
        row.solver.solve(row.problem())
    assert f"{refusal.value.diagnostic}\n" == row.complaint
    assert refusal.value.diagnostic.audience == "author"
