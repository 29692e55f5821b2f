"""Functions are exact at the arguments at which their values are known, and agree with their values everywhere."""

import pytest
from flint import arb, ctx, fmpq

from grader.equivalence.graph import functions
from grader.equivalence.graph.calculus import list_reachable
from grader.equivalence.graph.functions import FUNCTIONS
from grader.equivalence.graph.graph import Graph
from grader.equivalence.graph.kinds import CALL, ONE, POWER
from grader.equivalence.graph.powers import sqrt
from grader.equivalence.values.enclosure import Sample


def value(g: Graph, node: int) -> arb:
    return Sample(g, 0, 0, 128).evaluate()[node]


def calls(g: Graph, node: int) -> set[str]:
    return {g.data[below][0] for below in list_reachable(g, [node]) if g.kind[below] == CALL} - {"pi"}


@pytest.mark.parametrize("twelfths", range(-30, 31))
def test_sines_and_cosines_are_exact_at_multiples_of_a_sixth_and_a_quarter_of_pi(twelfths: int) -> None:
    g = Graph()
    angle = g.scale(functions.pi(g), fmpq(twelfths, 12))
    for name, exact in (("sin", arb.sin_pi_fmpq), ("cos", arb.cos_pi_fmpq)):
        node = FUNCTIONS[name](g, angle)
        assert value(g, node).overlaps(exact(fmpq(twelfths, 12)))
        assert (calls(g, node) == set()) == (twelfths % 2 == 0 or twelfths % 3 == 0)


@pytest.mark.parametrize("fraction", [fmpq(1, 5), fmpq(2, 7), fmpq(5, 24), fmpq(1, 13), fmpq(13, 10)])
def test_sines_and_cosines_of_other_parts_of_pi_stay_as_they_are(fraction: fmpq) -> None:
    g = Graph()
    angle = g.scale(functions.pi(g), fraction)
    assert value(g, functions.sin(g, angle)).overlaps(arb.sin_pi_fmpq(fraction))
    assert value(g, functions.cos(g, angle)).overlaps(arb.cos_pi_fmpq(fraction))


def test_a_sine_of_more_than_a_multiple_of_pi_is_not_taken_for_one() -> None:
    g = Graph()
    for constant in (1, -1, fmpq(1, 2)):
        angle = g.combine([(ONE, constant), (functions.pi(g), fmpq(1, 2))])
        assert value(g, functions.sin(g, angle)).overlaps((arb.pi() / 2 + arb(constant)).sin())
    doubled = g.add([functions.pi(g), g.atom("x")])
    assert "sin" in calls(g, functions.sin(g, doubled))


@pytest.mark.parametrize("flip", [1, -1])
def test_inverse_functions_are_exact_where_they_are_parts_of_pi(flip: int) -> None:
    g = Graph()
    half, third = fmpq(1, 2), fmpq(1, 3)
    roots = {number: sqrt(g, g.number(number)) for number in (2, 3)}
    sines = {ONE: half, g.number(half): fmpq(1, 6), g.scale(roots[2], half): fmpq(1, 4), g.scale(roots[3], half): third}
    tangents = {ONE: fmpq(1, 4), roots[3]: third, g.scale(roots[3], third): fmpq(1, 6)}
    for name, known in (("asin", sines), ("atan", tangents)):
        assert FUNCTIONS[name](g, g.number(0)) == g.number(0)
        for argument, share in known.items():
            node = FUNCTIONS[name](g, g.scale(argument, flip))
            assert node == g.scale(functions.pi(g), share * flip)


@pytest.mark.parametrize("name", ["sin", "asin", "atan"])
def test_an_odd_function_of_the_negative_is_the_negative(name: str) -> None:
    g = Graph()
    x, y = g.atom("x"), g.atom("y")
    for t in (x, g.sub(x, y), g.add([g.number(fmpq(1, 3)), x]), g.number(fmpq(1, 3)), g.combine([(x, 0), (y, 2)])):
        assert FUNCTIONS[name](g, g.neg(t)) == g.neg(FUNCTIONS[name](g, t))
        assert FUNCTIONS["cos"](g, g.neg(t)) == FUNCTIONS["cos"](g, t)


def test_every_function_has_the_value_of_its_name() -> None:
    ctx.prec = 53
    t, g = fmpq(3, 7), Graph()
    x = g.number(t)
    a = arb(t)
    expected = {
        "cot": 1 / a.tan(), "sec": 1 / a.cos(), "csc": 1 / a.sin(), "acos": a.acos(), "acot": (1 / a).atan(),
        "sinh": a.sinh(), "cosh": a.cosh(), "tanh": a.tanh(), "coth": 1 / a.tanh(), "sech": 1 / a.cosh(),
        "csch": 1 / a.sinh(), "asinh": a.asinh(), "atanh": a.atanh(),
        "sigmoid": 1 / (1 + (-a).exp()), "softplus": (1 + a.exp()).log(),
        "log2": a.log() / arb(2).log(), "log10": a.log() / arb(10).log(), "cbrt": a.root(3), "exp": a.exp(),
        "tan": a.tan(),
    }  # fmt: skip
    for name, known in expected.items():
        assert value(g, FUNCTIONS[name](g, x)).overlaps(known), name
    above = arb(1 / t)
    for name, known in {"acosh": above.acosh(), "acoth": a.atanh(), "asec": a.acos(), "acsc": a.asin()}.items():
        assert value(g, FUNCTIONS[name](g, g.number(1 / t))).overlaps(known), name


def test_a_root_that_stays_is_noted_as_one() -> None:
    g = Graph()
    assert any(g.kind[node] == POWER for node in list_reachable(g, [sqrt(g, g.number(3))]))
