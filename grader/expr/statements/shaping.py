"""Putting a tree, or several statements, into the shape that is asked for.

The same thing may be written as a set, an interval, an inequality or a list of equations; which of them is meant is
said by the item. What has no sensible reading in the shape stays as it is, and is judged or refused as that.
"""

from collections.abc import Sequence

from grader.expr.functions import FUNCTIONS
from grader.expr.grammar.conditions import REALS, join_conditions, list_memberships, remove_points
from grader.expr.nodes import (
    Assignment,
    Call,
    Constant,
    Derivative,
    Gradient,
    Interval,
    Junction,
    Matrix,
    Neg,
    Node,
    Relation,
    SetOf,
    Symbol,
    Union,
    Vector,
)  # fmt: skip
from grader.expr.reading import Reading
from grader.expr.statements.asked import Asked
from grader.expr.traverse import walk

__all__ = ["assemble", "between_signs", "find_solution", "join_sets", "put_in_shape", "take_as_interval"]

_SETS = (SetOf, Interval, Union)
_INFINITE = Constant("oo")
_TURNED = {"<": ">", ">": "<", "<=": ">=", ">=": "<="}


def put_in_shape(tree: Node, asked: Asked) -> Node:
    """Return one tree in the shape that is asked for, as far as it has a reading in it."""
    if asked.shape == "value":
        return drop_label(tree, asked)
    if asked.shape == "set":
        return as_set(tree)
    if asked.shape == "interval":
        return as_interval(tree)
    if asked.shape == "condition":
        return as_condition(tree, asked)
    if asked.shape in ("vector", "matrix"):
        tree = split_equation_of_lists(drop_label(tree, asked))
    if asked.shape == "vector" and isinstance(tree, Call) and tree.function == "binomial":
        return Vector(tree.arguments)  # \\binom{5}{9} is how many write a column
    if asked.shape == "list":
        tree = order_braces(tree)
    if isinstance(tree, Junction) and tree.kind == "and" and asked.shape != "any":
        return assemble_members(tree.parts, asked) or tree
    return tree


def order_braces(tree: Node) -> Node:
    """Return braces around a list, or around one of its points, as a list in the order in which it was typed."""
    if not isinstance(tree, SetOf | Vector) or not tree.items:
        return tree
    return Vector(tuple(Vector(item.items) if isinstance(item, SetOf) and item.items else item for item in tree.items))


def take_as_interval(reading: Reading) -> Node:
    """Return a pair such as ``[1, 2]`` as the interval that its brackets make it; other trees as they are."""
    tree = reading.tree
    if not isinstance(tree, Vector) or len(tree.items) != 2:
        return tree
    span = reading.span(tree)
    if span is None:
        return tree
    left, right = span.text[0], span.text[-1]
    if left not in "[(" or right not in ")]":
        return tree
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
    """Return ``(x, y) = (1, -2)`` as the list ``x = 1, y = -2``; any other tree as it is."""
    if not isinstance(tree, Relation) or tree.operators != ("=",):
        return tree
    names, values = tree.operands
    if not isinstance(names, Vector) or not isinstance(values, Vector) or len(names.items) != len(values.items):
        return tree
    pairs = zip(names.items, values.items, strict=True)
    is_named = all(isinstance(name, Symbol) for name in names.items)
    return Vector(tuple(Relation(pair, ("=",)) for pair in pairs)) if is_named else tree


def is_label(node: Node, asked: Asked) -> bool:
    """Whether a node may be the name of what is asked for: that name, or any unused one where none is known."""
    is_name = isinstance(node, Symbol | Derivative | Gradient) or (
        isinstance(node, Call) and node.function not in FUNCTIONS
    )
    return node in asked.names if asked.names else is_name and node not in asked.unknowns


def as_set(tree: Node) -> Node:
    """Return a condition ``x = 1 or x = 2`` as the set of its solutions; with *and* it lists them, too."""
    return join_solutions(tree.parts if isinstance(tree, Junction) else (tree,)) or tree


def join_solutions(trees: Sequence[Node]) -> Node | None:
    """Return the set of the values that equations give one name; None for any other statements."""
    solutions = [find_solution(tree) for tree in trees]
    found = [solution for solution in solutions if solution]
    if len(found) < len(solutions) or len({name for name, _ in found}) != 1:
        return None
    return join_sets([value for _, value in found])


def join_sets(values: Sequence[Node]) -> Node:
    """Return the set of some values; what is a set already gives its members."""
    members = [item for value in values for item in (value.items if isinstance(value, SetOf) else (value,))]
    return SetOf(tuple(members))


def find_solution(tree: Node) -> tuple[Symbol, Node] | None:
    """Return the name and the value of ``x = 3``, whichever side the name is on; None for anything else."""
    if isinstance(tree, Assignment) and isinstance(tree.target, Symbol):
        return tree.target, tree.value
    if not isinstance(tree, Relation) or tree.operators != ("=",):
        return None
    left, right = tree.operands
    for name, value in ((left, right), (right, left)):
        if isinstance(name, Symbol) and name not in walk(value):
            return name, value
    return None


def as_interval(tree: Node) -> Node:
    """Return a comparison of one name with constants as the interval, or the union, of its values."""
    if isinstance(tree, Junction) and tree.kind == "or":
        parts = [as_interval(part) for part in tree.parts]
        return Union(tuple(parts)) if all(isinstance(part, _SETS) for part in parts) else tree
    points = list_exceptions(tree)
    pieces = remove_points(REALS, points) if points else None
    if pieces is not None:
        return Union(pieces)
    if isinstance(tree, Junction):
        found = [as_interval(part) for part in tree.parts]
        return intersect(found) or tree
    return find_interval(tree) or tree


def list_exceptions(tree: Node) -> list[Node]:
    """Return the values that ``x != 0 and x != 3`` leaves out; nothing for any other tree."""
    parts = tree.parts if isinstance(tree, Junction) and tree.kind == "and" else (tree,)
    found = [part.operands for part in parts if isinstance(part, Relation) and part.operators == ("!=",)]
    names = {name for name, _ in found}
    if len(found) < len(parts) or len(names) > 1 or not all(isinstance(name, Symbol) for name in names):
        return []
    return [value for _, value in found]


def between_signs(tree: Node, text: str, asked: Asked) -> Node:
    """Return ``3 ± 0.1``, which was read as the set of both values, as the interval or pair from the lower one."""
    if not any(sign in text for sign in ("±", "+/-", "\\pm")):
        return tree
    if asked.shape not in ("interval", "vector") or not isinstance(tree, SetOf) or len(tree.items) != 2:
        return tree
    upper, lower = tree.items
    return Interval(lower, upper, *asked.closed) if asked.shape == "interval" else Vector((lower, upper))


def find_interval(tree: Node) -> Node | None:
    """Return the interval that ``a < x <= b`` or ``x > a`` describes."""
    if not isinstance(tree, Relation) or not set(tree.operators) <= set(_TURNED):
        return None
    operands, operators = tree.operands, tree.operators
    if operators[0] in (">", ">="):  # from the smallest to the largest
        operands, operators = operands[::-1], tuple(_TURNED[sign] for sign in operators[::-1])  # type: ignore[misc]
    if not all(sign in ("<", "<=") for sign in operators):
        return None
    at = next((place for place, operand in enumerate(operands) if isinstance(operand, Symbol)), None)
    if at is None or len(operands) > 3 or (len(operands) == 3 and at != 1):
        return None
    lower = operands[at - 1] if at else Neg(_INFINITE)
    upper = operands[at + 1] if at + 1 < len(operands) else _INFINITE
    return Interval(lower, upper, at > 0 and operators[at - 1] == "<=", at < len(operators) and operators[at] == "<=")


def intersect(parts: Sequence[Node]) -> Node | None:
    """Return ``x > a and x < b`` as one interval, where each part bounds another end."""
    intervals = [part for part in parts if isinstance(part, Interval)]
    below = [part for part in intervals if part.lower != Neg(_INFINITE)]
    above = [part for part in intervals if part.upper != _INFINITE]
    if len(parts) != 2 or len(intervals) != 2 or len(below) != 1 or len(above) != 1 or below == above:
        return None
    return Interval(below[0].lower, above[0].upper, below[0].lower_closed, above[0].upper_closed)


def as_condition(tree: Node, asked: Asked) -> Node:
    """Return a value, a set or an interval as a condition on the only unknown, and an equation without its label."""
    if isinstance(tree, Relation) and len(tree.operands) > 2 and set(tree.operators) == {"="}:
        first, *rest = tree.operands
        return Relation(tuple(rest), tree.operators[1:]) if is_label(first, asked) else tree
    if len(asked.unknowns) != 1 or isinstance(tree, Relation | Junction | Assignment):
        return tree
    (unknown,) = asked.unknowns
    if isinstance(tree, _SETS):
        found = list_memberships(unknown, tree)
        return join_conditions(found, "or") if found else tree
    is_value = asked.is_solved and not isinstance(tree, Vector | Matrix) and unknown not in walk(tree)
    return Relation((unknown, tree), ("=",)) if is_value else tree


def assemble(trees: Sequence[Node], joints: Sequence[str], asked: Asked) -> Node | None:
    """Return several statements as one tree in the shape that is asked for; None where they have no reading in it."""
    if asked.shape == "condition":
        return assemble_condition(trees, joints, asked)
    if asked.shape == "set":
        return assemble_set(trees)
    if asked.shape in ("vector", "matrix", "list", "family"):
        return assemble_members(trees, asked)
    return None


def assemble_set(trees: Sequence[Node]) -> Node | None:
    """Return listed members, or listed equations of one name, as a set."""
    solution = find_solution(trees[0])
    if solution and not any(is_statement(tree) or solution[0] in walk(tree) for tree in trees[1:]):
        return join_sets([solution[1], *trees[1:]])  # x = 1, 3
    return join_solutions(trees) if any(map(is_statement, trees)) else join_sets(trees)


def is_statement(tree: Node) -> bool:
    """Whether a tree says something of its own, so that it is no member of a list of values."""
    return isinstance(tree, Relation | Junction | Assignment | Interval | Union)


def assemble_condition(trees: Sequence[Node], joints: Sequence[str], asked: Asked) -> Node | None:
    """Return listed conditions joined by *and* or *or*.

    Values of one unknown are alternatives. A word says itself which of the two is meant; equations for different names
    hold together. Anything else that is only listed may mean both.
    """
    parts = [as_condition(tree, asked) for tree in trees]
    if not all(isinstance(part, Relation | Junction | Assignment) for part in parts):
        return None
    words = {joint for joint in joints if joint in ("and", "or")}
    if set(joints) == {"\n"} and not all(map(find_solution, parts)):
        return parts[-1]  # steps of one equation, line by line
    solutions = [find_solution(part) for part in parts]
    names = [solution[0] for solution in solutions if solution]
    if len(names) == len(parts) and len(set(names)) == 1:
        return (
            join_conditions(parts, "or") if words <= {"or"} else None
        )  # "x = 2 and x = 5" may mean both values, or nothing
    if len(words) == 1:
        return join_conditions(parts, "and" if "and" in words else "or")
    if len(names) == len(parts) and len(set(names)) == len(names):
        return join_conditions(parts, "and")
    return None


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
