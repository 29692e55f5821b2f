"""Symbols that are whole numbers: parities, floors, factorials, binomials and indicators."""

from random import Random

from tests.adversary.kinds.growing import Soil, draw_names, grow, make_pair
from tests.adversary.pairs import Pair
from tests.adversary.rewriting.algebra import ALGEBRA
from tests.adversary.rewriting.rule import Facts, Rule, rule
from tests.adversary.rewriting.trigonometry import argument_of
from tests.adversary.tree import Node, add, call, const, div, ind, is_number, mul, num, number_of, pow_, rel, sub, sym

__all__ = ["generate"]

LETTERS = ("n", "k", "m")
DECLARED = ("natural", "natural", "integer", "integer [1, 9]", "integer [0, 20]")
WHOLE: list[Rule] = []
MINUS_ONE, ONE, TWO = num(-1), num(1), num(2)


@rule(WHOLE, "exact")
def parity(node: Node, rng: Random, facts: Facts) -> Node | None:
    """(-1)^m = cos(pi m) = (-1)^(m + 2) = (-1)^(-m) = 2 1[m even] - 1, and the parity of m^2 is that of m."""
    if node.op != "pow" or node.args[0] != MINUS_ONE:
        return None
    m = node.args[1]
    return rng.choice(
        (
            call("cos", mul(const("pi"), m)),
            pow_(MINUS_ONE, add(m, TWO)),
            pow_(MINUS_ONE, mul(num(3), m)),
            pow_(MINUS_ONE, pow_(m, 2)),
            sub(ONE, mul(TWO, sub(m, mul(TWO, call("floor", div(m, TWO)))))),
            div(ONE, node),
            pow_(MINUS_ONE, mul(MINUS_ONE, m)),
        )
    )


@rule(WHOLE, "exact")
def vanishing_sine(node: Node, rng: Random, facts: Facts) -> Node | None:
    """t = t + sin(pi n), and t = t cos(2 pi n)."""
    if node.op != "sym":
        return None
    angle = mul(const("pi"), node)
    return rng.choice((add(node, call("sin", angle)), mul(node, call("cos", mul(TWO, angle)))))


@rule(WHOLE, "exact")
def step_of_factorial(node: Node, rng: Random, facts: Facts) -> Node | None:
    """(n + 1)! = (n + 1) n!."""
    m = argument_of(node, "factorial")
    if m is None or m.op != "add" or len(m.args) != 2 or not is_number(m.args[1]) or m.args[1].value < 1:  # type: ignore[operator]
        return None
    return mul(m, call("factorial", add(m.args[0], num(m.args[1].value - 1))))  # type: ignore[operator]


@rule(WHOLE, "exact")
def split_floor_in_two(node: Node, rng: Random, facts: Facts) -> Node | None:
    """floor(n/2) = n - ceil(n/2) = n - floor((n + 1)/2), and floor((n + 2)/2) = floor(n/2) + 1."""
    m = argument_of(node, "floor")
    if m is None or m.op != "div" or m.args[1] != TWO:
        return None
    n = m.args[0]
    return rng.choice(
        (
            sub(n, call("floor", div(add(n, ONE), TWO))),
            sub(n, call("ceil", m)),
            sub(call("floor", div(add(n, TWO), TWO)), ONE),
            div(sub(n, div(sub(ONE, pow_(MINUS_ONE, n)), TWO)), TWO),
        )
    )


@rule(WHOLE, "exact")
def whole_indicator(node: Node, rng: Random, facts: Facts) -> Node | None:
    """n > a means n >= a + 1."""
    if node.op != "ind" or node.args[0].op != "rel" or node.args[0].value not in (">", "<"):
        return None
    (a, b), sign = node.args[0].args, str(node.args[0].value)
    if not (is_whole_sum(a) and is_whole_sum(b)):
        return None
    return ind(rel(a, f"{sign}=", add(b, ONE) if sign == ">" else sub(b, ONE)))


def is_whole_sum(node: Node) -> bool:
    """Whether a tree is made of whole numbers by sums and products alone, as far as that can be seen."""
    if is_number(node):
        return number_of(node).denominator == 1
    return node.op == "sym" or (node.op in ("add", "neg", "mul") and all(map(is_whole_sum, node.args)))


@rule(WHOLE, "exact")
def binomial_in_two(node: Node, rng: Random, facts: Facts) -> Node | None:
    """The number of pairs: n (n - 1)/2."""
    if node.op != "call" or node.value != "binomial" or node.args[1] != TWO:
        return None
    n = node.args[0]
    return div(mul(n, sub(n, ONE)), TWO)


def special(rng: Random, branch) -> Node:  # type: ignore[no-untyped-def]
    n, k = branch(), num(rng.randint(1, 4))
    return rng.choice(
        (
            lambda: pow_(MINUS_ONE, n),
            lambda: pow_(MINUS_ONE, n),
            lambda: call("floor", div(n, TWO)),
            lambda: pow_(TWO, n),
            lambda: call("floor", div(n, k)),
            lambda: call("cos", mul(const("pi"), n)),
            lambda: ind(rel(n, ">", k)),
            lambda: ind(rel(n, "<", k)),
            lambda: call("abs", n),
        )
    )()


def special_of_letters(rng: Random, branch) -> Node:  # type: ignore[no-untyped-def]
    n = sym("n")
    return rng.choice(
        (
            lambda: call("factorial", add(n, num(rng.randint(1, 3)))),
            lambda: call("binomial", n, TWO),
            lambda: div(call("factorial", add(n, ONE)), call("factorial", n)),
            lambda: call("factorial", n),
            lambda: special(rng, branch),
            lambda: special(rng, branch),
        )
    )()


SOIL = Soil((), 0, can_divide=False, special=special, special_share=0.5)
RULES = [*WHOLE, *WHOLE, *ALGEBRA]


def generate(rng: Random) -> Pair:
    names = list(LETTERS[: len(draw_names(rng, 2))])
    symbols = {name: rng.choice(DECLARED) for name in names}
    soil = SOIL
    if "integer" not in symbols.values():
        soil = Soil((), 0, can_divide=False, special=special_of_letters, special_share=0.5)
    base = grow(rng, soil, names, rng.choice((2, 2, 3)))
    return make_pair("whole", base, rng, RULES, symbols, names=names, changes=("exact",), changes_expected=("exact",))
