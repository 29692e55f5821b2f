"""Trees with their definitions written out, for questions about what occurs in them."""

from grader.equivalence.all_sizes.tensors import NotCoveredError
from grader.expr.nodes import Call, Node, Symbol
from grader.expr.notation import Notation
from grader.expr.traverse import walk

__all__ = ["find_definition", "write_out"]

MAX_NODES = 2000  # of all definitions written out; definitions that use each other grow exponentially


def write_out(tree: Node, notation: Notation) -> list[Node]:
    """Return all nodes of a tree, and of each definition as often as it is used."""
    found: list[Node] = []
    collect_nodes(tree, notation, found)
    return found


def collect_nodes(tree: Node, notation: Notation, found: list[Node]) -> None:
    """Add all nodes of a tree and of its definitions."""
    for node in walk(tree):
        found.append(node)
        if len(found) > MAX_NODES:
            raise NotCoveredError
        inner = find_definition(node, notation)
        if inner is not None:
            collect_nodes(inner, notation, found)


def find_definition(node: Node, notation: Notation) -> Node | None:
    """Return the definition of the quantity or function that a node names, if it has one."""
    name = node.name if isinstance(node, Symbol) else node.function if isinstance(node, Call) else ""
    entry = notation.entries.get(name)
    return None if entry is None else entry.definition
