"""Writing a formula in terms of declared quantities: a part that equals a definition is replaced by its name.

``f_1 − y_1`` becomes ``e_1`` where the notation declares ``e_j = f_j − y_j``. Only whole definitions are found, up to
the order of terms and factors; nothing is rearranged to make one appear.

>>> i, j = Symbol("i"), Symbol("j")
>>> entry = Entry(name="h", axes=("j",), definition=Call("tanh", (Symbol("a", (j,)),)))
>>> found = list_patterns(Notation(entries={"h": entry}, ranges={"i": 2, "j": 2}))
>>> fold(Call("tanh", (Symbol("a", (i,)),)), found)
Symbol(name='h', indices=(Symbol(name='i', indices=(), iterate=None),), iterate=None)
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product as combinations
from math import prod

from grader.expr.calculation.building import number
from grader.expr.calculation.simplify import simplify
from grader.expr.nodes import Add, Call, Constant, Derivative, Mul, Node, Number, Symbol
from grader.expr.notation import Entry, Notation
from grader.expr.traverse import children, transform
from grader.solvers.scalars.algebra import SCALARS
from grader.solvers.scalars.arrays import Interpreter

__all__ = ["Pattern", "fold", "list_patterns"]

MOST_PERMUTED = 4  # n children have n! orders: 24 for four
MOST_ENTRIES = 16  # one pattern for each entry, and every pattern is tried at every node
Bindings = dict[str, Node]


@dataclass(frozen=True)
class Pattern:
    """A quantity's definition, in which the letters of its axes match any index."""

    name: str
    letters: tuple[str, ...]
    definition: Node
    ranges: dict[str, int]
    places: tuple[Node, ...] = ()

    def find_name(self, node: Node) -> Node | None:
        """Return the quantity's name if ``node`` is an instance of its definition."""
        if type(node) is not type(self.definition):
            return None
        for bound in match_node(self.definition, node, {}, self):
            if len(bound) == len(self.letters):
                return Symbol(self.name, self.places or tuple(bound[letter] for letter in self.letters))
        return None

    def is_index_for(self, letter: str, index: Node) -> bool:
        """Whether an index may replace a letter: a number within its range, or a letter of the same range."""
        size = self.ranges[letter]
        if isinstance(index, Number):
            return 1 <= index.value <= size
        return isinstance(index, Symbol) and self.ranges.get(index.name) == size


def list_patterns(notation: Notation) -> tuple[Pattern, ...]:
    """Return the patterns of every declared quantity, in the order of their declaration."""
    return tuple(pattern for entry in notation.entries.values() for pattern in list_quantity_patterns(entry, notation))


def fold(node: Node, found: Sequence[Pattern]) -> Node:
    """Return ``node`` with every instance of a quantity's definition replaced by its name."""

    def change(current: Node) -> Node:
        for pattern in found:
            name = pattern.find_name(current)
            if name is not None:
                return name
        return current

    return transform(node, change)


def list_quantity_patterns(entry: Entry, notation: Notation) -> Iterator[Pattern]:
    """Yield the patterns of one quantity; none for a definition that is itself a name or a number."""
    definition, letters = entry.definition, tuple(str(axis) for axis in entry.axes)
    if definition is None or entry.parameters is not None:
        return
    if isinstance(definition, Derivative | Symbol | Number | Constant):
        return
    if letters and not set(letters) & set(notation.ranges):
        letters = ()  # a matrix-valued definition, as a whole and entry by entry
        yield from list_entry_patterns(entry, notation)
    elif not set(letters) <= set(notation.ranges):
        return
    yield Pattern(entry.name, letters, simplify(definition, notation.ranges), dict(notation.ranges))


def list_entry_patterns(entry: Entry, notation: Notation) -> Iterator[Pattern]:
    """Yield one pattern for each entry of a small array of known size."""
    sizes = [axis for axis in entry.axes if isinstance(axis, int)]
    if len(sizes) < len(entry.axes) or prod(sizes) > MOST_ENTRIES:
        return
    interpreter = Interpreter(SCALARS, notation, lambda symbol: symbol)
    for places in combinations(*(range(1, size + 1) for size in sizes)):
        name = Symbol(entry.name, tuple(map(number, places)))
        yield Pattern(entry.name, (), interpreter.expand_definition(name), dict(notation.ranges), name.indices)


def match_node(pattern: Node, node: Node, bound: Bindings, whole: Pattern) -> Iterator[Bindings]:
    """Yield every way in which ``node`` is an instance of ``pattern``."""
    if isinstance(pattern, Symbol) and pattern.name in whole.letters and not pattern.indices:
        if bound.get(pattern.name, node) == node and whole.is_index_for(pattern.name, node):
            yield {**bound, pattern.name: node}
        return
    if type(pattern) is not type(node) or describe_node(pattern) != describe_node(node):
        return
    wanted, given = children(pattern), children(node)
    if len(wanted) == len(given):
        anywhere = isinstance(pattern, Add | Mul) and len(wanted) <= MOST_PERMUTED
        yield from (
            match_in_any_order(wanted, given, bound, whole) if anywhere else match_in_order(wanted, given, bound, whole)
        )


def describe_node(node: Node) -> object:
    """Return what a node is apart from its children: its name, its function, its number."""
    if isinstance(node, Number | Constant):
        return node
    if isinstance(node, Symbol):
        return node.name, len(node.indices)
    if isinstance(node, Call):
        return node.function
    return tuple(getattr(node, name, None) for name in ("kind", "index", "operators", "elementwise"))


def match_in_order(
    wanted: Sequence[Node], given: Sequence[Node], bound: Bindings, whole: Pattern
) -> Iterator[Bindings]:
    """Yield the ways to match children one by one."""
    if not wanted:
        yield bound
        return
    for extended in match_node(wanted[0], given[0], bound, whole):
        yield from match_in_order(wanted[1:], given[1:], extended, whole)


def match_in_any_order(
    wanted: Sequence[Node], given: Sequence[Node], bound: Bindings, whole: Pattern
) -> Iterator[Bindings]:
    """Yield the ways to match children in any order."""
    if not wanted:
        yield bound
        return
    for place, candidate in enumerate(given):
        for extended in match_node(wanted[0], candidate, bound, whole):
            yield from match_in_any_order(wanted[1:], [*given[:place], *given[place + 1 :]], extended, whole)
