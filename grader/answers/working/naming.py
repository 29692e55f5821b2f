"""Names in the lines of a working: ``x^(1) = …`` only names what follows, and later lines may use it.

An equality is a claim only between things that have a value. What is asked has none before it is worked out: an iterate
with its number, a name that the item gives for its answer (``Task.symbols``), a derivative of what nothing defines.
Such a name in a chain names the rest (``6/2 = y = 3``); inside a formula, it leaves the equality open, unless an
earlier line gave it a value. Everything else, including the names in the question itself, is given, and a line about it
is a claim to be decided. Only in the working before a value, which earns nothing, may any undefined name stand for the
numbers beside it. The engine gets the named value as a definition under a name that nobody can type, so that the value
stays shared: lines that double each other's formulas cost no more than they are long.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from grader.answers.protocol import Chain, Task
from grader.expr import to_text
from grader.expr.nodes import Call, Derivative, Gradient, Node, Number, Symbol
from grader.expr.notation import Entry, Notation
from grader.expr.traverse import free_symbols, substitute, walk

__all__ = ["Names", "list_values"]


class Names:
    """The values that the lines of a working have named so far."""

    def __init__(self, task: Task, *, is_judged: bool = True) -> None:
        self.task, self.is_judged = task, is_judged
        self.places: dict[Symbol, Node] = {}
        self.entries: list[Entry] = []

    def find_places(self, chain: Chain) -> frozenset[int]:
        """Return the places in a chain of the names that it gives a value; a name that has one makes a claim."""
        return frozenset(
            place
            for place, operand in enumerate(chain.operands)
            if operand not in self.places and is_mere_name(operand, chain, self.task, is_judged=self.is_judged)
        )

    def is_open(self, tree: Node) -> bool:
        """Whether a formula holds a name of what is asked that has no value yet."""
        return any(is_open(name, self.task) for name in walk(tree))

    def bind(self, name: Symbol, value: Node) -> None:
        """Give a name a value in the lines that follow."""
        place = f"{to_text(name)} as it was worked out"
        self.entries.append(Entry(name=place, definition=self.fill_in(value)))
        self.places[name] = Symbol(place)

    def fill_in(self, tree: Node) -> Node:
        """Return a formula with the named values in place of their names."""
        return substitute(tree, self.places) if self.places else tree

    @property
    def notation(self) -> Notation:
        """The names of the exercise, and the named values."""
        return self.task.notation.extended(self.entries) if self.entries else self.task.notation


def list_values(chain: Chain, task: Task) -> tuple[Node, ...]:
    """Return the operands of a chain without those that only name the others."""
    return tuple(operand for operand in chain.operands if not is_mere_name(operand, chain, task))


def is_mere_name(operand: Node, chain: Chain, task: Task, *, is_judged: bool = True) -> bool:
    """Whether an operand of a chain only names the others, and does not occur in them."""
    others = [other for other in chain.operands if other != operand]
    if not others or any(operand in walk(other) for other in others):
        return False
    if is_open(operand, task):
        return True
    are_numbers = not any(free_symbols(other) for other in others)
    return not is_judged and are_numbers and isinstance(operand, Symbol) and is_undefined(operand, task)


def is_open(name: Node, task: Task) -> bool:
    """Whether a part of a formula is a name that is asked for, and has no value yet."""
    if isinstance(name, Derivative | Gradient):
        of = Symbol(name.of.function) if isinstance(name.of, Call) else name.of
        return isinstance(of, Symbol) and is_undefined(of, task)
    if not isinstance(name, Symbol) or name in list_given_names(task.options):
        return False
    entry = task.notation.entries.get(name.name)
    if entry is None:
        return False
    if isinstance(name.iterate, Number):
        return True
    counts = entry.iterates and not entry.axes and all(isinstance(index, Number) for index in name.indices)
    return entry.definition is None and (name in task.symbols or (counts and bool(name.indices)))


def is_undefined(name: Symbol, task: Task) -> bool:
    """Whether nothing in the exercise says what a name is equal to."""
    entry = task.notation.entries.get(name.name)
    return entry is not None and entry.definition is None


def list_given_names(options: Mapping[str, Any]) -> frozenset[Symbol]:
    """Return the names in the question itself."""
    return frozenset().union(*map(free_symbols, list_trees((options.get("start"), options.get("required")))))


def list_trees(value: object) -> Iterator[Node]:
    """Yield the formulas among options."""
    if isinstance(value, Node):
        yield value
    elif isinstance(value, tuple | list):
        for item in value:
            yield from list_trees(item)
