"""Names at the head of the lines of a working: ``x^(1) = …`` only names what follows, and later lines may use it.

Only what is asked may be named so: an iterate with its number, or a name that the item gives for its answer
(``Task.symbols``). Everything else, including the names in the question itself, is given, and a line about it is a
claim to be decided. The engine gets the named value as a definition under a name that nobody can type, so that the
value stays shared: lines that double each other's formulas cost no more than they are long.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from grader.answers.protocol import Chain, Task
from grader.expr import to_text
from grader.expr.nodes import Node, Number, Symbol
from grader.expr.notation import Entry, Notation
from grader.expr.traverse import free_symbols, substitute

__all__ = ["Names", "find_name"]


class Names:
    """The values that the lines of a working have named so far."""

    def __init__(self, task: Task) -> None:
        self.task = task
        self.places: dict[Symbol, Node] = {}
        self.entries: list[Entry] = []

    def find_name(self, chain: Chain) -> Symbol | None:
        """Return the name that a chain gives to what follows; a name that already has a value makes a claim."""
        name = find_name(chain, self.task)
        return None if name in self.places else name

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


def find_name(chain: Chain, task: Task) -> Symbol | None:
    """Return the name at the head of a chain that only names what follows, and does not occur in it."""
    head, *others = chain.operands
    if not isinstance(head, Symbol) or not others or any(head in free_symbols(other) for other in others):
        return None
    return head if is_open(head, task) else None


def is_open(name: Symbol, task: Task) -> bool:
    """Whether a name is asked for, and has no value yet."""
    if name in list_given_names(task.options):
        return False
    entry = task.notation.entries.get(name.name)
    if entry is None:
        return False
    if isinstance(name.iterate, Number):
        return True
    counts = entry.iterates and not entry.axes and all(isinstance(index, Number) for index in name.indices)
    return entry.definition is None and (name in task.symbols or (counts and bool(name.indices)))


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
