"""Quantities that the rubric defines as derivatives, by their names: ``g_j`` where ``∂L/∂a_j`` is written."""

from collections.abc import Mapping

from grader.answers.protocol import Task
from grader.expr.nodes import Derivative, Node, Symbol
from grader.expr.notation import Entry
from grader.expr.traverse import children, rebuild, substitute, walk

__all__ = ["name_quantities"]

MATRIX = 2  # axes


def name_quantities(tree: Node, task: Task) -> Node:
    """Return a tree with the name of a quantity for a derivative that defines it: ``g_j`` for ``∂L/∂a_j``.

    What the question asks for is no quantity to be named here; its derivative stays, and is refused as the question.
    """
    if not any(isinstance(node, Derivative) for node in walk(tree)):
        return tree
    asked = {symbol.name for symbol in task.symbols if isinstance(symbol, Symbol)}
    defined: dict[Node, Entry] = {
        entry.definition: entry
        for entry in task.notation.entries.values()
        if isinstance(entry.definition, Derivative) and entry.name not in asked and len(entry.axes) < MATRIX
    }
    return replace_definitions(tree, defined)


def replace_definitions(tree: Node, defined: Mapping[Node, Entry]) -> Node:
    """Return a tree with the names of quantities for the derivatives that define them, whatever their index is."""
    if isinstance(tree, Derivative):
        for definition, entry in defined.items():
            name = match_definition(tree, definition, entry)
            if name is not None:
                return name
        return tree
    parts = children(tree)
    return rebuild(tree, [replace_definitions(part, defined) for part in parts]) if parts else tree


def match_definition(derivative: Derivative, definition: Node, entry: Entry) -> Node | None:
    """Return the name of a quantity with the index for which a derivative is its definition; None if it is not."""
    if not entry.axes:
        return Symbol(entry.name) if derivative == definition else None
    letter = Symbol(str(entry.axes[0]))
    for index in dict.fromkeys(node for part in derivative.by for node in getattr(part, "indices", ())):
        if substitute(definition, {letter: index}) == derivative:
            return Symbol(entry.name, (index,))
    return None
