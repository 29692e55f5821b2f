"""Hostile sizes: deep nesting, huge numbers and exponents, long sums. All that counts is an answer, soon."""

from fractions import Fraction
from random import Random

from tests.adversary.pairs import Pair
from tests.adversary.tree import Node, abs_, add, call, const, div, ind, mul, num, pow_, rel, sub, sym

__all__ = ["generate"]

X, Y = sym("x"), sym("y")
SYMBOLS = {"x": "real", "y": "real"}
UNARY = (
    "sin",
    "cos",
    "tan",
    "exp",
    "ln",
    "sqrt",
    "abs",
    "atan",
    "asin",
    "sinh",
    "floor",
    "sign",
    "relu",
    "tanh",
    "acosh",
)


def nested(rng: Random) -> Node:
    """Return functions within functions, or fractions within fractions."""
    tree, depth = X, rng.randint(5, 28)
    functions = rng.sample(UNARY, rng.choice((1, 2, 3)))
    for _ in range(depth):
        tree = rng.choice(
            (
                lambda t: call(rng.choice(functions), t),
                lambda t: call(rng.choice(functions), add(t, num(1))),
                lambda t: div(num(1), add(num(1), t)),
                lambda t: pow_(add(t, num(1)), 2),
                lambda t: call("max", t, Y),
                lambda t: mul(t, add(t, Y)) if depth < 8 else add(t, Y),
                lambda t: abs_(sub(t, Y)),
                lambda t: mul(Y, ind(rel(t, ">", num(0)))),
            )
        )(tree)
    return tree


def huge(rng: Random) -> Node:
    """Return an exact constant that is large, or close to another one."""
    n = num(rng.choice((20, 99, 1000, 10**6, 10**12, 10**40)))
    small = num(rng.choice((2, 3, 7, Fraction(11, 10))))
    return rng.choice(
        (
            lambda: pow_(small, n),
            lambda: pow_(small, pow_(small, n)),
            lambda: call("factorial", num(rng.randint(1, 1200))),
            lambda: call("exp", n),
            lambda: call("exp", call("exp", num(rng.randint(1, 99)))),
            lambda: call("root", num(2), n),
            lambda: pow_(num(2), num(Fraction(1, rng.choice((3, 7, 10**10 + 19, 2**65))))),
            lambda: call("sin", pow_(num(10), n)),
            lambda: call("binomial", num(rng.randint(50, 900)), num(rng.randint(20, 400))),
            lambda: call("ln", pow_(small, n)),
            lambda: call("floor", call("exp", num(rng.randint(10, 90)))),
            lambda: pow_(call("sqrt", small), n),
            lambda: Node("dec", (), f"0.{rng.randint(1, 10**30):030d}"),
            lambda: pow_(num(Fraction(1, 3)), n),
            lambda: Node(
                "sum", (pow_(sym("k"), rng.choice((2, 50, 3000))), num(1), num(rng.choice((10, 300, 1000)))), "k"
            ),
        )
    )()


def wide(rng: Random) -> Node:
    """Return many terms, factors, signs or roots at once."""
    count = rng.randint(5, 24)
    terms = {
        "abs": [abs_(sub(X, num(n))) for n in range(count)],
        "sqrt": [call("sqrt", num(n + 2)) for n in range(count)],
        "root of x": [call("sqrt", add(X, num(n))) for n in range(count)],
        "ln": [call("ln", add(X, num(n))) for n in range(count)],
        "floor": [call("floor", mul(num(n + 1), X)) for n in range(count)],
        "atan": [call("atan", num(1, n + 2)) for n in range(count)],
        "max": [call("max", mul(num(n), X), Y) for n in range(count)],
        "power": [pow_(X, rng.randint(1, 200)) for _ in range(count)],
        "indicator": [ind(rel(X, ">", num(n))) for n in range(count)],
        "sin": [call("sin", mul(num(n + 1), X)) for n in range(count)],
        "exp": [pow_(const("e"), mul(num(n), X)) for n in range(count)],
    }
    chosen = rng.choice(sorted(terms))
    if rng.random() < 0.15:
        return call("max", *terms[chosen])
    return add(*terms[chosen]) if rng.random() < 0.7 else mul(*terms[chosen][:12])


def large_power(rng: Random) -> Node:
    n = rng.choice((7, 20, 60, 200))
    base = add(X, Y, num(rng.randint(1, 9)))
    return rng.choice(
        (
            lambda: pow_(base, n),
            lambda: pow_(add(call("sqrt", X), call("sqrt", Y)), n),
            lambda: pow_(X, huge(rng)),
            lambda: pow_(add(call("sqrt", num(2)), num(1)), n),
            lambda: pow_(pow_(X, n), n),
            lambda: pow_(add(X, huge(rng)), 3),
            lambda: mul(*(sub(X, num(k)) for k in range(min(n, 30)))),
        )
    )()


MAKERS = (nested, nested, huge, wide, large_power)


def generate(rng: Random) -> Pair:
    """Return two trees that are the same but for their order, or for a small change, or that have nothing in common."""
    tree = rng.choice(MAKERS)(rng)
    way = rng.randrange(4)
    other = tree
    if way == 0:
        other = sub(add(tree, Y), Y)
    elif way == 1:
        other = add(tree, num(Fraction(1, rng.choice((1, 10**6, 10**40)))))
    elif way == 2:
        other = rng.choice(MAKERS)(rng)
    elif tree.op in ("add", "mul"):
        other = Node(tree.op, tree.args[::-1])
    if rng.random() < 0.15:
        sign = rng.choice(("=", "<", ">="))
        tree, other = rel(tree, sign, num(1)), rel(other, sign, num(1))
    return Pair("hostile", other, tree, SYMBOLS, oracle="none", steps=(str(way),))
