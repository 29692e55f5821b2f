"""Sets of numbers and points: their ends, their pieces, and functions in pieces; one table a subject."""

from fractions import Fraction
from pathlib import Path

import pytest

from grader.documents import Scalar, load, parse_yaml
from grader.expr.notation import Entry, Notation
from grader.rubric.fields import get_text, get_texts
from tests.answers.tables import Row, item_of, judge, rows_of

FOLDER = Path(__file__).parents[1] / "cases" / "sets"
ROWS = [(path.stem, row) for path in sorted(FOLDER.glob("*.yaml")) for row in rows_of(load(path).root)]
CREDIT = {"correct": Fraction(1), "incorrect": Fraction(0), "unreadable": Fraction(0), "undecided": None}


@pytest.mark.parametrize(("table", "row"), ROWS, ids=[f"{table}: {row.about}" for table, row in ROWS])
def test_a_row_gets_what_it_states(table: str, row: Row) -> None:
    verdict, complaint = judge(row.item(), row.given)
    outcome = get_text(row.node, "outcome")
    assert verdict.outcome == outcome, (verdict, complaint)
    credit = get_text(row.node, "credit")
    assert verdict.credit == (Fraction(credit) if credit else CREDIT[outcome])
    if feedback := get_texts(row.node, "feedback"):
        assert tuple(remark.text for remark in verdict.remarks) == feedback


def test_lines_of_the_plane_need_no_third_coordinate() -> None:
    """Letters that nobody declared are parameters, so z is no coordinate where only x and y are declared."""
    notation = Notation(entries={name: Entry(name=name) for name in "xy"})
    item = item_of("locus", parse_yaml('{expected: "(1, 2) + t*(3, 4)"}', "i.yaml").root, notation)
    outcomes = [
        judge(item, Scalar.typed(given))[0].outcome for given in ("4x - 3y = -2", "(4, 6) + z*(3, 4)", "(4, 7)")
    ]
    assert outcomes == ["correct", "correct", "incorrect"]
