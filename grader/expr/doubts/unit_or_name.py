"""A unit after a value that is a name of the exercise, too: ``0.2 cos(5t) m``, in metres or times the mass."""

from grader.errors import AnswerError, Diagnostic
from grader.expr.asked.asked import Asked
from grader.expr.complaints import propose_answer
from grader.expr.nodes import Node, Symbol
from grader.expr.notation import Notation
from grader.expr.traverse import walk
from grader.expr.units.asked_units import drop_units, find_trailing_unit
from grader.source import Source, Span

__all__ = ["drop_known_units", "refuse_unit_or_name"]


def drop_known_units(text: str, asked: Asked) -> str:
    """Return a text without the units that are asked for, where names can be no part of the answer."""
    has_no_names = asked.tree is not None and not asked.unknowns
    return drop_units(text, asked.units, are_named=asked.names_unit) if has_no_names else text


def refuse_unit_or_name(text: str, tree: Node, notation: Notation, asked: Asked) -> None:
    """Refuse a unit at the end that was read as a factor, where no right answer has that factor in it.

    A letter that may be any constant may be in a right answer.
    """
    if asked.tree is None or asked.shape not in ("value", "vector", "set") or not text[-1:].isalnum():
        return
    found = find_trailing_unit(text)
    if found is None:
        return
    start, (unit, end) = found
    names = {node.name for node in walk(tree) if isinstance(node, Symbol)} - {node.name for node in asked.unknowns}
    names -= {name for name, entry in notation.entries.items() if entry.is_arbitrary}
    written = text[start:end].strip()
    is_asked = unit in asked.units or (not asked.units and unit.size == 1)
    if is_asked and written in names:
        value = text[:start].rstrip()
        refused = Diagnostic(
            slug="unit-or-name",
            what=f"'{written}' may be a unit here, or the quantity of that name.",
            why="A unit is needed only where the question asks for one.",
            help="leave the unit out, or put * in front of the name.",
            span=Span(Source("answer", text), end - len(written), end),
        )
        meanings = {value: "for the value in that unit", f"{value}*{written}": "for a product"}
        raise AnswerError(refused.propose(propose_answer(each, meaning=said) for each, said in meanings.items()))
