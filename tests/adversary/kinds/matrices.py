"""Vectors and matrices: of numbers and formulas with written entries, and letters of symbolic size."""

from collections.abc import Sequence
from fractions import Fraction
from random import Random

from tests.adversary.kinds.growing import Soil, draw_names, grow
from tests.adversary.oracles.arrays import NoArrayError, array_value
from tests.adversary.oracles.evaluation import UnsureError
from tests.adversary.pairs import Pair
from tests.adversary.rewriting.algebra import ALGEBRA
from tests.adversary.rewriting.arrays import ARRAYS
from tests.adversary.rewriting.mutations import mutate
from tests.adversary.rewriting.rule import EXACT, Facts, rewrite
from tests.adversary.tree import Node, add, call, mul, neg, num, replace_at, sub, subtrees, sym

__all__ = ["generate", "generate_symbolic"]

SIZES = ("m", "n", "k")
Shape = tuple[str, str]


def transpose(a: Node) -> Node:
    return Node("transpose", (a,))


def literal(rows: Sequence[Sequence[int | Fraction]]) -> Node:
    return Node("matrix", tuple(Node("row", tuple(num(Fraction(value)) for value in row)) for row in rows))


# --- written entries -------------------------------------------------------------------------------------------------


def draw_matrix(rows: int, columns: int, rng: Random) -> Node:
    return literal([[rng.randint(-4, 5) for _ in range(columns)] for _ in range(rows)])


def generate_concrete(rng: Random) -> Pair:
    """Return an operation on written matrices, and its result."""
    n, m = rng.choice((2, 2, 3)), rng.choice((1, 2, 3))
    a, b, c = draw_matrix(n, n, rng), draw_matrix(n, n, rng), draw_matrix(n, m, rng)
    base = rng.choice(
        (
            lambda: mul(a, b),
            lambda: mul(a, c),
            lambda: call("inv", a),
            lambda: call("det", a),
            lambda: call("tr", mul(a, b)),
            lambda: transpose(a),
            lambda: add(a, b),
            lambda: sub(mul(num(2), a), b),
            lambda: mul(transpose(c), c),
            lambda: call("det", mul(a, b)),
            lambda: Node("pow", (a, num(2))),
            lambda: mul(call("inv", a), b),
        )
    )()
    try:
        value = array_value(base, {})
    except NoArrayError:
        return generate_concrete(rng)
    result = literal(value) if isinstance(value, list) else num(value)
    student = base if rng.random() < 0.2 else result
    if rng.random() < 0.5:
        student = mutate(student, rng, [])[0]
    sides = (student, base) if rng.random() < 0.7 else (base, student)
    return Pair("matrices", *sides, {}, oracle="arrays", steps=("concrete",))


def generate_entries(rng: Random) -> Pair:
    """Return a vector or matrix of formulas, with some entries rewritten or changed."""
    names = draw_names(rng, 2)
    symbols = dict.fromkeys(names, "real")
    count = rng.choice((2, 3, 4))
    entries = [grow(rng, Soil(("sin", "exp", "abs"), 0.2, can_divide=False), names, 2) for _ in range(count)]
    other = [rewrite(entry, rng, ALGEBRA, Facts(symbols), 1, EXACT)[0] for entry in entries]
    is_equal = rng.random() < 0.5
    if not is_equal:
        place = rng.randrange(count)
        other[place] = mutate(other[place], rng, names)[0]
    shape = [arrange(each) for each in (other, entries)]
    return Pair("matrices", shape[0], shape[1], symbols, oracle="entries", is_equal=is_equal, steps=("entries",))


def arrange(entries: list[Node]) -> Node:
    if len(entries) == 4:
        return Node("matrix", (Node("row", tuple(entries[:2])), Node("row", tuple(entries[2:]))))
    return Node("vector", tuple(entries))


# --- symbolic sizes --------------------------------------------------------------------------------------------------


class Letters:
    """Matrices and vectors with letters for names, declared as they are needed."""

    def __init__(self, rng: Random) -> None:
        self.rng = rng
        self.symbols: dict[str, str] = {}

    def leaf(self, shape: Shape) -> Node:
        rows, columns = shape
        pool = "uvwab" if columns == "1" else "ABCXY"
        domain = f"vector({rows})" if columns == "1" else f"matrix({rows}, {columns})"
        free = [name for name in pool if self.symbols.get(name, domain) == domain]
        if not free:
            return mul(num(0), self.leaf((rows, columns)))
        name = self.rng.choice(free[:2])
        self.symbols[name] = domain
        return sym(name)

    def grow(self, shape: Shape, depth: int) -> Node:
        """Return a random tree of a shape; ("1", "1") is a number."""
        rng = self.rng
        if shape == ("1", "1"):
            return self.grow_number(depth)
        if depth <= 0:
            return self.leaf(shape)
        rows, columns = shape
        inner = rng.choice(SIZES[:2])
        way = rng.randrange(6)
        if way == 0:
            return add(self.grow(shape, depth - 1), self.grow(shape, depth - 1))
        if way == 1:
            return sub(self.grow(shape, depth - 1), self.leaf(shape))
        if way == 2 and columns != "1":
            return transpose(self.grow((columns, rows), depth - 1))
        if way == 3 and columns != "1" and rng.random() < 0.5:
            return mul(self.leaf((rows, "1")), transpose(self.leaf((columns, "1"))))
        if way == 4 and rows == columns and rng.random() < 0.5:
            return call("inv", self.leaf(shape))
        return mul(self.grow((rows, inner), depth - 1), self.grow((inner, columns), depth - 1))

    def grow_number(self, depth: int) -> Node:
        rng = self.rng
        n = rng.choice(SIZES[:2])
        square, vector = (n, n), (n, "1")
        return rng.choice(
            (
                lambda: call("tr", self.grow(square, depth)),
                lambda: mul(transpose(self.grow(vector, depth - 1)), self.leaf(vector)),
                lambda: call("dot", self.leaf(vector), self.grow(vector, depth - 1)),
                lambda: Node("pow", (call("norm", self.grow(vector, depth - 1)), num(2))),
                lambda: mul(transpose(self.leaf(vector)), self.leaf(square), self.leaf(vector)),
                lambda: call("det", self.grow(square, 1)),
            )
        )()


def generate_symbolic(rng: Random) -> Pair:
    letters = Letters(rng)
    shape = rng.choice((("1", "1"), ("n", "1"), ("m", "n"), ("n", "n"), ("m", "1")))
    base = letters.grow(shape, rng.choice((1, 2, 2)))
    facts = Facts(letters.symbols)
    student, steps = rewrite(base, rng, ARRAYS, facts, rng.randint(1, 3), EXACT)
    expected, more = rewrite(base, rng, ARRAYS, facts, rng.randint(0, 1), EXACT)
    is_equal = rng.random() < 0.55
    if not is_equal:
        student, step = spoil(student, rng, facts)
        steps = (*steps, step)
    return Pair(
        "matrices of any size",
        student,
        expected,
        letters.symbols,
        oracle="sizes",
        is_equal=is_equal,
        steps=(*steps, *more),
    )


def spoil(tree: Node, rng: Random, facts: Facts) -> tuple[Node, str]:
    """Return a tree with a factor moved, a transpose lost, a sign changed or a number put in front."""
    for _ in range(60):
        path, node = rng.choice(list(subtrees(tree)))
        new = None
        if node.op == "mul" and rng.random() < 0.5:
            new = Node("mul", node.args[::-1])
        elif node.op == "transpose":
            new = node.args[0]
        elif node.op == "sym" and rng.random() < 0.3:
            new = rng.choice((transpose(node), mul(num(2), node), neg(node)))
        elif node.op == "call" and node.value == "inv":
            new = rng.choice((node.args[0], transpose(node.args[0])))
        elif node.op == "add":
            new = rng.choice((node.args[0], sub(node.args[0], add(*node.args[1:]))))
        elif node.op == "pow":
            new = node.args[0]
        if new is not None and new != node:
            changed = replace_at(tree, path, new)
            try:
                array_value(changed, {}, facts.symbols, Random(1), {"m": 2, "n": 3, "k": 4})
            except (NoArrayError, UnsureError):
                continue
            return changed, "mutation"
    return tree, "nothing"


def generate(rng: Random) -> Pair:
    return rng.choice((generate_concrete, generate_entries))(rng)
