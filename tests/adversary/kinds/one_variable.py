"""Equations and inequalities in one variable: polynomials, fractions, roots, logarithms, exponentials, sines."""

from collections.abc import Callable
from fractions import Fraction
from random import Random

from tests.adversary.kinds.growing import Soil, grow
from tests.adversary.kinds.solved import write_solutions
from tests.adversary.pairs import Pair
from tests.adversary.rewriting.algebra import ALGEBRA
from tests.adversary.rewriting.conditions import GAINING, SAME_SOLUTIONS
from tests.adversary.rewriting.mutations import mutate
from tests.adversary.rewriting.pieces import PIECES
from tests.adversary.rewriting.powers import POWERS
from tests.adversary.rewriting.rule import EXACT, Facts, rewrite
from tests.adversary.tree import Node, abs_, add, call, const, div, mul, neg, num, pow_, rel, sub, sym

__all__ = ["generate_equation", "generate_inequality"]

LETTERS = ("x", "t", "u", "s", "w")
DECLARED = ("real", "real", "real", "real", "positive", "[-3, 5]", "nonnegative")
KNOWN = tuple(
    [call("sqrt", num(n)) for n in (2, 3, 5, 6, 7)]
    + [neg(call("sqrt", num(n))) for n in (2, 3, 5)]
    + [call("ln", num(n)) for n in (2, 3, 4, 5, 6)]
    + [neg(call("ln", num(n))) for n in (2, 3)]
    + [const("e"), pow_(const("e"), 2), div(num(1), const("e")), neg(const("e"))]
    + [div(call("ln", num(n)), num(2)) for n in (2, 3, 5)]
)
UNSOUND = [*GAINING, *GAINING, *POWERS]
SOUND = [*SAME_SOLUTIONS, *SAME_SOLUTIONS, *SAME_SOLUTIONS, *ALGEBRA, *PIECES, *POWERS]

Make = Callable[[Node, Random], tuple[Node, Node]]


def whole(rng: Random, most: int = 5) -> Node:
    return num(rng.randint(-most, most))


def linear(x: Node, rng: Random) -> Node:
    """Return k x + m with small numbers."""
    k = rng.choice((1, 1, 1, 2, 3, -1, -2))
    term = x if k == 1 else (neg(x) if k == -1 else mul(num(k), x))
    return add(term, whole(rng)) if rng.random() < 0.85 else term


def polynomial(x: Node, rng: Random) -> tuple[Node, Node]:
    factors = [sub(x, whole(rng)) for _ in range(rng.choice((1, 2, 2, 3)))]
    if rng.random() < 0.25:
        factors.append(rng.choice((pow_(sub(x, whole(rng)), 2), add(pow_(x, 2), num(1)), sub(pow_(x, 2), num(2)))))
    return mul(*factors), num(0)


def quadratic(x: Node, rng: Random) -> tuple[Node, Node]:
    p, q = rng.randint(-4, 4), rng.randint(-4, 4)
    return add(pow_(x, 2), mul(num(-p - q), x), num(p * q)), num(rng.choice((0, 0, 0, 2)))


def fraction(x: Node, rng: Random) -> tuple[Node, Node]:
    top, bottom = rng.choice((linear, lambda x, rng: polynomial(x, rng)[0]))(x, rng), linear(x, rng)
    return div(top, bottom), num(rng.choice((0, 1, 2, -1, Fraction(1, 2))))


def cancelled(x: Node, rng: Random) -> tuple[Node, Node]:
    """Return a fraction whose denominator may be cancelled."""
    a, b = whole(rng), whole(rng)
    value = a.value + b.value if rng.random() < 0.6 else rng.randint(-4, 4)  # type: ignore[operator]
    return div(mul(sub(x, a), add(x, b)), sub(x, a)), num(value)


def logarithm(x: Node, rng: Random) -> tuple[Node, Node]:
    ln = lambda t: call("ln", t)  # noqa: E731
    left = rng.choice(
        (
            lambda: add(ln(linear(x, rng)), ln(linear(x, rng))),
            lambda: mul(num(2), ln(linear(x, rng))),
            lambda: ln(pow_(linear(x, rng), 2)),
            lambda: ln(mul(x, sub(x, whole(rng)))),
            lambda: ln(linear(x, rng)),
            lambda: sub(ln(linear(x, rng)), ln(linear(x, rng))),
            lambda: ln(abs_(linear(x, rng))),
        )
    )()
    return left, rng.choice((num(0), num(1), num(2), ln(num(rng.randint(2, 6))), ln(linear(x, rng))))


def exponential(x: Node, rng: Random) -> tuple[Node, Node]:
    up = pow_(const("e"), x)
    p, q = rng.randint(1, 6), rng.randint(-3, 6)
    return rng.choice(
        (
            lambda: (add(pow_(const("e"), mul(num(2), x)), mul(num(-p - q), up), num(p * q)), num(0)),
            lambda: (up, num(p)),
            lambda: (up, add(x, num(1))),
            lambda: (mul(x, up), num(0)),
            lambda: (pow_(num(2), x), num(2**p)),
            lambda: (add(up, x), num(1)),
            lambda: (pow_(num(3), x), pow_(num(9), sub(x, num(q)))),
        )
    )()


def root(x: Node, rng: Random) -> tuple[Node, Node]:
    sqrt = lambda t: call("sqrt", t)  # noqa: E731
    return rng.choice(
        (
            lambda: (sqrt(linear(x, rng)), linear(x, rng)),
            lambda: (mul(sqrt(linear(x, rng)), sqrt(linear(x, rng))), num(rng.randint(0, 3))),
            lambda: (sqrt(pow_(linear(x, rng), 2)), linear(x, rng)),
            lambda: (sqrt(linear(x, rng)), num(rng.randint(-1, 4))),
            lambda: (add(x, sqrt(x)), num(rng.choice((0, 2, 6)))),
            lambda: (div(x, sqrt(x)), num(rng.randint(0, 3))),
            lambda: (pow_(sqrt(linear(x, rng)), 2), linear(x, rng)),
            lambda: (call("root", linear(x, rng), num(3)), num(rng.randint(-2, 2))),
        )
    )()


def pieces(x: Node, rng: Random) -> tuple[Node, Node]:
    return rng.choice(
        (
            lambda: (abs_(linear(x, rng)), num(rng.randint(0, 5))),
            lambda: (abs_(linear(x, rng)), linear(x, rng)),
            lambda: (abs_(linear(x, rng)), abs_(linear(x, rng))),
            lambda: (div(num(1), add(abs_(x), num(rng.randint(1, 3)))), num(Fraction(1, rng.randint(2, 5)))),
            lambda: (div(linear(x, rng), abs_(linear(x, rng))), num(rng.choice((0, 1, -1)))),
            lambda: (call("max", x, whole(rng)), linear(x, rng)),
            lambda: (mul(x, abs_(x)), num(rng.choice((4, -9, 1, 0)))),
            lambda: (call("sign", linear(x, rng)), num(rng.choice((0, 1, -1)))),
            lambda: (add(abs_(x), abs_(sub(x, num(rng.randint(1, 4))))), num(rng.randint(1, 6))),
            lambda: (call("floor", linear(x, rng)), num(rng.randint(-2, 3))),
            lambda: (call("relu", linear(x, rng)), num(rng.randint(0, 3))),
            lambda: (div(linear(x, rng), sub(abs_(x), num(rng.randint(1, 4)))), num(rng.choice((0, 1, 2)))),
        )
    )()


def sine(x: Node, rng: Random) -> tuple[Node, Node]:
    value = rng.choice((num(0), num(1), num(-1), num(1, 2), div(call("sqrt", num(2)), num(2)), num(2)))
    return rng.choice(
        (
            lambda: (call(rng.choice(("sin", "cos")), mul(num(rng.choice((1, 1, 2))), x)), value),
            lambda: (pow_(call("sin", x), 2), num(1, rng.choice((1, 2, 4)))),
            lambda: (mul(call("tan", x), call("cos", x)), value),
            lambda: (call("tan", x), num(rng.choice((0, 1, -1)))),
            lambda: (add(call("sin", x), x), num(0)),
            lambda: (call("atan", x), num(rng.choice((0, 1)))),
            lambda: (div(call("sin", x), x), num(0)),
        )
    )()


def anything(x: Node, rng: Random) -> tuple[Node, Node]:
    soil = Soil(("sqrt", "ln", "exp", "abs", "sin"), 0.3)
    return grow(rng, soil, [str(x.value)], 2), grow(rng, soil, [str(x.value)], 1)


MAKERS: tuple[Make, ...] = (
    polynomial,
    quadratic,
    fraction,
    cancelled,
    logarithm,
    exponential,
    root,
    root,
    pieces,
    pieces,
    sine,
    anything,
)


def generate(kind: str, signs: tuple[str, ...], rng: Random) -> Pair:
    """Return a pair of conditions: rewritten, solved, or changed by a step that may gain or lose solutions."""
    name = rng.choice(LETTERS)
    symbols = {name: rng.choice(DECLARED)}
    base = rel(*interleave(rng.choice(MAKERS)(sym(name), rng), rng.choice(signs)))
    if name not in str(base):
        base = rel(sym(name), rng.choice(signs), whole(rng))
    facts, is_equal = Facts(symbols), True
    student, steps = rewrite(base, rng, SOUND, facts, rng.randint(1, 3), EXACT)
    expected, more = rewrite(base, rng, SOUND, facts, rng.randint(0, 1), EXACT)
    steps = (*steps, *more)
    if rng.random() < 0.4 and (solved := write_solutions(base, name, KNOWN)) is not None:
        student, steps = (
            (solved if rng.random() < 0.7 else rewrite(solved, rng, SOUND, facts, 1, EXACT)[0]),
            ("solved", *more),
        )
    if rng.random() < 0.5:
        student, names, is_equal = spoil(student, rng, facts, name)
        steps = (*steps, *names)
    if rng.random() < 0.5:
        student, expected = expected, student
    return Pair(kind, student, expected, symbols, oracle="conditions", is_equal=is_equal, steps=steps)


def interleave(sides: tuple[Node, Node], sign: str) -> tuple[Node, str, Node]:
    return sides[0], sign, sides[1]


def spoil(tree: Node, rng: Random, facts: Facts, name: str) -> tuple[Node, tuple[str, ...], bool]:
    """Return a condition that may have other solutions."""
    if rng.random() < 0.5:
        changed, names = rewrite(tree, rng, UNSOUND, facts, 1, ("exact", "almost", "wider", "narrower"))
        if names:
            return changed, names, False
    changed, step = mutate(tree, rng, [name])
    return changed, (f"mutation: {step}",), not step


def generate_equation(rng: Random) -> Pair:
    return generate("equations", ("=", "=", "=", "=", "!="), rng)


def generate_inequality(rng: Random) -> Pair:
    return generate("inequalities", ("<", "<=", ">", ">="), rng)
