"""What is said of vectors that are no basis, and of points or functions that are not all solutions.

It is confirmed by ranks in floating-point numbers at random points.
"""

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from random import Random
from typing import Any

from grader.answers import Task
from grader.answers.leaving_open.constant import list_scalars, list_variables
from grader.answers.leaving_open.letters import list_letters
from grader.expr import parse, to_text
from grader.expr.calculation.building import number
from grader.expr.nodes import Matrix, Node, Relation, SetOf, Symbol, Vector
from grader.expr.traverse import substitute

from .values import UnknownValueError, World, flatten

__all__ = ["SPAN_CLAIMS", "has_functions_of_key"]

Columns = list[list[float]]
Claim = Callable[[Any, Mapping[str, str], str], bool]
"""Whether a remark is true of an answer that is given, by the parameters and the text of the remark."""
SEEDS = range(1, 5)
SMALL = 1e-9


def list_columns(tree: Node, task: Task, seed: int) -> Columns:
    """Return the vectors of a set, or the columns of a matrix, at a random point."""
    world = World(task.notation, seed)
    if isinstance(tree, Matrix):
        return [list(column) for column in zip(*world.value(tree, {}), strict=True)]
    is_list = isinstance(tree, SetOf) or (isinstance(tree, Vector) and isinstance(tree.items[0], Vector))
    members: Sequence[Node] = tree.items if is_list and isinstance(tree, SetOf | Vector) else (tree,)
    return [flatten(world.value(member, {})) for member in members]


def find_rank(columns: Columns) -> int:
    """Return the rank, by elimination with the largest pivots."""
    rows, rank = [list(row) for row in columns], 0
    for place in range(len(rows[0])):
        if rank == len(rows):
            break
        at = max(range(rank, len(rows)), key=lambda row: abs(rows[row][place]))
        if abs(rows[at][place]) > SMALL:
            rows[rank], rows[at] = rows[at], rows[rank]
            pivot = rows[rank]
            for row in rows[rank + 1 :]:
                factor = row[place] / pivot[place]
                row[:] = [a - factor * b for a, b in zip(row, pivot, strict=True)]
            rank += 1
    return rank


def everywhere(is_so: Callable[[Columns, Columns, str], bool]) -> Claim:
    """Whether a claim holds at each of the random points."""
    return lambda given, parameters, text: all(
        is_so(list_columns(given.own, given.task, seed), list_columns(given.key, given.task, seed), text)
        for seed in SEEDS
    )


def is_size(own: Columns, key: Columns, text: str) -> bool:
    return len(own) > len(key) if "more" in text else len(own) < len(key)


def list_points(tree: Node, task: Task) -> Columns:
    """Return points of a solution set at random values of its parameters."""
    return [flatten(World(task.notation, seed).value(tree, {})) for seed in range(1, 9)]


def subtract(point: list[float], other: list[float]) -> list[float]:
    return [x - y for x, y in zip(point, other, strict=True)]


def holds_other_points(given: Any, parameters: Mapping[str, str], text: str) -> bool:
    """Whether a point of the answer is none of the key, so that with it the points lie in a larger space."""
    points, wanted = list_points(given.own, given.task), list_points(given.key, given.task)
    space = [subtract(point, wanted[0]) for point in wanted[1:]]
    return any(find_rank([*space, subtract(point, wanted[0])]) > find_rank(space) for point in points)


def lacks_points(given: Any, parameters: Mapping[str, str], text: str) -> bool:
    """Whether the answer has only points of the key, and these lie in a smaller space."""
    points, wanted = list_points(given.own, given.task), list_points(given.key, given.task)
    ranks = [find_rank([subtract(point, each[0]) for point in each[1:]]) for each in (points, wanted)]
    is_part = not holds_other_points(given, parameters, text) and ranks[0] < ranks[1]
    return is_part and ("one of" in text) == (ranks[0] == 0)


def list_functions(tree: Node, task: Task) -> Columns:
    """Return functions of a family, at random values of its constants: each by its values at the same random points."""
    variables = list_variables(task)
    others = [name for name in list_scalars(task.notation) if name not in variables]
    letters = dict.fromkeys((*others, *list_letters([tree], task.notation)))
    found = []
    for seed in range(1, 11):
        draw = Random(seed)
        # A name of the exercise is the same number in all of them, and a constant is not.
        given = [draw.uniform(-2, 2) if name not in others else Random(name).uniform(1, 2) for name in letters]
        values = {Symbol(name): number(Fraction(x)) for name, x in zip(letters, given, strict=True)}
        made = substitute(tree, values)
        try:
            found.append([x for at in range(1, 9) for x in flatten([World(task.notation, at).value(made, {})])])
        except (ArithmeticError, ValueError):
            continue
    if not found:
        raise UnknownValueError("no function has values at all points")
    return found


def find_space(functions: Columns) -> Columns:
    return [subtract(each, functions[0]) for each in functions[1:]]


def value_of(tree: Node) -> Node:
    return tree.operands[-1] if isinstance(tree, Relation) else tree


def compare_families(given: Any) -> tuple[Columns, Columns, Columns]:
    """Return the functions of an answer, the space of the key's, and what the first ones are beside it."""
    own, key = (list_functions(value_of(tree), given.task) for tree in (given.own, given.key))
    space = find_space(key)
    if find_rank(space) != len(list_letters([given.key], given.task.notation)):
        raise UnknownValueError("a family that is not linear")
    return own, space, [subtract(each, key[0]) for each in own]


def holds_other_functions(given: Any, parameters: Mapping[str, str], text: str) -> bool:
    """Whether a function of the answer is none of the key."""
    _, space, differences = compare_families(given)
    return any(find_rank([*space, each]) > find_rank(space) for each in differences)


def holds_wrong_terms(given: Any, parameters: Mapping[str, str], text: str) -> bool:
    """Whether each named constant, and no other, moves an answer out of the space of the key."""
    _, space, _ = compare_families(given)
    letters = list_letters([given.own], given.task.notation)
    moved = []
    for name in letters:
        others = {Symbol(other): number(1) for other in letters if other != name}
        own = find_space(list_functions(substitute(value_of(given.own), others), given.task))
        moved += [to_text(Symbol(name))] if find_rank([*space, *own]) > find_rank(space) else []
    return sorted(moved) == parameters["wrong"].split(", ")


def is_other_particular(given: Any, parameters: Mapping[str, str], text: str) -> bool:
    """Whether the functions of an answer differ as those of the key do, and are others."""
    own, space, _ = compare_families(given)
    differences = find_space(own)
    is_same = find_rank(space) == find_rank(differences) == find_rank([*space, *differences])
    return is_same and holds_other_functions(given, parameters, text)


def has_functions_of_key(given: Any) -> bool:
    """Whether those functions of an answer that have values at all points are functions of the key."""
    return not holds_other_functions(given, {}, "")


def lacks_functions(given: Any, parameters: Mapping[str, str], text: str) -> bool:
    """Whether an answer has only functions of the key, and these are in a smaller space."""
    own, space, _ = compare_families(given)
    rank = find_rank(find_space(own))
    is_part = not holds_other_functions(given, parameters, text) and rank < find_rank(space)
    return is_part and ("one of" in text) == (rank == 0)


def lacks_values(given: Any, parameters: Mapping[str, str], text: str) -> bool:
    """Whether the named function of a constant is never negative, or never zero."""
    _, _, rest = text.partition(": ")
    feature = parse(rest.removesuffix(" does not take every value."), given.task.notation).tree
    (name,) = list_letters([feature], given.task.notation)
    values = []
    for at in range(-30, 31):
        try:
            made = substitute(feature, {Symbol(name): number(Fraction(at, 7))})
            values.append(World(given.task.notation, 1).value(made, {}))
        except (ArithmeticError, ValueError):
            continue
    return not holds_other_functions(given, {}, "") and (min(values) >= 0 or 0 not in values)


SPAN_CLAIMS: Mapping[str, Claim] = {
    "span-zero": everywhere(lambda own, key, text: any(not any(column) for column in own)),
    "span-outside": everywhere(lambda own, key, text: find_rank([*key, *own]) > find_rank(key)),
    "span-dependent": everywhere(lambda own, key, text: find_rank(own) < len(own)),
    "span-part": everywhere(lambda own, key, text: find_rank(own) < find_rank(key) == find_rank([*key, *own])),
    "span-size": everywhere(is_size),
    "solutions-outside": holds_other_points,
    "solutions-missing": lacks_points,
    "constants-outside": holds_other_functions,
    "constants-function": holds_wrong_terms,
    "constants-particular": is_other_particular,
    "constants-missing": lacks_functions,
    "constants-range": lacks_values,
    "zero-solution": lambda given, parameters, text: not any(map(any, list_functions(given.own, given.task))),
    "span-length": everywhere(lambda own, key, text: any(len(column) != len(key[0]) for column in own)),
}
