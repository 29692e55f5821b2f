"""A formula with the signs of a plain keyboard, and every operator written, as programs want it: ``2*x**2``."""

import re
from collections.abc import Iterator

from grader.rubric import Item
from grader.simulation.spellings.protocol import Spelling
from grader.simulation.spellings.writing import find_tree, has_iterates, list_texts

__all__ = ["MEMBER"]


def write(item: Item) -> Iterator[str]:
    """Write powers with ``^`` and with ``**``, with blanks around signs and without."""
    tree = find_tree(item)
    if tree is None:
        return
    is_counted = any(entry.iterates for entry in item.notation.entries.values())  # x^(2) is the second iterate there
    for text in list_texts(item):
        yield text
        yield re.sub(r"(?<=\w|\))([*/^])(?=\w|\()", r" \1 ", text)
        if "^" in text and not has_iterates(tree):
            yield text.replace("^", "**")
            yield text if is_counted else re.sub(r"\^([a-z]|\d+)(?![\w(])", r"^(\1)", text)


MEMBER = Spelling(kind="keyboard", summary="a plain keyboard, with * and ^ or **", write=write)
