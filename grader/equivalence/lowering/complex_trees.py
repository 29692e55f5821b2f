"""Which trees are about complex numbers: those with the imaginary unit or with a complex symbol, also by definition.

In such a formula roots and logarithms of negative numbers are principal values; elsewhere they are undefined.
"""

from collections.abc import Collection

from grader.expr.nodes import Constant, Node, Symbol
from grader.expr.notation import Notation
from grader.expr.traverse import walk

__all__ = ["find_complex_names", "holds_complex"]

NONE: frozenset[str] = frozenset()


def find_complex_names(notation: Notation) -> frozenset[str]:
    """Return the names whose values may be complex: by their domain, or because their definition holds such a name."""
    entries = notation.entries.values()
    names = {entry.name for entry in entries if entry.domain.kind == "complex"}
    # The imaginary unit can only be read where a symbol is complex, so most notations end here.
    if not names:
        return NONE
    found = 0
    while found < len(names):
        found = len(names)
        for entry in entries:
            if entry.definition is not None and holds_complex(entry.definition, names):
                names.add(entry.name)
    return frozenset(names)


def holds_complex(tree: Node, names: Collection[str]) -> bool:
    """Whether a tree holds the imaginary unit or one of the names."""
    for node in walk(tree):
        if (type(node) is Symbol and node.name in names) or (type(node) is Constant and node.name == "i"):
            return True
        if getattr(node, "function", None) in names:
            return True
    return False
