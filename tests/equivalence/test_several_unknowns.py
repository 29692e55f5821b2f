"""Conditions in several unknowns, against an oracle that tries points of a grid."""

from fractions import Fraction
from random import Random

import pytest

from grader import compare
from grader.expr.nodes import Add, Call, Div, Junction, Mul, Neg, Node, Number, Power, Relation, Symbol
from grader.records import Witness

SYMBOLS = {"x": "real", "y": "real"}
GRID = [Fraction(n, 2) for n in range(-6, 7)] + [Fraction(1, 3), Fraction(-7, 5), Fraction(10)]
TESTS = {
    "=": lambda d: d == 0, "!=": lambda d: d != 0, "<": lambda d: d < 0, "<=": lambda d: d <= 0,
    ">": lambda d: d > 0, ">=": lambda d: d >= 0,
}  # fmt: skip
PAIRS = 150


def evaluate(tree: Node, point: dict[str, Fraction]) -> Fraction:
    """Return the value of a rational formula with absolute values; 0/0 raises."""
    match tree:
        case Number():
            return tree.value
        case Symbol():
            return point[tree.name]
        case Add():
            return sum((evaluate(term, point) for term in tree.terms), Fraction(0))
        case Neg():
            return -evaluate(tree.operand, point)
        case Div():
            return evaluate(tree.numerator, point) / evaluate(tree.denominator, point)
        case Power():
            return evaluate(tree.base, point) ** int(evaluate(tree.exponent, point))
        case Call(function="abs"):
            return abs(evaluate(tree.arguments[0], point))
        case Mul():
            product = Fraction(1)
            for factor in tree.factors:
                product *= evaluate(factor, point)
            return product
    raise NotImplementedError(tree)


def holds(tree: Node, point: dict[str, Fraction]) -> bool:
    if isinstance(tree, Junction):
        return (all if tree.kind == "and" else any)(holds(part, point) for part in tree.parts)
    assert isinstance(tree, Relation)
    try:
        values = [evaluate(operand, point) for operand in tree.operands]
    except ZeroDivisionError:
        return False
    return all(TESTS[test](a - b) for a, test, b in zip(values, tree.operators, values[1:], strict=False))


def draw_side(source: Random) -> str:
    parts = ["x", "y", "(x - y)", "(x + 2y - 1)", "|x|", "|x - y|", "x y", "x/y", "y/(x - 1)", "(x - y)^2", "x^3"]
    return " + ".join(source.sample(parts, source.choice([1, 1, 2])))


def draw_condition(source: Random) -> str:
    sides = [f"{draw_side(source)} {source.choice([*TESTS, '=', '='])} {source.choice(['0', '1', 'x', 'y'])}"
             for _ in range(source.choice([1, 1, 2]))]  # fmt: skip
    return source.choice([" and ", " or "]).join(sides)


def change(source: Random, condition: str) -> str:
    """Change a condition so that it may or may not keep its solutions."""
    first, _, second = condition.partition(" and ")
    changes = [
        condition.replace("<=", "<"), condition.replace("x", "y", 1), condition.replace(" and ", " or "),
        f"{second} and {first}" if second else f"{first} and y = y", f"{condition} and x != y",
        condition.replace("(x - y)^2", "|x - y|"), condition.replace("x/y", "x y/y^2"), condition.replace("x^3", "x"),
    ]  # fmt: skip
    return source.choice(changes)


def test_no_verdict_is_contradicted_by_a_point_of_a_grid() -> None:
    source = Random(2026)
    seen = {"equal": 0, "different": 0, "unknown": 0}
    for _ in range(PAIRS):
        student = draw_condition(source)
        expected = change(source, student)
        found = compare(student, expected, symbols=SYMBOLS)
        seen[found.result] += 1
        assert found.student_tree is not None and found.expected_tree is not None
        trees = (found.student_tree, found.expected_tree)
        if found.result == "equal":
            points = [{"x": x, "y": y} for x in GRID for y in GRID]
            assert [p for p in points if holds(trees[0], p) != holds(trees[1], p)] == [], (student, expected)
        if isinstance(found.witness, Witness) and all("+/-" not in value for _, value in found.witness.point):
            point = {"x": Fraction(0), "y": Fraction(0)} | {n: Fraction(v) for n, v in found.witness.point}
            claimed = (found.witness.student == "true", found.witness.expected == "true")
            assert claimed == (holds(trees[0], point), holds(trees[1], point)), (student, expected)
    assert seen["unknown"] < PAIRS // 10 and min(seen["equal"], seen["different"]) > PAIRS // 5, seen


def test_the_reason_names_the_point() -> None:
    found = compare("a = 4", "a = 4 and b = 3").witness
    assert isinstance(found, Witness)
    assert found.reason == "The point a = 4, b = 1 satisfies the answer but not what is expected."


@pytest.mark.parametrize(
    ("student", "expected"),
    [
        ("(x + y + z + w)^20 (x - y)^30 = 1", "(x + y + z + w)^21 (x - y)^31 = 1"),
        (
            "x^7 - 3x y^5 + 11 = 0 and y^7 + 5x^3 y = 7 and z^3 = x y",
            "x^7 - 3x y^5 = 11 and y^6 + 5x^3 y = 7 and z^3 = x",
        ),
        (" and ".join(f"x_{k} > {k}" for k in range(1, 10)), " and ".join(f"x_{k} >= {k}" for k in range(1, 10))),
        ("max(x, y, z, w, a, b) > 0", "x > 0 or y > 0 or z > 0 or w > 0 or a > 0 or b > 0"),
    ],
)
def test_what_is_too_large_is_left_open_or_refuted_by_a_point(student: str, expected: str) -> None:
    assert compare(student, expected).result in ("unknown", "different")
