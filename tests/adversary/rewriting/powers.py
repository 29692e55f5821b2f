"""Rules of roots, logarithms and real powers, where domains are lost and gained."""

from fractions import Fraction
from random import Random

from tests.adversary.rewriting.algebra import whole_exponent
from tests.adversary.rewriting.rule import Facts, Rule, rule
from tests.adversary.rewriting.trigonometry import argument_of
from tests.adversary.tree import Node, abs_, add, call, const, div, is_number, mul, neg, num, number_of, pow_, sub

__all__ = ["POWERS"]

POWERS: list[Rule] = []


def ln(t: Node) -> Node:
    return call("ln", t)


def sqrt(t: Node) -> Node:
    return call("sqrt", t)


@rule(POWERS, "narrower")
def split_logarithm(node: Node, rng: Random, facts: Facts) -> Node | None:
    """ln(a b) = ln a + ln b, which needs a > 0 and b > 0."""
    t = argument_of(node, "ln")
    if t is None or t.op not in ("mul", "div"):
        return None
    if t.op == "div":
        return sub(ln(t.args[0]), ln(t.args[1]))
    return add(ln(t.args[0]), ln(mul(*t.args[1:])))


@rule(POWERS, "exact")
def split_positive_logarithm(node: Node, rng: Random, facts: Facts) -> Node | None:
    """ln(a b) = ln a + ln b, where one of them is positive."""
    t = argument_of(node, "ln")
    if t is None or t.op not in ("mul", "div") or len(t.args) != 2 or not any(map(facts.is_positive, t.args)):
        return None
    return (add if t.op == "mul" else sub)(ln(t.args[0]), ln(t.args[1]))


@rule(POWERS, "wider")
def join_logarithms(node: Node, rng: Random, facts: Facts) -> Node | None:
    """ln a + ln b = ln(a b), which has values also where both are negative."""
    if node.op != "add" or len(node.args) != 2:
        return None
    a, b = argument_of(node.args[0], "ln"), argument_of(node.args[1], "ln")
    if a is not None and b is not None:
        return ln(mul(a, b))
    b = argument_of(node.args[1].args[0], "ln") if node.args[1].op == "neg" else None
    return ln(div(a, b)) if a is not None and b is not None else None


@rule(POWERS, "exact")
def logarithm_of_power(node: Node, rng: Random, facts: Facts) -> Node | None:
    """ln(a^n) = n ln a for odd n, n ln|a| for even n; ln sqrt a = (ln a)/2; ln(1/a) = -ln a; ln e^a = a."""
    t = argument_of(node, "ln")
    if t is None:
        return None
    if (n := whole_exponent(t)) is not None:
        return mul(num(n), ln(t.args[0] if n % 2 else abs_(t.args[0])))
    if t.op == "call" and t.value == "sqrt":
        return div(ln(t.args[0]), num(2))
    if t.op == "div" and is_number(t.args[0], 1):
        return neg(ln(t.args[1]))
    return t.args[1] if t.op == "pow" and t.args[0] == const("e") else None


@rule(POWERS, "wider")
def factor_into_logarithm(node: Node, rng: Random, facts: Facts) -> Node | None:
    """n ln a = ln(a^n), which has values for negative a where n is even."""
    if node.op != "mul" or len(node.args) != 2 or node.args[0].op != "num":
        return None
    a, n = argument_of(node.args[1], "ln"), number_of(node.args[0])
    return ln(pow_(a, n)) if a is not None and n.denominator == 1 and n > 0 else None


@rule(POWERS, "wider")
def exponential_of_logarithm(node: Node, rng: Random, facts: Facts) -> Node | None:
    """e^(ln a) = a, and e^(b ln a) = a^b."""
    if node.op != "pow" or node.args[0] != const("e"):
        return None
    t = node.args[1]
    if (a := argument_of(t, "ln")) is not None:
        return a
    a = argument_of(t.args[-1], "ln") if t.op == "mul" else None
    return pow_(a, mul(*t.args[:-1])) if a is not None else None


@rule(POWERS, "almost")
def power_as_exponential(node: Node, rng: Random, facts: Facts) -> Node | None:
    """a^b = e^(b ln a) for a symbol b: single negative a with whole b do not count."""
    if node.op != "pow" or node.args[0] == const("e") or node.args[0].op == "num":
        return None
    b = node.args[1]
    if b.op == "num" and number_of(b).denominator == 1 and not facts.is_positive(node.args[0]):
        return None
    if b.op not in ("num", "sym"):
        return None
    return pow_(const("e"), mul(b, ln(node.args[0])))


@rule(POWERS, "exact")
def root_of_square(node: Node, rng: Random, facts: Facts) -> Node | None:
    """sqrt(a^2) = |a| and back."""
    t = argument_of(node, "sqrt")
    if t is not None and whole_exponent(t) == 2:
        return abs_(t.args[0])
    a = argument_of(node, "abs")
    return sqrt(pow_(a, 2)) if a is not None else None


@rule(POWERS, "narrower")
def split_root(node: Node, rng: Random, facts: Facts) -> Node | None:
    """sqrt(a b) = sqrt a sqrt b, which needs a >= 0 and b >= 0."""
    t = argument_of(node, "sqrt")
    if t is None or t.op not in ("mul", "div"):
        return None
    if t.op == "div":
        return div(sqrt(t.args[0]), sqrt(t.args[1]))
    return mul(sqrt(t.args[0]), sqrt(mul(*t.args[1:])))


@rule(POWERS, "exact")
def split_positive_root(node: Node, rng: Random, facts: Facts) -> Node | None:
    """sqrt(a b) = sqrt a sqrt b, where one of them is positive."""
    t = argument_of(node, "sqrt")
    if t is None or t.op not in ("mul", "div") or len(t.args) != 2 or not any(map(facts.is_positive, t.args)):
        return None
    return (mul if t.op == "mul" else div)(sqrt(t.args[0]), sqrt(t.args[1]))


@rule(POWERS, "wider")
def join_roots(node: Node, rng: Random, facts: Facts) -> Node | None:
    """sqrt a sqrt b = sqrt(a b), and the same for a quotient."""
    if node.op not in ("mul", "div") or len(node.args) != 2:
        return None
    a, b = (argument_of(arg, "sqrt") for arg in node.args)
    return sqrt(Node(node.op, (a, b))) if a is not None and b is not None else None


@rule(POWERS, "wider")
def square_of_root(node: Node, rng: Random, facts: Facts) -> Node | None:
    """(sqrt a)^2 = a."""
    return argument_of(node.args[0], "sqrt") if whole_exponent(node) == 2 else None


@rule(POWERS, "exact")
def pull_from_root(node: Node, rng: Random, facts: Facts) -> Node | None:
    """sqrt(a) = sqrt(c^2 a)/c for a number c, and sqrt a = a^(1/2)."""
    t = argument_of(node, "sqrt")
    if t is None:
        return None
    c = rng.choice((2, 3, 5))
    return rng.choice((div(sqrt(mul(num(c * c), t)), num(c)), pow_(t, Fraction(1, 2))))


@rule(POWERS, "almost")
def turn_root_over(node: Node, rng: Random, facts: Facts) -> Node | None:
    """sqrt(a) = 1/sqrt(1/a) = a/sqrt(a), and 1/sqrt(a) = sqrt(1/a)."""
    if node.op == "div" and is_number(node.args[0], 1) and (a := argument_of(node.args[1], "sqrt")) is not None:
        return rng.choice((sqrt(div(num(1), a)), div(node.args[1], a)))
    t = argument_of(node, "sqrt")
    if t is None or t.op not in ("sym", "pow"):
        return None
    return rng.choice((div(num(1), sqrt(div(num(1), t))), div(t, node)))


@rule(POWERS, "exact")
def square_under_root(node: Node, rng: Random, facts: Facts) -> Node | None:
    """a + 2 sqrt(a) + 1 below a root is a square: |t| = sqrt(t^2) with t written as a sum."""
    t = argument_of(node, "abs")
    if t is None or t.op != "add" or len(t.args) != 2:
        return None
    a, b = t.args
    return sqrt(add(pow_(a, 2), mul(num(2), a, b), pow_(b, 2)))


@rule(POWERS, "almost")
def rationalise(node: Node, rng: Random, facts: Facts) -> Node | None:
    """1/(a + sqrt b) = (a - sqrt b)/(a^2 - b)."""
    if node.op != "div" or node.args[1].op != "add" or len(node.args[1].args) != 2:
        return None
    a, root = node.args[1].args
    b = argument_of(root, "sqrt")
    if b is None or a.op not in ("sym", "num") or (a.op == "num" and b.op == "num"):
        return None
    return div(mul(node.args[0], sub(a, root)), sub(pow_(a, 2), b))


@rule(POWERS, "exact")
def odd_root(node: Node, rng: Random, facts: Facts) -> Node | None:
    """root(a, 3) = sign(a) root(|a|, 3)."""
    if node.op == "call" and node.value == "root" and is_number(node.args[1], 3):
        a = node.args[0]
        return rng.choice((neg(call("root", neg(a), num(3))), mul(call("sign", a), call("root", abs_(a), num(3)))))
    return None


@rule(POWERS, "exact")
def change_base(node: Node, rng: Random, facts: Facts) -> Node | None:
    """log_b a = ln a/ln b."""
    if node.op == "call" and node.value == "log" and len(node.args) == 2:
        return div(ln(node.args[0]), ln(node.args[1]))
    return None
