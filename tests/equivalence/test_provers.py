"""The provers keep to what their bound counts, and no number that was written with the prime in mind misleads them."""

import ast
from collections.abc import Callable
from pathlib import Path

import pytest
from flint import fmpq

from grader.equivalence import Policy
from grader.equivalence.domain.components import find_components
from grader.equivalence.graph.functions import FUNCTIONS
from grader.equivalence.graph.graph import Graph
from grader.equivalence.graph.kinds import ONE, PRODUCT
from grader.equivalence.graph.powers import log, sqrt
from grader.equivalence.graph.signs import indicate_positive, sign
from grader.equivalence.rungs import algebraic, identity
from grader.equivalence.rungs.identity import Prover
from grader.equivalence.rungs.ladder import Ladder
from grader.equivalence.rungs.proof import Proof, UnpaidProofError
from grader.equivalence.rungs.salted import BranchAgreement
from grader.equivalence.values.fields import get_field
from grader.equivalence.values.modular import Residues
from grader.expr.notation import Domain
from grader.records import Equality

PRIME = get_field(0).prime


def test_a_multiple_of_the_prime_does_not_pass_for_zero() -> None:
    g = Graph()
    x, y = g.atom("x"), g.atom("y")
    for multiple in (PRIME, 12 * PRIME, fmpq(PRIME, 7)):
        other = g.combine([(x, 1), (y, multiple)])
        assert Prover(g, 0).prove(x, other) is None
        assert Prover(g, 0).prove(other, x) is None
        assert Prover(g, 0).prove_at_once(other, x) is None


@pytest.mark.parametrize(("count", "has_more", "is_proved"), [(1, False, True), (4, True, True), (5, False, False)])
def test_no_more_regions_are_tried_than_the_bound_on_the_error_counts(
    count: int, has_more: bool, is_proved: bool
) -> None:
    g = Graph()
    symbols = [g.atom(f"x_{number}") for number in range(count)]
    steps = [indicate_positive(g, g.sub(x, ONE)) for x in symbols]  # with two signs each, of x and of x - 1
    rest = [sign(g, g.atom("y"))] if has_more else []
    left = g.add([*rest, *(g.mul([indicate_positive(g, x), step]) for x, step in zip(symbols, steps, strict=True))])
    assert (Prover(g, 0).prove(left, g.add([*rest, *steps])) is not None) == is_proved


def test_a_sign_of_what_is_zero_everywhere_is_not_left_aside() -> None:
    g = Graph()
    x = g.atom("x")
    zero = g.add([g.power(g.call("sin", x), 2), g.power(g.call("cos", x), 2), g.number(-1)])
    assert not Prover(g, 0).is_left_aside(zero)
    assert Prover(g, 0).is_left_aside(g.add([zero, ONE]))
    assert Prover(g, 0).is_left_aside(g.add([g.call("sin", x), g.call("cos", x)]))


@pytest.mark.parametrize("seed", range(10))
def test_an_identity_of_roots_is_proved_by_whichever_prime_comes_first(seed: int) -> None:
    g = Graph()
    x = g.atom("x")
    root = sqrt(g, g.add([g.power(x, 2), ONE]))
    left = g.mul([g.sub(root, ONE), g.add([root, ONE])])
    assert Prover(g, seed).prove(left, g.power(x, 2)) is not None
    assert Prover(g, seed).prove(g.power(x, 2), left) is not None
    assert Prover(g, seed).prove(left, g.power(x, 3)) is None
    assert Prover(g, seed).prove(root, g.neg(root)) is None


def test_two_numbers_differ_where_both_have_remainders_and_these_differ() -> None:
    g = Graph()
    hundredth = [g.intern(PRODUCT, ((g.number(base), 100),)) for base in (2, 3)]
    over_zero = g.intern(PRODUCT, ((g.number(PRIME), -1),))
    decided = Prover(g, 0).refute_rationals
    found = decided(*hundredth)
    assert found is not None
    assert found.result is Equality.DIFFERENT
    assert decided(hundredth[0], g.number(2**100)) is None
    assert decided(hundredth[0], hundredth[0]) is None
    assert decided(over_zero, hundredth[0]) is None
    assert decided(hundredth[0], over_zero) is None
    assert decided(g.atom("x"), hundredth[0]) is None


def roots_of_what_is_negative(g: Graph) -> tuple[int, int]:
    x = g.atom("x")
    below = [g.combine([(g.power(x, 2), -1), (ONE, constant)]) for constant in (-1, -2)]
    return sqrt(g, below[0]), sqrt(g, below[1])


def many_roots(g: Graph) -> tuple[int, int]:
    return g.add([sqrt(g, g.number(prime)) for prime in (2, 3, 5, 7, 11, 13, 17)]), g.number(19)


def logarithms_with_long_coefficients(g: Graph) -> tuple[int, int]:
    x = g.atom("x")
    logarithms = [log(g, g.add([g.power(x, 2), g.number(constant)])) for constant in (1, 2)]
    return g.scale(logarithms[0], 2001), logarithms[1]


def logarithms_and_a_constant(g: Graph) -> tuple[int, int]:
    root = sqrt(g, g.number(3))
    return g.add([log(g, g.add([g.number(2), root])), log(g, g.sub(g.number(2), root))]), ONE


def angles_and_a_constant(g: Graph) -> tuple[int, int]:
    angles = [FUNCTIONS["atan"](g, g.number(fmpq(1, denominator))) for denominator in (2, 3)]
    return g.add(angles), g.combine([(g.call("pi"), fmpq(1, 4)), (ONE, fmpq(1, 10**30))])


def angles_and_a_root(g: Graph) -> tuple[int, int]:
    left, right = angles_and_a_constant(g)
    return g.add([left, g.scale(sqrt(g, g.number(2)), fmpq(1, 10**30))]), g.sub(right, g.number(fmpq(1, 10**30)))


def angles_and_a_third_of_an_exponential(g: Graph) -> tuple[int, int]:
    left, _ = angles_and_a_constant(g)
    tiny = g.call("exp", g.number(-60))
    return g.add([left, g.scale(tiny, fmpq(1, 3))]), g.scale(g.call("pi"), fmpq(1, 4))


def angles_beside_many_roots(g: Graph) -> tuple[int, int]:
    for number in range(8):
        sqrt(g, g.add([g.power(g.atom(f"x_{number}"), 2), ONE]))
    left, _ = angles_and_a_constant(g)
    return g.add([left, FUNCTIONS["atan"](g, g.number(fmpq(1, 10**30)))]), g.scale(g.call("pi"), fmpq(1, 4))


def open_sign(g: Graph) -> int:
    squares = [g.power(g.call(name, ONE), 2) for name in ("sin", "cos")]
    return g.mul([sqrt(g, g.number(3)), sign(g, g.add([*squares, g.number(-1)]))])


def a_root_with_an_open_sign(g: Graph) -> tuple[int, int]:
    return open_sign(g), sqrt(g, g.number(3))


def a_root_with_an_open_sign_turned(g: Graph) -> tuple[int, int]:
    return open_sign(g), g.neg(sqrt(g, g.number(3)))


@pytest.mark.parametrize(
    "pair",
    [roots_of_what_is_negative, many_roots, logarithms_with_long_coefficients, logarithms_and_a_constant,
     angles_and_a_constant, angles_and_a_root, angles_and_a_third_of_an_exponential, angles_beside_many_roots,
     a_root_with_an_open_sign, a_root_with_an_open_sign_turned],
    ids=lambda pair: pair.__name__,
)  # fmt: skip
def test_what_is_beyond_the_algebraic_rung_or_different_is_not_proved(pair: Callable[[Graph], tuple[int, int]]) -> None:
    g = Graph()
    left, right = pair(g)
    assert algebraic.prove(Ladder(g, Policy()).prover, left, right) is None
    assert algebraic.prove(Ladder(g, Policy()).prover, right, left) is None


def test_a_proof_cannot_be_had_without_paying() -> None:
    g = Graph()
    x = g.atom("x")
    for unpaid in (True, -100, Residues(g, get_field(0), [x])):
        with pytest.raises(UnpaidProofError):
            Proof(by="modular", payments=(unpaid,))  # type: ignore[arg-type]
    with pytest.raises(UnpaidProofError):
        Proof(by="modular", payments=(BranchAgreement(error_bound_log2=-79),))


def test_only_what_is_salted_can_be_paid_with() -> None:
    # The two kinds of payment are made in one module, and only ``Proof`` makes a decision of them.
    made = {"BranchAgreement": "rungs/salted.py", "ZeroCount": "rungs/salted.py"}
    folder = Path(identity.__file__).parents[1]
    for path in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in made:
                assert path == folder / made[node.func.id], node.func.id


def test_a_sum_of_angles_that_is_defined_nowhere_is_not_proved() -> None:
    g = Graph()
    x = g.atom("x")
    beyond = FUNCTIONS["asin"](g, g.add([g.power(x, 2), g.number(2)]))
    prover = Prover(g, 0)
    places = find_components(g, 0, beyond)
    assert places and algebraic.pay_by_angles(prover, g.sub(beyond, g.scale(g.call("pi"), 7)), places) is None
    assert algebraic.prove(prover, beyond, g.scale(beyond, 2)) is None


def test_every_root_that_is_used_is_varied() -> None:
    g = Graph()
    x = g.atom("x")
    tan = FUNCTIONS["tan"](g, x)
    inverse = FUNCTIONS["cos"](g, FUNCTIONS["atan"](g, tan))
    cosine = FUNCTIONS["cos"](g, x)
    for pair in ((inverse, cosine), (cosine, inverse), (g.neg(cosine), inverse)):
        assert Prover(g, 0).prove(*pair) is None
        assert algebraic.prove(Prover(g, 0), *pair) is None
    assert Prover(g, 0).prove(g.power(inverse, 2), g.power(cosine, 2)) is not None


def test_remainders_of_whole_symbols_are_tried_jointly() -> None:
    g = Graph()
    k, n = (g.atom(name, Domain(kind="integer")) for name in "kn")
    turn = g.mul([g.call("pi"), k, n])
    cosine = FUNCTIONS["cos"](g, turn)
    assert Prover(g, 0).prove(cosine, ONE) is None
    assert Prover(g, 0).prove(g.power(cosine, 2), ONE) is not None
    assert Prover(g, 0).prove(FUNCTIONS["cos"](g, g.mul([turn, g.add([n, ONE])])), ONE) is not None
    assert Prover(g, 0).prove(FUNCTIONS["cos"](g, g.mul([turn, g.add([n, k])])), ONE) is not None
    assert Prover(g, 0).prove(FUNCTIONS["cos"](g, g.mul([turn, g.add([n, k, ONE])])), ONE) is None
