"""A matrix in round brackets, its rows separated by semicolons: ``(7 2; 3 1)``, ``AB = (7, 2; 3, 1)``.

>>> from grader.expr.nodes import Symbol
>>> square = Asked("matrix", tree=Matrix(((Symbol("a"), Symbol("b")), (Symbol("c"), Symbol("d")))))
>>> [write_matrix(text, square) for text in ("(7 2; 3 1)", "AB = (3, -1; -5, 1/2)", "[3 -1; -5 2]")]
['[[7, 2], [3, 1]]', 'AB = [[3, -1], [-5, 1/2]]', '[[3, -1], [-5, 2]]']
>>> [write_matrix(text, square) for text in ("(7 2 1; 3 1 0)", "(7 - 2; 3 1)", "(7; 2)", "(a + b 1; 2 3)")]
['(7 2 1; 3 1 0)', '(7 - 2; 3 1)', '(7; 2)', '(a + b 1; 2 3)']
"""

import re
from typing import Final

from grader.expr.asked.asked import Asked
from grader.expr.nodes import Matrix
from grader.patterns import regex

__all__ = ["drop_matrix_label", "write_matrix"]

_ENTRY: Final = r"[-+−]?(?:\d+(?:\.\d+)?|\.\d+|\d*[A-Za-z]\w?)(?:/\d+)?"
_BETWEEN: Final = r"(?:\s*,\s*|\s+)"
_ROW: Final = rf"\s*{_ENTRY}(?:{_BETWEEN}{_ENTRY}){{0,11}}\s*"
_MATRIX: Final = regex(rf"(?P<head>[^()\[\]]{{0,20}}=)?\s*[(\[](?P<rows>{_ROW}(?:;{_ROW}){{1,11}})[)\]]\s*\.?\s*")
_SEPARATOR: Final = regex(_BETWEEN)
_LABEL: Final = regex(
    r"(?P<dollar>\s*+\$?+)\s*+(?P<name>[A-Z])\s*+(?:\^\s*+[{(]?+\s*+(?P<power>[-−]1|T|\\top)\s*+[})]?+|(?P<sign>⁻¹|ᵀ))\s*+="
    r"\s*+(?=[(\[\\])"
)
_INVERSES: Final = frozenset({"invert", "inverse"})
_TRANSPOSES: Final = frozenset({"transpose", "transposed"})


def drop_matrix_label(text: str, asked: Asked) -> str:
    """Return the inverse or transpose that a question asks for without its label, also where the matrix is given.

    >>> invert = Asked("matrix", question="Invert B.")
    >>> [drop_matrix_label(text, invert) for text in ("B^-1 = [[1]]", "$B^{-1} = [[1]]$", "A^-1 = [[1]]")]
    ['[[1]]', '$[[1]]$', 'A^-1 = [[1]]']
    """
    match = _LABEL.match(text) if asked.shape == "matrix" else None
    if match is None:
        return text
    is_inverse = "1" in (match["power"] or "") or match["sign"] == "⁻¹"
    is_asked = bool(asked.words & (_INVERSES if is_inverse else _TRANSPOSES))
    is_named = re.search(rf"(?<![A-Za-z]){match['name']}(?![A-Za-z])", asked.question) is not None
    return match["dollar"] + text[match.end() :] if is_asked and is_named else text


def write_matrix(text: str, asked: Asked) -> str:
    """Return a matrix with the brackets of its rows, where it has the size of the one that is asked for.

    Then ``3 -1`` can be no difference.
    """
    match = _MATRIX.fullmatch(text) if isinstance(asked.tree, Matrix) else None
    if match is None or not isinstance(asked.tree, Matrix):
        return text
    rows = [_SEPARATOR.split(row.strip()) for row in match["rows"].split(";")]
    wanted = [len(row) for row in asked.tree.rows]
    if [len(row) for row in rows] != wanted or wanted == [1] * len(wanted):
        return text
    written = ", ".join(f"[{', '.join(row)}]" for row in rows)
    return f"{match['head']} [{written}]" if match["head"] else f"[{written}]"
