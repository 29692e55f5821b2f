"""Values of a name that is counted in brackets, where a list of them is asked for: ``w(1) = 1.5; w(2) = 1.75``.

>>> asked = Asked("vector", question="Give w(1) and w(2).")
>>> [write_counted(text, asked) for text in ("w(1) = 1.5; w(2) = 1.75", "w(2) = 1, w(1) = 3", "w(1) = 1, w(1) = 2")]
['(1.5, 1.75)', '(3, 1)', 'w(1) = 1, w(1) = 2']
>>> write_counted("v(1) = 1, v(2) = 2", asked), write_counted("w(1) = 1", asked)
('v(1) = 1, v(2) = 2', 'w(1) = 1')
"""

from typing import Final

from grader.expr.asked.asked import Asked
from grader.patterns import regex

__all__ = ["write_counted"]

_ONE: Final = r"(?P<name{n}>[A-Za-zα-ω]\w{{0,3}})\s*\(\s*(?P<count{n}>[0-9])\s*\)\s*=\s*(?P<value{n}>[^=;,\n]+?)"
_EACH: Final = regex(rf"\s*(?:and\s+)?{_ONE.format(n='')}\s*(?:[;,\n]|\band\b|$)")
_LEAST: Final = 2


def write_counted(text: str, asked: Asked) -> str:
    """Return the values in brackets, in the order of their counts, where the question names each; else the text."""
    if text.count(")") < _LEAST or text.count("=") < _LEAST:
        return text
    found: dict[int, str] = {}
    names = set()
    end = 0
    while end < len(text.rstrip(" .")):
        match = _EACH.match(text, end)
        if match is None or int(match["count"]) in found or match.end() == end:
            return text
        found[int(match["count"])] = match["value"].strip()
        names.add(match["name"])
        end = match.end()
    counts = sorted(found)
    question = asked.question.replace(" ", "")
    is_named = len(names) == 1 and all(f"{name}({count})" in question for name in names for count in counts)
    is_whole = len(counts) >= _LEAST and counts == list(range(counts[0], counts[0] + len(counts)))
    return f"({', '.join(found[count] for count in counts)})" if is_named and is_whole else text
