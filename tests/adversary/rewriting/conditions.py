"""Steps from a condition to one with the same solutions, and steps that often gain or lose some."""

from collections.abc import Callable
from fractions import Fraction
from random import Random

from tests.adversary.rewriting.rule import Facts, Rule, rule
from tests.adversary.tree import Node, abs_, add, call, const, div, is_number, mul, names_in, num, pow_, rel, sub, sym

__all__ = ["GAINING", "SAME_SOLUTIONS", "Step"]

SAME_SOLUTIONS: list[Rule] = []
GAINING: list[Rule] = []
FLIPPED = {"<": ">", ">": "<", "<=": ">=", ">=": "<=", "=": "=", "!=": "!="}
OPPOSITE = {"<": ">=", ">": "<=", "<=": ">", ">=": "<", "=": "!=", "!=": "="}
ZERO = num(0)

Step = Callable[[Node, Random, Facts], Node | None]


def total_polynomial(node: Node, rng: Random) -> Node:
    """Return a polynomial in the symbols of a condition; it has a value everywhere."""
    names = sorted(names_in(node))
    x = sym(rng.choice(names)) if names else num(2)
    return rng.choice(
        (x, pow_(x, 2), mul(num(rng.randint(2, 5)), x), add(x, num(rng.randint(1, 9))), num(rng.randint(1, 9)))
    )


@rule(SAME_SOLUTIONS, "exact")
def swap_sides(node: Node, rng: Random, facts: Facts) -> Node | None:
    return rel(node.args[1], FLIPPED[str(node.value)], node.args[0]) if node.op == "rel" else None


@rule(SAME_SOLUTIONS, "exact")
def add_to_both_sides(node: Node, rng: Random, facts: Facts) -> Node | None:
    if node.op != "rel":
        return None
    s = total_polynomial(node, rng)
    act = rng.choice((add, sub))
    return rel(act(node.args[0], s), str(node.value), act(node.args[1], s))


@rule(SAME_SOLUTIONS, "exact")
def bring_to_one_side(node: Node, rng: Random, facts: Facts) -> Node | None:
    if node.op != "rel" or is_number(node.args[1], 0):
        return None
    return rel(sub(*node.args), str(node.value), ZERO)


@rule(SAME_SOLUTIONS, "exact")
def multiply_both_sides(node: Node, rng: Random, facts: Facts) -> Node | None:
    """By a number other than 0, or by something that is positive everywhere."""
    if node.op != "rel":
        return None
    a, b = node.args
    if rng.random() < 0.3:
        k = num(-rng.randint(1, 4))
        return rel(mul(k, a), FLIPPED[str(node.value)], mul(k, b))
    names = sorted(names_in(node))
    positive = [num(rng.randint(2, 5)), num(Fraction(1, rng.randint(2, 5)))]
    if names:
        x = sym(rng.choice(names))
        positive += [add(pow_(x, 2), num(1)), pow_(const("e"), x), add(abs_(x), num(2))]
    k = rng.choice(positive)
    return rel(
        *((mul(k, a), str(node.value), mul(k, b)) if rng.random() < 0.7 else (div(a, k), str(node.value), div(b, k)))
    )


@rule(SAME_SOLUTIONS, "exact")
def apply_monotone(node: Node, rng: Random, facts: Facts) -> Node | None:
    """a < b if and only if f(a) < f(b), for f that grows and is defined everywhere."""
    if node.op != "rel" or any(part_is_large(arg) for arg in node.args):
        return None
    f = rng.choice(
        (lambda t: pow_(t, 3), lambda t: call("exp", t), lambda t: call("atan", t), lambda t: call("sinh", t))
    )
    return rel(f(node.args[0]), str(node.value), f(node.args[1]))


def part_is_large(node: Node) -> bool:
    """Whether a side holds an exponential already; towers of them are hostile sizes, a kind of their own."""
    if node.op == "call" and node.value in ("exp", "sinh", "cosh"):
        return True
    return (node.op == "pow" and node.args[0] == const("e")) or any(map(part_is_large, node.args))


@rule(SAME_SOLUTIONS, "exact")
def take_logarithms(node: Node, rng: Random, facts: Facts) -> Node | None:
    """ln a < ln b, where both are positive everywhere."""
    if node.op != "rel" or not all(map(facts.is_positive, node.args)):
        return None
    return rel(call("ln", node.args[0]), str(node.value), call("ln", node.args[1]))


@rule(SAME_SOLUTIONS, "exact")
def equation_as_square(node: Node, rng: Random, facts: Facts) -> Node | None:
    """a = b if and only if (a - b)^2 = 0, or |a - b| = 0, or |a - b| <= 0."""
    if node.op != "rel" or node.value not in ("=", "!="):
        return None
    d = sub(*node.args)
    return rng.choice((rel(pow_(d, 2), str(node.value), ZERO), rel(abs_(d), str(node.value), ZERO),
                       rel(abs_(d), "<=" if node.value == "=" else ">", ZERO)))  # fmt: skip


@rule(SAME_SOLUTIONS, "exact")
def split_relation(node: Node, rng: Random, facts: Facts) -> Node | None:
    """a <= b means a < b or a = b; a != b means a < b or a > b."""
    if node.op != "rel":
        return None
    a, b = node.args
    parts = {"<=": ("<", "="), ">=": (">", "="), "!=": ("<", ">")}.get(str(node.value))
    if parts:
        return Node("or", (rel(a, parts[0], b), rel(a, parts[1], b)))
    return Node("and", (rel(a, "<=", b), rel(a, ">=", b))) if node.value == "=" else None


@rule(SAME_SOLUTIONS, "exact")
def split_product(node: Node, rng: Random, facts: Facts) -> Node | None:
    """a b = 0 means a = 0 or b = 0, for polynomials a and b."""
    if node.op != "rel" or node.value != "=" or not is_number(node.args[1], 0) or node.args[0].op != "mul":
        return None
    factors = [factor for factor in node.args[0].args if factor.op != "num"]
    if len(factors) < 2 or not all(map(is_polynomial, factors)) or ZERO in node.args[0].args:
        return None
    return Node("or", tuple(rel(factor, "=", ZERO) for factor in factors))


def is_polynomial(node: Node) -> bool:
    return (node.op in ("num", "sym", "add", "mul", "neg") and all(map(is_polynomial, node.args))) or (
        node.op == "pow" and is_polynomial(node.args[0]) and node.args[1].op == "num" and node.args[1].value > 0  # type: ignore[operator]
    )


@rule(SAME_SOLUTIONS, "exact")
def square_of_number(node: Node, rng: Random, facts: Facts) -> Node | None:
    """|a| < k means a^2 < k^2, and a < k and a > -k, for a positive number k."""
    if node.op != "rel" or node.args[0].op != "call" or node.args[0].value != "abs" or node.args[1].op != "num":
        return None
    a, k, sign = node.args[0].args[0], node.args[1], str(node.value)
    if k.value <= 0:  # type: ignore[operator]
        return None
    minus = num(-k.value)  # type: ignore[operator]
    forms = [rel(pow_(a, 2), sign, num(k.value**2))]  # type: ignore[operator]
    if sign in ("<", "<="):
        forms.append(Node("and", (rel(a, sign, k), rel(a, FLIPPED[sign], minus))))
    else:
        forms.append(Node("and" if sign == "!=" else "or", (rel(a, sign, k), rel(a, FLIPPED[sign], minus))))
    return rng.choice(forms)


@rule(GAINING, "wider")
def square_both_sides(node: Node, rng: Random, facts: Facts) -> Node | None:
    if node.op != "rel":
        return None
    return rel(pow_(node.args[0], 2), str(node.value), pow_(node.args[1], 2))


@rule(GAINING, "wider")
def multiply_by_factor(node: Node, rng: Random, facts: Facts) -> Node | None:
    """Both sides times something that has a zero: it is a new solution, or a sign that changes."""
    if node.op != "rel":
        return None
    factor = sub(sym(rng.choice(sorted(names_in(node)) or ["x"])), num(rng.randint(-3, 3)))
    return rel(mul(factor, node.args[0]), str(node.value), mul(factor, node.args[1]))


@rule(GAINING, "narrower")
def divide_by_factor(node: Node, rng: Random, facts: Facts) -> Node | None:
    if node.op != "rel":
        return None
    factor = sub(sym(rng.choice(sorted(names_in(node)) or ["x"])), num(rng.randint(-3, 3)))
    return rel(div(node.args[0], factor), str(node.value), div(node.args[1], factor))


@rule(GAINING, "narrower")
def clear_denominator(node: Node, rng: Random, facts: Facts) -> Node | None:
    """a/b < c becomes a < c b, which is right for positive b only."""
    if node.op != "rel" or node.args[0].op != "div":
        return None
    top, bottom = node.args[0].args
    return rel(top, str(node.value), mul(node.args[1], bottom))


@rule(GAINING, "narrower")
def cancel_factor(node: Node, rng: Random, facts: Facts) -> Node | None:
    if node.op != "rel" or node.args[0].op != "mul" or not is_number(node.args[1], 0):
        return None
    return rel(mul(*node.args[0].args[1:]), str(node.value), ZERO)


@rule(GAINING, "narrower")
def take_roots(node: Node, rng: Random, facts: Facts) -> Node | None:
    """a^2 < b becomes a < sqrt b."""
    if node.op == "rel" and node.args[0].op == "pow" and is_number(node.args[0].args[1], 2):
        return rel(node.args[0].args[0], str(node.value), call("sqrt", node.args[1]))
    return None
