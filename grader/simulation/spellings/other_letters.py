"""Other letters for what may be any number: the constants and parameters of an item with ``up_to``."""

from collections.abc import Iterator
from typing import Final

from grader.answers.leaving_open.letters import list_letters
from grader.expr import to_text
from grader.rubric import Item
from grader.simulation.forms.spelling import rename_symbols
from grader.simulation.spellings.protocol import Spelling
from grader.simulation.spellings.writing import find_tree

__all__ = ["MEMBER"]

HANDS: Final = (
    ("C", "D", "E", "F"), ("c", "d", "m", "n"), ("K", "L", "M", "N"), ("A", "B", "D", "K"), ("a", "b", "c", "k"),
    ("C_1", "C_2", "C_3", "C_4"), ("c_1", "c_2", "c_3", "c_4"), ("s", "t", "u", "v"), ("r", "s", "t", "u"),
    ("lambda", "mu", "nu", "rho"), ("alpha", "beta", "gamma", "delta"), ("k", "m", "n", "p"),
)  # fmt: skip


def write(item: Item) -> Iterator[str]:
    """Write the key with other letters in the place of its constants."""
    tree = find_tree(item)
    if tree is None:
        return
    letters = list_letters([tree], item.notation)
    for hand in HANDS if letters else ():
        chosen = dict(zip(letters, hand, strict=False))
        free = all(
            name in item.notation.entries and item.notation.entries[name].is_arbitrary for name in chosen.values()
        )
        if len(chosen) == len(letters) and free:
            yield to_text(rename_symbols(tree, chosen))


MEMBER = Spelling(kind="other letters", summary="other letters for constants and parameters", write=write)
