"""Bounds and rows that are worked out, or said in two pieces: ``0 < a < 2/4 = 1/2``, ``a < 1/2 (and > 0)``.

>>> interval = Asked("interval")
>>> for text in ("0 < a < 2/4 = 1/2", "0 < a < 2/4 = 1/3", "a < 0.5 (and > 0)", "a < 1/2 and a > 0", "x <= 4, but > 1"):
...     print(write_bounds(text, interval))
0 < a < 1/2
0 < a < 2/4 = 1/3
a < 0.5 and a > 0
a < 1/2 and a > 0
x <= 4 and x > 1
>>> [solve_by_inverse(text) for text in ("np.linalg.solve(X.T @ X, X.T @ y)", "solve(a)", "2*linalg.solve(A, b)")]
['(X.T @ X)^(-1)*(X.T @ y)', 'solve(a)', '2*linalg.solve(A, b)']
"""

import re
from typing import Final

from grader.expr.asked.asked import Asked
from grader.expr.nodes import Matrix, Number
from grader.expr.notation import Notation
from grader.expr.reading import parse_or_none
from grader.expr.statements.reasons import is_constant
from grader.expr.statements.rounding import is_rounded_form
from grader.expr.tokens.pieces import split_outside_brackets
from grader.patterns import regex

__all__ = ["drop_true_denial", "solve_by_inverse", "write_bounds", "write_spaced_rows"]

_CONDITIONS: Final = frozenset({"interval", "condition"})
_SIGN: Final = r"(?:[<>]=?|[≤≥]|\\(?:leq?|geq?)(?![A-Za-z]))"
_WORKED_OUT: Final = regex(rf"(?P<head>[^=;,\n]*{_SIGN}\s*)(?P<step>[^<>=≤≥;,\n]+)=\s*(?P<end>[^<>=≤≥;,\n]+?)\s*\.?\s*")
_NAME: Final = r"\\?[^\W\d_]\w{0,7}"
_IN_TWO: Final = regex(
    rf"(?P<first>\s*(?P<name>{_NAME})\s*{_SIGN}\s*[^<>=≤≥;,\n()]+?)\s*,?\s*\(?\s*(?:and|but)(?:\s+(?:also|still))?\s*"
    rf"(?P<second>{_SIGN}\s*[^<>=≤≥;,\n()]+?)\s*\)?\s*\.?\s*"
)
_SOLVE: Final = regex(
    r"(?P<head>\s*(?:[A-Za-z]\w{0,9}\s*=(?!=))?\s*)"
    r"(?P<module>(?:(?:np|numpy|scipy|sp|la)\.)?(?:linalg\.)?)solve\((?P<inside>.*)\)\s*"
)
_DENIED: Final = regex(
    r"\s*(?:there\s+(?:are|is)\s+)?no\s+real\s+(?:solutions?|roots?)\s*[,;:.\n]\s*(?:but\s+)?(?=\S)", re.IGNORECASE
)
_ROWS: Final = regex(r"[\n;]|(?<=\])[ \t]*(?=\[)")
_GAP: Final = regex(r"[ \t]{2,}|\t")
_GOES_ON: Final = "+-−*/·×^="


def write_bounds(text: str, asked: Asked) -> str:
    """Return a condition with its worked-out bound alone, or with its name in front of each of two bounds."""
    if asked.shape not in _CONDITIONS:
        return text
    if match := _WORKED_OUT.fullmatch(text):
        step, end = (parse_or_none(match[side].strip(), Notation()) for side in ("step", "end"))
        is_number = step is not None and end is not None and is_constant(step) and is_constant(end)
        if is_number and step is not None and end is not None and is_rounded_form(end, step):
            is_rounded = isinstance(end, Number) and bool(end.decimals) and not is_rounded_form(step, end)
            return f"{match['head']}{match['step' if is_rounded else 'end'].strip()}"
    if match := _IN_TWO.fullmatch(text):
        return f"{match['first'].strip()} and {match['name']} {match['second']}"
    return text


def solve_by_inverse(text: str) -> str:
    """Return the solution of a linear system, as programs call it, by the inverse of its matrix."""
    match = _SOLVE.fullmatch(text)
    sides = split_outside_brackets(match["inside"], ",") if match else []
    if match is None or len(sides) != 2 or not match["module"]:
        return text
    matrix, right = (side.strip() for side in sides)
    return f"{match['head']}({matrix})^(-1)*({right})"


def drop_true_denial(text: str, asked: Asked) -> str:
    """Return complex solutions without the remark that none of them is real.

    >>> asked = Asked("set", question="Solve z^2 + 1 = 0 over the complex numbers.")
    >>> [drop_true_denial(text, asked) for text in ("no real roots, z = ±i", "no real roots", "no solutions, z = i")]
    ['z = ±i', 'no real roots', 'no solutions, z = i']
    """
    is_complex = asked.shape == "set" and "complex" in asked.words
    return _DENIED.sub("", text, count=1) if is_complex and _DENIED.match(text) else text


def write_spaced_rows(text: str, asked: Asked) -> str:
    """Return rows with wide gaps between their entries as a matrix of the size that is asked for, if that is known.

    >>> from grader.expr.nodes import Symbol
    >>> square = Asked("matrix", tree=Matrix(((Symbol("a"), Symbol("b")), (Symbol("c"), Symbol("d")))))
    >>> [write_spaced_rows(text, square) for text in (
    ...     "6xy   3x²-4y\\n3x²-4y   -4x", "[x y  1; 2  -x]", "[1  2] [3  4]", "1   2\\n3 - 4", "1   +2\\n3   4",
    ... )]
    ['[[6xy, 3x²-4y], [3x²-4y, -4x]]', '[[x y, 1], [2, -x]]', '[[1, 2], [3, 4]]', '1   2\\n3 - 4', '1   +2\\n3   4']
    >>> write_spaced_rows("1   2   3\\n4   5   6", square), write_spaced_rows("a   b\\nc   d", Asked("matrix"))
    ('1   2   3\\n4   5   6', '[[a, b], [c, d]]')
    """
    if asked.shape != "matrix":
        return text
    rows = [_GAP.split(line.strip(" \t|[]()")) for line in _ROWS.split(text.strip(" \n"))]
    sizes = [len(row) for row in rows]
    if isinstance(asked.tree, Matrix):
        is_asked = len(rows) > 1 and sizes == [len(row) for row in asked.tree.rows]
    else:
        is_asked = len(rows) > 1 and sizes[0] > 1 and len(set(sizes)) == 1
    entries = [entry.strip() for row in rows for entry in row]
    if not is_asked or not all(map(is_whole_entry, entries)):
        return text
    return f"[{', '.join('[' + ', '.join(row) + ']' for row in rows)}]"


def is_whole_entry(entry: str) -> bool:
    """Whether an entry does not go on before or after it: no sign at its end, and none with a blank at its start."""
    is_begun = entry[:1] not in _GOES_ON or (entry[:1] in "-−" and entry[1:2].strip() != "")
    return bool(entry) and is_begun and entry[-1] not in _GOES_ON and "," not in entry and ";" not in entry
