"""What an answer says of a set of points: the coordinates by parameters, or equations that they satisfy.

A range of a parameter, ``t >= 0``, is kept apart: with it, the set may be only a part.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from grader.answers.leaving_open.columns import Column, list_columns
from grader.answers.leaving_open.letters import list_letters
from grader.answers.protocol import Task
from grader.expr.calculation.building import negative, total
from grader.expr.grammar.conditions import REALS
from grader.expr.nodes import Add, Assignment, Junction, Mul, Neg, Node, Number, Relation, Symbol, Vector
from grader.expr.traverse import walk

__all__ = ["ByEquations", "ByParameters", "Locus", "find_coordinates", "read_shape"]


@dataclass(frozen=True, slots=True)
class ByParameters:
    """A point by a formula for each coordinate; without ``letters`` it is a single point."""

    entries: Column
    letters: tuple[str, ...]
    ranges: tuple[Node, ...] = ()


@dataclass(frozen=True, slots=True)
class ByEquations:
    """Formulas in the coordinates that are all 0 at the points of a set."""

    zeros: tuple[Node, ...]


Locus = ByParameters | ByEquations
Pairs = list[tuple[Node, Node]]


def find_coordinates(task: Task) -> tuple[Symbol, ...]:
    """Return the names of the coordinates: those that the item lists, or else x and y, and z if it is declared."""
    entries = task.notation.entries
    declared = [name for name in ("x", "y", "z") if name in entries and not entries[name].is_arbitrary]
    return tuple(map(Symbol, task.options.get("coordinates") or declared))


def read_shape(tree: Node, task: Task) -> Locus | None:
    """Return what a tree says of the points; None if it is neither a point nor equations."""
    coordinates = find_coordinates(task)
    statements = list_statements(tree)
    if not any(isinstance(part, Relation | Assignment) for part in statements):
        return read_point(tree, coordinates, task)
    points = [part for part in statements if not isinstance(part, Relation | Assignment)]
    ranges = [part for part in statements if is_range(part, coordinates)]
    pairs = [list_equations(part, coordinates, task) for part in statements if part not in (*ranges, *points)]
    if None in pairs:
        return None
    equations = [one for found in pairs for one in found or ()]
    limits = tuple(part for part in ranges if not says_nothing(part))
    if points:
        found = read_point(points[0], coordinates, task) if len(points) == 1 and not equations else None
        return replace(found, ranges=limits) if found is not None else None
    given = {left: right for left, right in equations if left in coordinates and not has_any(right, coordinates)}
    if len(given) == len(equations) == len(coordinates):
        entries = tuple(given[name] for name in coordinates)
        return ByParameters(entries, list_letters(entries, task.notation), limits)
    zeros = tuple(total((left, negative(right))) for left, right in equations)
    if not zeros or ranges or list_letters(zeros, task.notation) or any(map(mixes_kinds, zeros)):
        return None
    return ByEquations(zeros)


def mixes_kinds(tree: Node) -> bool:
    """Whether a name or number is added to a vector, ``x - (1, 0, 0)``, so that the name means another thing."""
    sums = [part.terms for part in walk(tree) if isinstance(part, Add)]
    return any(
        any(isinstance(term, Vector) for term in map(drop_sign, terms))
        and any(isinstance(term, Symbol | Number) for term in map(drop_sign, terms))
        for terms in sums
    )


def drop_sign(term: Node) -> Node:
    return term.operand if isinstance(term, Neg) else term


def list_statements(tree: Node) -> tuple[Node, ...]:
    """List statements that hold together; a point or an equation alone is one."""
    if isinstance(tree, Junction) and tree.kind == "and":
        return tuple(one for part in tree.parts for one in list_statements(part))
    if isinstance(tree, Vector) and any(isinstance(item, Relation | Assignment | Junction) for item in tree.items):
        return tuple(one for part in tree.items for one in list_statements(part))
    return (tree,)


def is_range(tree: Node, coordinates: Sequence[Symbol]) -> bool:
    return isinstance(tree, Relation) and not set(tree.operators) <= {"="} and not has_any(tree, coordinates)


def says_nothing(tree: Node) -> bool:
    """Whether a range is that of all real numbers."""
    return (
        isinstance(tree, Relation)
        and set(tree.operators) <= {"<", "<="}
        and len(tree.operands) == 3
        and tree.operands[::2] == (REALS.lower, REALS.upper)
        and isinstance(tree.operands[1], Symbol)
    )


def has_any(tree: Node, names: Sequence[Symbol]) -> bool:
    return any(part in names for part in walk(tree))


def list_equations(tree: Node, coordinates: Sequence[Symbol], task: Task) -> Pairs | None:
    """List the pairs of equal sides that a statement gives; None for an inequality in the coordinates."""
    if isinstance(tree, Assignment):
        return [(tree.target, tree.value)]
    if not isinstance(tree, Relation) or set(tree.operators) != {"="}:
        return None
    found: list[tuple[Node, Node]] = []
    for left, right in pairwise(tree.operands):
        sides = [find_entries(side, task) for side in (left, right)]
        if sides[0] is not None and sides[1] is not None and len(sides[0]) == len(sides[1]):
            found += zip(sides[0], sides[1], strict=True)
        else:
            found.append((right, left) if right in coordinates and left not in coordinates else (left, right))
    return found


def find_entries(tree: Node, task: Task) -> Column | None:
    """Return the coordinates of a point or vector; None for a number."""
    if not isinstance(tree, Vector) and not (
        isinstance(tree, Add | Mul) and any(isinstance(n, Vector) for n in walk(tree))
    ):
        return None
    columns = list_columns(tree, task)
    return columns[0] if columns and len(columns) == 1 and len(columns[0]) > 1 else None


def read_point(tree: Node, coordinates: Sequence[Symbol], task: Task) -> ByParameters | None:
    entries = find_entries(tree, task)
    if entries is None or len(entries) != len(coordinates) or any(has_any(entry, coordinates) for entry in entries):
        return None
    return ByParameters(entries, list_letters(entries, task.notation))
