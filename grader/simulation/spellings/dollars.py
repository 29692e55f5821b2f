"""LaTeX with the signs around it that set it off from the text, as it is copied from a worked document."""

from collections.abc import Iterator
from typing import Final

from grader.expr import to_latex
from grader.rubric import Item
from grader.simulation.spellings.protocol import Spelling
from grader.simulation.spellings.writing import find_tree, list_texts

__all__ = ["MEMBER"]

AROUND: Final = (
    "$%s$", "$$%s$$", "\\(%s\\)", "\\[%s\\]", "$\\displaystyle %s$", "\\boxed{%s}", "$\\boxed{%s}$", "$%s$.",
    "\\begin{equation*}%s\\end{equation*}",
)  # fmt: skip
ASKED: Final = {
    "latex-group": "Between dollar signs only the first sign after '^' or '_' belongs to it, unless there are braces."
}


def write(item: Item) -> Iterator[str]:
    """Write the key between dollar signs and in the other brackets of LaTeX."""
    tree = find_tree(item)
    if tree is None:
        return
    for around in AROUND:
        yield around % to_latex(tree)
    for text in list_texts(item):
        yield f"${text}$"
        yield f"`{text}`"


MEMBER = Spelling(kind="dollars", summary="dollar signs around the answer", write=write, asked=ASKED)
