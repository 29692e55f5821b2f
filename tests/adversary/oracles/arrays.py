"""Vectors and matrices, exactly: every entry is a fraction.

Matrices of symbolic size are drawn at small sizes: an identity has to hold at every one of them. A value that does not
exist (a singular inverse, shapes that do not fit) raises ``NoArrayError``.
"""

import re
from collections.abc import Mapping
from fractions import Fraction
from random import Random

from tests.adversary.oracles.evaluation import EXACT, UndefinedError, UnsureError
from tests.adversary.oracles.judgement import Judgement, Truth
from tests.adversary.oracles.sampling import draw_points
from tests.adversary.oracles.values import AGREE, DIFFER, LOST, compare_at, convert, symbols_of
from tests.adversary.pairs import Pair
from tests.adversary.tree import Node, number_of

__all__ = ["NoArrayError", "array_value", "judge_arrays", "judge_entries", "judge_sizes"]

Rows = list[list[Fraction]]
Value = Fraction | Rows
SIZES = ({"m": 2, "n": 3, "k": 4}, {"m": 3, "n": 2, "k": 1}, {"m": 1, "n": 2, "k": 2}, {"m": 3, "n": 1, "k": 2},
         {"m": 3, "n": 4, "k": 2}, {"m": 1, "n": 1, "k": 1})  # fmt: skip
DRAWS = 2
MOST = 50  # the largest exponent that is multiplied out


class NoArrayError(Exception):
    """There is no value: a singular inverse, or shapes that do not fit."""


def array_value(
    node: Node,
    arrays: dict[str, Value],
    symbols: Mapping[str, str] | None = None,
    rng: Random | None = None,
    sizes: Mapping[str, int] | None = None,
) -> Value:
    """Return the value of a tree; names that have no value yet are drawn at these sizes."""

    def value(part: Node) -> Value:
        return array_value(part, arrays, symbols, rng, sizes)

    match node.op:
        case "num":
            return number_of(node)
        case "sym":
            name = str(node.value)
            if name not in arrays:
                assert symbols is not None and rng is not None and sizes is not None
                arrays[name] = draw_array(symbols[name], rng, sizes)
            return arrays[name]
        case "matrix":
            return [[as_number(value(entry)) for entry in row.args] for row in node.args]
        case "vector":
            return [[as_number(value(entry))] for entry in node.args]
        case "transpose":
            return transpose(value(node.args[0]))
        case "neg":
            return scale(Fraction(-1), value(node.args[0]))
        case "add":
            total = value(node.args[0])
            for term in node.args[1:]:
                total = add(total, value(term))
            return total
        case "mul":
            product = value(node.args[0])
            for factor in node.args[1:]:
                product = multiply(product, value(factor))
            return product
        case "div":
            bottom = as_number(value(node.args[1]))
            if bottom == 0:
                raise NoArrayError
            return scale(1 / bottom, value(node.args[0]))
        case "pow" if node.args[0].op == "call" and node.args[0].value == "norm":
            return apply("squared norm", [value(node.args[0].args[0])])
        case "pow":
            exponent = as_number(value(node.args[1]))
            if exponent.denominator != 1 or abs(exponent) > MOST:
                raise UnsureError
            return power(value(node.args[0]), int(exponent))
        case "call":
            return apply(str(node.value), [value(arg) for arg in node.args])
    raise NotImplementedError(node.op)


def draw_array(domain: str, rng: Random, sizes: Mapping[str, int]) -> Value:
    """Return a random vector or matrix for a declared shape, or a number."""
    found = re.fullmatch(r"(vector|matrix)\(([^)]*)\)", domain)
    if found is None:
        return Fraction(rng.randint(-9, 9), rng.randint(1, 4))
    shape = [sizes[size.strip()] if not size.strip().isdigit() else int(size) for size in found[2].split(",")]
    rows, columns = (shape[0], 1) if len(shape) == 1 else shape
    return simplify(
        [[Fraction(rng.randint(-20, 20), rng.choice((1, 1, 3))) for _ in range(columns)] for _ in range(rows)]
    )


def as_number(value: Value) -> Fraction:
    if isinstance(value, list):
        if len(value) == len(value[0]) == 1:
            return value[0][0]
        raise NoArrayError
    return value


def as_rows(value: Value) -> Rows:
    return value if isinstance(value, list) else [[value]]


def simplify(rows: Rows) -> Value:
    """Return a number for a matrix with one entry."""
    return rows[0][0] if len(rows) == len(rows[0]) == 1 else rows


def transpose(value: Value) -> Value:
    return value if isinstance(value, Fraction) else [list(column) for column in zip(*value, strict=True)]


def scale(factor: Fraction, value: Value) -> Value:
    return factor * value if isinstance(value, Fraction) else [[factor * entry for entry in row] for row in value]


def add(left: Value, right: Value) -> Value:
    a, b = as_rows(left), as_rows(right)
    if len(a) != len(b) or len(a[0]) != len(b[0]):
        raise NoArrayError
    return simplify([[x + y for x, y in zip(one, two, strict=True)] for one, two in zip(a, b, strict=True)])


def multiply(left: Value, right: Value) -> Value:
    if isinstance(left, Fraction) or isinstance(right, Fraction):
        return scale(left, right) if isinstance(left, Fraction) else scale(right, left)  # type: ignore[arg-type]
    if len(left[0]) != len(right):
        raise NoArrayError
    columns = list(zip(*right, strict=True))
    return simplify(
        [[sum((x * y for x, y in zip(row, column, strict=True)), Fraction(0)) for column in columns] for row in left]
    )


def power(base: Value, exponent: int) -> Value:
    if isinstance(base, Fraction):
        if base == 0 and exponent <= 0:
            raise NoArrayError
        return base**exponent
    if exponent < 0:
        base, exponent = invert(base), -exponent
    product = base
    for _ in range(exponent - 1):
        product = multiply(product, base)
    return product


def eliminate(rows: Rows) -> tuple[Fraction, Rows]:
    """Return the determinant and the inverse (by Gauss and Jordan); the inverse is only right if that is not 0."""
    n = len(rows)
    if any(len(row) != n for row in rows):
        raise NoArrayError
    work = [[*row, *(Fraction(int(i == j)) for j in range(n))] for i, row in enumerate(rows)]
    determinant = Fraction(1)
    for column in range(n):
        pivot = next((row for row in range(column, n) if work[row][column]), None)
        if pivot is None:
            return Fraction(0), []
        if pivot != column:
            work[column], work[pivot] = work[pivot], work[column]
            determinant = -determinant
        determinant *= work[column][column]
        work[column] = [entry / work[column][column] for entry in work[column]]
        for row in range(n):
            if row != column:
                factor = work[row][column]
                work[row] = [a - factor * b for a, b in zip(work[row], work[column], strict=True)]
    return determinant, [row[n:] for row in work]


def invert(value: Value) -> Value:
    determinant, inverse = eliminate(as_rows(value))
    if determinant == 0:
        raise NoArrayError
    return simplify(inverse)


def apply(name: str, values: list[Value]) -> Value:
    rows = as_rows(values[0])
    match name:
        case "inv":
            return invert(values[0])
        case "det":
            return eliminate(rows)[0]
        case "tr":
            if len(rows) != len(rows[0]):
                raise NoArrayError
            return sum((rows[i][i] for i in range(len(rows))), Fraction(0))
        case "abs":
            return abs(as_number(values[0]))
        case "dot":
            return as_number(multiply(transpose(values[0]), values[1]))
        case "outer":
            return multiply(values[0], transpose(values[1]))
        case "squared norm":
            return sum((entry * entry for row in rows for entry in row), Fraction(0))
    raise UnsureError(name)  # a norm alone is a root, which no fraction is


# --- judging ---------------------------------------------------------------------------------------------------------


def judge_arrays(pair: Pair, rng: Random) -> Judgement:
    """Judge two arrays of numbers."""
    try:
        expected = array_value(pair.expected, {})
    except NoArrayError:
        return Judgement(Truth.UNSURE)
    try:
        student = array_value(pair.student, {})
    except NoArrayError:
        return Judgement(Truth.DIFFERENT, "The answer has no value.")
    if as_rows(student) == as_rows(expected):
        return Judgement(Truth.EQUAL)
    return Judgement(Truth.DIFFERENT, f"The answer is {write(student)}, and {write(expected)} is expected.")


def write(value: Value) -> str:
    return str([[str(entry) for entry in row] for row in as_rows(value)])


def judge_sizes(pair: Pair, rng: Random) -> Judgement:
    """Judge formulas in matrices of symbolic size at several sizes."""
    seen = 0
    for sizes in SIZES:
        lost = 0
        for _ in range(DRAWS):
            arrays: dict[str, Value] = {}
            try:
                expected = array_value(pair.expected, arrays, pair.symbols, rng, sizes)
            except NoArrayError:
                continue
            try:
                student = array_value(pair.student, arrays, pair.symbols, rng, sizes)
            except NoArrayError:
                lost += 1
                continue
            seen += 1
            if as_rows(student) != as_rows(expected):
                return Judgement(Truth.DIFFERENT, f"They differ at {sizes}.")
        if lost == DRAWS:
            return Judgement(Truth.DIFFERENT, f"The answer has no value at {sizes}.")
    return Judgement(Truth.EQUAL if pair.is_equal and seen > DRAWS else Truth.UNSURE)


def judge_entries(pair: Pair, rng: Random) -> Judgement:
    """Judge arrays of formulas entry by entry, at points."""
    symbols, agreeing = symbols_of(pair), 0
    entries = list(zip(flatten(pair.student), flatten(pair.expected), strict=True))
    for point in draw_points(symbols, rng, 8):
        for student, expected in entries:
            part = Pair(pair.kind, student, expected, symbols)
            try:
                outcome = compare_at(part, convert(point, EXACT), EXACT)
            except (UndefinedError, UnsureError):
                continue
            if outcome in (DIFFER, LOST):
                return Judgement(Truth.DIFFERENT, f"An entry differs at {dict(point)}.")
            agreeing += outcome == AGREE
    return Judgement(Truth.EQUAL if pair.is_equal and agreeing else Truth.UNSURE)


def flatten(tree: Node) -> list[Node]:
    return [entry for row in tree.args for entry in row.args] if tree.op == "matrix" else list(tree.args)
