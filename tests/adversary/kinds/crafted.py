"""Answers that are made to look right: they vanish at every point that the engine has shown for this expected answer.

The expected answer alone decides which points the engine tries first, and a report shows a student one of them. So this
kind asks for a witness, adds to the expected answer something that is zero there, and asks again, as a student could.
"""

import json
from fractions import Fraction
from random import Random

from grader.equivalence.pairs.batch import compare_lines
from tests.adversary.kinds.growing import Soil, draw_names, grow
from tests.adversary.oracles.witnesses import parse_point
from tests.adversary.pairs import Pair
from tests.adversary.tree import Node, add, call, div, mul, names_in, num, pow_, sub, sym

__all__ = ["generate"]

ROUNDS = 4
PRIMES = (2**61 - 1, 2**89 - 1, 2**107 - 1, 2**127 - 1, 10**18 + 9, 998244353)
SOILS = (Soil((), 0, can_divide=False), Soil(("sin", "exp"), 0.3), Soil(("abs", "sqrt"), 0.2))


def ask_for_point(pair: Pair) -> dict[str, Fraction]:
    """Return the point of the witness that the engine shows, if it shows one."""
    (line,) = compare_lines([pair.line()])
    witness = json.loads(line).get("witness") or {}
    return parse_point(witness.get("point", {})) or {}


def generate(rng: Random) -> Pair:
    """Return an answer that is wrong by a polynomial with many known zeros, or by a multiple of a large prime."""
    names = draw_names(rng, 2)
    expected = add(sym(names[0]), grow(rng, rng.choice(SOILS), names, rng.choice((1, 2))))
    symbols = dict.fromkeys(names, rng.choice(("real", "real", "positive")))
    if rng.random() < 0.25:
        return Pair("crafted", add(expected, by_prime(names, rng)), expected, symbols, steps=("large prime",))
    factors: list[Node] = [num(Fraction(1, rng.choice((1, 10**6, 10**20))))]
    name = rng.choice(sorted(names_in(expected)))
    for _ in range(rng.randint(1, ROUNDS)):
        pair = Pair("crafted", add(expected, mul(*factors, sym(name))), expected, symbols)
        value = ask_for_point(pair).get(name)
        if value is None:
            break
        factors.append(sub(mul(num(value.denominator), sym(name)), num(value.numerator)))
    return Pair("crafted", add(expected, mul(*factors, sym(name))), expected, symbols, steps=("zero at witnesses",))


def by_prime(names: list[str], rng: Random) -> Node:
    """Return something that is zero modulo a large prime, or is tiny."""
    prime, x = num(rng.choice(PRIMES)), sym(rng.choice(names))
    return rng.choice((
        lambda: mul(prime, x), lambda: mul(prime, sub(x, num(1)), call("exp", x)), lambda: div(x, prime),
        lambda: div(call("sin", x), pow_(num(10), rng.choice((12, 30, 60)))),
        lambda: mul(num(Fraction(1, 10 ** rng.choice((15, 25)))), pow_(x, 2)),
    ))()  # fmt: skip
