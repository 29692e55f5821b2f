"""Values of trees in ball arithmetic, straight from what is written, without the graph and its rules.

This is the second opinion about a witness: it shares no rewriting with the engine, so a number at which one condition
is said to hold, and another is not, is put into both. A value is a ball; ``None`` where there is none for certain,
as 0/0 or the logarithm of a negative number; and a ball that is not finite where that cannot be said, or where the tree
holds something that is not evaluated here. What is evaluated over a whole interval and finite is defined and continuous
on all of it, because a step over its jump is not finite.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from flint import arb, fmpq

from grader.equivalence.precision import compute_at_precision
from grader.equivalence.values.magnitude import is_short
from grader.expr.nodes import (
    Add,
    Call,
    Constant,
    Div,
    Indicator,
    Junction,
    Mul,
    Neg,
    Node,
    Number,
    Power,
    Relation,
    Symbol,
)  # fmt: skip
from grader.records import Decision

__all__ = ["Values", "contradicts_witness", "evaluate_tree", "holds_as_written"]

Values = Mapping[str, Any]  # the ball of each symbol
UNKNOWN = arb("nan")
PRECISION = 128  # bits; the coordinates of a point have some 20 digits
_JOINING = (Add, Neg, Mul, Div)
MAX_EXPONENT = 4096  # a whole power takes one multiplication for each bit of it, but its value may be enormous


def evaluate_tree(tree: Node, values: Values) -> Any:
    """Return the value of a tree as it is written: a ball, or None where it certainly has none."""
    if isinstance(tree, Number):
        return arb(fmpq(tree.value.numerator, tree.value.denominator))
    if isinstance(tree, Symbol):
        return values.get(tree.name, UNKNOWN) if not tree.indices and tree.iterate is None else UNKNOWN
    if isinstance(tree, Constant):
        return {"pi": arb.pi, "e": arb.const_e}.get(tree.name, lambda: UNKNOWN)()
    if isinstance(tree, Indicator):
        return evaluate_indicator(tree, values)
    if isinstance(tree, Power):
        return evaluate_power(tree, values)
    if isinstance(tree, Call):
        return evaluate_call(tree, values)
    if not isinstance(tree, _JOINING):
        return UNKNOWN
    below: Sequence[Node] = (
        tree.terms if isinstance(tree, Add) else tree.factors if isinstance(tree, Mul)
        else (tree.operand,) if isinstance(tree, Neg) else (tree.numerator, tree.denominator)
    )  # fmt: skip
    balls = [evaluate_tree(part, values) for part in below]
    # One part without a value leaves the whole without one, whatever cannot be said about the others.
    if any(ball is None for ball in balls):
        return None
    if isinstance(tree, Neg):
        return -balls[0]
    if isinstance(tree, Div):
        return divide(balls[0], balls[1])
    total = balls[0]
    for ball in balls[1:]:
        total = total + ball if isinstance(tree, Add) else total * ball
    return total


def evaluate_indicator(tree: Indicator, values: Values) -> Any:
    """Return 1 or 0; an indicator whose condition has no value has none, as in the graph."""
    # Each once: an indicator within an indicator within an indicator would be evaluated again and again.
    sides = {
        id(relation): [evaluate_tree(operand, values) for operand in relation.operands]
        for relation in list_relations(tree.condition)
    }
    balls = [ball for side in sides.values() for ball in side]
    if any(ball is None for ball in balls):
        return None
    holds = join_truths(tree.condition, lambda relation: compare_sides(relation, sides[id(relation)]))
    return UNKNOWN if holds is None or not all(ball.is_finite() for ball in balls) else arb(int(holds))


def divide(top: Any, bottom: Any) -> Any:
    return None if bottom == 0 else UNKNOWN if bottom.contains(0) else top / bottom


def evaluate_power(tree: Power, values: Values) -> Any:
    """Return a principal power; of a negative base only for exponents that are known to be whole."""
    base, exponent = evaluate_tree(tree.base, values), evaluate_tree(tree.exponent, values)
    if base is None or exponent is None:
        return None
    if not base.is_finite() or not exponent.is_finite():
        return UNKNOWN
    whole = int(exponent.unique_fmpz()) if is_whole(exponent) else None
    if whole == 0:
        # x^0 is 1 also at 0, as in a power series; 0^0 alone, or with an exponent that is 0 only here, has no value.
        if isinstance(tree.exponent, Number) and not isinstance(tree.base, Number):
            return arb(1)
        return None if base == 0 else UNKNOWN if base.contains(0) else arb(1)
    if whole is not None and abs(whole) <= MAX_EXPONENT:
        return base**whole if whole > 0 else divide(arb(1), base**-whole)
    if base > 0:
        return (exponent * base.log()).exp()
    if base == 0:
        return arb(0) if exponent > 0 else None if exponent < 0 else UNKNOWN
    return None if base < 0 and not exponent.contains_integer() else UNKNOWN


def is_whole(ball: Any) -> bool:
    """Whether a value is known to be one whole number, and one that there is room for."""
    return bool(ball.is_exact() and ball.is_integer() and is_short(ball))


def evaluate_call(tree: Call, values: Values) -> Any:
    balls = [evaluate_tree(argument, values) for argument in tree.arguments]
    if any(ball is None for ball in balls):
        return None
    known = FUNCTIONS.get(tree.function)
    # Outside its domain flint returns something that is not finite; where that is certain, the rule says None.
    if known is None or not all(ball.is_finite() for ball in balls):
        return UNKNOWN
    try:
        return known(*balls)
    except TypeError:  # another number of arguments than is known here
        return UNKNOWN


def take_logarithm(t: Any, base: Any = None) -> Any:
    if t <= 0 or (base is not None and (base <= 0 or base == 1)):
        return None
    if not t > 0 or (base is not None and not base > 0):
        return UNKNOWN
    return t.log() if base is None else divide(t.log(), base.log())


def take_root(t: Any, index: Any = None) -> Any:
    """Return a root as it is written with a radical sign: of odd index also for negative numbers."""
    count = 2 if index is None else int(index.unique_fmpz()) if is_whole(index) else 0
    if not 1 <= count <= MAX_EXPONENT:
        return UNKNOWN
    if count % 2 and t < 0:
        return -((-t).root(count))
    return None if t < 0 else t.root(count) if t >= 0 else UNKNOWN


def guard_within_one(apply: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Return an inverse function that has a value from -1 to 1."""
    return lambda t: None if abs(t) > 1 else apply(t) if abs(t) <= 1 else UNKNOWN


def take_sign(t: Any) -> Any:
    return arb(1) if t > 0 else arb(-1) if t < 0 else arb(0) if t == 0 else UNKNOWN


def take_floor(t: Any) -> Any:
    return t.floor() if t.floor().is_exact() else UNKNOWN


def find_largest(*balls: Any) -> Any:
    largest = balls[0]
    for ball in balls[1:]:
        largest = (largest + ball + abs(largest - ball)) / 2
    return largest


FUNCTIONS: Mapping[str, Callable[..., Any]] = {
    "exp": lambda t: t.exp(),
    "log": take_logarithm,
    "ln": take_logarithm,
    "log2": lambda t: take_logarithm(t, arb(2)),
    "log10": lambda t: take_logarithm(t, arb(10)),
    "sqrt": take_root,
    "root": take_root,
    "cbrt": lambda t: take_root(t, arb(3)),
    "abs": lambda t: abs(t),
    "sign": take_sign,
    "floor": take_floor,
    "ceil": lambda t: -take_floor(-t),
    "max": find_largest,
    "min": lambda *balls: -find_largest(*(-ball for ball in balls)),
    "relu": lambda t: find_largest(t, arb(0)),
    "sin": lambda t: t.sin(),
    "cos": lambda t: t.cos(),
    "tan": lambda t: t.tan(),
    "cot": lambda t: None if t == 0 else t.cot(),
    "sec": lambda t: t.sec(),
    "csc": lambda t: None if t == 0 else t.csc(),
    **dict.fromkeys(("asin", "arcsin"), guard_within_one(lambda t: t.asin())),
    **dict.fromkeys(("acos", "arccos"), guard_within_one(lambda t: t.acos())),
    **dict.fromkeys(("atan", "arctan"), lambda t: t.atan()),
    "sinh": lambda t: t.sinh(),
    "cosh": lambda t: t.cosh(),
    "tanh": lambda t: t.tanh(),
    "coth": lambda t: None if t == 0 else t.coth(),
    "sigmoid": lambda t: 1 / (1 + (-t).exp()),
    **dict.fromkeys(("asinh", "arsinh"), lambda t: t.asinh()),
}


# Conditions


def holds_as_written(tree: Node, values: Values, assumed: Node | None = None) -> bool | None:
    """Return whether a condition certainly holds, or certainly does not; None where the balls leave it open.

    ``assumed`` is a comparison in it that is known to hold.
    """

    def holds(relation: Relation) -> bool | None:
        if relation is assumed:
            return True
        return compare_sides(relation, [evaluate_tree(operand, values) for operand in relation.operands])

    return join_truths(tree, holds)


def list_relations(condition: Node) -> list[Relation]:
    """Return the comparisons that a condition joins, without those within their sides."""
    if isinstance(condition, Junction):
        return [relation for part in condition.parts for relation in list_relations(part)]
    return [condition] if isinstance(condition, Relation) else []


def join_truths(condition: Node, holds: Callable[[Relation], bool | None]) -> bool | None:
    """Return whether a condition holds, from what is known of its comparisons."""
    if isinstance(condition, Junction):
        found = {join_truths(part, holds) for part in condition.parts}
        decisive = condition.kind == "or"
        return decisive if decisive in found else None if None in found else not decisive
    return holds(condition) if isinstance(condition, Relation) else None


def compare_sides(relation: Relation, balls: Sequence[Any]) -> bool | None:
    """Return whether a comparison holds for the values of its sides."""
    # A condition without a value does not hold.
    if any(ball is None for ball in balls):
        return False
    found = {compares(left, operator, right)
             for left, operator, right in zip(balls, relation.operators, balls[1:], strict=False)}  # fmt: skip
    return False if False in found else None if None in found else True


def compares(left: Any, operator: str, right: Any) -> bool | None:
    """Return whether two balls certainly compare in a way, or certainly do not."""
    gap = left - right
    if not gap.is_finite():
        return None
    if operator in ("=", "!="):
        return (operator == "=") == bool(gap == 0) if gap == 0 or not gap.contains(0) else None
    if operator in ("<", "<="):
        gap, operator = -gap, {"<": ">", "<=": ">="}[operator]
    if operator == ">":
        return True if gap > 0 else False if gap <= 0 else None
    return True if gap >= 0 else False if gap < 0 else None


def contradicts_witness(decision: Decision, student: Node, expected: Node) -> bool:
    """Whether the texts themselves say otherwise at the point that is claimed to satisfy only one of them."""
    witness = decision.witness
    if witness is None or {witness.student, witness.expected} != {"true", "false"} or not witness.point:
        return False
    point = witness.point

    def ask_both() -> tuple[bool | None, bool | None]:
        values = {name: arb(text) if text[:1] == "[" else read_rational(text) for name, text in point}
        return holds_as_written(student, values), holds_as_written(expected, values)

    found = compute_at_precision(PRECISION, ask_both)
    claimed = witness.student == "true", witness.expected == "true"
    return any(says is not None and says != claim for says, claim in zip(found, claimed, strict=True))


def read_rational(text: str) -> Any:
    """Return a coordinate of a point as a ball: ``3/7`` or ``-2``, or an exact decimal."""
    top, _, bottom = text.partition("/")
    return arb(top) / arb(bottom) if bottom else arb(top)
