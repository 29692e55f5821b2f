"""Every solver is documented, has a schema and a table, and its second method can refuse a value."""

import sys
from collections.abc import Iterator
from dataclasses import replace

import jsonschema_rs
import pytest

from grader.expr.calculation.building import number
from grader.expr.nodes import Add, Call, Matrix, Node, SetOf, Symbol, Vector
from grader.expr.notation import Notation
from grader.solvers import SOLVERS, Problem, Solution
from tests.solvers.tables import FOLDER, Row, all_rows, name_of, rows

KINDS = list(SOLVERS)
SOLVED = [row for row in all_rows() if not row.complaint]
FIRST = {kind: next(rows(kind)) for kind in KINDS}


def test_every_solver_has_a_table_and_every_table_belongs_to_one() -> None:
    assert sorted(path.stem for path in FOLDER.glob("*.yaml")) == KINDS
    assert {"backprop", "gradient_descent", "value"} <= set(KINDS)


@pytest.mark.parametrize("kind", KINDS)
def test_a_solver_has_a_summary_and_a_source(kind: str) -> None:
    member = SOLVERS[kind]
    page = sys.modules[type(member).__module__].__doc__ or ""
    assert member.kind == kind
    assert member.summary
    assert type(member).__doc__
    assert "Source: " in page
    assert ">>> " in page


@pytest.mark.parametrize("kind", KINDS)
def test_the_options_are_a_schema_that_describes_each_option(kind: str) -> None:
    schema = SOLVERS[kind].options
    assert jsonschema_rs.meta.is_valid(schema)
    assert set(schema["required"]) <= set(schema["properties"])
    assert all(option["description"] for option in schema["properties"].values())


@pytest.mark.parametrize("kind", KINDS)
def test_solving_twice_gives_the_same(kind: str) -> None:
    row = FIRST[kind]
    assert row.solver.solve(row.problem()) == row.solver.solve(row.problem())


@pytest.mark.parametrize("kind", KINDS)
def test_confirming_twice_gives_the_same(kind: str) -> None:
    row = FIRST[kind]
    solution = row.solver.solve(row.problem())
    assert row.solver.confirm(row.problem(), solution) == row.solver.confirm(row.problem(), solution)


@pytest.mark.parametrize("row", SOLVED, ids=name_of)
def test_the_second_method_refuses_a_wrong_solution(row: Row) -> None:
    problem = row.problem()
    solution = row.solver.solve(problem)
    for wrong in perturbed(solution.value):
        assert not row.solver.confirm(problem, replace(solution, value=wrong)).agrees, wrong


@pytest.mark.parametrize("kind", KINDS)
def test_the_second_method_refuses_another_shape(kind: str) -> None:
    row = FIRST[kind]
    value = row.solver.solve(row.problem()).value
    wrong = Vector((value, value, value)) if not isinstance(value, Vector) else Vector((*value.items, value.items[0]))
    assert not row.solver.confirm(row.problem(), Solution(wrong)).agrees


def perturbed(value: Node) -> Iterator[Node]:
    """Yield the value with one of its numbers or formulas changed, each in turn."""
    if isinstance(value, Vector):
        for place, item in enumerate(value.items):
            for wrong in perturbed(item):
                yield Vector((*value.items[:place], wrong, *value.items[place + 1 :]))
    elif isinstance(value, Matrix):
        for place, row in enumerate(value.rows):
            for wrong in perturbed(Vector(row)):
                assert isinstance(wrong, Vector)
                yield Matrix((*value.rows[:place], wrong.items, *value.rows[place + 1 :]))
    elif isinstance(value, SetOf):
        yield Vector((number(1),))
    elif value in map(Symbol, ("minimum", "maximum", "saddle")):
        yield Symbol("saddle" if value != Symbol("saddle") else "minimum")
    else:
        yield Add((value, Add((number(1), number(0)))))


def test_a_derivative_at_a_kink_is_not_confirmed() -> None:
    x = Symbol("x")
    problem = Problem(Notation(), {"of": Call("abs", (x,)), "by": x, "at": number(0)})
    solution = SOLVERS["derivative"].solve(problem)
    assert not SOLVERS["derivative"].confirm(problem, solution).agrees
