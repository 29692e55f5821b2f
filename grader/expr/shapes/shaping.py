"""Putting a tree into the shape that is asked for; ``assembling`` does the same with several statements.

The same thing may be written as a set, an interval, an inequality or a list of equations; which of them is meant is
said by the item. What has no sensible reading in the shape stays as it is, and is judged or refused as that.
"""

from collections.abc import Sequence

from grader.expr.asked.asked import Asked
from grader.expr.functions import FUNCTIONS
from grader.expr.grammar.conditions import say_membership
from grader.expr.nodes import (
    Add,
    Assignment,
    Call,
    Derivative,
    Gradient,
    Interval,
    Junction,
    Matrix,
    Mul,
    Node,
    Relation,
    SetOf,
    Symbol,
    Union,
    Vector,
)  # fmt: skip
from grader.expr.reading import Reading
from grader.expr.sets.bounds import keep_in_bounds
from grader.expr.sets.by_sight import solve_by_sight
from grader.expr.sets.solutions import (
    SETS,
    find_solution,
    find_solutions,
    is_listing,
)
from grader.expr.shapes.columns import as_point
from grader.expr.traverse import walk

__all__ = [
    "as_condition", "assemble_members", "between_signs", "find_solution", "is_list_of_values", "put_in_shape",
    "solve_parts", "take_as_interval",
]  # fmt: skip


def put_in_shape(tree: Node, asked: Asked) -> Node:
    """Return one tree in the shape that is asked for, as far as it has a reading in it."""
    if asked.shape == "value":
        return take_only_member(drop_label(take_repeated(tree), asked))
    if asked.shape in ("set", "interval"):
        return as_set(tree, asked)
    if asked.shape == "condition":
        return as_condition(tree, asked)
    if asked.shape in ("vector", "matrix"):
        tree = take_braces(split_equation_of_lists(take_only_member(drop_label(tree, asked))), asked)
    if asked.shape == "vector" and isinstance(tree, Vector):
        tree = Vector(tuple(map(take_only_member, tree.items)))
    if asked.shape == "vector":
        tree = take_binomials(tree)
    if asked.shape == "list":
        tree = take_points(order_braces(tree), asked)
    if isinstance(tree, Junction) and tree.kind == "and" and asked.shape != "any":
        return assemble_members(tree.parts, asked) or tree
    return tree


def take_repeated(tree: Node) -> Node:
    """Return ``x = 9 or x = 9``, a double root, as ``x = 9``; any other tree as it is."""
    is_repeated = isinstance(tree, Junction) and all(part == tree.parts[0] for part in tree.parts)
    return tree.parts[0] if is_repeated and isinstance(tree, Junction) else tree


def take_binomials(tree: Node) -> Node:
    """Return ``\\binom{5}{9}``, as many write a column, as a vector, also as a side of an equation."""
    if isinstance(tree, Call) and tree.function == "binomial":
        return Vector(tree.arguments)
    if isinstance(tree, Relation) and set(tree.operators) == {"="}:
        return Relation(tuple(map(take_binomials, tree.operands)), tree.operators)
    return tree


def take_points(tree: Node, asked: Asked) -> Node:
    """Return a list with its points as columns; a list of numbers, or what is no list, as it is."""
    if isinstance(tree, Relation):
        return as_point(tree) if any(isinstance(node, Vector) for node in tree.operands) else tree
    expected = asked.tree.items if isinstance(asked.tree, Vector) else ()
    is_number = bool(expected) and not any(isinstance(item, Vector) for item in expected)
    if not isinstance(tree, Vector):
        return tree if is_number else as_point(tree)
    return Vector(tuple(as_point(item, is_number=is_number) for item in tree.items))


def order_braces(tree: Node) -> Node:
    """Return braces around a list, or around one of its points, as a list in the order in which it was typed."""
    if not isinstance(tree, SetOf | Vector) or not tree.items:
        return tree
    return Vector(tuple(Vector(item.items) if isinstance(item, SetOf) and item.items else item for item in tree.items))


def take_braces(tree: Node, asked: Asked) -> Node:
    """Return braces as a vector of the size that is asked for, or as a matrix: so some programs write them."""
    if not isinstance(tree, SetOf):
        return tree
    rows = [item.items for item in tree.items if isinstance(item, SetOf | Vector)]
    if asked.shape == "matrix":
        is_matrix = len(rows) == len(tree.items) and len({len(row) for row in rows}) == 1 and rows[0]
        return Matrix(tuple(rows)) if is_matrix else tree
    if len(tree.items) == 1:
        return take_braces(tree.items[0], asked)
    expected = asked.tree if isinstance(asked.tree, Vector) else None
    has_size = expected is not None and len(tree.items) == len(expected.items) > 1
    return Vector(tree.items) if has_size and not rows and not asked.keeps_sets else tree


def take_as_interval(reading: Reading) -> Node:
    """Return a pair such as ``[1, 2]`` as the interval that its brackets make it; other trees as they are.

    It may be after a label, ``D = (1, 2)``.
    """
    tree = reading.tree
    if isinstance(tree, Relation) and tree.operators == ("=",):
        name, pair = tree.operands
        interval = make_interval(pair, reading)
        return tree if interval is None or not isinstance(name, Symbol) else Relation((name, interval), ("=",))
    return make_interval(tree, reading) or tree


def make_interval(tree: Node, reading: Reading) -> Interval | None:
    """Return a pair as an interval, closed where its brackets are square; None for any other tree."""
    if not isinstance(tree, Vector) or len(tree.items) != 2:
        return None
    span = reading.span(tree)
    if span is None:
        return None
    left, right = span.text[0], span.text[-1]
    if left not in "[(" or right not in ")]":
        return None
    return Interval(*tree.items, left == "[", right == "]")


def drop_label(tree: Node, asked: Asked) -> Node:
    """Return the value of ``x = 3`` or ``3 = x``, where the name only says what it is the value of."""
    if not isinstance(tree, Relation) or tree.operators != ("=",):
        return tree
    left, right = tree.operands
    if is_label(left, asked) and left not in walk(right):
        return right
    return left if is_label(right, asked) and right not in walk(left) else tree


def split_equation_of_lists(tree: Node) -> Node:
    """Return ``(x, y) = (1, -2)`` as the list ``x = 1, y = -2``; any other tree as it is.

    The names may be derivatives. ``fy`` is read as a product until it is known that f is a function.
    """
    if not isinstance(tree, Relation) or tree.operators != ("=",):
        return tree
    names, values = tree.operands
    if not isinstance(names, Vector) or not isinstance(values, Vector) or len(names.items) != len(values.items):
        return tree
    pairs = zip(names.items, values.items, strict=True)
    is_named = all(map(may_be_name, names.items))
    return Vector(tuple(Relation(pair, ("=",)) for pair in pairs)) if is_named else tree


def may_be_name(node: Node) -> bool:
    """Whether a node may name a component: a name, a derivative, or two names side by side."""
    parts = node.factors if isinstance(node, Mul) and len(node.factors) == 2 else (node,)
    return all(isinstance(part, Symbol) for part in parts) or isinstance(node, Derivative)


def is_label(node: Node, asked: Asked) -> bool:
    """Whether a node may be the name of what is asked for: that name, or any unused one where none is known."""
    is_name = isinstance(node, Symbol | Derivative | Gradient) or (
        isinstance(node, Call) and node.function not in FUNCTIONS
    )
    return node in asked.labels if asked.names else is_name and node not in asked.unknowns


def take_only_member(tree: Node) -> Node:
    """Return the value in ``{3}``, the only one; a set of several, or of none, as it is."""
    is_one = isinstance(tree, SetOf) and len(tree.items) == 1
    return tree.items[0] if is_one and not isinstance(tree.items[0], SETS) else tree  # type: ignore[attr-defined]


def as_set(tree: Node, asked: Asked) -> Node:
    """Return a condition as the set of its solutions, and a value or a point as its only member."""
    solved = solve_parts(tree, asked)
    found = find_solutions(solved, asked.taken)
    if found is not None:
        name, values = found
        return values if name is None else keep_in_bounds(values, name, asked, is_worked_out=solved != tree)
    if asked.has_points and isinstance(tree, Matrix):  # a program lists points as the rows of an array
        return SetOf(tuple(map(Vector, tree.rows)))
    if asked.has_points and isinstance(tree, Vector):
        return SetOf(tree.items if all(isinstance(item, Vector) for item in tree.items) else (tree,))
    is_value = not isinstance(tree, Vector | Matrix | Relation | Junction | Assignment)
    return SetOf((tree,)) if is_value and asked.shape == "set" else tree


def solve_parts(tree: Node, asked: Asked) -> Node:
    """Return a condition solved as far as that takes no more than sight: ``|z| > 2``, ``x^2 <= 9 and x != 1``.

    Where the question has a condition of its own, or says that one is to be solved, that is the student's work.
    """
    return tree if asked.has_condition else solve_by_sight(tree)


def between_signs(tree: Node, text: str, asked: Asked) -> Node:
    """Return ``3 ± 0.1``, which was read as the set of both values, as the interval or pair from the lower one."""
    if not isinstance(tree, SetOf) or asked.shape not in ("interval", "vector") or len(tree.items) != 2:
        return tree
    if not any(sign in text for sign in ("±", "+/-", "\\pm")):
        return tree
    upper, lower = tree.items
    return Interval(lower, upper, *asked.closed) if asked.shape == "interval" else Vector((lower, upper))


def as_condition(tree: Node, asked: Asked) -> Node:
    """Return a value, a set or an interval as a condition on the only unknown, and an equation without its label.

    A function of the exercise names what is solved for, too: the tangent to f is often called f(x).
    """
    if (named := take_as_unknown(tree, asked)) is not None:
        return named
    if isinstance(tree, Relation) and len(tree.operands) > 2 and set(tree.operators) == {"="}:
        first, *rest = tree.operands
        return Relation(tuple(rest), tree.operators[1:]) if is_label(first, asked) else tree
    if len(asked.unknowns) != 1:
        return name_value(tree, asked)
    (unknown,) = asked.unknowns
    if isinstance(tree, (*SETS, Add)) or holds_sets(tree, asked):
        found = find_solutions(tree)
        if found is not None:
            return say_membership(unknown, found[1]) if found[0] in (None, unknown) else tree
    if isinstance(tree, Relation | Junction | Assignment):
        return tree
    is_value = asked.is_solved and not isinstance(tree, Vector | Matrix) and unknown not in walk(tree)
    return Relation((unknown, tree), ("=",)) if is_value else tree


def name_value(tree: Node, asked: Asked) -> Node:
    """Return ``2x - 1`` as ``y = 2x - 1`` where the expected equation gives y, and only y, by the names in it."""
    if isinstance(tree, (Relation, Junction, Assignment, Vector, Matrix, *SETS)):
        return tree
    used = set(walk(tree)) & set(asked.unknowns)
    missing = [name for name in asked.unknowns if name not in used]
    is_value = used and len(missing) == 1 and asked.gives(missing[0])
    return Relation((missing[0], tree), ("=",)) if is_value else tree


def holds_sets(tree: Node, asked: Asked) -> bool:
    """Whether a condition needs its set worked out: ``x = {1, -1}``, and values that *and* only lists."""
    if isinstance(tree, Junction):
        is_list = tree.kind == "and" and is_list_of_values(tree.parts, asked)
        return is_list or any(holds_sets(part, asked) for part in tree.parts)
    return isinstance(tree, Relation) and any(isinstance(side, SETS) for side in tree.operands)


def is_list_of_values(trees: Sequence[Node], asked: Asked) -> bool:
    """Whether equations give one name several values."""
    found = [find_solution(tree) for tree in trees]
    is_one_name = None not in found and len({solution[0] for solution in found if solution}) == 1
    return is_one_name and is_listing(trees, asked.parameters)


def take_as_unknown(tree: Node, asked: Asked) -> Node | None:
    """Return ``f(x) = 3x - 2`` as ``y = 3x - 2`` where the expected equation gives y; None for any other tree."""
    name = asked.solved_name
    if name is None or not isinstance(tree, Relation) or tree.operators != ("=",) or name in walk(tree):
        return None
    left, right = tree.operands
    if not isinstance(left, Call) or left.function in FUNCTIONS:
        return None
    is_head = all(isinstance(argument, Symbol) for argument in left.arguments)
    return Relation((name, right), ("=",)) if is_head else None


def assemble_members(trees: Sequence[Node], asked: Asked) -> Node | None:
    """Return statements as the entries of a vector, the rows of a matrix, or the members of a list."""
    if asked.shape == "list":
        trees = [order_braces(tree) if isinstance(tree, SetOf) else tree for tree in trees]
    if any(isinstance(tree, Junction | Interval | Union | SetOf) for tree in trees):
        return None
    rows = [tree.items for tree in trees if isinstance(tree, Vector)]
    if asked.shape == "matrix" and len(rows) == len(trees) and len({len(row) for row in rows}) == 1:
        return Matrix(tuple(rows))
    return Vector(tuple(trees))
