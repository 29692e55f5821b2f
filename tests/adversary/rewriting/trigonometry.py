"""Rules of the sine and its kin, hyperbolic ones and inverses included."""

from random import Random

from tests.adversary.rewriting.algebra import random_polynomial, whole_exponent
from tests.adversary.rewriting.rule import Facts, Rule, rule
from tests.adversary.tree import Node, abs_, add, call, const, div, is_number, mul, neg, num, pow_, sub

__all__ = ["COMPLEX_TRIGONOMETRY", "INVERSES", "TRIGONOMETRY"]

COMPLEX_TRIGONOMETRY: list[Rule] = []  # these hold for complex numbers as well
TRIGONOMETRY: list[Rule] = []
INVERSES: list[Rule] = []
PI, ONE, TWO = const("pi"), num(1), num(2)


def argument_of(node: Node, *names: str) -> Node | None:
    """Return the argument of a call of one of these functions."""
    return node.args[0] if node.op == "call" and node.value in names else None


def half(node: Node) -> Node:
    return div(node, TWO)


def double(node: Node) -> Node:
    return mul(TWO, node)


def sin(t: Node) -> Node:
    return call("sin", t)


def cos(t: Node) -> Node:
    return call("cos", t)


def sqrt(t: Node) -> Node:
    return call("sqrt", t)


def square(t: Node) -> Node:
    return pow_(t, 2)


@rule(COMPLEX_TRIGONOMETRY, "exact")
def double_angle(node: Node, rng: Random, facts: Facts) -> Node | None:
    """sin t = 2 sin(t/2) cos(t/2), and three forms of the cosine."""
    t = argument_of(node, "sin", "cos")
    if t is None:
        return None
    h = t.args[1] if t.op == "mul" and len(t.args) == 2 and is_number(t.args[0], 2) else half(t)
    if node.value == "sin":
        return mul(TWO, sin(h), cos(h))
    return rng.choice((
        sub(ONE, mul(TWO, square(sin(h)))), sub(mul(TWO, square(cos(h))), ONE), sub(square(cos(h)), square(sin(h))),
    ))  # fmt: skip


@rule(COMPLEX_TRIGONOMETRY, "exact")
def sum_of_angles(node: Node, rng: Random, facts: Facts) -> Node | None:
    """sin(a + b) and cos(a + b)."""
    t = argument_of(node, "sin", "cos")
    if t is None or t.op != "add":
        return None
    a, b = t.args[0], add(*t.args[1:])
    if node.value == "sin":
        return add(mul(sin(a), cos(b)), mul(cos(a), sin(b)))
    return sub(mul(cos(a), cos(b)), mul(sin(a), sin(b)))


@rule(COMPLEX_TRIGONOMETRY, "exact")
def write_one(node: Node, rng: Random, facts: Facts) -> Node | None:
    """1 = sin^2 s + cos^2 s = cosh^2 s - sinh^2 s."""
    if not is_number(node, 1):
        return None
    s = random_polynomial(node, rng)
    if rng.random() < 0.7:
        return add(square(sin(s)), square(cos(s)))
    return sub(square(call("cosh", s)), square(call("sinh", s)))


@rule(COMPLEX_TRIGONOMETRY, "exact")
def turn_angle(node: Node, rng: Random, facts: Facts) -> Node | None:
    t = argument_of(node, "sin", "cos")
    if t is None:
        return None
    if node.value == "sin":
        return rng.choice((cos(sub(half(PI), t)), neg(sin(neg(t))), sin(sub(PI, t)), neg(sin(add(t, PI)))))
    return rng.choice((sin(add(t, half(PI))), cos(neg(t)), neg(cos(sub(PI, t))), cos(add(t, double(PI)))))


@rule(COMPLEX_TRIGONOMETRY, "exact")
def reduce_square(node: Node, rng: Random, facts: Facts) -> Node | None:
    """sin^2 t = (1 - cos 2t)/2 = 1 - cos^2 t."""
    if whole_exponent(node) != 2:
        return None
    t = argument_of(node.args[0], "sin", "cos")
    if t is None:
        return None
    sign, other = (neg, cos) if node.args[0].value == "sin" else ((lambda s: s), sin)
    return rng.choice((half(add(ONE, sign(cos(double(t))))), sub(ONE, square(other(t)))))


@rule(COMPLEX_TRIGONOMETRY, "exact")
def write_tangent(node: Node, rng: Random, facts: Facts) -> Node | None:
    """tan t = sin t/cos t, and the reciprocals."""
    t = argument_of(node, "tan", "cot", "sec", "csc")
    if t is None:
        return None
    return {"tan": div(sin(t), cos(t)), "cot": div(cos(t), sin(t)), "sec": div(ONE, cos(t)), "csc": div(ONE, sin(t))}[
        str(node.value)
    ]


@rule(COMPLEX_TRIGONOMETRY, "exact")
def write_hyperbolic(node: Node, rng: Random, facts: Facts) -> Node | None:
    t = argument_of(node, "sinh", "cosh", "tanh")
    if t is None:
        return None
    up, down = pow_(const("e"), t), pow_(const("e"), neg(t))
    if node.value == "tanh":
        return rng.choice((div(call("sinh", t), call("cosh", t)), div(sub(up, down), add(up, down))))
    return half(sub(up, down) if node.value == "sinh" else add(up, down))


@rule(TRIGONOMETRY, "almost")
def half_angle_of_tangent(node: Node, rng: Random, facts: Facts) -> Node | None:
    """tan t = sin 2t/(1 + cos 2t) = (1 - cos 2t)/sin 2t."""
    t = argument_of(node, "tan")
    if t is None:
        return None
    d = double(t) if not (t.op == "div" and is_number(t.args[1], 2)) else t.args[0]
    return rng.choice(
        (div(sin(d), add(ONE, cos(d))), div(sub(ONE, cos(d)), sin(d)), sub(call("csc", d), call("cot", d)))
    )


@rule(TRIGONOMETRY, "almost")
def tangent_of_half(node: Node, rng: Random, facts: Facts) -> Node | None:
    """sin t = 2 u/(1 + u^2) and cos t = (1 - u^2)/(1 + u^2) with u = tan(t/2)."""
    t = argument_of(node, "sin", "cos")
    if t is None:
        return None
    u = call("tan", half(t))
    return div(double(u) if node.value == "sin" else sub(ONE, square(u)), add(ONE, square(u)))


@rule(INVERSES, "exact")
def function_of_inverse(node: Node, rng: Random, facts: Facts) -> Node | None:
    """sin(acos u) = sqrt(1 - u^2) and its kin, where neither side gains or loses a value."""
    inner = argument_of(node, "sin", "cos", "tan")
    u = argument_of(inner, "asin", "acos", "atan") if inner is not None else None
    if inner is None or u is None:
        return None
    root, hypotenuse = sqrt(sub(ONE, square(u))), sqrt(add(ONE, square(u)))
    return {
        ("sin", "acos"): root, ("cos", "asin"): root, ("tan", "asin"): div(u, root), ("tan", "acos"): div(root, u),
        ("sin", "atan"): div(u, hypotenuse), ("cos", "atan"): div(ONE, hypotenuse), ("tan", "atan"): u,
    }.get((str(node.value), str(inner.value)))  # fmt: skip


@rule(INVERSES, "wider")
def undo_inverse(node: Node, rng: Random, facts: Facts) -> Node | None:
    """sin(asin u) = u, which has values beyond [-1, 1] too."""
    inner = argument_of(node, "sin", "cos")
    return None if inner is None else argument_of(inner, "asin" if node.value == "sin" else "acos")


@rule(INVERSES, "exact")
def exchange_inverses(node: Node, rng: Random, facts: Facts) -> Node | None:
    """asin u = pi/2 - acos u, asin(-u) = -asin u, atan u = asin(u/sqrt(1 + u^2)) and more."""
    u = argument_of(node, "asin", "acos", "atan")
    if u is None:
        return None
    root = sqrt(sub(ONE, square(u)))
    if node.value == "asin":
        return rng.choice((
            sub(half(PI), call("acos", u)), neg(call("asin", neg(u))), double(call("atan", div(u, add(ONE, root)))),
        ))  # fmt: skip
    if node.value == "acos":
        return rng.choice((sub(half(PI), call("asin", u)), sub(PI, call("acos", neg(u)))))
    hypotenuse = sqrt(add(ONE, square(u)))
    return rng.choice((
        call("asin", div(u, hypotenuse)), neg(call("atan", neg(u))), double(call("atan", div(u, add(ONE, hypotenuse)))),
        sub(half(PI), call("acos", div(u, hypotenuse))),
    ))  # fmt: skip


@rule(INVERSES, "almost")
def tangents_of_inverses(node: Node, rng: Random, facts: Facts) -> Node | None:
    """asin u = atan(u/sqrt(1 - u^2)), acos u = 2 atan sqrt((1 - u)/(1 + u)), atan u = +-pi/2 - atan(1/u)."""
    u = argument_of(node, "asin", "acos", "atan")
    if u is None:
        return None
    if node.value == "asin":
        return call("atan", div(u, sqrt(sub(ONE, square(u)))))
    if node.value == "acos":
        return double(call("atan", sqrt(div(sub(ONE, u), add(ONE, u)))))
    return sub(mul(half(PI), call("sign", u)), call("atan", div(ONE, u)))


@rule(INVERSES, "exact")
def logarithm_of_inverse(node: Node, rng: Random, facts: Facts) -> Node | None:
    """asinh u = ln(u + sqrt(u^2 + 1)), acosh and atanh."""
    u = argument_of(node, "asinh", "acosh", "atanh")
    if u is None:
        return None
    if node.value == "atanh":
        return half(call("ln", div(add(ONE, u), sub(ONE, u))))
    if node.value == "asinh":
        return call("ln", add(u, sqrt(add(square(u), ONE))))
    return rng.choice((
        call("ln", add(u, sqrt(sub(square(u), ONE)))), call("ln", add(u, mul(sqrt(sub(u, ONE)), sqrt(add(u, ONE))))),
    ))  # fmt: skip


@rule(INVERSES, "exact")
def arccosine_of_cosine(node: Node, rng: Random, facts: Facts) -> Node | None:
    """|sin t| = sqrt(1 - cos^2 t)."""
    t = argument_of(node, "abs")
    s = argument_of(t, "sin", "cos") if t is not None else None
    if t is None or s is None:
        return None
    return rng.choice((
        sqrt(sub(ONE, square((cos if t.value == "sin" else sin)(s)))), sqrt(square(t)),
        sqrt(half(sub(ONE, cos(double(s))))) if t.value == "sin" else abs_(neg(t)),
    ))  # fmt: skip
