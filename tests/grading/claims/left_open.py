"""What is said of an answer that is not the key, but the key up to something: a factor or a constant."""

from collections.abc import Iterator
from typing import Any

from grader.answers import Task
from grader.expr.nodes import Derivative, Node, Number, Symbol
from grader.expr.traverse import substitute, walk

from .values import UnknownValueError, World, are_near, flatten

__all__ = [
    "are_left_over",
    "has_same_derivative",
    "is_key_without_constant",
    "is_multiple_everywhere",
    "is_opposite",
    "is_zero",
]

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
