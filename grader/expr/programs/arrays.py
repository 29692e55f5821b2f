"""Habits of numpy that pick and add entries, written in the answer language: slices, ``.sum()``, ``int(i == j)``.

Each is tried only where a text cannot be read as it is, and has one meaning whatever the numbers are.

>>> from grader.expr.names import names_of
>>> from grader.expr.notation import Entry, Notation
>>> names = {name: Entry(name=name, axes=(2,)) for name in ("z", "g")} | {"v": Entry(name="v", axes=(2, 2))}
>>> names = names_of(Notation(entries=names, ranges={"k": 2, "j": 2}))
>>> for text in ("z @ v[:, j]", "np.dot(z, v[:, j])", "(z*v[:,j]).sum()", "np.sum(v[k,:] * g)", "v[k,0]*g[0]"):
...     print(write_arrays(text, names))
(v^T*z)_j
(v^T*z)_j
(v^T*z)_j
(v*g)_k
v[k,1]*g[1]
>>> [write_arrays(text, names) for text in ("int(k == j) - (z>0).astype(float)", "((z-g)**2).sum()/2", "np.eye(2)[k,j]",
...  "v.T[j] @ z")]
['1[k == j] - 1[z>0]', 'sum((z-g)**2)/2', '1[k=j]', 'v[:, j] @ z']
>>> [write_arrays(text, names) for text in ("z @ v", "int(z)", "z.sum(axis=0)", "v[1]*g[2]", "g*z @ v[:, j]")]
['z @ v', 'int(z)', 'z.sum(axis=0)', 'v[1]*g[2]', 'g*z @ v[:, j]']
"""

import re
from typing import Final

from grader.expr.names import Names
from grader.patterns import regex

__all__ = ["write_arrays"]

_VECTOR: Final = r"[A-Za-z]\w*(?:\.T)?"
_SLICE: Final = (
    r"(?P<array>[A-Za-z]\w*)(?:\[\s*(?P<row>[A-Za-z])(?:\s*,\s*:)?\s*\]|\[\s*:\s*,\s*(?P<column>[A-Za-z])\s*\])"
)
_TIMES_SLICE: Final = regex(rf"(?<![\w.\])*/@^\s])\s*(?P<vector>{_VECTOR})\s*@\s*{_SLICE}(?![\w\[(.^])")
_DOT: Final = regex(rf"(?<![\w.])(?:(?:np|numpy)\.)?(?:dot|inner)\(\s*(?P<vector>{_VECTOR})\s*,\s*{_SLICE}\s*\)")
_METHOD: Final = regex(rf"(?<![\w.])(?P<vector>{_VECTOR})\.dot\(\s*{_SLICE}\s*\)")
_PRODUCTS: Final = (
    rf"(?P<vector>{_VECTOR})\s*\*\s*{_SLICE}",
    rf"{_SLICE}\s*\*\s*(?P<vector>{_VECTOR})",
)
_SUMS: Final = tuple(
    regex(pattern)
    for product in _PRODUCTS
    for pattern in (rf"\(\s*{product}\s*\)\.sum\(\)", rf"(?<![\w.])(?:(?:np|numpy)\.)?sum\(\s*{product}\s*\)")
)
_SUM: Final = regex(r"\.sum\(\)")
# Of a matrix, rows of its transpose are columns; a slice alone has nothing to transpose.
_ROW_OF_T: Final = regex(r"\(?(?<![\w.])(?P<name>[A-Za-z]\w*)\.T\)?\[\s*(?P<row>[a-z])(?:\s*,\s*:)?\s*\]")
_COLUMN_OF_T: Final = regex(r"\(?(?<![\w.])(?P<name>[A-Za-z]\w*)\.T\)?\[\s*:\s*,\s*(?P<column>[a-z])\s*\]")
_SLICE_T: Final = regex(r"(?<=\])\.T(?!\w)")
_SQUARE: Final = regex(r"(?<![\w.])(?:(?:np|numpy|torch)\.)?square\(")
_TRUTH: Final = regex(r"(?<![\w.])(?:int|float|bool)\((?P<inside>[^()]*(?:==|!=|<=|>=|<|>)[^()]*)\)")
_AS_NUMBER: Final = regex(r"\((?P<inside>[^()]*(?:==|!=|<=|>=|<|>)[^()]*)\)\.(?:astype\([\w.]+\)|float\(\)|int\(\))")
_COMB: Final = regex(r"(?<![\w.])(?:(?:math|scipy\.special|special)\.)?(?:comb|nCr|ncr|nchoosek)\(")
_EYE: Final = regex(
    r"(?<![\w.])(?:(?:np|numpy|torch)\.)?(?:eye|identity)\([^()]*\)\[(?P<row>[a-z])\s*,\s*(?P<column>[a-z])\]"
)
_INDICES: Final = regex(r"(?<![\w.])(?P<name>[A-Za-z]\w*)\[(?P<indices>\s*\w+\s*(?:,\s*\w+\s*)?)\]")


def write_arrays(text: str, names: Names) -> str:
    """Return a text without slices, sums and truth values as numpy has them; the same text where it has none."""
    if "(" not in text and "[" not in text:
        return text
    text = _TRUTH.sub(r"1[\g<inside>]", _AS_NUMBER.sub(r"1[\g<inside>]", text))
    text = _COMB.sub("binomial(", text)
    text = _EYE.sub(r"1[\g<row>=\g<column>]", text)
    if "[" in text:
        text = _COLUMN_OF_T.sub(r"\g<name>[\g<column>, :]", _ROW_OF_T.sub(r"\g<name>[:, \g<row>]", text))
        text = _SLICE_T.sub("", text) if ":" in text else text
        text = count_from_1(text, names)

        def multiply(match: re.Match[str]) -> str:
            return write_product(match, names)

        for pattern in (_TIMES_SLICE, _DOT, _METHOD, *_SUMS):
            text = pattern.sub(multiply, text)
    return write_sums(write_squares(text))


def write_product(match: re.Match[str], names: Names) -> str:
    """Write a vector times a row or column of a matrix as one entry of their product."""
    row, column = match["row"], match["column"]
    ranges = names.notation.ranges
    vector = match["vector"].removesuffix(".T")
    if (row or column) not in ranges or count_axes(match["array"], names) != 2 or count_axes(vector, names) != 1:
        return match[0]
    blank = match[0][: len(match[0]) - len(match[0].lstrip())]
    return f"{blank}({match['array']}*{vector})_{row}" if row else f"{blank}({match['array']}^T*{vector})_{column}"


def count_axes(name: str, names: Names) -> int:
    entry = names.resolve(name).entry
    return len(entry.axes) if entry else 0


def count_from_1(text: str, names: Names) -> str:
    """Return a text whose entries are counted from 0, as the index 0 shows, with numbers from 1."""
    found = [match for match in _INDICES.finditer(text) if count_axes(match["name"], names)]
    numbers = [int(number) for match in found for number in re.findall(r"(?<!\w)[0-9]{1,3}(?!\w)", match["indices"])]
    if 0 not in numbers:
        return text

    def shift(match: re.Match[str]) -> str:
        if not count_axes(match["name"], names):
            return match[0]
        indices = re.sub(r"(?<!\w)[0-9]{1,3}(?!\w)", lambda number: str(int(number[0]) + 1), match["indices"])
        return f"{match['name']}[{indices}]"

    return _INDICES.sub(shift, text)


def write_squares(text: str) -> str:
    """Write ``np.square(f - y)`` as a power."""
    while (match := _SQUARE.search(text)) is not None:
        end = find_closing(text, match.end() - 1)
        if not end:
            return text
        text = f"{text[: match.start()]}(({text[match.end() : end]})^2){text[end + 1 :]}"
    return text


def find_closing(text: str, start: int) -> int:
    depth = 0
    for place in range(start, len(text)):
        depth += (text[place] == "(") - (text[place] == ")")
        if depth == 0:
            return place
    return 0


def write_sums(text: str) -> str:
    """Write ``((f - y)**2).sum()`` and ``np.exp(a).sum()`` with the name of the function in front."""
    while (match := _SUM.search(text)) is not None:
        start = find_operand(text, match.start())
        if start is None:
            return text
        operand = text[start : match.start()]
        bare = operand[1:-1] if operand.startswith("(") and find_closing(operand, 0) == len(operand) - 1 else operand
        text = f"{text[:start]}sum({bare}){text[match.end() :]}"
    return text


def find_operand(text: str, end: int) -> int | None:
    """Return where the name, call or bracket before a place begins; None where there is none."""
    place = end
    while place and text[place - 1] in ")]":
        depth = 0
        while place:
            place -= 1
            depth += (text[place] in ")]") - (text[place] in "([")
            if depth == 0:
                break
        if depth:
            return None
    while place and (text[place - 1].isalnum() or text[place - 1] in "_."):
        place -= 1
    return place if place < end and not text[place].isdigit() else None
