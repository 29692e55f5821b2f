"""Decimals with a comma in a list, or in a formula: ``(-6,0; 6,0)``, ``(8,0, 4,0)``, ``0,5 * x``.

Read by the letter, the first is a list of four, and the last one of two. In the first, every entry between the other
separators has one comma that touches the digits on both sides; that is asked, whatever the key is.

>>> [fix_lists(text, "vector") for text in ("(-6,0; 6,0)", "(8,0, 4,0)", "x = 8,0, y = 4,0", "(1,2,3)", "(1, 2)")]
['(-6.0, 6.0)', '(8.0, 4.0)', 'x = 8.0, y = 4.0', '', '']
"""

from dataclasses import dataclass, field
from typing import Final

from grader.expr.advice.rules import replace_all
from grader.expr.asked.asked import Asked, Shape
from grader.expr.complaints import Change, complain
from grader.patterns import regex

__all__ = ["refuse_decimal_commas"]

_NUMBER: Final = regex(r"(?<![0-9.A-Za-z_])(?P<left>[0-9]+),(?P<right>[0-9]+)")  # not the indices of g2,1
_SEPARATOR: Final = regex(r"[ \t]*[,;|][ \t]*")
_RELATION: Final = regex(r"[=<>≤≥≠∈]|\\(?:le|ge|lt|gt|ne|in)")
_LABEL: Final = regex(r"[^=]*=\s*")
_OPERATORS: Final = ("+", "-", "−", "*", "·", "×", "⋅", "/")
_FACTOR: Final = regex(r"\s*(?:[*·×⋅/^(\[]|\\(?:cdot|times)\b|[A-Za-z\\])")
_OPENS: Final = "([{"
_CLOSES: Final = ")]}"


@dataclass(slots=True)
class Group:
    """What is between two brackets, or outside all of them: its commas inside numbers, and what separates its entries.

    ``counts`` are the commas inside numbers, entry by entry.
    """

    opening: str
    inside: list[int] = field(default_factory=list)
    between: list[int] = field(default_factory=list)
    counts: list[int] = field(default_factory=lambda: [0])


def refuse_decimal_commas(text: str, asked: Asked) -> None:
    """Ask back a text in which commas may be decimal points; nothing is done with any other text."""
    if _NUMBER.search(text) is None:
        return
    fixed = fix_lists(text, asked.shape) or fix_factor(text, asked.shape)
    if not fixed:
        return
    place = next(place for place, (old, new) in enumerate(zip(text, fixed, strict=False)) if old != new)
    number = next(match for match in _NUMBER.finditer(text) if match.end() > place)
    line = fixed.count("\n", 0, place)
    purpose = "for a decimal" if sum(map(str.__ne__, text, fixed)) == 1 else "for decimals"
    changes = [Change(fixed, purpose, 0, len(text), fixed.split("\n")[line].strip())]
    if asked.shape != "value":
        changes.append(replace_all(text, _SEPARATOR.sub(", ", text), "for a list"))
    raise complain(text, number.start(), number.end(), "comma-in-number", *changes)


def fix_lists(text: str, shape: Shape) -> str:
    """Return a text with points in its decimals, where each entry of some list has one comma in it; else nothing."""
    groups = [group for group in find_groups(text) if is_of_decimals(group, text, shape)]
    fixed = list(text)
    for group in groups:
        for place in group.inside:
            fixed[place] = "."
        for place in group.between:
            fixed[place] = ","
    return "".join(fixed).replace(" ,", ",") if groups else ""


def is_of_decimals(group: Group, text: str, shape: Shape) -> bool:
    """Whether every entry of a list has one comma inside a number, and every other comma has a blank next to it."""
    if len(group.counts) < 2 or set(group.counts) != {1} or group.opening == "{":
        return False
    signs = {text[place] for place in group.between}
    # 1,2; 3,4 are the rows of a matrix in square brackets, and outside all of them rows or points.
    if (group.opening == "[" and signs != {","}) or (not group.opening and shape in ("matrix", "list")):
        return False
    return all(text[place] != "," or " " in text[place - 1 : place + 2] for place in group.between)


def find_groups(text: str) -> list[Group]:
    """Return what is outside all brackets, and what is inside each of them."""
    inside = {number.end("left") for number in _NUMBER.finditer(text)}
    found = [Group("")]
    waiting = [found[0]]
    for place, character in enumerate(text):
        group = waiting[-1]
        if character in _OPENS:
            waiting.append(Group(character))
            found.append(waiting[-1])
        elif character in _CLOSES and len(waiting) > 1:
            waiting.pop()
        elif place in inside:
            group.inside.append(place)
            group.counts[-1] += 1
        elif character in ",;" or (character == "|" and group.opening == "("):
            group.between.append(place)
            group.counts.append(0)
    return found


def fix_factor(text: str, shape: Shape) -> str:
    """Return ``0.5 * x`` for ``0,5 * x``, a text with one comma that no bracket is around; nothing for any other."""
    label = _LABEL.match(text)
    start = label.end() if label else 0
    number = _NUMBER.search(text, start)
    outside = find_groups(text)[0]
    if number is None or outside.inside != [number.end("left")] or outside.between or "\n" in text.strip():
        return ""
    before, is_first = text[start : number.start()].rstrip(), not text[start : number.start()].strip(" -+−")
    has_factor = _FACTOR.match(text, number.end()) is not None
    is_part = not before.endswith("=") and (has_factor or before.endswith(_OPERATORS))  # j = 1,2 says all values of j
    if shape == "value":  # without a label the parser asks
        is_meant = label is not None
    elif shape in ("vector", "matrix", "list"):  # x + 1,2y may be two entries
        is_meant = is_first and has_factor
    else:
        is_meant = is_part and (shape not in ("condition", "interval") or _RELATION.search(text) is None)
    return f"{text[: number.end('left')]}.{text[number.start('right') :]}" if is_meant else ""
