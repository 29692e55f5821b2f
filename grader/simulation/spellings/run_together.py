"""Factors without a sign between them, as on paper: ``2xy``, ``3(x + 1)``, ``2sqrt(3)``."""

import re
from collections.abc import Iterator

from grader.expr.nodes import Call, Symbol
from grader.expr.traverse import walk
from grader.rubric import Item
from grader.simulation.spellings.protocol import Spelling
from grader.simulation.spellings.writing import find_tree, has_iterates, list_texts

__all__ = ["MEMBER"]

SIGN = re.compile(r"(?<=[\w)])\*(?=[A-Za-z(])")
BLANK = re.compile(r"(?<![A-Za-z]) (?![A-Za-z])|(?<=[-+*/=<>]) | (?=[-+*/=<>])")  # not of the words between conditions


def write(item: Item) -> Iterator[str]:
    """Write products without their signs, with a blank between and without."""
    tree = find_tree(item)
    if tree is None or has_iterates(tree) or any(isinstance(node, Symbol) and node.indices for node in walk(tree)):
        return
    for text in list_texts(item):
        if "/" in text and any(isinstance(node, Symbol | Call) for node in walk(tree)) and "*" in text:
            continue
        together = SIGN.sub("", text)
        names = {node.name for node in walk(tree) if isinstance(node, Symbol)}
        if all(len(name) == 1 for name in names):
            yield together
            yield BLANK.sub("", together)
        yield SIGN.sub(" ", text)


MEMBER = Spelling(
    kind="run together",
    summary="factors without a sign between them",
    write=write,
    asked={
        "ambiguous-exponent": "Letters after an exponent may belong to it.",
        "ambiguous-quotient": "Factors after a quotient may be below its line.",
        "ambiguous-argument": "Letters after a function may belong to its argument.",
    },
)
