"""Continuing from a student's own iterates: after right iterates comes the right one, for every iterative method."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.errors import AnswerError
from grader.expr import parse
from grader.expr.calculation.building import number
from grader.expr.nodes import Node, Symbol, Vector
from grader.expr.notation import Entry, Notation
from grader.solvers import SOLVERS, Problem, Resumable

NOTATION = Notation(entries={"x": Entry(name="x", axes=("i",)), "c": Entry(name="c")}, ranges={"i": 2})
VARIABLES = Vector((Symbol("x", (number(1),)), Symbol("x", (number(2),))))
WHOLE = st.integers(-5, 5)
POINTS = st.tuples(WHOLE, WHOLE)


def read(text: str) -> Node:
    return parse(text, NOTATION).tree


def stated(kind: str, start: tuple[int, int], count: int) -> Problem:
    common = {
        "of": read("(x_1 - c)^2 + 2*x_2^2 - x_1*x_2" if kind == "sgd" else "x_1^4 + 3*x_1^2 + 2*x_2^2 - x_1*x_2 + x_2"),
        "by": VARIABLES,
        "start": Vector(tuple(map(number, start))),
        "count": str(count),
    }
    own = {
        "gradient_descent": {"steps": Vector(tuple(number(Fraction(1, k + 4)) for k in range(count)))},
        "newton": {},
        "momentum": {"steps": number(Fraction(1, 8)), "beta": number(Fraction(1, 2))},
        "sgd": {
            "steps": Vector(tuple(number(Fraction(1, k + 2)) for k in range(count))),
            "samples": Symbol("c"),
            "batches": (Vector((number(1), number(3))), Vector((number(6),))),
        },
    }
    return Problem(NOTATION, {**common, **own[kind]})


@pytest.mark.parametrize("kind", ["gradient_descent", "momentum", "newton", "sgd"])
@given(start=POINTS, taken=st.integers(0, 2))
def test_after_right_iterates_comes_the_right_one(kind: str, start: tuple[int, int], taken: int) -> None:
    solver, problem = SOLVERS[kind], stated(kind, start, 3)
    value = solver.solve(problem).value
    assert isinstance(solver, Resumable)
    assert solver.resume(problem, value.items[:taken]) == value.items[taken]


@pytest.mark.parametrize("kind", ["gradient_descent", "momentum", "newton", "sgd"])
@given(own=POINTS)
def test_a_step_from_somebody_elses_iterate_is_a_step_of_the_method(kind: str, own: tuple[int, int]) -> None:
    point = Vector(tuple(map(number, own)))
    after = SOLVERS[kind].resume(stated(kind, (1, 2), 3), (point,))
    if kind == "newton":
        assert after == SOLVERS[kind].solve(stated(kind, own, 1)).value.items[0]
    assert isinstance(after, Vector)
    assert len(after.items) == 2


def test_a_remembered_step_is_the_one_that_the_student_took() -> None:
    solver, problem = SOLVERS["momentum"], stated("momentum", (0, 0), 3)
    own = Vector((number(2), number(0)))
    # v^(1) = (2, 0); the gradient at (2, 0) is (32 + 12, -2 + 1); half of v^(1) is kept, an eighth of it is taken.
    assert solver.resume(problem, (own,)) == Vector((number(2 + 1 - Fraction(44, 8)), number(Fraction(1, 8))))


@pytest.mark.parametrize("kind", ["gradient_descent", "momentum", "newton", "sgd"])
def test_a_point_of_another_dimension_is_refused(kind: str) -> None:
    with pytest.raises(AnswerError):
        SOLVERS[kind].resume(stated(kind, (1, 2), 3), (Vector((number(1),)),))
