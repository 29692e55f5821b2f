"""Roots, logarithms, inverse functions and real powers, whose domains are lost and gained."""

from random import Random

from tests.adversary.kinds.growing import Soil, draw_names, grow, make_pair
from tests.adversary.pairs import Pair
from tests.adversary.rewriting.algebra import ALGEBRA
from tests.adversary.rewriting.powers import POWERS
from tests.adversary.rewriting.trigonometry import INVERSES
from tests.adversary.tree import Node, call, const, mul, num, pow_

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


SOILS = (
    Soil(("ln", "sqrt", "exp"), 0.45, special=special, special_share=0.3),
    Soil(("asin", "acos", "atan", "sqrt"), 0.4, special=special, special_share=0.2),
    Soil(("acosh", "asinh", "atanh", "ln"), 0.4, special=special, special_share=0.1),
    Soil(("ln", "sqrt", "asin"), 0.5),
)
RULES = [*POWERS, *POWERS, *INVERSES, *ALGEBRA]


def generate(rng: Random) -> Pair:
    names = draw_names(rng, 2)
    symbols = {name: rng.choice(DECLARED) for name in names}
    base = grow(rng, rng.choice(SOILS), names, rng.choice((2, 2, 3)))
    return make_pair("domains", base, rng, RULES, symbols, names=names)
