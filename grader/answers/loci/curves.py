"""Curves: a parametrisation and an equation, or two parametrisations.

That every point of a parametrisation satisfies an equation is proved by substitution. That every point of the equation
is reached is proved in two cases. An equation solved for one coordinate is reached if the others are linear in the
parameters and take all values: ``(t, t^2)`` for y = x². An ellipse is reached by ``p + a cos t + b sin t`` with
independent a and b, because an equation of degree 2 that holds on an ellipse is that of the ellipse.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from grader.answers.leaving_open.columns import Column, find_rank
from grader.answers.leaving_open.solution_set import find_points
from grader.answers.leaving_open.values import ZERO, are_equal
from grader.answers.loci.shapes import ByEquations, ByParameters
from grader.answers.protocol import Task
from grader.expr.calculation.building import ONE, number, product, total
from grader.expr.nodes import (
    Add,
    Call,
    Constant,
    Derivative,
    Div,
    Matrix,
    Mul,
    Neg,
    Node,
    Number,
    Power,
    Symbol,
    Vector,
)
from grader.expr.notation import Entry, Notation
from grader.expr.traverse import substitute, transform, walk

__all__ = ["Ellipse", "are_same_ellipses", "is_on", "is_reached", "read_ellipse"]

POLYNOMIAL = (Add, Constant, Div, Mul, Neg, Number, Power, Symbol)
COSINE, SINE = "cos°", "sin°"  # names that nobody can type


@dataclass(frozen=True, slots=True)
class Ellipse:
    """The points ``center + cosine*cos(u) + sine*sin(u)`` for all u, where u grows ``speed`` times as fast as t."""

    center: Column
    cosine: Column
    sine: Column
    speed: Node


def is_on(point: ByParameters, equations: ByEquations, coordinates: Sequence[Symbol], task: Task) -> bool | None:
    """Whether every point of a parametrisation satisfies the equations; None if that is not known."""
    values = dict(zip(coordinates, point.entries, strict=True))
    found = [vanishes(substitute(zero, values), task) for zero in equations.zeros]
    return False if False in found else None if None in found else True


def vanishes(tree: Node, task: Task) -> bool | None:
    """Whether a value is 0 wherever it is defined; None also where it is not defined everywhere."""
    found = are_equal(tree, ZERO, task.notation, task.policy.seed)
    # The other way round, the engine does not ask whether the value is defined.
    return None if found is False and are_equal(ZERO, tree, task.notation, task.policy.seed) is not False else found


def is_reached(point: ByParameters, equations: ByEquations, coordinates: Sequence[Symbol], task: Task) -> bool:
    """Whether a parametrisation whose points are on a curve is proved to reach all of its points."""
    if len(equations.zeros) != 1:
        return False
    (zero,) = equations.zeros
    return is_graph(point, zero, coordinates, task) or (
        len(coordinates) == 2 and read_ellipse(point, task) is not None and is_of_degree_two(zero, coordinates, task)
    )


def is_graph(point: ByParameters, zero: Node, coordinates: Sequence[Symbol], task: Task) -> bool:
    """Whether an equation gives one coordinate by the others, and these take all values."""
    for place, name in enumerate(coordinates):
        others = (*point.entries[:place], *point.entries[place + 1 :])
        points = find_points(others, point.letters, task)
        pivots = find_rank(points.directions, task.notation, task.policy.seed) if points else None
        slope = substitute(zero, {name: ZERO}), substitute(zero, {name: ONE})
        step = total((slope[1], product([number(-1), slope[0]])))
        linear = total([slope[0], product([step, name])])
        if (
            pivots is not None
            and pivots.rank == len(others)
            and are_equal(zero, linear, task.notation, task.policy.seed)
            and is_constant(step, coordinates, task)
        ):
            return True
    return False


def is_constant(tree: Node, coordinates: Sequence[Symbol], task: Task) -> bool:
    """Whether a factor is the same number other than 0 everywhere."""
    fixed = substitute(tree, dict.fromkeys(coordinates, ONE))
    seed = task.policy.seed
    return bool(are_equal(tree, fixed, task.notation, seed)) and are_equal(fixed, ZERO, task.notation, seed) is False


def is_of_degree_two(zero: Node, coordinates: Sequence[Symbol], task: Task) -> bool:
    """Whether a formula is a polynomial of degree at most 2 and not 0: all of its third derivatives are 0."""
    if not all(isinstance(part, POLYNOMIAL) for part in walk(zero)):
        return False
    if are_equal(zero, ZERO, task.notation, task.policy.seed) is not False:  # 0 = 0 holds everywhere
        return False
    x, y = coordinates
    orders = ((x, x, x), (x, x, y), (x, y, y), (y, y, y))
    thirds = [Derivative(zero, names) for names in orders]
    return all(are_equal(third, ZERO, task.notation, task.policy.seed) for third in thirds)


def read_ellipse(point: ByParameters, task: Task) -> Ellipse | None:
    """Return an ellipse that is run through by one parameter in sines and cosines; None for anything else."""
    if len(point.letters) != 1:
        return None
    letter = Symbol(point.letters[0])
    calls = {part for entry in point.entries for part in walk(entry)
             if isinstance(part, Call) and part.function in ("cos", "sin")}  # fmt: skip
    angles = {call.arguments[0] for call in calls}
    speed = find_speed(angle := angles.pop(), letter, task) if len(angles) == 1 else None
    if speed is None:
        return None
    names = {Call("cos", (angle,)): Symbol(COSINE), Call("sin", (angle,)): Symbol(SINE)}
    entries = tuple(transform(entry, lambda node: names[node] if isinstance(node, Call) and node in names else node)
                    for entry in point.entries)  # fmt: skip
    if any(letter in walk(entry) for entry in entries):
        return None
    wide = widen(task.notation)
    points = find_points(entries, (COSINE, SINE), replace(task, notation=wide))
    if points is None:
        return None
    pivots = find_rank(points.directions, wide, task.policy.seed)
    if pivots is None or pivots.rank < len(points.directions):
        return None
    return Ellipse(points.start, points.directions[0], points.directions[1], speed)


def find_speed(angle: Node, letter: Symbol, task: Task) -> Node | None:
    """Return by what a parameter is multiplied in an angle that is linear in it, and so takes every value."""
    points = find_points((angle,), (letter.name,), task)
    speed = points.directions[0][0] if points is not None else None
    is_known = speed is not None and are_equal(speed, ZERO, task.notation, task.policy.seed) is False
    return speed if is_known else None


def widen(notation: Notation) -> Notation:
    return notation.extended(Entry(name=name, is_arbitrary=True) for name in (COSINE, SINE))


def are_same_ellipses(own: Ellipse, key: Ellipse, task: Task) -> bool | None:
    """Whether two ellipses are the same: they have one center, and the same ``a a^T + b b^T``."""
    seed = task.policy.seed
    found = [are_equal(Vector(own.center), Vector(key.center), task.notation, seed)]
    found.append(are_equal(square(own), square(key), task.notation, seed))
    return False if False in found else None if None in found else True


def square(one: Ellipse) -> Node:
    size = range(len(one.center))
    rows = tuple(
        tuple(total([product([one.cosine[i], one.cosine[j]]), product([one.sine[i], one.sine[j]])]) for j in size)
        for i in size
    )
    return Matrix(rows)
