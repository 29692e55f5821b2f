"""Letters that run together after a transpose sign: ``X^TXw`` is ``X^T X w`` where no name begins so.

>>> from grader.expr.notation import Entry, Notation
>>> notation = Notation(entries={"X": Entry(name="X", axes=("m", "n")), "w": Entry(name="w", axes=("n",))})
>>> separate_transposes("X^TXw - X^Tq", notation)
'X^T Xw - X^Tq'
"""

import re
from typing import Final

from grader.expr.asked.asked import Asked
from grader.expr.grammar.run_readings import split_run
from grader.expr.names import names_of
from grader.expr.notation import Notation
from grader.expr.spellings.marked_labels import drop_marks
from grader.patterns import regex

__all__ = ["separate_columns", "separate_transposes", "write_plainly"]

_RUN: Final = regex(r"\^T(?P<run>[^\W\d_]+)")


# Two letters and the sign of a transpose: ff^T, f f^T. The sign may be Unicode, LaTeX or numpy.
_TRANSPOSES: Final = regex("T(?![A-Za-z])|top|[ᵀ⊤'’]")
_COLUMNS: Final = regex(
    r"(?<![\w\\.])(?P<left>[A-Za-z])(?P<right>[A-Za-z])(?=\s*(?:\^\s*\{?\s*(?:T(?![A-Za-z])|\\top\b|⊤)|ᵀ|⊤|['’](?!')|\.T\b))"
)


def separate_columns(text: str, notation: Notation) -> str:
    """Return ``ff^T`` with a blank between its letters, where these are vectors and no name is written so.

    >>> from grader.expr.notation import Entry
    >>> notation = Notation(entries={"f": Entry(name="f", axes=("i",)), "x": Entry(name="x")}, ranges={"i": 2})
    >>> separate_columns("diag(f) - ff^T", notation), separate_columns("xx^T", notation)
    ('diag(f) - f f^T', 'xx^T')
    """

    def separate(match: re.Match[str]) -> str:
        both = (match["left"], match["right"])
        are_columns = all(len(entry.axes) == 1 for entry in map(notation.entries.get, both) if entry is not None)
        is_known = match[0] in notation.entries or match[0] in notation.aliases
        return " ".join(both) if are_columns and not is_known and set(both) <= notation.entries.keys() else match[0]

    return _COLUMNS.sub(separate, text) if _TRANSPOSES.search(text) else text


def write_plainly(text: str, notation: Notation, asked: Asked) -> str:
    """Return a text with blanks after its transposes, and without marks on its labels."""
    text = separate_transposes(text, notation)
    return text if asked.shape == "any" else drop_marks(text)  # of a rule, the star may mark the new value


def separate_transposes(text: str, notation: Notation) -> str:
    """Return a text with a blank after each ``^T`` whose letters go on with names of the exercise."""
    if "^T" not in text or "T" in notation.entries or "T" in notation.ranges:
        return text
    names = names_of(notation)

    def separate(match: re.Match[str]) -> str:
        run = match["run"]
        is_known = names.resolve(f"T{run}").kind != "unknown"
        is_product = names.resolve(run).kind == "symbol" or split_run(names, run, "") is not None
        return f"^T {run}" if is_product and not is_known else match.group()

    return _RUN.sub(separate, text)
