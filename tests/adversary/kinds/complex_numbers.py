"""Complex numbers: constants, complex symbols, and ``i`` beside real symbols; some with a tolerance."""

from random import Random

from tests.adversary.kinds.growing import Soil, draw_names, grow, make_pair
from tests.adversary.kinds.rounding import generate_complex
from tests.adversary.pairs import Pair
from tests.adversary.rewriting.algebra import ALGEBRA
from tests.adversary.rewriting.rule import Facts, Rule, rule
from tests.adversary.rewriting.trigonometry import COMPLEX_TRIGONOMETRY, argument_of
from tests.adversary.tree import Node, abs_, add, call, const, div, is_number, mul, neg, num, pow_, sub, subtrees

__all__ = ["generate"]

UNIT, E, ONE, TWO = const("i"), const("e"), num(1), num(2)
COMPLEX: list[Rule] = []


@rule(COMPLEX, "exact")
def euler(node: Node, rng: Random, facts: Facts) -> Node | None:
    """e^(i t) = cos t + i sin t, and the cosine and sine by exponentials."""
    if node.op == "pow" and node.args[0] == E and node.args[1].op == "mul" and node.args[1].args[0] == UNIT:
        t = mul(*node.args[1].args[1:])
        return add(call("cos", t), mul(UNIT, call("sin", t)))
    t = argument_of(node, "sin", "cos") or ONE
    up, down = pow_(E, mul(UNIT, t)), pow_(E, neg(mul(UNIT, t)))
    if argument_of(node, "cos") is not None:
        return div(add(up, down), TWO)
    return div(sub(up, down), mul(TWO, UNIT)) if argument_of(node, "sin") is not None else None


@rule(COMPLEX, "exact")
def hyperbolic_kin(node: Node, rng: Random, facts: Facts) -> Node | None:
    """cos(i t) = cosh t, sin(i t) = i sinh t, and back."""
    t = argument_of(node, "sin", "cos", "sinh", "cosh")
    if t is None:
        return None
    turned = mul(UNIT, t)
    return {
        "cos": call("cosh", turned),
        "cosh": call("cos", turned),
        "sin": neg(mul(UNIT, call("sinh", turned))),
        "sinh": neg(mul(UNIT, call("sin", turned))),
    }[str(node.value)]


@rule(COMPLEX, "exact")
def powers_of_unit(node: Node, rng: Random, facts: Facts) -> Node | None:
    """i = i^5 = -1/i = e^(i pi/2), and -1 = i^2."""
    if node == UNIT:
        return rng.choice(
            (pow_(UNIT, 5), neg(div(ONE, UNIT)), pow_(E, mul(UNIT, div(const("pi"), TWO))), neg(pow_(UNIT, 3)))
        )
    if is_number(node, -1):
        return pow_(UNIT, 2)
    return pow_(UNIT, 4) if is_number(node, 1) else None


@rule(COMPLEX, "exact")
def rationalise_unit(node: Node, rng: Random, facts: Facts) -> Node | None:
    """a/(b + c i) = a (b - c i)/(b^2 + c^2) for real b and c that are not both 0."""
    if node.op != "div" or node.args[1].op != "add" or len(node.args[1].args) != 2:
        return None
    b, rest = node.args[1].args
    c = ONE if rest == UNIT else (rest.args[0] if rest.op == "mul" and rest.args[1:] == (UNIT,) else None)
    if c is None or b.op != "num" or c.op != "num":
        return None
    return div(mul(node.args[0], sub(b, mul(c, UNIT))), add(pow_(b, 2), pow_(c, 2)))


@rule(COMPLEX, "exact")
def absolute_value_of_product(node: Node, rng: Random, facts: Facts) -> Node | None:
    a = argument_of(node, "abs")
    if a is None or a.op not in ("mul", "div", "neg"):
        return None
    return abs_(a.args[0]) if a.op == "neg" else Node(a.op, tuple(map(abs_, a.args)))


@rule(COMPLEX, "exact")
def square_of_root(node: Node, rng: Random, facts: Facts) -> Node | None:
    """sqrt(z)^2 = z."""
    return argument_of(node.args[0], "sqrt") if node.op == "pow" and is_number(node.args[1], 2) else None


def gaussian(rng: Random) -> Node:
    a, b = num(rng.randint(-5, 5)), rng.randint(1, 5)
    imaginary = UNIT if b == 1 else mul(num(b), UNIT)
    return add(a, imaginary) if rng.random() < 0.7 else imaginary


def special(rng: Random, branch) -> Node:  # type: ignore[no-untyped-def]
    """Return a number with an imaginary part, or a function of a branch."""
    z = branch()
    return rng.choice(
        (
            lambda: gaussian(rng),
            lambda: gaussian(rng),
            lambda: mul(UNIT, z),
            lambda: pow_(E, mul(UNIT, z)),
            lambda: abs_(z),
            lambda: pow_(gaussian(rng), rng.choice((2, 3, -1))),
            lambda: div(z, gaussian(rng)),
            lambda: mul(gaussian(rng), z),
        )
    )()


def special_with_roots(rng: Random, branch) -> Node:  # type: ignore[no-untyped-def]
    z = branch()
    return rng.choice(
        (
            lambda: call("sqrt", z),
            lambda: call("ln", z),
            lambda: pow_(call("sqrt", z), 2),
            lambda: special(rng, branch),
            lambda: call("sqrt", pow_(z, 2)),
            lambda: pow_(E, call("ln", z)),
        )
    )()


RULES = [*COMPLEX, *COMPLEX, *ALGEBRA, *COMPLEX_TRIGONOMETRY]
FUNCTIONS = ("sin", "cos", "exp", "sinh", "cosh")


def has_unit(tree: Node) -> bool:
    return any(part == UNIT for _, part in subtrees(tree))


def generate(rng: Random) -> Pair:
    way = rng.randrange(4)
    if way == 3:
        return generate_complex(rng)
    names = [] if way == 0 else draw_names(rng, 2)
    symbols = dict.fromkeys(names, "complex" if way == 1 else "real")
    # Roots and logarithms of real symbols beside i are left out: whether they may be complex is the author's choice.
    soil = Soil(FUNCTIONS, 0.2, special=special_with_roots if way == 1 else special, special_share=0.35)
    base = grow(rng, soil, names, rng.choice((2, 3)))
    if way != 1 and not has_unit(base):
        base = add(base, UNIT)
    pair = make_pair(
        "complex",
        base,
        rng,
        RULES,
        symbols,
        names=names,
        changes=("exact", "almost"),
        changes_expected=("exact", "almost"),
    )
    if way == 1 or has_unit(pair.expected):
        return pair
    return Pair(
        "complex",
        pair.student,
        add(pair.expected, mul(num(0), UNIT)),
        symbols,
        is_equal=pair.is_equal,
        steps=pair.steps,
    )
