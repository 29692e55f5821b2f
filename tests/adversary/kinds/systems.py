"""Systems of equations: linear and polynomial ones, solved, half solved, with a solution or an equation lost."""

from collections.abc import Sequence
from fractions import Fraction
from random import Random

from tests.adversary.kinds.several_variables import spoil
from tests.adversary.pairs import Pair
from tests.adversary.rewriting.conditions import SAME_SOLUTIONS
from tests.adversary.rewriting.rule import EXACT, Facts, rewrite
from tests.adversary.tree import Node, abs_, add, mul, neg, num, pow_, rel, sub, sym

__all__ = ["generate"]

LETTERS = ("x", "y", "z", "a", "b", "u", "v")
Row = list[Fraction]  # coefficients, and the right side last
Solutions = list[dict[str, Node]]


def join(op: str, parts: Sequence[Node]) -> Node:
    return parts[0] if len(parts) == 1 else Node(op, tuple(parts))


# --- linear ----------------------------------------------------------------------------------------------------------


def draw_rows(names: list[str], rng: Random) -> tuple[list[Row], list[int]]:
    """Return the rows of a linear system with a known solution; sometimes a row is missing."""
    solution = [rng.randint(-5, 5) for _ in names]
    rows = []
    for _ in names if rng.random() < 0.85 else names[1:]:
        row = [Fraction(rng.randint(-4, 4)) for _ in names]
        if not any(row):
            row[0] = Fraction(1)
        rows.append([*row, sum((a * x for a, x in zip(row, solution, strict=True)), Fraction(0))])
    return rows, solution


def write_row(row: Row, names: list[str], rng: Random) -> Node:
    """Return a row as an equation, with its terms on either side."""
    left: list[Node] = []
    right: list[Node] = []
    for value, name in zip(row, names, strict=False):
        if value:
            side, sign = (left, 1) if not left or rng.random() < 0.8 else (right, -1)
            side.append(write_term(value * sign, name))
    if row[-1] or not right:
        right.append(num(row[-1]))
    return rel(add(*left) if left else num(0), "=", add(*right))


def write_term(value: Fraction, name: str) -> Node:
    if abs(value) == 1:
        return sym(name) if value > 0 else neg(sym(name))
    return mul(num(value), sym(name))


def combine(rows: list[Row], rng: Random) -> list[Row]:
    """Return rows with the same solutions: scaled, added to each other, in another order."""
    rows = [list(row) for row in rows]
    for _ in range(rng.randint(1, 3)):
        if len(rows) > 1 and rng.random() < 0.7:
            one, two = rng.sample(range(len(rows)), 2)
            k = Fraction(rng.choice((1, 1, -1, 2, -2, 3)))
            rows[one] = [a + k * b for a, b in zip(rows[one], rows[two], strict=True)]
        else:
            one, k = rng.randrange(len(rows)), Fraction(rng.choice((2, -1, 3, Fraction(1, 2))))
            rows[one] = [k * a for a in rows[one]]
    rng.shuffle(rows)
    return [row for row in rows if any(row)] or rows


def reduce(rows: list[Row]) -> list[Row]:
    """Return the reduced row echelon form without its zero rows: the same for all systems with the same solutions."""
    rows = [list(row) for row in rows]
    rank = 0
    for column in range(len(rows[0])):
        pivot = next((n for n in range(rank, len(rows)) if rows[n][column]), None)
        if pivot is None:
            continue
        rows[rank], rows[pivot] = rows[pivot], rows[rank]
        rows[rank] = [value / rows[rank][column] for value in rows[rank]]
        for n in range(len(rows)):
            if n != rank:
                rows[n] = [a - rows[n][column] * b for a, b in zip(rows[n], rows[rank], strict=True)]
        rank += 1
    found = rows[:rank]
    # An equation 0 = 1: nothing solves the system, whatever its other rows are.
    return [[Fraction(0)] * (len(rows[0]) - 1) + [Fraction(1)]] if any(not any(row[:-1]) for row in found) else found


def generate_linear(rng: Random) -> Pair:
    names = rng.sample(LETTERS, rng.choice((2, 2, 2, 3)))
    rows, _ = draw_rows(names, rng)
    other = rng.choice((combine, lambda rows, rng: reduce(rows), lambda rows, rng: half_solve(rows)))(rows, rng)
    if rng.random() < 0.5:
        other = spoil_rows([list(row) for row in other], rng)
        if gives_one_name_values(other):
            return generate_linear(rng)
    written = [join("and", [write_row(row, names, rng) for row in each]) for each in (other, rows)]
    if rng.random() < 0.4:
        written, other, rows = written[::-1], rows, other
    symbols = dict.fromkeys(names, "real")
    return Pair("systems", *written, symbols, oracle="linear", data=(other, rows), steps=("linear",))


def gives_one_name_values(rows: list[Row]) -> bool:
    """Whether rows are like ``b = -5`` and ``b = 5``, which is read as a list of values."""
    return (
        len(rows) > 1
        and len({tuple(value != 0 for value in row[:-1]) for row in rows}) == 1
        and all(sum(value != 0 for value in row[:-1]) == 1 for row in rows)
    )


def half_solve(rows: list[Row]) -> list[Row]:
    """Return the first row as it is, and the others reduced."""
    return [rows[0], *reduce(rows)[-1:]] if len(rows) > 1 else rows


def spoil_rows(rows: list[Row], rng: Random) -> list[Row]:
    """Return rows with a number changed, or one row lost."""
    if len(rows) > 1 and rng.random() < 0.3:
        del rows[rng.randrange(len(rows))]
        return rows
    row = rng.choice(rows)
    place = rng.randrange(len(row))
    row[place] = row[place] + rng.choice((1, -1)) if rng.random() < 0.7 else -row[place]
    return rows


# --- polynomial ------------------------------------------------------------------------------------------------------


def sum_and_product(x: Node, y: Node, rng: Random) -> tuple[list[Node], list[tuple[int, int]]]:
    p, q = rng.randint(-4, 4), rng.randint(-4, 4)
    second = mul(x, y) if rng.random() < 0.6 else add(pow_(x, 2), pow_(y, 2))
    value = p * q if second.op == "mul" else p * p + q * q
    return [rel(add(x, y), "=", num(p + q)), rel(second, "=", num(value))], [(p, q), (q, p)]


def line_and_parabola(x: Node, y: Node, rng: Random) -> tuple[list[Node], list[tuple[int, int]]]:
    p, q = rng.randint(-3, 3), rng.randint(-3, 3)
    line = add(mul(num(p + q), x), num(-p * q))
    return [rel(y, "=", pow_(x, 2)), rel(y, "=", line)], [(p, p * p), (q, q * q)]


def squares(x: Node, y: Node, rng: Random) -> tuple[list[Node], list[tuple[int, int]]]:
    p, q = rng.randint(1, 3), rng.randint(1, 3)
    sum_, difference = p * p + q * q, p * p - q * q
    equations = [
        rel(add(pow_(x, 2), pow_(y, 2)), "=", num(sum_)),
        rel(sub(pow_(x, 2), pow_(y, 2)), "=", num(difference)),
    ]
    return equations, [(p, q), (p, -q), (-p, q), (-p, -q)]


def product_is_zero(x: Node, y: Node, rng: Random) -> tuple[list[Node], list[tuple[int, int]]]:
    p, q, s = rng.randint(-3, 3), rng.randint(-3, 3), rng.randint(-3, 3)
    product = rel(mul(sub(x, num(p)), sub(y, num(q))), "=", num(0))
    return [product, rel(add(x, y), "=", num(s))], [(p, s - p), (s - q, q)]


def generate_polynomial(rng: Random) -> Pair:
    names = rng.sample(LETTERS, 2)
    x, y = map(sym, names)
    maker = rng.choice((sum_and_product, line_and_parabola, squares, product_is_zero))
    equations, solutions = maker(x, y, rng)
    points = sorted(set(solutions))
    facts, symbols = Facts({}), dict.fromkeys(names, "real")
    expected = join("and", equations)
    solved = join("or", [join("and", [rel(x, "=", num(p)), rel(y, "=", num(q))]) for p, q in points])
    student = solved
    if rng.random() < 0.4:
        changed = [rewrite(each, rng, SAME_SOLUTIONS, facts, 1, EXACT)[0] for each in equations]
        student = join("and", rng.sample(changed, len(changed)))
    is_equal = rng.random() < 0.5
    if not is_equal:
        student = spoil_solution(student, points, names, rng, facts)
    # The points that one side may have and the other not: solutions, and the same numbers in other places.
    numbers = sorted({value for point in points for value in point} | {0, 1})
    known = tuple({names[0]: num(p), names[1]: num(q)} for p in numbers for q in numbers)
    if rng.random() < 0.4:
        student, expected = expected, student
    return Pair("systems", student, expected, symbols, oracle="conditions", is_equal=is_equal, data=known,
                steps=("polynomial",))  # fmt: skip


def spoil_solution(student: Node, points: list[tuple[int, int]], names: list[str], rng: Random, facts: Facts) -> Node:
    """Return the solution with a pair lost, with its numbers exchanged, or with another change."""
    way = rng.randrange(3)
    if way == 0 and len(points) > 1:
        kept = rng.sample(points, len(points) - 1)
        return join(
            "or", [join("and", [rel(sym(n), "=", num(v)) for n, v in zip(names, point, strict=True)]) for point in kept]
        )
    if way == 1:
        return join("and", [join("or", [rel(sym(n), "=", num(v)) for v in sorted({point[k] for point in points})])
                            for k, n in enumerate(names)])  # fmt: skip
    return spoil(student, rng, facts, names[0])[0]


# --- curves ----------------------------------------------------------------------------------------------------------


def generate_curves(rng: Random) -> Pair:
    """Return x^2 = y^2, |x| = |y| and their kin, as one equation and as a junction."""
    names = rng.sample(LETTERS, 2)
    x, y = map(sym, names)
    k = num(rng.randint(1, 3))
    forms: list[list[Node]] = [
        [rel(pow_(x, 2), "=", pow_(y, 2)), rel(abs_(x), "=", abs_(y)),
         join("or", [rel(x, "=", y), rel(x, "=", neg(y))]),
         rel(mul(sub(x, y), add(x, y)), "=", num(0))],
        [rel(mul(x, y), "=", num(0)), join("or", [rel(x, "=", num(0)), rel(y, "=", num(0))])],
        [rel(add(pow_(x, 2), pow_(y, 2)), "=", num(0)), join("and", [rel(x, "=", num(0)), rel(y, "=", num(0))]),
         rel(add(abs_(x), abs_(y)), "=", num(0))],
        [rel(mul(x, y), "=", mul(k, x)), join("or", [rel(x, "=", num(0)), rel(y, "=", k)]),
         rel(mul(x, sub(y, k)), "=", num(0))],
        [rel(pow_(x, 3), "=", pow_(y, 3)), rel(x, "=", y)],
        [join("and", [rel(x, "=", y), rel(y, "=", k)]), join("and", [rel(x, "=", k), rel(y, "=", k)])],
    ]  # fmt: skip
    family = rng.choice(forms)
    student, expected = rng.sample(family, 2) if len(family) > 1 else family * 2
    is_equal = rng.random() < 0.5
    if not is_equal:
        student = spoil(student, rng, Facts({}), names[0])[0]
    points = tuple({names[0]: num(p), names[1]: num(q)} for p in range(-3, 4) for q in range(-3, 4))
    symbols = dict.fromkeys(names, "real")
    return Pair(
        "systems", student, expected, symbols, oracle="conditions", is_equal=is_equal, data=points, steps=("curves",)
    )


def generate(rng: Random) -> Pair:
    return rng.choice((generate_linear, generate_linear, generate_polynomial, generate_curves))(rng)
