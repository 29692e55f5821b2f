r"""Points and equations in signs that only a set of points has: set builders, arrows, angle brackets, labels.

>>> for text in (r"\{(x,y,z) : 2x - y = 3\}", "g: (1, 2) + t(3, 4)", r"\vec{r} = (1, 2) + t(1, 1)", "<1, 2> + t<3, 4>"):
...     print(respell_locus(text))
2x - y = 3
(1, 2) + t(3, 4)
r = (1, 2) + t(1, 1)
(1, 2) + t(3, 4)
"""

from typing import Final

from grader.patterns import regex

__all__ = ["respell_locus"]

# Of another domain than all real numbers, or other names and orders of them, the set may be another one.
_BUILDER: Final = regex(
    r"\s*(?:\\left\s*)?\\?\{\s*\(\s*x(?:_1)?\s*,\s*(?:y|x_2)\s*(?:,\s*(?:z|x_3)\s*)?\)\s*"
    r"(?:(?:∈|\\in|in)\s*(?:ℝ|R|\\R|\\mathbb\s*\{?R\}?)\s*(?:\^?\s*\{?[23]\}?|[²³])\s*)?(?:\||:|\\mid)"
    r"(?P<inside>[^{}]*?)(?:\\right\s*)?\\?\}\s*\.?\s*"
)
_LABEL: Final = regex(
    r"^\s*(?:the\s+)?(?:line|plane|curve|[A-Za-z])\s*:\s*(?!=)"
    r"|^\s*[A-Za-z]\s*\(\s*[A-Za-z](?:\s*,\s*[A-Za-z])?\s*\)\s*=\s*(?=\(|\\begin)"
)
_ARROW: Final = regex(r"\\(?:vec|mathbf|boldsymbol|overrightarrow)\s*(?:\{\s*([A-Za-z])\s*\}|\s([A-Za-z])(?![A-Za-z]))")
_TIMES: Final = r"\s*(?:·|⋅|\*|\\cdot(?![A-Za-z]))\s*"
_COLUMN: Final = r"(?:\([^()]*,[^()]*\)|\\begin\{pmatrix\}[^{}]*\\end\{pmatrix\})"
# Many books write x for the vector of the coordinates as well: (x - p)·n = 0, x·n = 2.
_NORMAL: Final = regex(
    rf"(?:\\left)?\s*[(\[]\s*[xr]\s*[-−]\s*(?P<point>{_COLUMN})\s*(?:\\right)?\s*[)\]]{_TIMES}(?={_COLUMN})"
)
_DOTTED: Final = regex(rf"^\s*(?:x{_TIMES}(?P<after>{_COLUMN})|(?P<before>{_COLUMN}){_TIMES}x)(?=\s*=)")
_ANGLE: Final = regex(r"(?:<|⟨|\\langle)(?P<inside>[^<>=⟨⟩\\]*,[^<>=⟨⟩\\]*)(?:>|⟩|\\rangle)")
_POINTS: Final = regex(r"\s*\\?\{(?P<point>[^{}|:]+)(?:\||:|\\mid\b)(?P<range>[^{}]*?)\\?\}\s*\.?\s*")
_ALL: Final = regex(
    r"\s*,?\s*(?:(?:for|with|where)\s+)?(?:(?:all|any|every|each)\s+(?:real\s+)?[A-Za-z]|[A-Za-z]\s+(?:is\s+)?(?:any|real))"
    r"(?:\s+(?:real\s+)?numbers?)?\s*\.?\s*$"
)
_FOR: Final = regex(r"\s*,?\s+(?:for|where|with)\s+(?=[A-Za-z]\s*(?:[<>≤≥∈]|in\b|\\)|[^=]{1,12}(?:<|≤|\\leq?\b))")


def respell_locus(text: str) -> str:
    """Return a text in the usual signs."""
    points = _POINTS.fullmatch(text)
    if points is not None and not _BUILDER.fullmatch(text):
        text = f"{points['point'].strip()}, {points['range'].strip()}"
    text = _FOR.sub(", ", _ALL.sub("", text))
    text = _ANGLE.sub(lambda match: f"({match['inside']})", _ARROW.sub(lambda match: f" {match[1] or match[2]}", text))
    text = _NORMAL.sub(lambda match: f"(r - {match['point']})·", text)
    text = _DOTTED.sub(lambda match: f"r·{match['after'] or match['before']}", text)
    builder = _BUILDER.fullmatch(text)
    return builder["inside"].strip() if builder is not None else _LABEL.sub("", text.strip())
