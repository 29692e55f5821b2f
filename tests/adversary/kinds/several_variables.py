"""Equations in several variables, as the formulas of physics are: rearranged, and solved for another letter."""

from random import Random

from tests.adversary.kinds.growing import Soil, grow
from tests.adversary.kinds.one_variable import spoil
from tests.adversary.pairs import Pair
from tests.adversary.rewriting.algebra import ALGEBRA
from tests.adversary.rewriting.conditions import SAME_SOLUTIONS
from tests.adversary.rewriting.isolating import CARELESS, ISOLATING
from tests.adversary.rewriting.rule import EXACT, Facts, rewrite
from tests.adversary.tree import Node, abs_, add, call, const, div, mul, num, pow_, rel, sub, sym

__all__ = ["generate"]

LETTERS = ("x", "y", "z", "a", "b", "m", "t", "v", "w", "p")
SOUND = [*SAME_SOLUTIONS, *ISOLATING, *ISOLATING, *ISOLATING, *ALGEBRA]
SOIL = Soil(("sqrt", "exp"), 0.1)


def monomial(names: list[str], rng: Random) -> Node:
    """Return a product of powers over a product of powers."""
    rng.shuffle(names)
    above = [power(name, rng) for name in names[:2]]
    below = [power(name, rng) for name in names[2:]]
    top = mul(*([num(rng.choice((2, 3, 4)))] if rng.random() < 0.4 else []), *above)
    return div(top, mul(*below)) if below else top


def power(name: str, rng: Random) -> Node:
    return pow_(sym(name), 2) if rng.random() < 0.3 else sym(name)


def right_side(names: list[str], rng: Random) -> Node:
    x, y = sym(names[0]), sym(names[-1])
    return rng.choice(
        (
            lambda: monomial(list(names), rng),
            lambda: monomial(list(names), rng),
            lambda: add(monomial(list(names), rng), x),
            lambda: call("sqrt", monomial(list(names), rng)),
            lambda: mul(x, pow_(const("e"), y)),
            lambda: add(mul(num(rng.randint(2, 5)), x), num(rng.randint(1, 9))),
            lambda: sub(mul(num(2), x), mul(num(3), y)),
            lambda: div(x, add(x, y)),
            lambda: add(pow_(x, 2), pow_(y, 2)),
            lambda: call("ln", x),
            lambda: abs_(x),
            lambda: pow_(x, 2),
            lambda: div(add(x, num(1)), sub(y, num(2))),
            lambda: grow(rng, SOIL, names, 2),
        )
    )()


def generate(rng: Random) -> Pair:
    """Return a pair of equations, most of them in positive letters."""
    names = rng.sample(LETTERS, rng.choice((2, 2, 3, 3, 4)))
    domain = rng.choice(("positive", "positive", "real"))
    left = sym(names[0])
    base = rel(pow_(left, 2) if rng.random() < 0.2 else left, "=", right_side(names[1:], rng))
    symbols = dict.fromkeys(names, domain)
    facts, is_equal = Facts(symbols), True
    student, steps = rewrite(base, rng, SOUND, facts, rng.randint(1, 4), EXACT)
    expected, more = rewrite(base, rng, SOUND, facts, rng.randint(0, 2), EXACT)
    steps = (*steps, *more)
    if rng.random() < 0.45:
        student, names_of_steps, is_equal = (
            spoil_carelessly(student, rng, facts) if rng.random() < 0.4 else spoil(student, rng, facts, names[0])
        )
        steps = (*steps, *names_of_steps)
    if rng.random() < 0.5:
        student, expected = expected, student
    return Pair("several variables", student, expected, symbols, oracle="conditions", is_equal=is_equal, steps=steps)


def spoil_carelessly(tree: Node, rng: Random, facts: Facts) -> tuple[Node, tuple[str, ...], bool]:
    changed, names = rewrite(tree, rng, CARELESS, facts, 1, ("wider", "narrower"))
    return changed, names, not names
