"""Absolute values, maxima, signs, indicators and floors."""

from random import Random

from tests.adversary.kinds.growing import Soil, draw_names, grow, make_pair
from tests.adversary.pairs import Pair
from tests.adversary.rewriting.algebra import ALGEBRA
from tests.adversary.rewriting.pieces import PIECES
from tests.adversary.tree import Node, call, ind, mul, num, rel

__all__ = ["generate"]

DECLARED = ("real", "real", "real", "positive", "[0, 1]", "[-2, 3]")


def special(rng: Random, branch) -> Node:  # type: ignore[no-untyped-def]
    """Return a maximum, or an indicator, of two branches or more."""
    way = rng.randrange(4)
    if way == 0:
        return call(rng.choice(("max", "min")), *(branch() for _ in range(rng.choice((2, 2, 3, 4)))))
    if way == 1:
        return mul(branch(), ind(rel(branch(), rng.choice(("<", "<=", ">", ">=")), branch())))
    if way == 2:
        return call(rng.choice(("max", "min")), branch(), call(rng.choice(("max", "min")), branch(), num(1)))
    return ind(rel(branch(), rng.choice((">", "<", ">=")), num(0)))


SOILS = (
    Soil(("abs", "relu"), 0.3, can_divide=False, special=special, special_share=0.4),
    Soil(("abs", "sign"), 0.4, can_divide=False, special=special, special_share=0.2),
    Soil(("floor", "ceil", "abs"), 0.35, can_divide=False),
    Soil(("abs", "sin", "exp"), 0.35, special=special, special_share=0.3),
    Soil(("abs", "ln", "sqrt"), 0.3, special=special, special_share=0.3),
)
RULES = [*PIECES, *PIECES, *ALGEBRA]


def generate(rng: Random) -> Pair:
    names = draw_names(rng, 4)
    symbols = {name: rng.choice(DECLARED) for name in names}
    base = grow(rng, rng.choice(SOILS), names, rng.choice((2, 2, 3)))
    return make_pair("piecewise", base, rng, RULES, symbols, names=names)
