"""Points: ``(1, 2)``, ``x = 1 and y = 2`` and ``(x, y) = (1, 2)`` say the same where x and y are asked for.

A system of equations is asked for by a condition, or by the set of the points that solve it; either is answered in
either way. The coordinates are in the order in which the exercise declares the names.
"""

from collections.abc import Sequence

from grader.answers.protocol import Task
from grader.expr.asked.asked import find_unknowns
from grader.expr.grammar.conditions import join_conditions
from grader.expr.nodes import Junction, Node, Relation, SetOf, Symbol, Vector
from grader.expr.notation import Notation
from grader.expr.sets.solutions import find_solution

__all__ = ["take_condition_as_points", "take_points_as_condition"]

Point = dict[Symbol, Node]


def take_condition_as_points(tree: Node, task: Task) -> Node:
    """Return ``x = 1 and y = 2`` as a set with one point, and several with *or* as a set; other trees as they are."""
    points = find_points(tree)
    if not points or len({frozenset(point) for point in points}) != 1 or len(points[0]) < 2:
        return tree
    names = order_names(points[0], task.notation)
    return SetOf(tuple(Vector(tuple(point[name] for name in names)) for point in points))


def take_points_as_condition(tree: Node, task: Task) -> Node:
    """Return points as a condition on the names of an expected one that gives points; other trees as they are."""
    if task.asked.shape != "condition" or task.asked.tree is None:
        return tree
    listed = list_points(tree)
    expected = find_points(task.asked.tree)
    names = order_names(find_unknowns(task.asked.tree), task.notation)
    if not listed or not expected or any({*point} != {*names} for point in expected):
        return tree
    if any(len(point.items) != len(names) for point in listed):
        return tree
    return join_conditions(
        [
            join_conditions([Relation(pair, ("=",)) for pair in zip(names, point.items, strict=True)], "and")
            for point in listed
        ],
        "or",
    )


def list_points(tree: Node) -> tuple[Vector, ...]:
    """Return the points of a set, a list of points, or one point alone; nothing for any other tree."""
    items = (tree,) if isinstance(tree, Vector) and not is_list_of_points(tree) else getattr(tree, "items", ())
    return items if all(isinstance(item, Vector) for item in items) and isinstance(tree, Vector | SetOf) else ()


def is_list_of_points(tree: Vector) -> bool:
    return all(isinstance(item, Vector) for item in tree.items)


def find_points(tree: Node) -> list[Point] | None:
    """Return what a condition gives each name, for each of its alternatives; None if it gives no points."""
    if isinstance(tree, Junction) and tree.kind == "or":
        found = [find_points(part) for part in tree.parts]
        return None if None in found else [point for points in found for point in points or ()]
    parts = tree.parts if isinstance(tree, Junction) else (tree,)
    point: Point = {}
    for part in parts:
        for name, value in list_coordinates(part):
            if name is None or name in point:
                return None
            point[name] = value
    # The value of one name must not hold another, so that each point is written out.
    return [point] if point and not any(find_unknowns(value) for value in point.values()) else None


def list_coordinates(tree: Node) -> Sequence[tuple[Symbol | None, Node]]:
    """Return the names and values of ``x = 1`` or ``(x, y) = (1, 2)``; a name of None for anything else."""
    solution = find_solution(tree)
    if solution is not None:
        return [solution]
    if isinstance(tree, Relation) and tree.operators == ("=",):
        names, values = tree.operands
        if isinstance(names, Vector) and isinstance(values, Vector) and len(names.items) == len(values.items):
            pairs = zip(names.items, values.items, strict=True)
            return [(name if isinstance(name, Symbol) else None, value) for name, value in pairs]
    return [(None, tree)]


def order_names(names: Sequence[Symbol] | Point, notation: Notation) -> list[Symbol]:
    """Return names in the order in which the exercise declares them."""
    order = {name: place for place, name in enumerate(notation.entries)}
    return sorted(names, key=lambda name: (order.get(name.name, len(order)), str(name.indices)))
