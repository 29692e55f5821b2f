"""Letters that run together after a transpose sign: ``X^TXw`` is ``X^T X w`` where no name begins so.

>>> from grader.expr.notation import Entry, Notation
>>> notation = Notation(entries={"X": Entry(name="X", axes=("m", "n")), "w": Entry(name="w", axes=("n",))})
>>> separate_transposes("X^TXw - X^Tq", notation)
'X^T Xw - X^Tq'
"""

import re
from typing import Final

from grader.expr.grammar.run_readings import split_run
from grader.expr.names import names_of
from grader.expr.notation import Notation
from grader.patterns import regex

__all__ = ["separate_transposes"]

_RUN: Final = regex(r"\^T(?P<run>[^\W\d_]+)")


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
