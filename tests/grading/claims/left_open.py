"""What is said of an answer that is not the key, but the key up to something: a factor or a constant."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from grader.answers import Task
from grader.answers.conditions import declare_answer
from grader.expr.nodes import Derivative, Node, Number, Symbol
from grader.expr.traverse import substitute, walk

from .spans import has_functions_of_key
from .values import UnknownValueError, World, are_near, flatten

__all__ = ["LEFT_OPEN_CLAIMS", "are_left_over"]  # fmt: skip

Parts = list[Any]  # of a formula; each is the list of its values at the random points
SEEDS = range(1, 9)  # several, because an answer may have no value at some


def is_opposite(own: Parts, key: Parts) -> bool:
    """An answer is a negative multiple of the key, by one number at all points."""
    pairs = [(x, y) for some, others in zip(own, key, strict=True) for x, y in zip(some, others, strict=True)]
    ratios = [x / y for x, y in pairs if y]
    return all(x == 0 for x, y in pairs if not y) and all(are_near(one, ratios[0]) and one < 0 for one in ratios)


def is_zero(own: Parts) -> bool:
    return not any(map(any, own))


def is_multiple_everywhere(own: Parts, key: Parts) -> bool:
    """An array is a multiple of the key at each point, and not by the same number at all of them."""
    points = [list(zip(x, y, strict=True)) for x, y in zip(zip(*own, strict=True), zip(*key, strict=True), strict=True)]
    ratios = [next(x / y for x, y in pairs if y) for pairs in points]
    is_multiple = all(
        are_near(x, ratio * y) for pairs, ratio in zip(points, ratios, strict=True) for x, y in pairs
    )  # fmt: skip
    return is_multiple and not all(are_near(ratio, ratios[0]) for ratio in ratios)


def are_left_over(own: Parts, key: Parts, named: set[int]) -> bool:
    """The entries that are not named are each one of the key, and no named one is among what then is left of it."""
    left = list(key)
    for place in range(len(own)):
        if place not in named:
            match = next((at for at, one in enumerate(left) if are_near(own[place], one)), None)
            if match is None:
                return False
            del left[match]
    return not any(are_near(own[place], one) for place in named for one in left)


def is_key_without_constant(own: Node, key: Node, task: Task) -> bool:
    """An answer minus the key without its constant is the same at all points, and has no letter of a constant."""
    bare = substitute(key, {Symbol(name): Number(0) for name in list_constants(key, task)})
    differences = [x - y for x, y in values_of(own, bare, task)]
    return not list_constants(own, task) and all(are_near(one, differences[0]) for one in differences)


def has_same_derivative(own: Node, key: Node, task: Task) -> bool:
    """Wherever an answer and the key have a value, their derivatives by each variable are the same."""
    names = {node.name for tree in (own, key) for node in walk(tree) if isinstance(node, Symbol)}
    variables = [name for name in names if name not in list_constants(own, task) + list_constants(key, task)]
    return all(
        are_near(x, y)
        for name in variables
        for x, y in values_of(Derivative(own, (Symbol(name),)), Derivative(key, (Symbol(name),)), task)
    )


def is_condition_broken(own: Node, task: Task, text: str) -> bool:
    """A condition on the answer does not hold at some point."""
    (condition,) = [one for one in task.options["conditions"] if one.text == text]
    notation = declare_answer(task.notation, condition.axes, own)
    worlds = [World(notation, seed) for seed in SEEDS]
    operator, (left, right) = condition.relation.operators[0], condition.relation.operands
    if operator in ("=", "!="):
        sides = [[flatten([world.value(side, {})]) for side in (left, right)] for world in worlds]
        is_equal = all(are_near(x, y) for some, others in sides for x, y in zip(some, others, strict=False))
        return is_equal == (operator == "!=")
    return not all(world.holds(condition.relation, {}) for world in worlds)


def list_constants(tree: Node, task: Task) -> list[str]:
    """List the letters in a formula that may be any number."""
    names = [node.name for node in walk(tree) if isinstance(node, Symbol)]
    return [name for name in names if name in task.notation.entries and task.notation.entries[name].is_arbitrary]


def values_of(own: Node, key: Node, task: Task) -> Iterator[tuple[float, float]]:
    """Yield the values of an answer and of the key at the random points where both have one."""
    found = False
    for seed in SEEDS:
        world = World(task.notation, seed)
        try:
            pairs = list(zip(flatten([world.value(own, {})]), flatten([world.value(key, {})]), strict=True))
        except (ArithmeticError, ValueError):
            continue
        found = True
        yield from pairs
    if not found:
        raise UnknownValueError("no point where both have a value")


LEFT_OPEN_CLAIMS: Mapping[str, Callable[[Any, Mapping[str, str], str], bool]] = {
    "opposite": lambda given, parameters, text: is_opposite(given.parts(given.own), given.parts(given.key)),
    "condition": lambda given, parameters, text: is_condition_broken(given.own, given.task, parameters["condition"]),
    "zero-multiple": lambda given, parameters, text: is_zero(given.parts(given.own)),
    "factor-with-names": lambda given, parameters, text: is_multiple_everywhere(
        given.parts(given.own), given.parts(given.key)
    ),
    "missing-constant": lambda given, parameters, text: is_key_without_constant(given.own, given.key, given.task),
    "smaller-domain": lambda given, parameters, text: (
        has_functions_of_key(given)
        if "it is a solution" in text
        else has_same_derivative(given.own, given.key, given.task)
    ),
    "constant-by-pieces": lambda given, parameters, text: has_same_derivative(given.own, given.key, given.task),
}
