"""Identities of elementary functions, in one and several real symbols."""

from random import Random

from tests.adversary.kinds.growing import Soil, draw_names, grow, make_pair
from tests.adversary.pairs import Pair
from tests.adversary.rewriting.algebra import ALGEBRA
from tests.adversary.rewriting.trigonometry import COMPLEX_TRIGONOMETRY, TRIGONOMETRY

__all__ = ["generate"]

SOILS = (
    Soil(("sin", "cos", "tan"), 0.4),
    Soil(("exp", "sinh", "cosh", "tanh"), 0.35),
    Soil(("sin", "cos", "exp", "sec", "csc", "cot"), 0.4),
    Soil((), 0),
)
RULES = [*ALGEBRA, *COMPLEX_TRIGONOMETRY, *COMPLEX_TRIGONOMETRY, *TRIGONOMETRY]


def generate(rng: Random) -> Pair:
    names = draw_names(rng, 3)
    base = grow(rng, rng.choice(SOILS), names, rng.choice((2, 3, 3, 4)))
    symbols = dict.fromkeys(names, "real")
    return make_pair("functions", base, rng, RULES, symbols, names=names, steps=4)
