"""Formulas with numbers in place of some names: what a factor or a constant is, if it is one at all.

If ``a = c e`` for a number c, then c is ``a/e`` at any point where e is not 0. So a and e are written once more with
copies of their names that have values, and whatever follows from the names follows from the copies. The values are only
where c is read off; that ``a = c e`` holds everywhere is for the engine to prove.

>>> from grader.expr import parse, to_text
>>> from grader.expr.notation import Entry
>>> notation = Notation(entries={"x": Entry(name="x"), "b": Entry(name="b")})
>>> found = fix_names([parse("b*x^2", notation).tree], notation, frozenset({"x"}))
>>> to_text(found.trees[0]), to_text(found.notation.entries["x°"].definition)
('b*x°^2', '17/11')
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Final

from grader.equivalence.lowering.quantities import format_atom_name, text_of_index
from grader.expr.calculation.building import number
from grader.expr.nodes import Add, Call, Derivative, Gradient, Matrix, Mul, Node, Symbol, Vector
from grader.expr.notation import Domain, Entry, Notation
from grader.expr.traverse import children, rebuild, walk

__all__ = ["ATTEMPTS", "Fixed", "fix_names", "list_given_names", "list_reached_names"]

MARK: Final = "°"  # of a copy; no name that anybody can type has it
# Values with no relation to each other and to the numbers of exercises, so that hardly any formula is 0 there; one of
# them below 1, where sqrt(1 - x^2) has a value, large ones for ln(x - 10), and one that is negative.
POINTS: Final = tuple(Fraction(*pair) for pair in ((17, 11), (5, 13), (41, 3), (-19, 9), (907, 9)))
ATTEMPTS: Final = len(POINTS)
STEP: Final = Fraction(3, 17)  # between the values of different names, and of the entries of an array
NONE: Final = frozenset[str]()


@dataclass(frozen=True, slots=True)
class Fixed:
    """Trees with copies of their names, and the notation in which the copies have values."""

    trees: tuple[Node, ...]
    notation: Notation


def fix_names(trees: Sequence[Node], notation: Notation, names: Collection[str], attempt: int = 0) -> Fixed | None:
    """Give values to some of the names that nobody defines; None if a tree holds what has no copy.

    ``attempt`` counts from 0 and says which values.
    """
    reached = list_reached_names(trees, notation)
    entries = {name: notation.entries[name] for name in reached}
    if any(has_no_copy(part, notation) for tree in (*trees, *definitions_of(entries.values())) for part in walk(tree)):
        return None
    # What is defined is copied, too: it may follow from a name that gets a value.
    copied = frozenset(name for name, entry in entries.items() if name in names or entry.definition is not None)
    made = []
    for place, name in enumerate(sorted(copied)):
        entry = entries[name]
        definition = give_value(entry, notation, place, attempt)
        if entry.definition is not None:
            definition = rename(entry.definition, copied, frozenset(entry.parameters or ()))
        if definition is None:
            return None
        made.append(replace(entry, name=name + MARK, definition=definition))
    return Fixed(tuple(rename(tree, copied) for tree in trees), notation.extended(made))


def list_given_names(trees: Iterable[Node], notation: Notation) -> tuple[str, ...]:
    """List the names without a definition from which the values of trees follow, but those that stay arbitrary."""
    entries = [notation.entries[name] for name in list_reached_names(trees, notation)]
    return tuple(
        entry.name
        for entry in entries
        if entry.definition is None and entry.parameters is None and not entry.is_arbitrary
    )


def list_reached_names(trees: Iterable[Node], notation: Notation) -> tuple[str, ...]:
    """List the declared names in trees and in the definitions that they use, each once."""
    found: dict[str, None] = {}
    waiting = list(trees)
    while waiting:
        for part in walk(waiting.pop()):
            name = part.name if isinstance(part, Symbol) else part.function if isinstance(part, Call) else ""
            entry = notation.entries.get(name)
            if entry is not None and name not in found:
                found[name] = None
                waiting += [entry.definition] if entry.definition is not None else []
    return tuple(found)


def definitions_of(entries: Iterable[Entry]) -> Iterator[Node]:
    return (entry.definition for entry in entries if entry.definition is not None)


def has_no_copy(part: Node, notation: Notation) -> bool:
    """Whether a construct names something that is no value by itself: a derivative, an iterate, a counted name."""
    if isinstance(part, Derivative | Gradient):
        return True
    if not isinstance(part, Symbol):
        return False
    entry = notation.entries.get(part.name)
    return part.iterate is not None or (entry is not None and len(part.indices) > len(entry.axes))


def rename(tree: Node, names: Collection[str], parameters: Collection[str] = NONE) -> Node:
    """Return a tree with the copies of some names; the parameters of a function stay."""
    if isinstance(tree, Symbol):
        own = format_atom_name(tree.name, tuple(map(text_of_index, tree.indices)))
        if own in parameters or tree.name in parameters:
            return tree
    parts = [rename(part, names, parameters) for part in children(tree)]
    found = rebuild(tree, parts) if parts else tree
    if isinstance(found, Symbol) and found.name in names:
        return replace(found, name=found.name + MARK)
    return (
        replace(found, function=found.function + MARK) if isinstance(found, Call) and found.function in names else found
    )


def give_value(entry: Entry, notation: Notation, place: int, attempt: int) -> Node | None:
    """Return values for a name, or for all entries of an array; None if its size is not known."""
    if entry.parameters is not None:
        return None
    start, step = choose_value(entry.domain, place, attempt)
    letters = [axis for axis in entry.axes if isinstance(axis, str)]
    if not entry.axes:
        return number(start)
    if len(letters) == len(entry.axes) and all(letter in notation.ranges for letter in letters):
        terms = [Mul((number(step / 7**power), Symbol(letter))) for power, letter in enumerate(letters)]
        return Add((number(start), *terms))
    if letters:
        return None
    sizes = [axis for axis in entry.axes if isinstance(axis, int)]
    rows = [
        tuple(number(start + step * (row * 7 + column) / 11) for column in range(sizes[-1]))
        for row in range(sizes[0] if len(sizes) > 1 else 1)
    ]
    return Vector(rows[0]) if len(sizes) == 1 else Matrix(tuple(rows))


def choose_value(domain: Domain, place: int, attempt: int) -> tuple[Fraction, Fraction]:
    """Return a value in a domain, and a small step that stays in it for a few entries."""
    if domain.kind in ("integer", "natural"):
        value, step = Fraction(5 + 2 * attempt + place), Fraction(1)
    else:
        value, step = POINTS[attempt] + place * STEP, STEP / 5
        if domain.kind != "real":
            value = abs(value)
    if domain.kind == "negative":
        value, step = -value, -step
    lower, upper = domain.lower, domain.upper
    if lower is None and upper is None:
        return value, step
    if lower is not None and upper is not None:
        share = Fraction(attempt + 1, attempt + 3)
        inside = lower + (upper - lower) * share
        return (Fraction(round(inside)) if step == 1 else inside), (upper - lower) / 1000
    return (lower + value, step) if lower is not None else ((upper or Fraction(0)) - value, -step)
