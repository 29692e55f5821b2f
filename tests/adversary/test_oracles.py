"""What the oracles know about conditions: double roots, roots beside an edge, and solutions that are written out."""

from random import Random

import pytest

from tests.adversary.kinds.one_variable import KNOWN
from tests.adversary.kinds.solved import write_solutions
from tests.adversary.oracles.witnesses import HOLDS, find_witness_fault
from tests.adversary.pairs import Pair
from tests.adversary.printing import to_text
from tests.adversary.tree import Node, add, call, const, mul, neg, num, pow_, rel, sub, sym
from tests.adversary.trial import try_pair

T = sym("t")
ZERO, ONE = num(0), num(1)


def sqrt(node: Node) -> Node:
    return call("sqrt", node)


def either(*conditions: Node) -> Node:
    return Node("or", conditions)


def judge(student: Node, expected: Node) -> str:
    pair = Pair("equations", student, expected, {"t": "real"}, oracle="conditions", is_equal=True)
    return str(try_pair(pair).judgement.truth)


SQUARE = add(pow_(T, 2), mul(num(-6), T), num(9))  # (t - 3)^2
IRRATIONAL = sub(pow_(T, 2), num(2))
AWAY_FROM_3 = either(rel(T, "<", num(3)), rel(T, ">", num(3)))
ROOTS = either(rel(T, "=", sqrt(num(2))), rel(T, "=", neg(sqrt(num(2)))))


@pytest.mark.parametrize(
    ("student", "expected"),
    [
        (rel(call("exp", pow_(T, 2)), "=", ONE), rel(T, "=", ZERO)),
        (rel(call("exp", pow_(T, 2)), "=", ONE), rel(pow_(T, 2), "=", ZERO)),
        (rel(SQUARE, ">", ZERO), AWAY_FROM_3),
        (rel(mul(add(T, num(4)), SQUARE), "=", ZERO), either(rel(T, "=", num(-4)), rel(T, "=", num(3)))),
        (rel(pow_(SQUARE, 2), "<=", ZERO), rel(T, "=", num(3))),
        (rel(pow_(IRRATIONAL, 2), "=", ZERO), ROOTS),
        (rel(pow_(IRRATIONAL, 3), "=", ZERO), ROOTS),
        (rel(call("exp", pow_(num(2), T)), ">", ONE), rel(ONE, ">", ZERO)),
        (rel(pow_(num(3), pow_(num(2), T)), ">", ONE), rel(ONE, ">", ZERO)),
        (rel(call("cosh", pow_(num(2), T)), "<=", ONE), rel(ONE, "<", ZERO)),
        (rel(call("tanh", call("exp", T)), "<", ONE), rel(ONE, ">", ZERO)),
        (rel(call("sigmoid", T), "<", ONE), rel(ONE, ">", ZERO)),
        (rel(call("atan", call("exp", T)), "<", mul(num(1, 2), const("pi"))), rel(ONE, ">", ZERO)),
        (rel(sub(call("cos", T), ONE), ">=", ZERO), rel(call("sin", mul(num(1, 2), T)), "=", ZERO)),
    ],
    ids=to_text,
)
def test_a_root_with_few_digits_tells_no_conditions_apart(student: Node, expected: Node) -> None:
    assert judge(student, expected) in ("equal", "unsure")
    assert judge(expected, student) in ("equal", "unsure")


@pytest.mark.parametrize(
    ("student", "expected"),
    [
        (rel(IRRATIONAL, "=", ZERO), rel(T, "=", sqrt(num(2)))),
        (rel(IRRATIONAL, "<", ZERO), rel(IRRATIONAL, "<=", ZERO)),
        (rel(pow_(IRRATIONAL, 2), ">", ZERO), rel(pow_(IRRATIONAL, 2), ">=", ZERO)),
        (rel(SQUARE, ">", ZERO), rel(SQUARE, ">=", ZERO)),
        (rel(pow_(T, 2), "=", num(2)), rel(T, "=", num(141421356, 10**8))),
        (rel(call("cos", T), "<", num(1, 2)), rel(call("cos", T), "<=", num(1, 2))),
    ],
    ids=to_text,
)
def test_conditions_that_differ_at_a_root_are_told_apart(student: Node, expected: Node) -> None:
    assert judge(student, expected) == judge(expected, student) == "different"


@pytest.mark.parametrize(
    ("condition", "written"),
    [
        (rel(mul(sqrt(sub(T, num(5))), sqrt(mul(num(2), T))), "!=", ONE), None),
        (rel(sqrt(sub(T, num(5))), "!=", num(1, 100)), None),
        (rel(sqrt(sub(T, num(5))), "<", num(1, 10)), "t >= 5 and t < 501/100"),
        (rel(mul(sqrt(sub(T, num(5))), sqrt(T)), "!=", num(6)), "t >= 5 and t < 9 or t > 9"),
        (rel(sqrt(sub(num(4), T)), "!=", num(1, 10)), "t < 399/100 or t > 399/100 and t <= 4"),
        (rel(call("ln", T), "!=", num(-4)), None),
    ],
)
def test_a_root_beside_an_edge_is_not_lost(condition: Node, written: str | None) -> None:
    solved = write_solutions(condition, "t", KNOWN)
    assert (to_text(solved) if solved else None) == written


SINE, COSINE = call("sin", T), call("cos", T)


@pytest.mark.parametrize(
    ("student", "expected", "place", "found"),
    [
        (ZERO, call("exp", call("sinh", add(T, num(-6)))), "-24865/8709", HOLDS),
        (ZERO, call("exp", num(-3000)), "1", HOLDS),
        (call("exp", num(-3000)), mul(num(2), call("exp", num(-3000))), "1", HOLDS),
        # cot(exp(-217)) is 10^94: too large to be looked at around the point.
        (ZERO, call("cot", call("exp", mul(num(1, 2), call("sec", T)))), "7993/5081", ""),
        (ZERO, sub(add(pow_(SINE, 2), pow_(COSINE, 2)), ONE), "7993/5081", "The values agree at the witness."),
        (T, add(T, sub(SINE, SINE)), "1/3", "The values agree at the witness."),
        (mul(T, sqrt(num(2)), sqrt(num(2))), mul(num(2), T), "5/7", "The values agree at the witness."),
    ],
)
def test_a_witness_is_not_doubted_for_a_number_near_zero(student: Node, expected: Node, place: str, found: str) -> None:
    pair = Pair("functions", student, expected, {"t": "real"})
    assert find_witness_fault(pair, {"witness": {"point": {"t": place}}}, Random(1)) == found


@pytest.mark.parametrize(
    ("expected", "found"),
    [
        (pow_(num(-1), T), ""),  # it has a real value at whole numbers, and around none of them
        (call("ln", pow_(num(-1), T)), ""),
        (call("ln", T), "The expected answer has no value at the witness, but elsewhere."),
    ],
)
def test_a_value_at_a_single_point_makes_no_domain(expected: Node, found: str) -> None:
    pair = Pair("domains", call("exp", T), expected, {"t": "real"})
    assert find_witness_fault(pair, {"witness": {"point": {"t": "-7/5"}}}, Random(1)) == found
