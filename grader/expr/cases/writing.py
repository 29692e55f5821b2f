"""Cases with indicators, ``x*1[x > 0]``, where each number is in one of them.

What is left out, or has two values, is asked back.

>>> from grader.expr.notation import Entry
>>> notation = Notation(entries={"x": Entry(name="x")})
>>> for text in ("x if x > 0, else 0", "{x^2, x < 0; 0, 0 <= x < 1; x, x >= 1}", "y = x for x <= 1, 2 - x for x >= 1"):
...     print(write_case_list(text, notation, Asked()))
(x)*1[x > 0]
(x^2)*1[x < 0] + (x)*1[x >= 1]
y = (x)*1[x <= 1] + (2 - x)*1[1 < x]
>>> for text in ("x if x < 0, x^2 if x > 1", "0 if x <= 1, 1 if x >= 1", "1 if x < 5, 2 if x > 3", "2 for x < 1"):
...     try:
...         print(write_case_list(text, notation, Asked()))
...     except AnswerError as error:
...         print(error.diagnostic.what)
These cases say nothing about x from 0 to 1.
For x = 1 two of these cases hold, and they give different values.
For x from 3 to 5 two of these cases hold, and they give different values.
2 for x < 1
"""

import math
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Final

from grader.errors import AnswerError, Diagnostic
from grader.expr.asked.asked import Asked
from grader.expr.calculation.building import number
from grader.expr.calculation.floats import float_function
from grader.expr.cases.splitting import Case, Cases, split_cases
from grader.expr.grammar.conditions import (
    REALS,
    intersect,
    is_empty,
    list_intervals,
    merge_intervals,
    say_membership,
    subtract,
    unite,
)
from grader.expr.nodes import Call, Indicator, Interval, Node, Symbol
from grader.expr.notation import Notation
from grader.expr.printing.text import to_text
from grader.expr.reading import parse_or_none
from grader.expr.sets.bounds import list_bounds
from grader.expr.sets.by_sight import solve_by_sight
from grader.expr.sets.solutions import find_solutions
from grader.expr.traverse import substitute, walk
from grader.source import Source, Span

__all__ = ["write_case_list"]

CASED: Final = frozenset({"max", "min", "abs", "relu", "sign"})  # these have cases without an indicator
NEAR: Final = 1e-9
ORDERED: Final = frozenset({"real", "positive", "nonnegative", "negative"})
SHARES: Final = (Fraction(1, 3), Fraction(3, 5), Fraction(6, 7))  # of an overlap, where values are compared
FAR: Final = 7  # how far inside an overlap without an end


def write_case_list(text: str, notation: Notation, asked: Asked) -> str:
    """Return a list of cases with indicators; any other text as it is. ``AnswerError`` for gaps and contradictions.

    Single numbers that no case is about do not count, unless the item is strict. A side condition that only repeats
    the question is no case.
    """
    found = split_cases(text)
    if found is None or (len(found.cases) < 2 and not found.is_latex) or is_side_condition(found, asked):
        return text
    name, sets = read_conditions(found.cases, notation)
    if name is None or (entry := notation.entries.get(name.name)) is None or entry.domain.kind not in ORDERED:
        return text
    values = [parse_or_none(f"({case.value})", notation) for case in found.cases]
    if not found.cases[-1].condition:
        rest = subtract(REALS, unite(sets))
        sets = [*sets, rest] if rest is not None else sets
    if None in values or len(sets) < len(values):
        return text
    refuse_gaps(text, name, sets, notation, is_strict=asked.is_strict)
    shown, is_changed = list_conditions(text, name, found.cases, sets, [value for value in values if value is not None])
    if found.is_latex and not is_changed:
        return text
    terms = [f"({case.value})*1[{condition}]" for case, condition in zip(found.cases, shown, strict=True)
             if condition and case.value.strip() != "0"]  # fmt: skip
    return f"{found.head}{' + '.join(terms) or '0'}"


def is_side_condition(found: Cases, asked: Asked) -> bool:
    """Whether ``x^2 for x > 0, 0 otherwise`` only repeats where the question asks for a formula."""
    if len(found.cases) != 2 or found.cases[1].condition or asked.tree is None:
        return False
    condition = found.cases[0].condition.replace(" ", "")
    has_cases = any(
        isinstance(part, Indicator) or (isinstance(part, Call) and part.function in CASED) for part in walk(asked.tree)
    )
    return bool(condition) and condition in asked.question.replace(" ", "") and not has_cases


def read_conditions(cases: Sequence[Case], notation: Notation) -> tuple[Symbol | None, list[Node]]:
    """Return the one name that conditions are about, and the values that each of them leaves it."""
    name: Symbol | None = None
    sets: list[Node] = []
    for case in cases:
        if not case.condition:
            break
        tree = parse_or_none(case.condition, notation)
        found = find_solutions(solve_by_sight(tree)) if tree is not None else None
        if found is None or found[0] is None or name not in (None, found[0]):
            return None, []
        name = found[0]
        sets.append(found[1])
    return name, sets


def refuse_gaps(text: str, name: Symbol, sets: Sequence[Node], notation: Notation, *, is_strict: bool) -> None:
    """Raise ``AnswerError`` for an interval that no case is about, or for a single number where it counts."""
    whole = dict(list_bounds(notation)).get(name.name, REALS)
    gaps = subtract(whole, unite(sets))
    for gap in list_intervals(gaps) if gaps is not None else ():
        if is_strict or gap.lower != gap.upper:
            raise complain(
                text,
                "case-missing",
                f"These cases say nothing about {say_where(name, gap)}.",
                "A function in pieces has a value in each of them.",
                "add what is missing, or 'otherwise' for all other numbers.",
            )


def list_conditions(
    text: str, name: Symbol, cases: Sequence[Case], sets: Sequence[Node], values: Sequence[Node]
) -> tuple[list[str], bool]:
    """Return the conditions under which each case counts, where those before it do not; whether any is changed."""
    shown: list[str] = []
    is_changed = False
    for place, (case, own) in enumerate(zip(cases, sets, strict=True)):
        left: Node | None = own
        for other, value in zip(sets[:place], values[:place], strict=True):
            common = intersect(own, other)
            if common is not None and not is_empty(common):
                refuse_contradiction(text, name, common, values[place], value)
                left = None if left is None else subtract(left, other)
        is_own = bool(case.condition) and left == own
        is_changed = is_changed or (bool(case.condition) and left != own)
        nothing = left is None or is_empty(left)
        shown.append(
            case.condition if is_own else "" if nothing or left is None else to_text(say_membership(name, left))
        )
    return shown, is_changed


def refuse_contradiction(text: str, name: Symbol, common: Node, one: Node, other: Node) -> None:
    """Raise ``AnswerError`` where two cases hold and give values that are certainly different."""
    if one == other:
        return
    for piece in merge_intervals(common) or ():
        for place in list_places(piece):
            first, second = (find_value(substitute(value, {name: place})) for value in (one, other))
            if abs(first - second) > NEAR * max(1, abs(first)):  # never of a value that is not known
                raise complain(
                    text,
                    "case-twice",
                    f"For {say_where(name, piece)} two of these cases hold, and they give different values.",
                    "A function has one value at each number.",
                    "change a condition so that only one of them holds.",
                )


def find_value(tree: Node) -> float:
    function = float_function(tree, ())
    return function() if function else math.nan


def list_places(piece: Interval) -> Iterator[Node]:
    """Yield the only number of a piece, or some numbers inside it."""
    if piece.lower == piece.upper:
        yield piece.lower
        return
    low, high = find_value(piece.lower), find_value(piece.upper)
    low = high - FAR if not math.isfinite(low) else low
    high = low + FAR if not math.isfinite(high) else high
    if math.isfinite(low) and math.isfinite(high):
        yield from (number(Fraction(low) + share * (Fraction(high) - Fraction(low))) for share in SHARES)


def say_where(name: Symbol, piece: Interval) -> str:
    """Return a piece in words: ``x = 1``, ``x > 3``, ``x from 0 to 1``."""
    shown, lower, upper = to_text(name), to_text(piece.lower), to_text(piece.upper)
    if piece.lower == piece.upper:
        return f"{shown} = {lower}"
    if piece.upper == REALS.upper:
        return (
            f"all {shown}" if piece.lower == REALS.lower else f"{shown} {'>=' if piece.lower_closed else '>'} {lower}"
        )
    if piece.lower == REALS.lower:
        return f"{shown} {'<=' if piece.upper_closed else '<'} {upper}"
    return f"{shown} from {lower} to {upper}"


def complain(text: str, slug: str, what: str, why: str, help: str) -> AnswerError:
    span = Span(Source("answer", text), 0, len(text))
    return AnswerError(Diagnostic(slug=slug, what=what, why=why, help=help, span=span))
