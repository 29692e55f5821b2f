"""A smaller pair with the same finding: subtrees become smaller on both sides alike, and numbers become small.

A pair that is equal by construction need not stay so when it is shrunk, so the oracle judges every smaller pair again.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace

from tests.adversary.pairs import Pair
from tests.adversary.tree import (
    Node,
    add,
    list_places,
    mul,
    names_in,
    neg,
    node_count,
    num,
    number_of,
    replace_at,
    subtrees,
    transform,
)  # fmt: skip

__all__ = ["shrink"]

TRIES = 300
VALUES = ("sym", "const", "num", "add", "mul", "neg", "div", "pow", "call", "ind")
Sides = tuple[Node, Node]


def shrink(pair: Pair, has_finding: Callable[[Pair], bool]) -> Pair:
    """Return a pair that is no larger and for which ``has_finding`` is true, after at most ``TRIES`` questions."""
    left, found = TRIES, True
    while found:
        found = False
        for smaller in list_smaller(pair):
            if left == 0:
                return pair
            left -= 1
            if has_finding(smaller):
                pair, found = smaller, True
                break
    return pair


def size_of(sides: Sides) -> tuple[int, int]:
    """Return what is to become smaller: nodes, and the numbers in them."""
    numbers = [number_of(part) for tree in sides for _, part in subtrees(tree) if part.op == "num"]
    return sum(map(node_count, sides)), sum(abs(value.numerator) + value.denominator for value in numbers)


def list_smaller(pair: Pair) -> Iterator[Pair]:
    """Yield pairs that are smaller than this one, the smallest first."""
    sides = (pair.student, pair.expected)
    found = {*replace_everywhere(sides), *replace_once(sides)}
    smaller = sorted((size_of(each), repr(each), each) for each in found if size_of(each) < size_of(sides))
    for _, _, (student, expected) in smaller:
        yield replace(pair, student=student, expected=expected, symbols=used_symbols(pair, (student, expected)))


def used_symbols(pair: Pair, sides: Sides) -> dict[str, str]:
    """Return the declarations that are needed; one of them where no symbol is left, because none means all real."""
    used = names_in(sides[0]) | names_in(sides[1])
    return {name: domain for name, domain in pair.symbols.items() if name in used} or dict(pair.symbols)


def replace_everywhere(sides: Sides) -> Iterator[Sides]:
    """Yield the sides with something smaller for a subtree, wherever it occurs."""
    for part in {part for tree in sides for _, part in list_places(tree)}:
        for new in list_replacements(part):
            change = lambda node, part=part, new=new: new if node == part else node  # noqa: E731
            yield tidy(transform(sides[0], change)), tidy(transform(sides[1], change))


def replace_once(sides: Sides) -> Iterator[Sides]:
    """Yield the sides with something smaller at one place."""
    for place in (0, 1):
        for path, part in list_places(sides[place]):
            for new in list_replacements(part):
                changed = tidy(replace_at(sides[place], path, new))
                yield (changed, sides[1]) if place == 0 else (sides[0], changed)


def list_replacements(part: Node) -> Iterator[Node]:
    """Yield smaller trees of the same sort: operands, symbols, and small numbers."""
    if part.op == "num":
        value = number_of(part)
        yield from (num(small) for small in (0, 1, 2, 3, int(value / 2), int(value)))
    elif part.op in VALUES:
        yield from (arg for arg in part.args if arg.op in VALUES)
        yield from (num(small) for small in (0, 1))
    elif part.op in ("and", "or"):
        yield from part.args


def tidy(tree: Node) -> Node:
    """Return a tree without sums of nothing and products with 1."""
    return transform(tree, tidy_node)


def tidy_node(node: Node) -> Node:
    if node.op == "add":
        return add(*node.args)
    if node.op == "mul":
        return num(0) if num(0) in node.args else mul(*node.args)
    return neg(*node.args) if node.op == "neg" else node
