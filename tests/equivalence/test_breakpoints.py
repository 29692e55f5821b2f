"""Between its breakpoints a side keeps its sign, and stays defined or undefined: checked at many points with mpmath."""

from fractions import Fraction
from random import Random

import mpmath
import pytest
from flint import fmpq

from grader import compare
from grader.equivalence.conditions.breakpoints import list_breakpoints
from grader.equivalence.graph.graph import Graph
from grader.equivalence.lowering.scope import Scope
from grader.equivalence.values.enclosure import Sample
from grader.equivalence.values.exact_roots import NotPolynomialError
from grader.expr import parse
from grader.expr.notation import Entry, Notation
from tests.equivalence.oracle import value_of

NOTATION = Notation(entries={"x": Entry(name="x")})
SIDES = [
    "sqrt(x+1) - x", "e^(2x) - 3 e^x + 2", "ln(x)^2 - ln(x) - 2", "abs(e^x - 2) - 1", "x e^(-x) - e^(-x)",
    "sqrt(x^2-1) - 2", "1/(ln(x) - 1)", "(x-3)/(sqrt(x)-1)", "ln(x^2-3)", "sigmoid(x) - 1/3", "asin(x/2)", "2^x - 5",
    "e^(x/2) - 2 e^(x/3) - 1/10", "abs(ln(x)) - 1/2", "sqrt(ln(x)) - 1", "ln(e^x - 1)", "e^(-x^2) - 1/2",
    "sqrt(4 - x) - sqrt(2) x", "x^2 ln(x)", "abs(x) - 2^(1/3)", "max(x, e^(-1))",
    "e^x - x", "e^x + x - 1", "x + ln(x) - 1", "x^3 + e^x - 1", "sin(x) - x", "x - 1 - ln(x)", "e^x - 1 - x",
]  # fmt: skip


def sign(value: mpmath.mpf | None) -> int | None:
    return None if value is None else int(mpmath.sign(value))


@pytest.mark.parametrize("text", SIDES)
def test_a_side_keeps_its_sign_between_its_breakpoints(text: str) -> None:
    scope = Scope(Graph(), NOTATION)
    tree = parse(text, NOTATION).tree
    atom, node = scope.lower(parse("x", NOTATION).tree), scope.lower(tree)
    try:
        found = list_breakpoints(scope.graph, atom, [node])  # type: ignore[arg-type, list-item]
    except NotPolynomialError:
        assert text in ("e^(x/2) - 2 e^(x/3) - 1/10",), text
        return
    values = Sample(scope.graph, 0, 0, 256).evaluate()
    balls = [values[point] for point in found if values[point] is not None]
    ends = sorted(fmpq(ball.mid().fmpq()) for ball in balls)
    source = Random(text)
    seen: dict[int, set[int | None]] = {}
    for number in range(120):
        x = Fraction(source.randrange(-(10**6), 10**6), 10 ** (5 if number % 2 else 6))
        piece = sum(end < fmpq(x.numerator, x.denominator) for end in ends)
        seen.setdefault(piece, set()).add(sign(value_of(tree, {"x": x})))
    assert all(len(signs) == 1 for signs in seen.values()), (seen, ends)
    assert len(seen) > 1


@pytest.mark.parametrize("text", ["sin(x)", "e^x + x", "x^x - 1", "x^5 - x - 1", "floor(x)", "x!"])
def test_what_is_not_solved_is_not_claimed(text: str) -> None:
    scope = Scope(Graph(), NOTATION)
    atom, node = (scope.lower(parse(side, NOTATION).tree) for side in ("x", text))
    with pytest.raises(NotPolynomialError):
        list_breakpoints(scope.graph, atom, [node])  # type: ignore[arg-type, list-item]


def test_a_number_that_solves_one_of_two_conditions_is_told() -> None:
    found = compare("ln(x) >= 1", "x > e")
    assert found.message == "At x ≈ 2.718281828 the answer holds, but what is expected does not."
