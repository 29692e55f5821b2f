"""Values with units that are not worked out: ``3 m + 20 cm``, ``1 h 30 min``, ``100 m / (8 s)``.

Each unit is replaced by a letter of its own, so that the answer language reads the rest; then the letters get their
sizes. Only what has one dimension is a quantity.
"""

from collections.abc import Sequence
from typing import Final, NamedTuple

from grader.answers.units.dimensions import make_si_unit
from grader.answers.units.formulas import DimensionFault, find_dimension
from grader.answers.units.grammar import Written, read_unit
from grader.answers.units.unit import Unit
from grader.answers.units.values import Quantity, fold
from grader.errors import AnswerError, Diagnostic
from grader.expr import parse
from grader.expr.calculation.building import number
from grader.expr.nodes import Constant, Div, Interval, Matrix, Mul, Node, Power, Relation, SetOf, Symbol, Vector
from grader.expr.notation import Entry, Notation
from grader.expr.traverse import substitute, walk
from grader.patterns import regex

__all__ = ["read_formula"]

LETTERS: Final = "ABDGHJKLMPQRSTUVWXYZ"
NO_VALUES: Final = (Interval, Matrix, Relation, SetOf, Vector)
MOST_UNITS: Final = 8
LONGEST: Final = 400  # characters; nobody writes more around eight units
AFTER_VALUE: Final = regex(r"(?<=[0-9)\]}π])\s*(?:\*(?!\*)|·)?\s*(?=[A-Za-zµΩÅ°℃%‰(\[])")
NUMBER: Final = regex(r"(?<![\w.^])\d+(?:\.\d+)?(?:[eE][-+]?\d+)?(?:/\d+(?:\.\d+)?)?$")
LARGEST_POWER: Final = 12
GOES_ON: Final = regex(r"\s*\d")
VALUE: Final = regex(r"\s*\d+(?:\.\d+)?")


class Phrase(NamedTuple):
    """A unit in a text, from the end of its value on."""

    start: int
    written: Written


def read_formula(text: str) -> Quantity | None:
    """Return a formula with units in it as a quantity; None where it is none, or cannot be read.

    Raises AnswerError for terms that cannot be added.
    """
    phrases = list_phrases(text) if len(text) <= LONGEST else []
    letters = [letter for letter in LETTERS if letter not in text]
    if not 1 <= len(phrases) <= min(MOST_UNITS, len(letters)) or any(one.written.doubt for one in phrases):
        return None
    if any(one.written.unit.is_scale for one in phrases):
        return None
    units = dict(zip(letters, (one.written.unit for one in phrases), strict=False))
    notation = Notation(entries={letter: Entry(name=letter) for letter in units})
    try:
        tree = parse(put_letters(text, phrases, tuple(units)), notation).tree
    except AnswerError:
        return None
    nodes = list(walk(tree))
    if sum(isinstance(node, Symbol) for node in nodes) != len(units) or any(
        isinstance(node, NO_VALUES) for node in nodes
    ):
        return None
    respelled = tuple(pair for one in phrases for pair in one.written.respelled)
    return measure(tree, units, respelled)


def list_phrases(text: str) -> list[Phrase]:
    """Return the units that follow a value or a bracket."""
    found: list[Phrase] = []
    end = 0
    for match in AFTER_VALUE.finditer(text):
        written = read_unit(text, match.end()) if match.start() >= end else None
        if written is not None and (text[match.end()] not in "([" or match.group().strip() == ""):
            found.append(Phrase(match.start(), written))
            end = written.end
    return found


def put_letters(text: str, phrases: Sequence[Phrase], letters: Sequence[str]) -> str:
    """Return a text with a letter in place of each unit; of ``1 h 30 min`` both parts are added.

    Where a number follows a unit otherwise, it may be added or multiplied, and nothing is returned.
    """
    pieces, place = [text[: phrases[0].start]], 0
    is_plain = VALUE.fullmatch(text[: phrases[0].start]) is not None  # the 30 min of -1 h 30 min have a sign, too
    for at, (phrase, letter) in enumerate(zip(phrases, letters, strict=True)):
        end = phrases[at + 1].start if at + 1 < len(phrases) else len(text)
        rest = text[phrase.written.end : end]
        goes_on = (
            is_plain and at + 1 < len(phrases) and is_continued(phrase.written.unit, phrases[at + 1].written.unit, rest)
        )
        if not goes_on and GOES_ON.match(rest):
            return ""
        if not is_one_value(pieces[-1]):
            return ""
        pieces[-1:] = [*join_value(pieces[-1], letter), f"{' + ' if goes_on else ''}{rest}"]
        place = end
    return "".join(pieces) + text[place:]


def is_one_value(before: str) -> bool:
    """Whether the number before a unit is all of its value: 12 500 is no product of two numbers.

    >>> is_one_value("12 500"), is_one_value("3*A + 20"), is_one_value("2*12")
    (False, True, True)
    """
    match = NUMBER.search(before)
    return match is None or before[: match.start()].rstrip()[-1:] in ("", *"+-*/(·×^.")


def join_value(before: str, letter: str) -> tuple[str, str]:
    """Return what is before a unit, and the value with it: in ``100 m / 8 s``, 8 s is one value.

    >>> join_value("100*A / 8", "B"), join_value("5*10^3", "A")
    (('100*A / ', '(8*B)'), ('5*10^3', '*A'))
    """
    match = NUMBER.search(before)
    if match is None or before[: match.start()].rstrip()[-1:] in ("^", "."):
        return before, f"*{letter}"
    return before[: match.start()], f"({match.group()}*{letter})"


def is_continued(unit: Unit, smaller: Unit, rest: str) -> bool:
    """Whether a value goes on in a smaller unit: 30 min after 1 h, 7 in after 5 ft."""
    is_smaller = unit.dimension == smaller.dimension and unit.size > smaller.size
    return is_smaller and VALUE.fullmatch(rest) is not None


def measure(tree: Node, units: dict[str, Unit], respelled: tuple[tuple[str, str], ...]) -> Quantity | None:
    """Return a formula of units as one quantity, in its first unit if that fits, or else in SI units."""
    try:
        dimension = find_dimension(tree, lambda name: units[name.name].dimension)
    except DimensionFault:
        shown = substitute(tree, {Symbol(letter): Symbol(unit.text) for letter, unit in units.items()})
        raise AnswerError(explain_fault(shown, units)) from None
    if dimension is None or any(abs(power) > LARGEST_POWER for power in dimension):
        return None
    first = next(iter(units.values()))
    unit = first if first.dimension == dimension else make_si_unit(dimension)
    sizes = {Symbol(letter): write_size(one) for letter, one in units.items()}
    return Quantity(
        value=fold(Div(substitute(tree, sizes), write_size(unit))), unit=unit, has_unit=True, respelled=respelled
    )


def explain_fault(shown: Node, units: dict[str, Unit]) -> Diagnostic:
    """Say which terms cannot be added, with the units as they were written."""
    text = {unit.text: unit.dimension for unit in units.values()}
    try:
        find_dimension(shown, lambda name: text[name.name])
    except DimensionFault as fault:
        what = fault.text
    else:
        what = "The units in this answer do not fit together."
    return Diagnostic(
        slug="unlike-terms",
        what=what,
        why="Only values of one kind have a sum.",
        help="Work it out, and write one value with one unit.",
    )


def write_size(unit: Unit) -> Node:
    size = number(unit.size)
    return Mul((size, Power(Constant("pi"), number(unit.pi)))) if unit.pi else size
