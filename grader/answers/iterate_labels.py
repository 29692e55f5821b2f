"""Iterates that are given as equal to each other: ``x^(2) = x^(3) = (8, 4)`` and ``x^(3) = x^(2)`` say the value twice.

The text is written out, one label and one value for each iterate, before it is read.

>>> from grader.expr.notation import Notation
>>> spell_out(["x_1 = (9, 3)", "x_2 = x_3 = (8, 4)"], 1, Notation())
'x_1 = (9, 3), x_2 = (8, 4), x_3 = (8, 4)'
>>> spell_out(["x^1 = (9, 3)", "x^2 = 1/2*(16, 8) = (8, 4)", "x^3 = x^2"], 1, Notation())
'x^1 = (9, 3), x^2 = 1/2*(16, 8) = (8, 4), x^3 = (8, 4)'
"""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Final, NamedTuple

from grader.documents import DocumentNode, Mapping, Scalar
from grader.documents import Sequence as ListNode
from grader.expr.names import names_of
from grader.expr.notation import Notation
from grader.expr.shapes.splitting import MAX_STATEMENTS, split_statements
from grader.expr.spellings.typed_signs import write_typed_signs
from grader.expr.statements.labels import drop_list_brackets, strip_dollars
from grader.expr.tokens.pieces import split_outside_brackets

__all__ = ["spell_out", "write_labels"]

_DIGITS: Final = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹₀₁₂₃₄₅₆₇₈₉", "01234567890123456789")
_ACCENT: Final = r"\\(?:vec|mathbf|boldsymbol|bm|hat|bar|tilde)\s*"
_LABEL: Final = re.compile(
    rf"\s*(?:{_ACCENT})?\{{?(?P<name>\\?[A-Za-zΑ-Ωα-ω]+)\}}?\s*"
    r"(?:(?P<sign>[_^])\s*(?:\{\s*\(?(?P<braced>\d+)\)?\s*\}|\((?P<round>\d+)\)|(?P<plain>\d+))"
    r"|(?P<raised>[⁽]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+[⁾]?|[₍]?[₀₁₂₃₄₅₆₇₈₉]+[₎]?)|\[(?P<square>\d+)\])\s*"
)
# A point, and after blanks the label of the next one: (9, 3) x^(2) = (8, 4). No formula has such a product in it.
_NEXT: Final = re.compile(rf"[(\[{{][^()=]*[,&\\][^()=]*[)\]}}]\S{{0,6}}(?P<gap>\s+)(?={_LABEL.pattern}=(?!=))")
# What leads to a result and says nothing of it, as in "=> x_1 = (9, 3), x_2 = x_3 = (8, 4)".
_LEAD: Final = re.compile(rf"\s*(?:so|then|thus|hence|therefore|=>|→|⇒|⟹|∴)[,:]?\s+(?={_LABEL.pattern}=(?!=))")
_RELATION: Final = re.compile(r"[<>≤≥≠:!]=?|==|\\(?:leq?|geq?|neq?|approx)\b|≈")


class Label(NamedTuple):
    """The label of an iterate: its number, its name, how it is written, and whether it looks like a power."""

    number: int
    name: str
    text: str
    is_power: bool


class Line(NamedTuple):
    """One ``label = … = value``: the labels in it, and its other parts."""

    labels: list[Label]
    values: list[str]


def write_labels(given: DocumentNode, first: int, notation: Notation) -> Scalar | None:
    """Return iterates of which some are equal to each other as one text; None where no label has to be written out."""
    lines = list_lines(given, notation)
    separated = [piece for line in lines for piece in split_at_labels(line)]
    is_separated = len(separated) > len(lines)
    spelled = None
    if 0 < len(separated) <= MAX_STATEMENTS:
        spelled = spell_out(separated, first, notation, is_needed=is_separated)
    return None if spelled is None else Scalar.typed(spelled)


def list_lines(given: DocumentNode, notation: Notation) -> list[str]:
    """Return the statements of an answer, ``label = value`` for the entries of a mapping; none where it has others."""
    typed = given if isinstance(given, Scalar) else given.as_typed
    if typed is not None:
        text = drop_list_brackets(strip_dollars(write_typed_signs(typed.lines)))
        text = text[lead.end() :] if (lead := _LEAD.match(text)) else text
        return [statement.text for statement in split_statements(text, names_of(notation))]
    pairs = given.entries if isinstance(given, Mapping) else ()
    items = given.items if isinstance(given, ListNode) else [value for _, value in pairs]
    texts = [item.lines if isinstance(item, Scalar) else "" for item in items]
    if not all(texts):
        return []
    return [f"{key.text} = {text}" for (key, _), text in zip(pairs, texts, strict=True)] if pairs else texts


def split_at_labels(line: str) -> list[str]:
    """Split ``x^(1) = (9, 3) x^(2) = (8, 4)`` after each point, where a label comes next."""
    ends = [match.start("gap") for match in _NEXT.finditer(line)]
    return [line[start:end] for start, end in pairwise([0, *ends, len(line)])]


def spell_out(lines: Sequence[str], first: int, notation: Notation, *, is_needed: bool = False) -> str | None:
    """Return lines with one label and one value each; None unless every iterate has a label and a value.

    A label alone is a value only if another line gives the value of that iterate.
    """
    found = [read_line(line) for line in lines]
    if not all(line.labels for line in found) or len({label.name for line in found for label in line.labels}) > 1:
        return None
    heads = {line.labels[0].number for line in found}
    given: dict[int, list[str]] = {}
    same: dict[int, int] = {}
    texts: dict[int, Label] = {}
    for line in found:
        head, *others = line.labels
        if head.number in texts:
            return None
        texts[head.number] = head
        if line.values:
            given[head.number] = line.values
        for other in others:
            if other.number in heads:
                same.setdefault(head.number, other.number)
            elif other.number in texts:
                return None
            else:
                texts[other.number] = other
                same[other.number] = head.number
    numbers = sorted(texts)
    if len(numbers) > 1 and numbers[0] == first - 1:
        numbers, is_needed = numbers[1:], True  # the starting point by its name is none of the iterates
    if numbers != list(range(first, first + len(numbers))):
        return None
    is_needed |= any(number not in given for number in numbers) or any(label.is_power for label in texts.values())
    written = [write_line(texts[number], given, same, notation) for number in numbers]
    return ", ".join(line for line in written if line) if is_needed and all(written) else None


def read_line(line: str) -> Line:
    """Return the labels and the other parts of ``x^(2) = x^(3) = (8, 4)``; nothing of a line without a label."""
    if _RELATION.search(line):
        return Line([], [])
    parts = split_outside_brackets(line.strip(" \t\n$.,;"), "=")
    matches = [_LABEL.fullmatch(part) for part in parts]
    if matches[0] is None or len(parts) == 1:
        return Line([], [])
    labels = [name_label(match) for match in matches if match is not None]
    return Line(labels, [part.strip() for part, match in zip(parts, matches, strict=True) if match is None])


def name_label(match: re.Match[str]) -> Label:
    count = match["braced"] or match["round"] or match["plain"] or match["square"] or match["raised"].strip("⁽⁾₍₎")
    is_bracketed = match["round"] or "(" in match.group()
    is_raised = match["raised"] is not None and match["raised"][0] in "⁰¹²³⁴⁵⁶⁷⁸⁹"
    is_power = is_raised or (match["sign"] == "^" and not is_bracketed)
    return Label(int(count.translate(_DIGITS)), match["name"], match.group().strip(), is_power)


def write_line(label: Label, given: dict[int, list[str]], same: dict[int, int], notation: Notation) -> str:
    """Return one iterate with its value, that of the iterate to which it is equal; nothing where none has a value."""
    number, seen = label.number, {label.number}
    while number not in given and (number := same.get(number, 0)) not in seen and number:
        seen.add(number)
    values = given.get(number, [])
    if number != label.number:
        values = values[-1:]  # the working was for the other one
    name = names_of(notation).resolve(label.name.removeprefix("\\")).name
    entry = notation.entries.get(name)
    # A power of an iterate is none, so the number of an iterate is written as the exercise writes it.
    head = f"{name}^({label.number})" if entry is not None and entry.iterates else label.text
    return " = ".join([head, *values]) if values else ""
