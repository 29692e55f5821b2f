r"""LaTeX as people write it by hand: ``\dfrac``, ``\over``, ``\cdot`` or nothing between factors, ``\left`` or not."""

import re
from collections.abc import Iterator

from grader.expr import to_latex
from grader.rubric import Item
from grader.simulation.spellings.protocol import Spelling
from grader.simulation.spellings.writing import find_tree

__all__ = ["MEMBER"]

SIMPLE = re.compile(r"\\frac\{([^{}]*)\}\{([^{}]*)\}")


def write(item: Item) -> Iterator[str]:
    """Write the key in LaTeX with each of the usual commands for fractions and brackets."""
    tree = find_tree(item)
    if tree is None:
        return
    text = to_latex(tree)
    yield text
    yield text.replace("\\left", "").replace("\\right", "")
    yield text.replace("\\,", "")
    yield text.replace("\\,", "\\cdot")
    yield text.replace("\\frac", "\\dfrac")
    yield text.replace("\\frac", "\\tfrac")
    yield SIMPLE.sub(r"{\1 \\over \2}", text)
    yield re.sub(r"\\frac\{(\d)\}\{(\d)\}", r"\\frac\1\2", text)
    yield re.sub(r"\^\{(\w)\}", r"^\1", text)
    yield text.replace("pmatrix", "bmatrix")


MEMBER = Spelling(kind="latex", summary=r"LaTeX as people write it by hand", write=write)
