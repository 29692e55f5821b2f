"""Putting several statements together, as one tree in the shape that is asked for.

Listed values are members, equations for different names hold together, and a word between conditions says itself which
of the two is meant. Where statements have no sensible reading together, there is none.
"""

from collections.abc import Sequence
from typing import Literal

from grader.expr.asked.asked import Asked
from grader.expr.grammar.conditions import join_conditions
from grader.expr.nodes import Assignment, Interval, Junction, Node, Relation, SetOf, Union, Vector
from grader.expr.sets.bounds import keep_in_bounds
from grader.expr.sets.by_sight import solve_by_sight
from grader.expr.sets.solutions import (
    SETS,
    choose_word,
    find_solution,
    find_solutions,
    is_listing,
    join_sets,
    join_solutions,
)
from grader.expr.shapes.lines import is_solved_line, strip_steps
from grader.expr.shapes.shaping import as_condition, assemble_members, is_list_of_values, put_in_shape, solve_parts
from grader.expr.traverse import walk

__all__ = ["assemble", "holds_vectors"]


def assemble(trees: Sequence[Node], joints: Sequence[str], asked: Asked) -> Node | None:
    """Return several statements as one tree in the shape that is asked for; None where they have no reading in it."""
    is_worked = set(joints) == {"\n"} or (set(joints) <= {"\n", ";"} and is_solved_line(trees[-1]))
    if is_worked and asked.shape in ("condition", "set", "interval") and is_condition(trees[-1]):
        last = trees if is_system(asked) else strip_steps(trees)
        if last is None or len(last) == 1:
            return put_in_shape(last[0], asked) if last else None
        trees, joints = last, joints[len(trees) - len(last) :]
    if asked.shape == "condition":
        return assemble_condition(trees, joints, asked)
    if asked.shape in ("set", "interval"):
        return assemble_set(trees, joints, asked)
    if asked.shape in ("vector", "matrix", "list", "family") and "or" not in joints:
        return assemble_members(trees, asked)
    return None


def is_system(asked: Asked) -> bool:
    """Whether several conditions that hold together are expected, not all of them solved, so that each has a line."""
    tree = asked.tree
    return isinstance(tree, Junction) and tree.kind == "and" and not all(map(is_solved_line, tree.parts))


def assemble_set(trees: Sequence[Node], joints: Sequence[str], asked: Asked) -> Node | None:
    """Return listed values, sets and conditions on one name as a set."""
    has_interval = any(is_statement(tree) and find_solution(tree) is None for tree in trees)
    if asked.shape == "interval" and not has_interval:
        return None  # listed values alone are none
    solution = find_solution(trees[0], asked.taken)
    if solution and not any(is_statement(tree) or solution[0] in walk(tree) for tree in trees[1:]):
        return join_sets([solution[1], *trees[1:]])  # x = 1, 3
    if not any(map(is_condition, trees)):
        return join_sets(trees)
    if asked.has_points and (points := join_points(trees, joints)) is not None:
        return points
    solved = [solve_parts(tree, asked) for tree in trees]
    is_worked_out, trees = solved != list(trees), solved
    word = choose_joint(trees, joints, asked)
    if word == "or":
        found = [find_solutions(tree if is_condition(tree) else join_sets([tree]), asked.taken) for tree in trees]
        sets = [solutions for solutions in found if solutions is not None]
        is_one_name = len({name for name, _ in sets if name is not None}) == 1
        return join_sets([values for _, values in sets]) if is_one_name and len(sets) == len(found) else None
    common = join_solutions(word, trees, asked.taken) if word else None
    if common is None:
        return None
    name, values = common
    return values if name is None else keep_in_bounds(values, name, asked, is_worked_out=is_worked_out)


def is_set_of_unknown(trees: Sequence[Node], asked: Asked) -> bool:
    """Whether the expected condition gives a set for its only unknown, and no statement names another one."""
    if asked.tree is None or len(asked.unknowns) != 1 or find_solutions(asked.tree) is None:
        return False
    return {solutions[0] for solutions in map(find_solutions, trees) if solutions} <= {None, *asked.unknowns}


def join_points(trees: Sequence[Node], joints: Sequence[str]) -> Node | None:
    """Return listed points: ``(1, 2), (3, 4)`` or ``x = 1, y = 2 or x = 3, y = 4``; None for anything else."""
    if all(isinstance(tree, Vector) for tree in trees):
        return SetOf(tuple(trees))
    groups: list[list[Node]] = [[trees[0]]]
    # Without a word, each line or what is before a semicolon is a point: x = 1, y = 2; x = 3, y = 4.
    apart = {"or"} if "or" in joints else {"\n", ";"} & set(joints) if len(set(joints)) > 1 else set()
    for tree, joint in zip(trees[1:], joints, strict=True):
        if joint in apart:
            groups.append([tree])
        else:
            groups[-1].append(tree)
    names = [[found[0] for found in map(find_solution, group) if found] for group in groups]
    is_point = all(len(set(given)) == len(group) > 1 for given, group in zip(names, groups, strict=True))
    if not is_point or len({frozenset(given) for given in names}) != 1:
        return None
    return join_conditions([join_conditions(group, "and") for group in groups], "or")


def choose_joint(trees: Sequence[Node], joints: Sequence[str], asked: Asked) -> Literal["and", "or"] | None:
    """Return the word that joins listed conditions: the only one between them, or the only one that makes sense."""
    words = {joint for joint in joints if joint in ("and", "or")}
    if is_listing(trees, asked.parameters) and words <= {"and"}:
        return "or"
    if len(words) == 1:
        return "and" if "and" in words else "or"
    return None if words else choose_word([solve_by_sight(tree) for tree in trees])


def is_condition(tree: Node) -> bool:
    return isinstance(tree, Relation | Junction | Assignment)


def is_statement(tree: Node) -> bool:
    """Whether a tree says something of its own, so that it is no member of a list of values."""
    return is_condition(tree) or isinstance(tree, Interval | Union)


def assemble_condition(trees: Sequence[Node], joints: Sequence[str], asked: Asked) -> Node | None:
    """Return listed conditions joined by *and* or *or*.

    Values of one unknown are alternatives, however they are listed. A word says itself which of the two is meant;
    equations for different names hold together. Of anything else that is only listed, the word that makes sense is
    taken; where both do, it may mean both.
    """
    points = join_points(trees, joints) if len(asked.unknowns) > 1 else None
    if points is not None:
        return points
    parts = [as_condition(tree, asked) for tree in trees]
    if not all(map(is_condition, parts)):
        found = assemble_set(trees, joints, asked) if is_set_of_unknown(trees, asked) else None
        return None if found is None else as_condition(found, asked)
    solutions = [find_solution(part) for part in parts]
    names = [solution[0] for solution in solutions if solution]
    is_list = is_list_of_values(parts, asked) or (
        "and" not in joints and len(names) == len(parts) and len(set(names)) == 1
    )
    if is_list or any(isinstance(tree, SETS) for tree in trees):
        return join_conditions(parts, "or") if len(asked.unknowns) == 1 or is_list else None
    words = {joint for joint in joints if joint in ("and", "or")}
    if len(names) == len(parts) and len(set(names)) == len(names) and not words:
        return join_conditions(parts, "and")
    word = "and" if not words and is_system(asked) else choose_joint(parts, joints, asked)
    return join_conditions(parts, word) if word else None


def holds_vectors(asked: Asked) -> bool:
    """Whether a name before a bracket with commas multiplies a vector, because the expected answer has vectors."""
    return asked.shape == "vector" or (asked.tree is not None and any(isinstance(x, Vector) for x in walk(asked.tree)))
