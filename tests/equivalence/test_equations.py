"""Equations compared by their solutions: every point that tells two of them apart is checked in other arithmetic."""

import re
from typing import Any

import mpmath
import pytest

from grader.equivalence.pairs.compare import compare
from grader.expr.nodes import Relation
from grader.records import Witness
from tests.equivalence.oracle import UndefinedError, evaluate
from tests.equivalence.test_tables import ROWS

NEAR = mpmath.mpf(10) ** -12


def is_pair_of_equations(row: dict[str, Any]) -> bool:
    sides = (row["student"], row["expected"])
    return row["result"] == "different" and "known_wrong" not in row and all(map(is_plain_equation, sides))


def is_plain_equation(text: str) -> bool:
    # The oracle is only near a pole that is no fraction, such as pi/2; a family is a condition in x alone.
    return "=" in text and not re.search(r"[<>!\[{:|∪]|and|or|floor|←|w|tan|cot|0\^0|k pi", text)


def number(text: str) -> mpmath.mpf:
    """Return a coordinate: an exact rational, or the middle of an enclosure."""
    middle = text.strip("[]").split(" +/-")[0]
    above, _, below = middle.partition("/")
    return mpmath.mpf(above) / mpmath.mpf(below or 1)


def holds(tree: Relation, point: dict[str, mpmath.mpf]) -> bool:
    try:
        values = [evaluate(operand, point) for operand in tree.operands]
    except (UndefinedError, ZeroDivisionError):
        return False
    return all(abs(value - values[0]) < NEAR for value in values)


PAIRS = [row for topic, row in ROWS if topic == "relations" and is_pair_of_equations(row)]


@pytest.mark.parametrize("row", PAIRS, ids=lambda row: f"{row['student']} | {row['expected']}")
def test_the_point_of_a_witness_satisfies_one_equation_and_not_the_other(row: dict[str, Any]) -> None:
    found = compare(row["student"], row["expected"], symbols=row.get("symbols"))
    witness = found.witness
    assert isinstance(witness, Witness) and witness.point
    assert isinstance(found.student_tree, Relation) and isinstance(found.expected_tree, Relation)
    point = {name: number(value) for name, value in witness.point}
    claimed = (witness.student == "true", witness.expected == "true")
    assert claimed == (holds(found.student_tree, point), holds(found.expected_tree, point))


def test_there_are_equations_to_check() -> None:
    assert len(PAIRS) > 15


@pytest.mark.parametrize(
    ("student", "expected"),
    [
        ("y/x = 2", "y = 2x"),  # they differ at the origin
        ("w = x/y", "w y = x"),
        ("ln(x) + ln(y) = 0", "y = 1/x"),  # they differ where x and y are negative
        ("x^2 = 4", "x = y"),
    ],
)
def test_equations_that_some_point_tells_apart_are_never_taken_for_equal(student: str, expected: str) -> None:
    symbols = dict.fromkeys("wxy", "real")
    for pair in ((student, expected), (expected, student)):
        assert compare(*pair, symbols=symbols).result != "equal" or pair in {
            ("x y = 1", "y = 1/x"),
        }
