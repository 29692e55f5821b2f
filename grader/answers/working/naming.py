"""Names at the head of the lines of a working: ``x^(1) = …`` only names what follows, and later lines may use it.

Only what is asked may be named so: an iterate with its number, or a name that the item gives for its answer
(``Task.symbols``). Everything else, and whatever the question itself is written with, is given, and a line about it is
a claim to be decided. What a name stands for is handed to the engine as a definition under a name that nobody can type,
so that it stays shared: lines that double each other's formulas cost no more than they are long.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from grader.answers.protocol import Chain, Task
from grader.expr import to_text
from grader.expr.nodes import Node, Number, Symbol
from grader.expr.notation import Entry, Notation
from grader.expr.traverse import free_symbols, substitute

__all__ = ["Names", "name_of"]


class Names:
    """What the lines of a working have named so far."""

    def __init__(self, task: Task) -> None:
        self.task = task
        self.places: dict[Symbol, Node] = {}
        self.entries: list[Entry] = []

    def name_of(self, chain: Chain) -> Symbol | None:
        """Return the name that a chain gives to what follows; one that was given before is a claim."""
        name = name_of(chain, self.task)
        return None if name in self.places else name

    def bind(self, name: Symbol, value: Node) -> None:
        """Let a name stand for a value in the lines that follow."""
        place = f"{to_text(name)} as it was worked out"
        self.entries.append(Entry(name=place, definition=self.filled(value)))
        self.places[name] = Symbol(place)

    def filled(self, tree: Node) -> Node:
        """Return a formula with what was named so far in its place."""
        return substitute(tree, self.places) if self.places else tree

    @property
    def notation(self) -> Notation:
        """The names of the exercise, and what was named."""
        return self.task.notation.extended(self.entries) if self.entries else self.task.notation


def name_of(chain: Chain, task: Task) -> Symbol | None:
    """Return the name at the head of a chain that only names what follows, and does not occur in it."""
    head, *others = chain.operands
    if not isinstance(head, Symbol) or not others or any(head in free_symbols(other) for other in others):
        return None
    return head if is_open(head, task) else None


def is_open(name: Symbol, task: Task) -> bool:
    """Tell whether a name stands for something that is asked, and for nothing yet."""
    if name in given_names(task.options):
        return False
    entry = task.notation.entries.get(name.name)
    if entry is None:
        return False
    if isinstance(name.iterate, Number):
        return True
    counts = entry.iterates and not entry.axes and all(isinstance(index, Number) for index in name.indices)
    return entry.definition is None and (name in task.symbols or (counts and bool(name.indices)))


def given_names(options: Mapping[str, Any]) -> frozenset[Symbol]:
    """Return the names that the question itself is written with."""
    return frozenset().union(*map(free_symbols, trees_in((options.get("start"), options.get("required")))))


def trees_in(value: object) -> Iterator[Node]:
    """Yield the formulas among options."""
    if isinstance(value, Node):
        yield value
    elif isinstance(value, tuple | list):
        for item in value:
            yield from trees_in(item)
