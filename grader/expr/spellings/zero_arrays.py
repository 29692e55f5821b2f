r"""The zero vector and the zero matrix, which are written as ``0``: their size is that of what is asked for.

>>> from grader.expr.asked.asked import Asked
>>> [write_zero(text, Asked("vector")) for text in (r"\vec{0}", "∇f(8, 4) = 𝟎", "zero vector", "np.zeros(2)", "x_0")]
['0', '∇f(8, 4) = 0', '0', '(0, 0)', 'x_0']
"""

import re
from typing import Final

from grader.expr.asked.asked import Asked
from grader.expr.calculation.building import ZERO
from grader.expr.nodes import Matrix, Node, Number, Vector
from grader.patterns import regex

__all__ = ["fill_zero", "write_zero"]

_ARRAYS: Final = frozenset({"vector", "matrix"})
_STYLES: Final = r"\\(?:vec|overrightarrow|mathbf|boldsymbol|bm|mathbb|underline|bar|mathrm)\b\s*"
_SIZE: Final = r"(?:_\{?\s*[0-9]{1,2}(?:\s*(?:x|×|\\times)\s*[0-9]{1,2})?\s*\}?)?"
_ZERO: Final = regex(
    r"(?P<head>(?:.*[=:])?\s*+(?:\$\$?|\\\[|\\\()?\s*+)"
    rf"(?:(?:{_STYLES}(?:\{{\s*(?:{_STYLES})?\{{?0\}}?\s*\}}|0)|0\u20d7|[𝟎𝟘𝟬]){_SIZE}"
    r"|(?:the\s+)?(?:zero|null|0)[ -]?(?P<kind>vector|matrix)"
    r"|(?:(?:np|numpy|torch|jnp)\.)?zeros\(\s*[(\[]?\s*(?P<rows>[0-9]{1,2})\s*,?\s*(?P<columns>[0-9]{1,2})?\s*[)\]]?\s*\))"
    r"(?P<tail>\s*(?:\$\$?|\\\]|\\\))?)\s*\.?\s*",
    re.DOTALL | re.IGNORECASE,
)


def write_zero(text: str, asked: Asked) -> str:
    """Return a text that ends with the zero vector, or matrix, with a plain 0 for it; any other text as it is."""
    match = _ZERO.fullmatch(text) if asked.shape in _ARRAYS else None
    if match is None or match["kind"] not in (None, asked.shape):
        return text
    return match["head"] + write_rows(match["rows"], match["columns"]) + match["tail"]


def write_rows(rows: str | None, columns: str | None) -> str:
    """Return the zeros of ``np.zeros``; a single column is a vector, and without a size it is 0."""
    if rows is None:
        return "0"
    if columns in (None, "1"):
        return f"({', '.join(['0'] * int(rows))})"
    row = f"[{', '.join(['0'] * int(columns or 1))}]"
    return f"[{', '.join([row] * int(rows))}]"


def fill_zero(tree: Node, asked: Asked) -> Node:
    """Return 0 as the zero vector, or matrix, where one is asked for whose size is known; any other tree as it is."""
    is_zero = isinstance(tree, Number) and tree.value == 0
    return make_zero(asked.tree) if is_zero and asked.shape in _ARRAYS and asked.tree is not None else tree


def make_zero(expected: Node) -> Node:
    """Return zeros in place of all entries; 0 for what has no entries written out."""
    if isinstance(expected, Vector):
        return Vector(tuple(map(make_zero, expected.items)))
    if isinstance(expected, Matrix):
        return Matrix(tuple((ZERO,) * len(row) for row in expected.rows))
    return ZERO
