"""Signs from a table of characters or a phone: ``x²``, ``2·x``, ``√x``, ``π``, ``−1``."""

import re
from collections.abc import Iterator

from grader.expr.nodes import Symbol
from grader.expr.traverse import walk
from grader.rubric import Item
from grader.simulation.forms.spelling import to_unicode
from grader.simulation.spellings.protocol import Spelling
from grader.simulation.spellings.writing import find_tree

__all__ = ["MEMBER"]


def write(item: Item) -> Iterator[str]:
    """Write the key with signs for powers, products, roots and Greek letters."""
    tree = find_tree(item)
    if tree is None:
        return
    text = to_unicode(tree)
    yield text
    yield re.sub(r"sqrt\((\w)\)", r"√\1", text).replace("sqrt(", "√(")
    yield text.replace("·", "×") if is_plain_product(item) else text
    yield text.replace("·", "⋅")
    yield text.replace("/", "÷") if text.count("/") == 1 else text
    yield text.replace("−", "–")


def is_plain_product(item: Item) -> bool:
    """Whether all factors are numbers, for which × is no cross product."""
    tree = find_tree(item)
    arrays = [name for name, entry in item.notation.entries.items() if entry.axes]
    return tree is not None and not any(isinstance(node, Symbol) and node.name in arrays for node in walk(tree))


MEMBER = Spelling(kind="unicode signs", summary="signs such as ², ·, √, π and −", write=write)
