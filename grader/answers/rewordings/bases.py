"""A basis written as the space that it spans: ``span{(1, 0), (0, 1)}``, where vectors with this span are asked for.

>>> write_span(r"span{(1, 0)}"), write_span(r"$\\operatorname{span}\\{(1, 0)\\}$"), write_span("Span((1, 0), (0, 1))")
('{(1, 0)}', '$\\\\{(1, 0)\\\\}$', '{(1, 0), (0, 1)}')
>>> write_span("span"), write_span("lifespan{1}")
('span', 'lifespan{1}')
"""

from typing import Final

from grader.patterns import regex

__all__ = ["write_span"]

_SPAN: Final = regex(
    r"(?P<before>[\s$]*+(?:[A-Za-z]\w{0,3}\s*=\s*)?+)(?:\\(?:operatorname|mathrm|text)\s*\{\s*)?(?:[Ss]pan|[Ll]in)(?![A-Za-z])"
    r"\s*\}?\s*(?:of\b\s*)?(?:\\left\s*)?(?P<rest>\\?\{.*|\(\s*(?P<inside>\(.*\))\s*\)[\s.$]*|⟨.*)",
    0,
)


def write_span(text: str) -> str:
    """Return the vectors in braces alone; any other text as it is."""
    match = _SPAN.fullmatch(text)
    if match is None:
        return text
    rest = f"{{{match['inside']}}}" if match["inside"] else match["rest"].replace("\\right", "")
    return match["before"] + rest
