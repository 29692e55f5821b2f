"""Formulas that are said in another way, where what is asked for leaves them one meaning.

>>> write_dot_product("(2, -1) . (x, y) = 0")
'(2, -1) · (x, y) = 0'
>>> question = "The forces F_1 and F_2 act. Give the resultant force."
>>> drop_sum_of_given("F1 + F2 = (2, 6)", Asked("vector", question=question)).strip()
'(2, 6)'
"""

import re
from typing import Final

from grader.expr.asked.asked import Asked
from grader.patterns import regex

__all__ = ["drop_sum_of_given", "separate_square_rows", "write_dot_product", "write_line", "write_said_formula"]

_DOT: Final = regex(r"(?<=[)\]])\s+\.\s+(?=[(\[])")
_NAME: Final = r"(?:\\vec\s*)?\{?[A-Za-z]\}?(?:_?\d|_\{\d\})\}?"
_SUM_LABEL: Final = regex(rf"\s*(?P<sum>{_NAME}(?:\s*\+\s*{_NAME})+)\s*=\s*(?=[^=])")
_GIVEN: Final = regex(r"(?<![\w\\])(?P<letter>[A-Za-z])_?\{?(?P<number>\d)\}?(?!\w)")
_MARKS: Final = regex(r"\\vec|[{}\s]")
_TOTALS: Final = frozenset({"resultant", "sum", "total", "net"})
_VALUE: Final = r"(?:\s+(?:is|of)|\s*[=:])?\s*(?P<{0}>[-−]?\d+(?:\.\d+)?(?:/\d+)?)"
_LINE: Final = regex(
    r"\s*(?:a\s+line\s+with\s+|with\s+)?(?:the\s+)?(?:slope|gradient|(?P<m>m))"
    + _VALUE.format("slope")
    + r"\s*(?:,\s*(?:and\s+)?|;\s*|\s+and\s+)(?:the\s+)?(?:(?:y|vertical)[-\s]?)?(?:intercept|(?P<b>b))"
    + _VALUE.format("intercept")
    + r"\s*\.?\s*",
    re.IGNORECASE,
)
_ROWS: Final = regex(r"\s*\[[^\[\],;]+(?:,[^\[\],;]+)+\](?:\s+\[[^\[\],;]+(?:,[^\[\],;]+)+\])+\s*")


def write_said_formula(text: str, asked: Asked) -> str:
    """Return a text as the formula that it says; any other text as it is."""
    if asked.shape == "vector":
        return drop_sum_of_given(text, asked)
    return write_line(write_dot_product(text), asked) if asked.shape in ("value", "condition") else text


def write_dot_product(text: str) -> str:
    """Return a text with a dot between two brackets, with blanks around it, as the sign of a product."""
    return _DOT.sub(" · ", text)


def drop_sum_of_given(text: str, asked: Asked) -> str:
    """Return ``F_1 + F_2 = (2, 6)`` without its label, where the question gives these names and asks for their sum."""
    match = _SUM_LABEL.match(text)
    if match is None or not _TOTALS & asked.words:
        return text
    named = [(name["letter"], name["number"]) for name in _GIVEN.finditer(_MARKS.sub("", match["sum"]))]
    letters = {letter for letter, _ in named}
    found = {(name["letter"], name["number"]) for name in _GIVEN.finditer(asked.question)}
    given = {name for name in found if name[0] in letters}
    is_whole = len(letters) == 1 and set(named) == given and len(named) == len(given)
    return " " * match.end() + text[match.end() :] if is_whole else text


def write_line(text: str, asked: Asked) -> str:
    """Return ``slope 2, intercept 2/3`` as an equation, where that of a line is asked for."""
    match, name = _LINE.fullmatch(text), asked.solved_name
    if match is not None and match["m"] and match["b"]:  # letters alone are no equation, and do not say of what
        return text
    others = [other for other in asked.unknowns if other != name]
    if match is None or name is None or len(others) != 1 or "line" not in asked.words:
        return text
    return f"{name.name} = ({match['slope']})*{others[0].name} + ({match['intercept']})"


def separate_square_rows(text: str) -> str | None:
    """Return rows in square brackets side by side as a matrix; None for any other text.

    >>> separate_square_rows("[.9, .1] [.5, .5]")
    '[[.9, .1], [.5, .5]]'
    """
    if _ROWS.fullmatch(text) is None:
        return None
    rows = re.findall(r"\[[^\[\]]*\]", text)
    return f"[{', '.join(rows)}]"
