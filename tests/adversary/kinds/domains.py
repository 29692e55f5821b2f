"""Roots, logarithms, inverse functions and real powers, whose domains are lost and gained."""

from random import Random

from tests.adversary.kinds.growing import Soil, draw_names, grow, make_pair
from tests.adversary.pairs import Pair
from tests.adversary.rewriting.algebra import ALGEBRA
from tests.adversary.rewriting.powers import POWERS
from tests.adversary.rewriting.trigonometry import INVERSES
from tests.adversary.tree import Node, add, call, const, mul, num, pow_

__all__ = ["generate"]

DECLARED = ("real", "real", "real", "positive", "nonnegative", "[0, 1]", "[1, 9]", "nonzero", "negative", "[-1, 1]")


def special(rng: Random, branch) -> Node:  # type: ignore[no-untyped-def]
    """Return a real power, a root of odd degree, or a function of its inverse."""
    a = branch()
    return rng.choice((
        lambda: pow_(a, branch()), lambda: pow_(const("e"), mul(num(rng.randint(1, 3)), call("ln", a))),
        lambda: call("root", a, num(rng.choice((3, 3, 5)))), lambda: call("sqrt", pow_(a, 2)),
        lambda: call(rng.choice(("sin", "cos", "tan")), call(rng.choice(("asin", "acos", "atan")), a)),
        lambda: mul(call("sqrt", a), call("sqrt", branch())), lambda: call("ln", mul(a, branch())),
        lambda: call("ln", pow_(a, rng.choice((2, 3, 4)))),
    ))()  # fmt: skip


def sum_of_conditions(rng: Random, branch) -> Node:  # type: ignore[no-untyped-def]
    """Return a sum of functions that each need something of a branch: together they leave a small domain."""
    terms = [
        call(rng.choice(("ln", "sqrt", "asin", "acos", "acosh", "atanh")), branch()) for _ in range(rng.randint(2, 4))
    ]
    logarithms = rng.choice((
        lambda a, b: add(call("ln", a), call("ln", b)), lambda a, b: call("ln", mul(a, b)),
        lambda a, b: mul(call("sqrt", a), call("sqrt", b)), lambda a, b: call("sqrt", mul(a, b)),
    ))  # fmt: skip
    return add(logarithms(branch(), branch()), *terms)


SOILS = (
    Soil(("ln", "sqrt"), 0.1, special=sum_of_conditions, special_share=0.6),
    Soil(("tan", "sin", "cos", "atan", "asin", "acos"), 0.7),
    Soil(("ln", "sqrt", "exp"), 0.45, special=special, special_share=0.3),
    Soil(("asin", "acos", "atan", "sqrt"), 0.4, special=special, special_share=0.2),
    Soil(("acosh", "asinh", "atanh", "ln"), 0.4, special=special, special_share=0.1),
    Soil(("ln", "sqrt", "asin"), 0.5),
)
RULES = [*POWERS, *POWERS, *INVERSES, *INVERSES, *ALGEBRA]


def generate(rng: Random) -> Pair:
    names = draw_names(rng, 2)
    symbols = {name: rng.choice(DECLARED) for name in names}
    base = grow(rng, rng.choice(SOILS), names, rng.choice((2, 2, 3)))
    return make_pair("domains", base, rng, RULES, symbols, names=names)
