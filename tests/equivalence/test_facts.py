"""What is known of a node is true of every value it takes, and as sharp as the functions say."""

from fractions import Fraction
from itertools import product as tuples
from typing import get_args

import pytest

from grader.equivalence.graph import facts
from grader.equivalence.graph.facts import ANY, COMPLEX, NEGATIVE, NULL, POSITIVE
from grader.equivalence.graph.graph import Graph
from grader.equivalence.graph.kinds import ONE
from grader.equivalence.graph.powers import sqrt
from grader.equivalence.lowering.scope import Scope
from grader.expr import parse
from grader.expr.notation import Domain, Entry, Kind, Notation

HALF = Fraction(1, 2)
DOMAINS = {
    "x": Domain(), "y": Domain(), "p": Domain(kind="positive"), "q": Domain(kind="positive"),
    "m": Domain(kind="negative"), "r": Domain(kind="nonnegative"), "s": Domain(kind="nonzero"),
    "n": Domain(kind="integer"), "k": Domain(kind="natural"), "z": Domain(kind="complex"),
    "c": Domain(lower=Fraction(1), upper=Fraction(1)),
    "u": Domain(lower=Fraction(0), upper=Fraction(1)), "v": Domain(lower=Fraction(-1), upper=Fraction(0)),
}  # fmt: skip
NOTATION = Notation(entries={name: Entry(name=name, domain=domain) for name, domain in DOMAINS.items()})
GRID = [Fraction(step, 4) for step in range(-12, 13)]
IN_KIND = {
    "real": lambda t: True, "positive": lambda t: t > 0, "nonnegative": lambda t: t >= 0, "negative": lambda t: t < 0,
    "nonzero": lambda t: t != 0, "integer": lambda t: t.denominator == 1,
    "natural": lambda t: t.denominator == 1 and t >= 0, "complex": lambda t: True,
}  # fmt: skip
SIGN_OF = {-1: NEGATIVE, 0: NULL, 1: POSITIVE}


def lowered(text: str) -> tuple[Graph, int]:
    graph = Graph()
    node = Scope(graph, NOTATION).lower_scalar(parse(text, NOTATION).tree, {})
    return graph, node


def sign_of(number: Fraction) -> int:
    return SIGN_OF[(number > 0) - (number < 0)]


def values_of(mask: int) -> list[int]:
    return [value for value, bit in SIGN_OF.items() if mask & bit]


def mask_of(values: object) -> int:
    return sum(SIGN_OF[value] for value in set(values))  # type: ignore[call-overload]


@pytest.mark.parametrize("kind", get_args(Kind))
@pytest.mark.parametrize(("lower", "upper"), list(tuples((None, -1, -HALF, 0, HALF, 1), repeat=2)), ids=str)
def test_the_signs_in_a_domain_are_those_of_its_members(kind: Kind, lower: Fraction, upper: Fraction) -> None:
    members = [t for t in GRID if IN_KIND[kind](t) and (lower is None or lower <= t) and (upper is None or t <= upper)]
    found = facts.signs_of_domain(Domain(kind=kind, lower=lower, upper=upper))
    wanted = 0
    for member in members:
        wanted |= sign_of(member)
    assert found & wanted == wanted
    if kind == "complex":
        assert found & COMPLEX
    elif kind not in ("integer", "natural") and (lower is None or upper is None or lower <= upper):
        assert found == wanted  # in a range that holds no whole number more is allowed than there is


def test_the_signs_of_a_product_and_of_a_negative_are_those_of_their_values() -> None:
    for left, right in tuples(range(8), repeat=2):
        pairs = tuples(values_of(left), values_of(right))
        if left and right:
            assert facts.multiply_signs(left, right) == mask_of(a * b for a, b in pairs)
    for mask in range(8):
        assert facts.negate_signs(mask) == mask_of(-value for value in values_of(mask))
        assert facts.negate_signs(mask | COMPLEX) == facts.negate_signs(mask) | COMPLEX


@pytest.mark.parametrize(
    ("text", "signs"),
    [
        ("0", "0"), ("-1/2", "-"), ("3", "+"), ("x", "-0+"), ("p", "+"), ("m", "-"), ("r", "0+"), ("s", "-+"),
        # sums whose terms all pull the same way
        ("p + q", "+"), ("p + r", "+"), ("r + x^2", "0+"), ("r + 1", "+"), ("-r - 1", "-"), ("-p - q", "-"),
        ("m - p", "-"),
        ("m - 1", "-"), ("-r", "-0"), ("-x^2 - 1", "-"), ("x^2 + 1", "+"), ("p - q", "-0+"), ("p - 1", "-0+"),
        ("2p + r/3", "+"),
        # a term that has vanished counts for nothing
        ("1 + 0 log(x)", "+"), ("-1 + 0 log(x)", "-"), ("p + 0 log(x)", "+"), ("p + 0 log(p - q)", "+"),
        ("r + 0 log(x)", "0+"), ("x^2 + 0 log(x)", "0+"),
        # combinations of symbols with ranges
        ("1 - u", "0+"), ("u - 1", "-0"), ("2 - u", "+"), ("u - 2", "-"), ("u + v", "-0+"), ("u + v + 1", "0+"),
        ("u + v + 2", "+"), ("u - v", "0+"), ("u - v - 2", "-0"), ("u - v - 3", "-"), ("c - 1", "0"),
        ("1/2 - u", "-0+"),
        ("1 - u + x", "-0+"),
        # products, also with signs of their own factors
        ("p q", "+"), ("p m", "-"), ("m^2", "+"), ("m^3", "-"), ("1/m", "-"), ("m/(p q)", "-"), ("r p", "0+"),
        ("r m", "-0"),
        ("x^2", "0+"), ("s^2", "+"), ("x^2 m", "-0"), ("x y", "-0+"), ("x^3", "-0+"), ("x^2 y^4", "0+"), ("m x", "-0+"),
        ("abs(x)", "0+"), ("abs(s)", "+"), ("x^3 sign(x)", "0+"), ("x^2 sign(x)", "-0+"), ("x^4 sign(x)", "-0+"),
        ("y sign(x)", "-0+"),
        ("s sign(s)", "+"), ("s^2 sign(s)", "-+"), ("x sign(x) m", "-0"), ("x sign(x) y sign(y)", "0+"),
        ("floor(x) sign(floor(x))^2", "-0+"), ("floor(x) sign(floor(x))", "0+"), ("floor(x)^3 sign(floor(x))", "0+"),
        ("x^2 sign(x) y", "-0+"), ("p sign(x)", "-0+"), ("(0 log(x))^2", "0"),
        # powers and functions
        ("sqrt(p)", "+"), ("sqrt(x)", "0+"), ("p^x", "+"), ("x^(1/3)", "0+"), ("(-1)^n", "-0+"), ("exp(x)", "+"),
        ("pi", "+"),
        ("atan(p)", "+"), ("atan(m)", "-"), ("asin(r)", "0+"), ("sign(x)", "-0+"), ("sign(r)", "0+"), ("sin(x)", "-0+"),
        ("log(x)", "-0+"), ("log(p)", "-0+"), ("floor(p)", "-0+"),
    ],
    ids=str,
)  # fmt: skip
def test_a_node_has_the_signs_that_its_values_have(text: str, signs: str) -> None:
    graph, node = lowered(text)
    assert facts.find_signs(graph, node) == sum({"-": NEGATIVE, "0": NULL, "+": POSITIVE}[sign] for sign in signs)


@pytest.mark.parametrize("text", ["z", "z + 1", "z x", "z^2", "exp(z)", "sqrt(z)", "2^z", "log(z)", "sin(z)", "-z"])
def test_what_holds_a_complex_symbol_may_have_any_value(text: str) -> None:
    graph, node = lowered(text)
    assert facts.find_signs(graph, node) == ANY | COMPLEX


def test_what_holds_the_imaginary_unit_may_have_any_value_but_its_absolute_value_is_not_negative() -> None:
    graph = Graph()
    i, x = graph.call("i"), graph.atom("x")
    for node in (i, graph.neg(i), graph.add([x, i]), graph.mul([x, i]), graph.call("exp", i), sqrt(graph, i)):
        assert facts.find_signs(graph, node) == ANY | COMPLEX
    assert facts.find_signs(graph, graph.call("abs", graph.add([x, i]))) == NULL | POSITIVE
    assert facts.find_signs(graph, graph.combine([(ONE, 1), (i, 0)])) == POSITIVE


@pytest.mark.parametrize(
    ("text", "is_total"),
    [
        ("x", True), ("1/x", True), ("1/(x + y)", True), ("1/(x^2 + 1)", True), ("x/floor(x)", False),
        ("1/(sin(x) + 2)", True), ("1/(sin(x) + 1/2)", False),
        ("1/log(x)", False), ("sqrt(x^2)", True), ("sqrt(x)", False), ("sqrt(p)", True),
        ("sqrt(r)", True), ("1/sqrt(p)", True), ("sqrt(m)", False), ("sqrt(log(p))", False), ("p^x", True),
        ("p^log(x)", False), ("log(p)", True), ("log(r)", False), ("log(x)", False),
        ("exp(log(x))", False), ("exp(x)", True), ("sin(x)", True), ("cos(x)", True), ("atan(x)", True),
        ("asin(x)", False), ("sign(x)", True), ("floor(x)", True), ("x + log(x)", False), ("x log(x)", False),
        ("1/exp(x)", True), ("1/(p + q)", True), ("1/(p floor(x))", False), ("k!", False),
    ],
    ids=str,
)  # fmt: skip
def test_only_what_is_defined_almost_everywhere_is_total(text: str, is_total: bool) -> None:
    graph, node = lowered(text)
    assert facts.is_total(graph, node) is is_total
