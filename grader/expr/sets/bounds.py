"""Conditions within the values that their name may have: of a positive a, ``a < 1/2`` says as much as ``0 < a < 1/2``.

>>> from grader.expr import to_text
>>> from grader.expr.notation import Domain, Entry
>>> notation = Notation(entries={"a": Entry(name="a", domain=Domain(kind="positive"))})
>>> [(name, to_text(values)) for name, values in list_bounds(notation)]
[('a', '(0, oo)')]
"""

from fractions import Fraction
from typing import Final

from grader.expr.asked.asked import Asked
from grader.expr.grammar.conditions import REALS, compare_ends, intersect, list_intervals
from grader.expr.nodes import Interval, Node, Number, SetOf, Symbol
from grader.expr.notation import Domain, Notation
from grader.expr.sets.solutions import SETS

__all__ = ["keep_in_bounds", "list_bounds"]

_ZERO: Final = Number(Fraction(0))
_KINDS: Final = {
    "real": REALS,
    "positive": Interval(_ZERO, REALS.upper, False, False),
    "nonnegative": Interval(_ZERO, REALS.upper, True, False),
    "negative": Interval(REALS.lower, _ZERO, False, False),
}


def list_bounds(notation: Notation) -> tuple[tuple[str, Interval], ...]:
    """Return the names whose values are an interval that does not hold all real numbers, with that interval."""
    found = [(name, find_bounds(entry.domain)) for name, entry in notation.entries.items()]
    return tuple((name, values) for name, values in found if values is not None)


def find_bounds(domain: Domain) -> Interval | None:
    kind = _KINDS.get(domain.kind)
    if kind is None or domain.is_all_reals:
        return None
    lower, upper = domain.lower, domain.upper
    own = Interval(
        REALS.lower if lower is None else Number(lower),
        REALS.upper if upper is None else Number(upper),
        lower is not None,
        upper is not None,
    )
    common = intersect(kind, own)
    return common if isinstance(common, Interval) else None


def keep_in_bounds(values: Node, name: Symbol, asked: Asked, *, is_worked_out: bool = False) -> Node:
    """Return the values that a condition leaves to a name, as far as the name may have them at all.

    Only an expected set within the same bounds says so much: an author may have left them out, too. An end that is
    written stays: ``-1 < a < 1/2`` says more of a positive a than is true of it; of ``a^2 > 4`` none is written.
    """
    bounds = dict(asked.bounds).get(name.name) if not name.indices else None
    if bounds is None or not isinstance(asked.tree, SETS) or not is_within(asked.tree, bounds, asked.any_ends):
        return values
    ends = {end for piece in list_intervals(values) for end in (piece.lower, piece.upper)} - {REALS.lower, REALS.upper}
    are_within = all(is_within(SetOf((end,)), bounds, any_ends=True) for end in ends if is_comparable(end, bounds))
    if not are_within and not is_worked_out:
        return values
    common = intersect(values, bounds)
    return values if common is None else common


def is_comparable(end: Node, bounds: Interval) -> bool:
    """Whether it is known on which side of the finite bounds an end lies; it is not of 2/L."""
    return all(compare_ends(end, other) is not None for other in (bounds.lower, bounds.upper))


def is_within(values: Node, bounds: Interval, any_ends: bool) -> bool:
    """Whether all of a set lies within an interval, as far as the order of their ends is known."""
    for piece in list_intervals(values):
        low, high = compare_ends(piece.lower, bounds.lower), compare_ends(piece.upper, bounds.upper)
        if low is None or high is None or low < 0 or high > 0:
            return False
        is_out = (not low and piece.lower_closed > bounds.lower_closed) or (
            not high and piece.upper_closed > bounds.upper_closed
        )
        if is_out and not any_ends:
            return False
    return True
