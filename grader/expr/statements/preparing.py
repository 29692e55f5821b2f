"""A text before it is read: without the label that is asked for, and with its usual signs.

Nothing here looks for a reading. What is not recognised stays as it was typed.
"""

from typing import Final

from grader.expr.asked.asked import Asked
from grader.expr.asked.reader import Reader
from grader.expr.doubts.unit_or_name import drop_known_units
from grader.expr.notation import Notation
from grader.expr.results.both_signs import drop_steps
from grader.expr.results.counted_values import write_counted
from grader.expr.results.point_kinds import drop_kinds
from grader.expr.results.result_labels import drop_result_label, drop_transposes
from grader.expr.spellings.bare_functions import add_arguments
from grader.expr.spellings.foreign_labels import drop_cross_label
from grader.expr.spellings.joining import write_plus_minus
from grader.expr.spellings.margins import write_margin
from grader.expr.spellings.said_formulas import write_said_formula
from grader.expr.spellings.typed_signs import write_typed_signs
from grader.expr.spellings.worded_sums import write_sums
from grader.expr.spellings.zero_arrays import write_zero
from grader.expr.statements.function_labels import drop_arguments
from grader.expr.statements.labels import bracket_operand, drop_repeated_label
from grader.expr.statements.other_labels import take_asked_label
from grader.expr.statements.whole import put_commas_in_sizes

__all__ = ["drop_asked_label", "write_usually"]

_LISTS: Final = frozenset({"set", "list", "vector"})


def drop_asked_label(text: str, notation: Notation, asked: Asked) -> str:
    """Return a text without a label that only repeats what is asked for, and with the entries of a zero array."""
    text = drop_result_label(write_typed_signs(text), asked)
    if asked.shape in _LISTS:
        text = drop_steps(drop_kinds(text, asked), asked)
    if asked.shape == "vector":
        text = write_counted(drop_transposes(text), asked)
    text = bracket_operand(write_sums(write_said_formula(text, asked)), asked)
    text = take_asked_label(add_arguments(text, asked, notation), asked, notation)
    text = write_margin(write_zero(drop_repeated_label(text, asked), asked), asked)
    return drop_cross_label(text, asked.question) if asked.shape == "vector" else text


def write_usually(text: str, reader: Reader, asked: Asked) -> str:
    """Return a text with its sizes as a list, without known units and arguments of labels, and with ± as one sign."""
    text = write_plus_minus(drop_known_units(put_commas_in_sizes(text, asked), asked), asked)
    return drop_arguments(text, reader, asked)
