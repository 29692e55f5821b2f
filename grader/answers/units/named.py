"""The dimensions of the names of an exercise: their declared units, or what follows from their definitions."""

from grader.answers.units.formulas import DimensionFault, Names, find_dimension
from grader.answers.units.grammar import read_whole_unit
from grader.answers.units.spelling import write_plainly
from grader.answers.units.unit import NONE, Dimension
from grader.expr.nodes import Symbol
from grader.expr.notation import Notation

__all__ = ["is_known_unit", "list_dimensions"]

PLAIN = "1"


def is_known_unit(text: str) -> bool:
    """Whether a text is one unit, without doubt; 1 is that of a plain number."""
    written = read_whole_unit(write_plainly(text))
    return text.strip() == PLAIN or (written is not None and written.doubt is None)


def list_dimensions(notation: Notation) -> Names:
    """Return a function from a name to its dimension; None for one without a unit that follows from nothing."""
    found: dict[str, Dimension | None] = {}

    def look_up(symbol: Symbol) -> Dimension | None:
        name = symbol.name
        if name not in found:
            found[name] = None  # for a name that is defined by itself
            found[name] = find(name)
        return found[name]

    def find(name: str) -> Dimension | None:
        entry = notation.entries.get(name)
        if entry is None:
            return None
        if entry.unit:
            written = read_whole_unit(write_plainly(entry.unit))
            return NONE if written is None else written.unit.dimension
        if entry.definition is None or entry.parameters is not None:
            return None
        try:
            return find_dimension(entry.definition, look_up)
        except DimensionFault:
            return None

    return look_up
