"""A product of two columns with ``*``, or with no sign at all, that may be meant entry by entry.

>>> from grader.expr.notation import Entry
>>> notation = Notation(entries={name: Entry(name=name, axes=("j",)) for name in "ef"}, ranges={"j": 2})
>>> [write_entrywise(text, notation) for text in ("f*e", "f * (e - f^T e)", "(e - f^T e) f", "f*(f^T e)", "2*f")]
['f ⊙ e', 'f ⊙ (e - f^T e)', '(e - f^T e) ⊙ f', '', '']
"""

from typing import Final

from grader.expr.grammar.ranks import rank
from grader.expr.notation import Notation
from grader.expr.reading import parse_or_none
from grader.patterns import regex

__all__ = ["write_entrywise"]

_GROUP: Final = r"\((?:[^()]|\([^()]*\))*\)"
_NAME: Final = r"(?<![\w.\\^'’])[A-Za-z](?!\w)"
_PAIRS: Final = (
    regex(rf"(?P<left>{_NAME})(?P<sign>\s*\*\s*)(?P<right>{_NAME})(?!\s*[\^.(])"),
    regex(rf"(?P<left>{_NAME})(?P<sign>\s*\*?\s*)(?P<right>{_GROUP})(?!\s*[\^.])"),
    regex(rf"(?P<left>(?<![\w)]){_GROUP})(?P<sign>\s*\*?\s*)(?P<right>{_NAME})(?!\s*[\^.(])"),
)


def write_entrywise(text: str, notation: Notation) -> str:
    """Return a text with ⊙ between two columns, or sums of columns in brackets; nothing where it has none."""
    changed = text
    for pattern in _PAIRS:
        for match in reversed(list(pattern.finditer(changed))):
            if is_column(match["left"], notation) and is_column(match["right"], notation):
                changed = f"{changed[: match.start('sign')]} ⊙ {changed[match.end('sign') :]}"
    return changed if changed != text else ""


def is_column(text: str, notation: Notation) -> bool:
    entry = notation.entries.get(text)
    if entry is not None:
        return len(entry.axes) == 1
    tree = parse_or_none(text, notation)
    return tree is not None and rank(tree, notation) == 1
