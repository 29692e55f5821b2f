"""Sets: unions of intervals with exact ends, and finite sets of numbers and formulas."""

from fractions import Fraction
from random import Random

from tests.adversary.kinds.growing import Soil, draw_names, grow
from tests.adversary.pairs import Pair
from tests.adversary.rewriting.algebra import ALGEBRA
from tests.adversary.rewriting.mutations import mutate
from tests.adversary.rewriting.rule import EXACT, Facts, rewrite
from tests.adversary.tree import INFINITY, Node, abs_, call, neg, num, pow_, sym

__all__ = ["generate"]

SPECIAL = (call("sqrt", num(2)), call("ln", num(3)), Node("const", (), "pi"), Node("const", (), "e"))


def draw_end(rng: Random) -> Node:
    if rng.random() < 0.1:
        return rng.choice(SPECIAL)
    return num(Fraction(rng.randint(-8, 12), rng.choice((1, 1, 1, 2, 3))))


def draw_intervals(rng: Random) -> list[Node]:
    """Return one to three intervals that do not meet, in order."""
    ends = sorted({Fraction(rng.randint(-9, 14), rng.choice((1, 1, 2))) for _ in range(2 * rng.choice((1, 2, 2, 3)))})
    found = [
        Node("interval", (num(a), num(b)), rng.choice("[(") + rng.choice("])"))
        for a, b in zip(ends[::2], ends[1::2], strict=False)
    ]
    if found and rng.random() < 0.3:
        last = found[-1]
        found[-1] = Node("interval", (last.args[0], INFINITY), f"{str(last.value)[0]})")
    return found or [Node("interval", (num(0), num(1)), "[)")]


def split(interval: Node, rng: Random) -> list[Node]:
    """Return two intervals that cover one: they meet at a point, which belongs to one of them, or they overlap."""
    a, b = interval.args
    if a.op != "num" or b.op != "num":
        return [interval]
    left, right = str(interval.value)
    middle = num(a.value + (b.value - a.value) / 2)  # type: ignore[operator]
    inner = rng.choice(("])", "](", "(]", "]["))
    if inner == "](":
        return [Node("interval", (a, middle), f"{left}]"), Node("interval", (middle, b), f"({right}")]
    if inner == "])":
        return [Node("interval", (a, middle), f"{left})"), Node("interval", (middle, b), f"[{right}")]
    if inner == "][":
        return [Node("interval", (a, middle), f"{left}]"), Node("interval", (middle, b), f"[{right}")]
    return [Node("interval", (a, b), f"{left}{right}"), Node("interval", (a, middle), f"{left})")]


def generate_intervals(rng: Random) -> Pair:
    expected = draw_intervals(rng)
    student = [piece for each in expected for piece in (split(each, rng) if rng.random() < 0.5 else [each])]
    rng.shuffle(student)
    sides = [Node("union", tuple(side)) if len(side) > 1 else side[0] for side in (student, expected)]
    is_equal = rng.random() < 0.5
    if not is_equal:
        sides[0] = mutate(sides[0], rng, [])[0]
    # A lone pair in brackets is a vector unless an interval is expected that cannot be one.
    if sides[1].op == "interval" and str(sides[1].value) in ("()", "[]") and sides[1].args[1].op != "infinity":
        sides[1] = Node("interval", sides[1].args, "[)")
        is_equal = False
    return Pair("sets", sides[0], sides[1], {}, oracle="intervals", is_equal=is_equal)


def generate_finite(rng: Random) -> Pair:
    """Return sets of numbers or formulas: other forms, another order, members twice."""
    names = draw_names(rng, 2) if rng.random() < 0.5 else []
    soil = Soil(("abs", "sqrt") if not names else ("abs",), 0.15, can_divide=not names)
    members = [grow(rng, soil, names, rng.choice((0, 1, 2))) for _ in range(rng.choice((1, 2, 2, 3, 4)))]
    if names and rng.random() < 0.4:
        x = sym(names[0])
        members = rng.choice(([x, neg(x)], [abs_(x), neg(abs_(x))], [pow_(x, 2), x], [call("max", x, num(1)), x]))
    symbols = dict.fromkeys(names, "real")
    other = [rewrite(member, rng, ALGEBRA, Facts(symbols), 1, EXACT)[0] for member in members]
    if members[0].op == "call" and members[0].value == "abs" and len(members) == 2:
        other = [members[0].args[0], neg(members[0].args[0])]
    if rng.random() < 0.3:
        other.append(rng.choice(other))
    rng.shuffle(other)
    student, is_equal = Node("set", tuple(other)), rng.random() < 0.55
    if not is_equal:
        student = mutate(student, rng, names)[0]
        if student.op != "set":
            student = Node("set", tuple(other[:1]))
    return Pair("sets", student, Node("set", tuple(members)), symbols, oracle="members", is_equal=is_equal)


def generate(rng: Random) -> Pair:
    return rng.choice((generate_intervals, generate_finite))(rng)
