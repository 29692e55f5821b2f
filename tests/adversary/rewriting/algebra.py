"""Rules of sums, products and powers. They hold for complex numbers as well."""

from fractions import Fraction
from random import Random

from tests.adversary.rewriting.rule import Facts, Rule, rule
from tests.adversary.tree import (
    Node,
    add,
    call,
    const,
    div,
    is_number,
    mul,
    names_in,
    neg,
    num,
    number_of,
    pow_,
    sub,
    sym,
)

__all__ = ["ALGEBRA"]

ALGEBRA: list[Rule] = []


def is_value(node: Node) -> bool:
    return node.op in ("num", "sym", "const", "add", "mul", "neg", "div", "pow", "call")


def whole_exponent(node: Node) -> int | None:
    """Return the exponent of a power if it is a whole number from 2 on."""
    if node.op == "pow" and node.args[1].op == "num":
        value = number_of(node.args[1])
        if value.denominator == 1 and value >= 2:
            return int(value)
    return None


@rule(ALGEBRA, "exact")
def distribute(node: Node, rng: Random, facts: Facts) -> Node | None:
    """a (b + c) = a b + a c."""
    sums = [place for place, arg in enumerate(node.args) if arg.op == "add"] if node.op == "mul" else []
    if not sums:
        return None
    place = rng.choice(sums)
    others = node.args[:place] + node.args[place + 1 :]
    return add(*(mul(*others, term) for term in node.args[place].args))


@rule(ALGEBRA, "exact")
def factor_out(node: Node, rng: Random, facts: Facts) -> Node | None:
    """a b + a c = a (b + c), where a is the first factor of both."""
    if node.op != "add" or len(node.args) != 2:
        return None
    left, right = node.args
    if left.op == right.op == "mul" and left.args[0] == right.args[0]:
        return mul(left.args[0], add(mul(*left.args[1:]), mul(*right.args[1:])))
    return None


@rule(ALGEBRA, "exact")
def reorder(node: Node, rng: Random, facts: Facts) -> Node | None:
    if node.op not in ("add", "mul") or len(node.args) < 2:
        return None
    return Node(node.op, tuple(rng.sample(node.args, len(node.args))), node.value)


@rule(ALGEBRA, "exact")
def square_a_sum(node: Node, rng: Random, facts: Facts) -> Node | None:
    """(a + b)^2 = a^2 + 2 a b + b^2."""
    if whole_exponent(node) != 2 or node.args[0].op != "add" or len(node.args[0].args) != 2:
        return None
    a, b = node.args[0].args
    return add(pow_(a, 2), mul(num(2), a, b), pow_(b, 2))


@rule(ALGEBRA, "exact")
def split_power(node: Node, rng: Random, facts: Facts) -> Node | None:
    """a^n = a a^(n-1)."""
    n = whole_exponent(node)
    return None if n is None else mul(node.args[0], pow_(node.args[0], n - 1) if n > 2 else node.args[0])


@rule(ALGEBRA, "exact")
def factor_squares(node: Node, rng: Random, facts: Facts) -> Node | None:
    """a^2 - b^2 = (a - b)(a + b)."""
    if node.op != "add" or len(node.args) != 2 or node.args[1].op != "neg":
        return None
    a, b = node.args[0], node.args[1].args[0]
    if whole_exponent(a) == whole_exponent(b) == 2:
        return mul(sub(a.args[0], b.args[0]), add(a.args[0], b.args[0]))
    return None


@rule(ALGEBRA, "exact")
def write_as_square(node: Node, rng: Random, facts: Facts) -> Node | None:
    """a b = ((a + b)^2 - (a - b)^2)/4."""
    if node.op != "mul" or len(node.args) != 2:
        return None
    a, b = node.args
    return div(sub(pow_(add(a, b), 2), pow_(sub(a, b), 2)), num(4))


@rule(ALGEBRA, "exact")
def expand_fraction(node: Node, rng: Random, facts: Facts) -> Node | None:
    """t = t c/c for a number c."""
    if not is_value(node):
        return None
    c = num(rng.choice((2, 3, 5, 7)))
    return div(mul(c, node), c)


@rule(ALGEBRA, "exact")
def add_nothing(node: Node, rng: Random, facts: Facts) -> Node | None:
    """t = t + s - s."""
    if not is_value(node):
        return None
    extra = random_polynomial(node, rng)
    return sub(add(node, extra), extra)


@rule(ALGEBRA, "almost")
def expand_by_symbol(node: Node, rng: Random, facts: Facts) -> Node | None:
    """t = t s/s, where s vanishes at single points."""
    if not is_value(node):
        return None
    extra = random_polynomial(node, rng)
    return div(mul(node, extra), extra) if names_in(extra) else None


@rule(ALGEBRA, "exact")
def common_denominator(node: Node, rng: Random, facts: Facts) -> Node | None:
    """a/b + c/d = (a d + c b)/(b d)."""
    if node.op != "add" or len(node.args) != 2 or any(arg.op != "div" for arg in node.args):
        return None
    (a, b), (c, d) = (arg.args for arg in node.args)
    return div(add(mul(a, d), mul(c, b)), mul(b, d))


@rule(ALGEBRA, "exact")
def split_fraction(node: Node, rng: Random, facts: Facts) -> Node | None:
    """(a + b)/c = a/c + b/c."""
    if node.op != "div" or node.args[0].op != "add":
        return None
    return add(*(div(term, node.args[1]) for term in node.args[0].args))


@rule(ALGEBRA, "exact")
def write_reciprocal(node: Node, rng: Random, facts: Facts) -> Node | None:
    """a/b = a b^(-1)."""
    return mul(node.args[0], pow_(node.args[1], -1)) if node.op == "div" else None


@rule(ALGEBRA, "almost")
def turn_fraction_over(node: Node, rng: Random, facts: Facts) -> Node | None:
    """a/b = 1/(b/a), where a is not zero."""
    if node.op != "div" or not (names_in(node.args[0]) or is_plain_number(node.args[0])):
        return None
    return None if is_hidden_zero(node.args[0]) else div(num(1), div(node.args[1], node.args[0]))


def is_plain_number(node: Node) -> bool:
    return node.op == "num" and node.value != 0


def is_hidden_zero(node: Node) -> bool:
    """Whether a tree could be zero on a set of positive measure: one of functions that are constant in parts."""
    return not (node.op in ("sym", "num") or (node.op == "pow" and node.args[0].op == "sym"))


@rule(ALGEBRA, "exact")
def flip_sign(node: Node, rng: Random, facts: Facts) -> Node | None:
    """a - b = -(b - a)."""
    if node.op == "add" and len(node.args) == 2 and node.args[1].op == "neg":
        return neg(sub(node.args[1].args[0], node.args[0]))
    return None


@rule(ALGEBRA, "exact")
def split_number(node: Node, rng: Random, facts: Facts) -> Node | None:
    if node.op != "num":
        return None
    value, part = number_of(node), Fraction(rng.randint(1, 6))
    return rng.choice((add(num(value - part), num(part)), div(num(value * part), num(part))))


@rule(ALGEBRA, "exact")
def complete_square(node: Node, rng: Random, facts: Facts) -> Node | None:
    """a^2 + s = (a + k)^2 - 2 k a - k^2 + s."""
    if whole_exponent(node) != 2:
        return None
    a, k = node.args[0], num(rng.randint(1, 4))
    return sub(sub(pow_(add(a, k), 2), mul(num(2), k, a)), pow_(k, 2))


@rule(ALGEBRA, "exact")
def split_exponential(node: Node, rng: Random, facts: Facts) -> Node | None:
    """e^(a + b) = e^a e^b, and e^(n a) = (e^a)^n."""
    if not is_exponential(node):
        return None
    exponent = node.args[1]
    if exponent.op == "add":
        return mul(*(pow_(const("e"), term) for term in exponent.args))
    if exponent.op == "mul" and exponent.args[0].op == "num" and number_of(exponent.args[0]).denominator == 1:
        return pow_(pow_(const("e"), mul(*exponent.args[1:])), exponent.args[0])
    if exponent.op == "neg":
        return div(num(1), pow_(const("e"), exponent.args[0]))
    return None


@rule(ALGEBRA, "exact")
def spell_exponential(node: Node, rng: Random, facts: Facts) -> Node | None:
    if is_exponential(node):
        return call("exp", node.args[1])
    return pow_(const("e"), node.args[0]) if node.op == "call" and node.value == "exp" else None


def is_exponential(node: Node) -> bool:
    return node.op == "pow" and node.args[0] == const("e")


def random_polynomial(node: Node, rng: Random) -> Node:
    """Return a short polynomial in a symbol of a tree."""
    names = sorted(names_in(node))
    if not names:
        return num(rng.randint(1, 9))
    x = sym(rng.choice(names))
    k = num(rng.randint(1, 5))
    return rng.choice((x, add(x, k), add(pow_(x, 2), k), mul(num(2), x), sub(x, k)))


def is_one(node: Node) -> bool:
    return is_number(node, 1)
