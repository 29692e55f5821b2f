r"""A text as a list of cases, each a value with its condition; the condition of *otherwise* is empty.

>>> for text in (
...     "x if x > 0, else 0", "{x^2, x < 0; 0, 0 <= x < 1; x - 1, x >= 1}", "f(x) = 1 for x < 0 and 2 for x >= 0",
...     "if x > 0 then x else -x", "x > 0 ? x : 0", "x (x > 0), 0 (x <= 0)",
...     r"\begin{cases} x & \text{if } x > 0 \\ 0, & \text{otherwise} \end{cases}",
... ):
...     found = split_cases(text)
...     print(found.head, [tuple(case) for case in found.cases])
 [('x', 'x > 0'), ('0', '')]
 [('x^2', 'x < 0'), ('0', '0 <= x < 1'), ('x - 1', 'x >= 1')]
f(x) =  [('1', 'x < 0'), ('2', 'x >= 0')]
 [('x', 'x > 0'), ('-x', '')]
 [('x', 'x > 0'), ('0', '')]
 [('x', 'x > 0'), ('0', 'x <= 0')]
 [('x', 'x > 0'), ('0', '')]
>>> [split_cases(text) for text in ("x + 1", "(1, 2; 3, 4)", "x > 0, y < 1", "2 if")]
[None, None, None, None]
"""

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from grader.expr.tokens.pieces import split_outside_brackets
from grader.patterns import regex

__all__ = ["Case", "Cases", "split_cases"]


class Case(NamedTuple):
    """The text of a value, and that of its condition, which is empty for *otherwise*."""

    value: str
    condition: str


class Cases(NamedTuple):
    """What is before the cases, ``f(x) =``, the cases, and whether they are an environment of LaTeX."""

    head: str
    cases: tuple[Case, ...]
    is_latex: bool = False


MAX_LENGTH: Final = 400  # characters
MAX_CASES: Final = 12
_MAY_BE: Final = regex(
    r"\b(?:if|for|when|where|otherwise|else|then)\b|\{?cases\}|\{array\}|\?|[;\n\u2028]|\S \([^()]*[<>≤≥][^()]*\)\s*,"
)
_SIGN: Final = regex(r"[<>≤≥=≠∈]|\\(?:le|leq|leqslant|ge|geq|geqslant|lt|gt|ne|neq|in)\b")
_HEAD: Final = regex(r"\s*(?:\$\$?)?\s*[A-Za-zα-ω][\w']{0,8}(?:\([A-Za-z]\w?\))?\s*=(?![=<>])\s*")
_LATEX: Final = regex(
    r"\s*(?:\\left\s*\\?\{\s*\\begin\{array\}(?:\{[lcr| ]*\})?|\\begin\{cases\})(?P<rows>.*?)"
    r"(?:\\end\{array\}(?:\s*\\right\s*\.)?|\\end\{cases\})\s*[.$]*\s*"
)
_WORDING: Final = regex(r"\\(?:text|mathrm|textrm|mbox)\s*\{(?P<words>[^{}]*)\}|\\(?:quad|qquad|[,;:! ])|~|\$")
_BRACES: Final = regex(r"\s*\\?\{(?P<inside>[^{}]*)\\?\}\s*\.?\s*")
_OPEN_BRACE: Final = regex(r"\s*\\?\{\s*(?=[^{}]*$)")
_ROWS: Final = regex(r"\\\\(?:\[[^\]]*\])?")
_WORD: Final = r"(?:if|for|when|where|whenever|provided(?:\s+that)?)"
_SAID: Final = regex(rf"\s*(?:and\s+)?(?P<value>.+?)\s*[,:]?\s+{_WORD}\s+(?P<condition>.+?)\s*[.,]?\s*")
_FIRST: Final = regex(
    rf"\s*(?:and\s+|else\s+|elif\s+)?(?:{_WORD}\s+)(?P<condition>.+?)\s*(?::(?!=)|,?\s+then\b|→|->|,)\s*(?P<value>[^,]+?)\s*[.,]?\s*"
)
_LISTED: Final = regex(r"\s*(?P<value>.+?)\s*[,&]\s*(?:if\s+|for\s+|when\s+)?(?P<condition>.+?)\s*[.,]?\s*")
_IN_BRACKETS: Final = regex(r"\s*(?P<value>.+?)\s+\((?P<condition>[^()]*)\)\s*[.,]?\s*")
_REST: Final = r"(?:otherwise|else(?:where)?|in\s+all\s+other\s+cases)"
_OTHERWISE: Final = regex(
    rf"\s*(?:and\s+)?(?:(?P<value>.+?)\s*[,&]?\s*\b{_REST}|{_REST}\s*[:,]?\s+(?P<after>.+?))\s*[.,]?\s*"
)
_IF_ELSE: Final = regex(
    r"\s*if\s+(?P<condition>.+?)\s*(?:,\s*)?\bthen\s+(?P<value>.+?)\s*[,;]?\s+(?:else|otherwise)\s+(?P<other>.+?)\s*\.?\s*"
)
_ELSE: Final = regex(r"(?P<before>.+\s+if\s+.+?)\s*,?\s+else\s+(?P<other>(?:(?!\bif\b).)+)")
_TERNARY: Final = regex(r"\s*\(?(?P<condition>[^?:]+?)\)?\s*\?\s*(?P<value>[^?:]+?)\s*:\s*(?P<other>[^?:]+?)\s*")
_JOINED: Final = regex(rf"\s+and\s+(?=[^,;]*?\b(?:{_WORD}|{_REST})\b)")
_LINES: Final = "\n\u2028"


def split_cases(text: str) -> Cases | None:
    """Return the cases of a text; None for any other text."""
    if len(text) > MAX_LENGTH or not _MAY_BE.search(text) or not _SIGN.search(text):
        return None
    head = _HEAD.match(text)
    start = head.end() if head is not None and not _MAY_BE.search(head[0]) and has_cases(text[head.end() :]) else 0
    body = text[start:]
    if (latex := _LATEX.fullmatch(body)) is not None:
        rows = [clean(row) for row in _ROWS.split(latex["rows"])]
        return take_cases(text[:start], [read_listed(row) for row in rows if row.strip()], is_latex=True)
    for pieces, is_listed in list_pieces(body):
        if 1 < len(pieces) <= MAX_CASES:
            found = take_cases(text[:start], [read_case(piece, is_listed=is_listed) for piece in pieces])
            if found is not None:
                return found
    if (choice := _IF_ELSE.fullmatch(body) or _TERNARY.fullmatch(body)) is not None:
        return Cases(text[:start], (Case(choice["value"], choice["condition"]), Case(choice["other"], "")))
    return None


def has_cases(text: str) -> bool:
    """Whether what is after ``y =`` may be cases: no condition begins it, as in ``x = 1 if …`` of two names."""
    return _MAY_BE.search(text) is not None


def clean(row: str) -> str:
    """Return a row of LaTeX without its spaces, with its words as words."""
    return _WORDING.sub(lambda match: f" {match['words'] or ''} ", row)


def list_pieces(text: str) -> Iterator[tuple[Sequence[str], bool]]:
    """Yield the ways in which a text may be divided into cases, and whether a comma may be before a condition."""
    braces = _BRACES.fullmatch(text)
    opened = _OPEN_BRACE.match(text)
    body = braces["inside"] if braces is not None else text[opened.end() :] if opened is not None else text
    lines = [line for line in body.replace(_LINES[1], _LINES[0]).split(_LINES[0]) if line.strip()]
    if len(lines) > 1:
        yield [line.rstrip(" ;,") for line in lines], True
    if ";" in body:
        yield split_outside_brackets(body, ";"), True
    body = _JOINED.sub(", ", body)
    yield split_else(split_outside_brackets(body, ",")), False


def split_else(pieces: list[str]) -> list[str]:
    """Return cases, the last of them apart where only *else* is before it: ``x if x > 0 else 0``."""
    last = _ELSE.fullmatch(pieces[-1])
    return pieces if last is None else [*pieces[:-1], last["before"], f"else {last['other']}"]


def read_case(text: str, *, is_listed: bool) -> Case | None:
    """Return one case: its value is before the condition, or after a condition that begins with *if*."""
    rest = _OTHERWISE.fullmatch(text)
    if rest is not None:
        return Case((rest["value"] or rest["after"]).strip(), "")
    found = _FIRST.fullmatch(text) or _SAID.fullmatch(text) or _IN_BRACKETS.fullmatch(text)
    if found is not None:
        return Case(found["value"], found["condition"]) if _SIGN.search(found["condition"]) else None
    return read_listed(text) if is_listed else None


def read_listed(text: str) -> Case | None:
    """Return a value and its condition after a comma or ``&``."""
    rest = _OTHERWISE.fullmatch(text)
    if rest is not None:
        return Case((rest["value"] or rest["after"]).strip(" ,&"), "")
    match = _LISTED.fullmatch(text)
    if match is None or not _SIGN.search(match["condition"]) or _SIGN.search(match["value"]):
        return None
    return Case(match["value"].strip(" ,"), match["condition"].strip(" ,&"))


def take_cases(head: str, cases: Sequence[Case | None], *, is_latex: bool = False) -> Cases | None:
    """Return cases of which only the last may be *otherwise*; None if a piece is no case."""
    found = tuple(case for case in cases if case is not None)
    if not found or len(found) < len(cases) or not all(case.condition for case in found[:-1]):
        return None
    return Cases(head, found, is_latex)
