"""Every connected part of a domain has a point, or nothing is claimed."""

from fractions import Fraction
from itertools import product as tuples

import pytest

from grader.equivalence.domain.components import MAX_ORTHANT_SYMBOLS, find_components
from grader.equivalence.graph.graph import Graph
from grader.equivalence.lowering.scope import Scope
from grader.equivalence.values.enclosure import Sample
from grader.expr import parse
from grader.expr.notation import Domain, Entry, Notation

DOMAINS = {
    **dict.fromkeys(("x", "y", "a", "b", "c"), Domain()), "p": Domain(kind="positive"), "m": Domain(kind="negative"),
    "s": Domain(kind="nonzero"), "n": Domain(kind="integer"), "k": Domain(kind="natural"), "z": Domain(kind="complex"),
    "u": Domain(lower=Fraction(-2), upper=Fraction(2)), "v": Domain(lower=Fraction(-2)), "w": Domain(upper=Fraction(2)),
}  # fmt: skip
NOTATION = Notation(entries={name: Entry(name=name, domain=domain) for name, domain in DOMAINS.items()})
SEEDS = range(12)
HALF = Fraction(1, 2)


def found(text: str, seed: int = 0) -> list[Sample] | None:
    graph = Graph()
    return find_components(graph, seed, Scope(graph, NOTATION).lower_scalar(parse(text, NOTATION).tree, {}))


def value(place: Sample, name: str) -> Fraction:
    exact = place.coordinate(name, DOMAINS[name])
    return Fraction(int(exact.p), int(exact.q))


def part_of(place: Sample, name: str, edges: list[Fraction]) -> int:
    """Return the number of the interval between edges that holds a symbol's value; it is on none of them."""
    assert value(place, name) not in edges
    return sum(value(place, name) > edge for edge in edges)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize(
    ("text", "name", "edges"),
    [
        ("log(x)", "x", [0]), ("1/(x - 1)", "x", [1]), ("sign(x - 3) x", "x", [3]), ("sqrt(x^2 - 4)", "x", [-2, 2]),
        ("1/sign(x)", "x", [0]), ("1/sign(x - 2) + sqrt(x)", "x", [0, 2]), ("asin(x)", "x", [-1, 1]),
        ("asin(x - 1)", "x", [0, 2]), ("asin(2x + 1) + 1/x^3", "x", [-1, 0]), ("x^(1/3) + log(5 - x)", "x", [0, 5]),
        ("asin(x) + 1/(2x + 1)", "x", [-1, -HALF, 1]), ("asin(x) + 1/(2x - 1)", "x", [-1, HALF, 1]),
        ("asin(x) + 1/(2x + 3)", "x", [-3 * HALF, -1, 1]), ("asin(x) + 1/(2x - 3)", "x", [-1, 1, 3 * HALF]),
        ("sqrt(sign(x))", "x", [0]), ("log(sign(x - 2)) + x", "x", [2]), ("1/s", "s", [0]),
        ("sqrt(s^4 + s^2)", "s", [0]), ("exp(s)", "s", [0]), ("1/log(x)", "x", [0, 1]), ("1/(exp(x) - 1)", "x", [0]),
        ("1/(sqrt(x) - 2)", "x", [0, 4]), ("asin(tanh(x)) + 1/x", "x", [0]),
        ("asin(x/sqrt(1 + x^2)) + 1/(x - 1)", "x", [1]),
    ],
    ids=str,
)  # fmt: skip
def test_every_interval_between_the_edges_of_a_domain_has_a_point(
    text: str, name: str, edges: list[Fraction], seed: int
) -> None:
    places = found(text, seed)
    assert places is not None
    assert {part_of(place, name, edges) for place in places} == set(range(len(edges) + 1))


@pytest.mark.parametrize(
    ("text", "name", "parts"),
    [
        ("1/(p - 1)", "p", 2), ("log(1 - p) + 1/(p + 1)", "p", 2), ("1/(u - 1)", "u", 2),
        ("1/(m + 1) + sqrt(m + 2)", "m", 3), ("1/v", "v", 2), ("1/(v + 3)", "v", 1), ("1/w", "w", 2),
    ],
)  # fmt: skip
def test_parts_outside_the_domain_of_a_symbol_do_not_count(text: str, name: str, parts: int) -> None:
    places = found(text)
    assert places is not None
    assert len(places) == parts
    for place in places:
        assert DOMAINS[name].lower is None or DOMAINS[name].lower <= value(place, name)
        assert DOMAINS[name].upper is None or DOMAINS[name].upper >= value(place, name)
        assert {"p": value(place, name) > 0, "m": value(place, name) < 0}.get(name, True)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize(
    ("text", "signs"),
    [
        ("1/(x y)", {"x": (1, -1), "y": (1, -1)}), ("sqrt(x y)", {"x": (1, -1), "y": (1, -1)}),
        ("sign(x) exp(y)", {"x": (1, -1), "y": (1, -1)}), ("p/x", {"p": (1,), "x": (1, -1)}),
        ("y/sign(x)", {"x": (1, -1), "y": (1, -1)}), ("sqrt(x^2 y m)", {"x": (1, -1), "y": (1, -1), "m": (-1,)}),
        ("exp(x) log(p) + 1/m", {"x": (1, -1), "p": (1,), "m": (-1,)}), ("exp(s p)", {"s": (1, -1), "p": (1,)}),
        ("sqrt(sign(x)) y", {"x": (1, -1), "y": (1, -1)}), ("sqrt(x sign(y))", {"x": (1, -1), "y": (1, -1)}),
        ("s/y/sqrt(x^2 + 1)", dict.fromkeys("sxy", (1, -1))),
        ("1/(x y a b)", dict.fromkeys("xyab", (1, -1))),
    ],
    ids=str,
)  # fmt: skip
def test_every_orthant_that_the_symbols_reach_has_a_point(
    text: str, signs: dict[str, tuple[int, ...]], seed: int
) -> None:
    places = found(text, seed)
    assert places is not None
    reached = {tuple((value(place, name) > 0) - (value(place, name) < 0) for name in signs) for place in places}
    assert reached == set(tuples(*signs.values()))


@pytest.mark.parametrize(
    "text",
    [
        "exp(x)", "x^2 + 1", "1/(x^2 + 1)", "sqrt(x^2 + 1)", "log(exp(x) + 1)", "1/p", "sqrt(p)", "p^(1/3) log(p)",
        "sqrt(p + 1) x", "exp(x + y)", "sin(x + y + a + b + c)", "x sqrt(sqrt(2) - 1)", "x/(sqrt(2) - 1)", "sqrt(3)",
        "sqrt(sqrt(5) - 2)", "pi", "1/(u^2 - 9)", "asin(x/sqrt(1 + x^2))", "asin(tanh(x))", "1/(x - sqrt(x^2 + 1))",
    ],
)  # fmt: skip
def test_a_domain_in_one_piece_has_a_point(text: str) -> None:
    assert found(text)


@pytest.mark.parametrize(
    "text",
    [
        # symbols that do not range over intervals, and functions with steps
        "1/n", "1/k", "exp(n)", "1/z", "floor(x)", "x!", "floor(x)/x",
        # conditions that are neither polynomial in one symbol nor monomials in several
        "sqrt(sin(x))", "log(x + y)", "1/sign(x + y)", "sqrt(sign(x + y))", "sqrt(sign(exp(x) - 1))",
        "sqrt(x y + 1)", "asin(x y)",
        "1/(sin(x) y)", "sqrt(exp(x) y - 1)",
        # orthants cut by ranges, and too many of them
        "x/(u y)", "1/(x v)", "1/(x w)", "1/(x y a b c)",
    ],
)  # fmt: skip
def test_where_the_parts_are_not_known_nothing_is_claimed(text: str) -> None:
    assert found(text) is None


def test_orthants_are_known_for_a_few_symbols() -> None:
    places = found("1/(x y a b)")
    assert places is not None and len(places) == 2**MAX_ORTHANT_SYMBOLS == 16
