"""A text before it is read: without the label that is asked for, and with its usual signs.

Nothing here looks for a reading. What is not recognised stays as it was typed.
"""

from typing import Final

from grader.expr.asked.asked import Asked
from grader.expr.asked.reader import Reader
from grader.expr.cases.writing import write_case_list
from grader.expr.doubts.unit_or_name import drop_known_units
from grader.expr.doubts.unsolved_derivatives import refuse_unsolved_derivative
from grader.expr.nodes import Symbol
from grader.expr.notation import Notation
from grader.expr.results.both_signs import drop_steps
from grader.expr.results.counted_values import write_counted
from grader.expr.results.mixed_numbers import drop_mixed_number, write_value_in_brackets
from grader.expr.results.point_kinds import drop_kinds
from grader.expr.results.result_labels import drop_result_label, drop_transposes, drop_tuple
from grader.expr.results.spoken_operators import write_odds, write_operators
from grader.expr.results.usual_labels import drop_usual_label
from grader.expr.results.worked_quantities import drop_quantities
from grader.expr.sets.complements import write_complements
from grader.expr.sets.separators import write_separators
from grader.expr.spellings.bare_functions import add_arguments
from grader.expr.spellings.foreign_labels import drop_cross_label
from grader.expr.spellings.joining import write_plus_minus
from grader.expr.spellings.margins import write_margin
from grader.expr.spellings.said_formulas import write_said_formula
from grader.expr.spellings.transposes import separate_columns
from grader.expr.spellings.typed_signs import write_typed_signs
from grader.expr.spellings.worded_sums import has_bare_sum, write_index_of_sums, write_sums
from grader.expr.spellings.zero_arrays import write_zero
from grader.expr.statements.function_labels import drop_arguments
from grader.expr.statements.labels import bracket_operand, drop_repeated_label
from grader.expr.statements.named_labels import drop_named_label
from grader.expr.statements.other_labels import take_asked_label
from grader.expr.statements.side_conditions import drop_parameters
from grader.expr.statements.whole import put_commas_in_sizes
from grader.expr.traverse import walk

__all__ = ["drop_asked_label", "write_usually"]

_LISTS: Final = frozenset({"set", "list", "vector"})
_SETS: Final = frozenset({"set", "interval", "condition"})
_VALUES: Final = frozenset({"value", "any"})
_FORMULAS: Final = frozenset({"value", "condition", "family"})


def drop_asked_label(text: str, notation: Notation, asked: Asked) -> str:
    """Return a text without a label that only repeats what is asked for, and with the entries of a zero array.

    ``AnswerError`` for a label of something else, for an equation that is still to be solved, and for cases that leave
    something out.
    """
    if asked.shape in _VALUES:
        text = write_case_list(text, notation, asked)
    refuse_unsolved_derivative(text, asked)
    text = drop_usual_label(drop_result_label(write_typed_signs(text), asked), asked, notation)
    if asked.shape in _LISTS:
        text = drop_steps(drop_kinds(text, asked), asked)
    if asked.shape == "vector":
        text = drop_tuple(write_counted(drop_transposes(text), asked), asked)
    if asked.shape in _FORMULAS:
        text = write_operators(text)
    if asked.shape == "value":
        text = drop_quantities(drop_mixed_number(write_odds(write_value_in_brackets(text), asked)), asked)
    text = bracket_operand(write_sums(write_said_formula(text, asked)), asked)
    if asked.shape == "family" and has_bare_sum(text):
        text = write_index_of_sums(text, notation.ranges, list_free_letters(asked, notation))
    text = drop_named_label(text, notation, asked)
    text = take_asked_label(add_arguments(text, asked, notation), asked, notation)
    text = write_margin(write_zero(drop_repeated_label(text, asked), asked), asked)
    return drop_cross_label(text, asked.question) if asked.shape == "vector" else text


def list_free_letters(asked: Asked, notation: Notation) -> list[str]:
    """Return the index letters of what is asked for: k of ``∂L/∂z_k``."""
    names = [node.name for name in asked.names for node in walk(name) if isinstance(node, Symbol)]
    return [letter for letter in notation.ranges if letter in names]


def write_usually(text: str, reader: Reader, asked: Asked) -> str:
    """Return a text with its sizes as a list, without known units and arguments of labels, and with ± as one sign."""
    text = write_complements(text, asked, reader.notation)
    if asked.shape in _SETS:
        text = write_separators(text, asked, reader.notation)
    text = separate_columns(drop_parameters(text, reader.notation, asked), reader.notation)
    text = write_plus_minus(drop_known_units(put_commas_in_sizes(text, asked), asked), asked)
    return drop_arguments(text, reader, asked)
