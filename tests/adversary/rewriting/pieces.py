"""Rules of absolute values, signs, maxima, indicators and floors."""

from random import Random

from tests.adversary.rewriting.rule import Facts, Rule, rule
from tests.adversary.rewriting.trigonometry import argument_of
from tests.adversary.tree import Node, abs_, add, call, div, ind, mul, names_in, neg, num, number_of, pow_, rel, sub

__all__ = ["PIECES"]

PIECES: list[Rule] = []
ZERO, ONE, TWO = num(0), num(1), num(2)
FLIPPED = {"<": ">", ">": "<", "<=": ">=", ">=": "<="}
OPPOSITE = {"<": ">=", ">": "<=", "<=": ">", ">=": "<"}


def is_call(node: Node, *names: str) -> bool:
    return node.op == "call" and node.value in names


def is_defined_everywhere(node: Node) -> bool:
    """Whether a tree has a value everywhere: the indicator of the opposite condition is 1 - 1[…] only there."""
    if node.op == "pow":
        exponent = node.args[1]
        return (
            exponent.op == "num"
            and number_of(exponent).denominator == 1
            and number_of(exponent) > 0
            and (is_defined_everywhere(node.args[0]))
        )
    if node.op == "call" and node.value not in ("abs", "max", "min", "sin", "cos", "exp", "relu", "sign"):
        return False
    return node.op != "div" and all(map(is_defined_everywhere, node.args))


@rule(PIECES, "exact")
def spell_absolute_value(node: Node, rng: Random, facts: Facts) -> Node | None:
    a = argument_of(node, "abs")
    if a is None:
        return None
    return rng.choice((
        call("max", a, neg(a)), mul(a, call("sign", a)), abs_(neg(a)), neg(call("min", a, neg(a))),
        add(call("relu", a), call("relu", neg(a))), sub(mul(TWO, call("relu", a)), a),
    ))  # fmt: skip


@rule(PIECES, "exact")
def split_absolute_value(node: Node, rng: Random, facts: Facts) -> Node | None:
    """|a b| = |a||b| and |a|^2 = a^2."""
    a = argument_of(node, "abs")
    if a is not None and a.op in ("mul", "div"):
        return Node(a.op, tuple(map(abs_, a.args)))
    inner = argument_of(node.args[0], "abs") if node.op == "pow" and node.args[1] == num(2) else None
    return pow_(inner, 2) if inner is not None else None


@rule(PIECES, "exact")
def spell_maximum(node: Node, rng: Random, facts: Facts) -> Node | None:
    """max(a, b) = (a + b + |a - b|)/2 and other forms."""
    if not is_call(node, "max", "min") or len(node.args) != 2:
        return None
    a, b = node.args
    other = "min" if node.value == "max" else "max"
    sign = add if node.value == "max" else sub
    forms = [
        div(sign(add(a, b), abs_(sub(a, b))), TWO), neg(call(other, neg(a), neg(b))), sub(add(a, b), call(other, a, b)),
        sign(a, call("relu", sub(b, a) if node.value == "max" else sub(a, b))),
    ]  # fmt: skip
    if is_defined_everywhere(node):
        first = ">" if node.value == "max" else "<"
        forms.append(add(mul(a, ind(rel(a, first, b))), mul(b, ind(rel(a, OPPOSITE[first], b)))))
    return rng.choice(forms)


@rule(PIECES, "exact")
def reorder_maximum(node: Node, rng: Random, facts: Facts) -> Node | None:
    """The arguments in another order, or nested."""
    if not is_call(node, "max", "min"):
        return None
    args = rng.sample(node.args, len(node.args))
    if len(args) > 2 and rng.random() < 0.5:
        return call(str(node.value), call(str(node.value), *args[:2]), *args[2:])
    return call(str(node.value), *args)


@rule(PIECES, "exact")
def flatten_maximum(node: Node, rng: Random, facts: Facts) -> Node | None:
    if not is_call(node, "max", "min"):
        return None
    flat = [part for arg in node.args for part in (arg.args if is_call(arg, str(node.value)) else (arg,))]
    return call(str(node.value), *flat) if len(flat) > len(node.args) else None


@rule(PIECES, "exact")
def shift_maximum(node: Node, rng: Random, facts: Facts) -> Node | None:
    """max(a, b) = max(a - c, b - c) + c, and max(k a, k b) = k max(a, b) for k > 0."""
    if not is_call(node, "max", "min"):
        return None
    c, name = num(rng.randint(1, 5)), str(node.value)
    if rng.random() < 0.5:
        return add(call(name, *(sub(arg, c) for arg in node.args)), c)
    return div(call(name, *(mul(c, arg) for arg in node.args)), c)


@rule(PIECES, "exact")
def distribute_maximum(node: Node, rng: Random, facts: Facts) -> Node | None:
    """max(a, min(b, c)) = min(max(a, b), max(a, c))."""
    if not is_call(node, "max", "min") or len(node.args) != 2:
        return None
    other = "min" if node.value == "max" else "max"
    a, inner = node.args
    if not is_call(inner, other):
        return None
    return call(other, *(call(str(node.value), a, arg) for arg in inner.args))


@rule(PIECES, "exact")
def spell_relu(node: Node, rng: Random, facts: Facts) -> Node | None:
    a = argument_of(node, "relu")
    if a is None:
        return None
    return rng.choice((
        call("max", ZERO, a), mul(a, ind(rel(a, ">", ZERO))), div(add(a, abs_(a)), TWO),
        mul(a, ind(rel(ZERO, "<=", a))),
    ))  # fmt: skip


@rule(PIECES, "almost")
def spell_sign(node: Node, rng: Random, facts: Facts) -> Node | None:
    """sign a = a/|a| = 2 1[a > 0] - 1, where a is zero at single points only."""
    a = argument_of(node, "sign")
    if a is None or not is_analytic(a) or not is_defined_everywhere(a):
        return None
    return rng.choice((div(a, abs_(a)), div(abs_(a), a), sub(mul(TWO, ind(rel(a, ">", ZERO))), ONE)))


@rule(PIECES, "exact")
def split_sign(node: Node, rng: Random, facts: Facts) -> Node | None:
    """sign(a b) = sign a sign b, and sign(-a) = -sign a."""
    a = argument_of(node, "sign")
    if a is None:
        return None
    return mul(*(call("sign", arg) for arg in a.args)) if a.op == "mul" else neg(call("sign", neg(a)))


@rule(PIECES, "exact")
def turn_indicator(node: Node, rng: Random, facts: Facts) -> Node | None:
    """1[a > b] = 1[b < a] = 1[a - b > 0] = 1[k a > k b]."""
    if node.op != "ind" or node.args[0].op != "rel" or node.args[0].value not in FLIPPED:
        return None
    (a, b), sign = node.args[0].args, str(node.args[0].value)
    k = num(rng.randint(2, 5))
    return ind(rng.choice((rel(b, FLIPPED[sign], a), rel(sub(a, b), sign, ZERO), rel(mul(k, a), sign, mul(k, b)),
                           rel(neg(a), FLIPPED[sign], neg(b)))))  # fmt: skip


@rule(PIECES, "exact")
def complement_indicator(node: Node, rng: Random, facts: Facts) -> Node | None:
    """1[a > b] = 1 - 1[a <= b], where both sides have values everywhere."""
    if node.op != "ind" or node.args[0].op != "rel" or node.args[0].value not in OPPOSITE:
        return None
    condition = node.args[0]
    if not all(map(is_defined_everywhere, condition.args)):
        return None
    return sub(ONE, ind(rel(condition.args[0], OPPOSITE[str(condition.value)], condition.args[1])))


@rule(PIECES, "exact")
def monotone_indicator(node: Node, rng: Random, facts: Facts) -> Node | None:
    """1[a > b] = 1[a^3 > b^3] = 1[e^a > e^b]."""
    if node.op != "ind" or node.args[0].op != "rel" or node.args[0].value not in OPPOSITE:
        return None
    a, b = node.args[0].args
    up = rng.choice((lambda t: pow_(t, 3), lambda t: call("exp", t), lambda t: add(t, num(2))))
    return ind(rel(up(a), str(node.args[0].value), up(b)))


@rule(PIECES, "almost")
def close_indicator(node: Node, rng: Random, facts: Facts) -> Node | None:
    """1[a > b] = 1[a >= b], where a - b vanishes at single points only."""
    if node.op != "ind" or node.args[0].op != "rel" or node.args[0].value not in OPPOSITE:
        return None
    (a, b), sign = node.args[0].args, str(node.args[0].value)
    if not (is_analytic(a) and is_analytic(b)) or not names_in(a) ^ names_in(b):
        return None
    return ind(rel(a, sign[0] if len(sign) == 2 else f"{sign}=", b))


def is_analytic(node: Node) -> bool:
    """Whether a tree holds no function that is constant in parts, and is not a plain number."""
    return node.op != "ind" and not is_call(
        node, "abs", "max", "min", "sign", "floor", "ceil", "relu"
    ) and all(arg.op == "num" or is_analytic(arg) for arg in node.args)  # fmt: skip


@rule(PIECES, "exact")
def shift_floor(node: Node, rng: Random, facts: Facts) -> Node | None:
    """floor(a) = floor(a + n) - n, ceil(a) = -floor(-a)."""
    a = argument_of(node, "floor", "ceil")
    if a is None:
        return None
    n, other = num(rng.randint(1, 4)), "ceil" if node.value == "floor" else "floor"
    return rng.choice((sub(call(str(node.value), add(a, n)), n), neg(call(other, neg(a)))))


@rule(PIECES, "exact")
def split_floor(node: Node, rng: Random, facts: Facts) -> Node | None:
    """floor(2 a) = floor(a) + floor(a + 1/2)."""
    a = argument_of(node, "floor")
    if a is None or a.op != "mul" or a.args[0] != TWO:
        return None
    inner = mul(*a.args[1:])
    return add(call("floor", inner), call("floor", add(inner, div(ONE, TWO))))
