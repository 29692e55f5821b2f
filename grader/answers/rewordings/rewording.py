"""Reading an answer in other words, where it cannot be read in its own.

Each rewording has one meaning only, and changes nothing in a text that does not have its signs. What comes out is read
as if it had been typed, with everything that is asked back; nothing is accepted here.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from grader.answers.protocol import Answer, Task
from grader.answers.rewordings.arranged import write_components, write_ends, write_rows
from grader.answers.rewordings.arrays import drop_matrix_label, write_matrix
from grader.answers.rewordings.bases import write_span
from grader.answers.rewordings.chains import drop_true_denial, solve_by_inverse, write_bounds, write_spaced_rows
from grader.answers.rewordings.comparisons import write_comparison
from grader.answers.rewordings.derivative_signs import drop_sign
from grader.answers.rewordings.indices import write_complex, write_index
from grader.answers.rewordings.integrals import name_constant
from grader.answers.rewordings.labels import (
    drop_point,
    drop_product,
    drop_substitution,
    take_labelled_end,
    write_about,
    write_assignment,
)
from grader.answers.rewordings.languages import translate
from grader.answers.rewordings.numbers import drop_other_form, drop_total, write_numbers
from grader.answers.rewordings.numerals import write_numeral
from grader.answers.rewordings.outputs import write_output
from grader.answers.rewordings.points import (
    drop_component_steps,
    name_components,
    take_new_point,
    write_both_signs,
    write_points,
)
from grader.answers.rewordings.said_results import (
    drop_ends,
    drop_order,
    drop_square_units,
    drop_statement,
    take_limit,
    take_said_end,
    write_crosses,
    write_infinity,
)
from grader.answers.rewordings.sentences import drop_abbreviation, drop_line_label, drop_sentence, drop_tail, write_root
from grader.answers.rewordings.signs import (
    drop_text_command,
    write_and,
    write_dots,
    write_dotted_operators,
    write_repeating,
    write_transposes,
)
from grader.answers.rewordings.spoken import write_spoken
from grader.answers.second_readings.other_quantities import is_contradicted
from grader.documents import DocumentNode, Scalar, find_typed
from grader.errors import AnswerError
from grader.expr.asked.asked import Asked
from grader.expr.notation import Notation
from grader.expr.reading_memory import ReadingMemory

__all__ = ["read_reworded", "reword"]

_LONGEST: Final = 400  # characters; nobody says an answer in more
_reworded: Final = ReadingMemory(capacity=256)  # one text is tried for each key that an item may have


def read_reworded(given: DocumentNode, task: Task, read: Callable[[Scalar], Answer]) -> Answer | None:
    """Return an answer read in other words; None where it has no others, or cannot be read in them either."""
    typed = find_typed(given)
    if typed is None or len(typed.text) > _LONGEST:
        return None
    text = _reworded.read(typed.text, (task.notation, task.asked), reword)
    text = write_span(text) if task.options.get("up_to") == "span" else text
    if text == typed.text or is_contradicted(text, task):  # V equals 2, where R is asked for
        return None
    try:
        answer = read(Scalar.typed(text))
    except AnswerError:
        return None
    is_choice = answer.tree is None
    return answer if is_choice else replace(answer, text=given.span.text)


def reword(text: str, notation: Notation, asked: Asked) -> str:
    """Return a text in other words, as far as these have one meaning."""
    text = write_numeral(text) if asked.shape == "value" else write_comparison(text, asked)
    text = write_complex(write_index(text, asked, notation), asked, notation)
    text = write_result(text, asked)
    text = take_labelled_end(drop_substitution(translate(drop_text_command(text)), asked, notation), asked)
    text = drop_tail(drop_sentence(write_about(text, asked), asked, notation), asked)
    text = drop_sign(text, asked)
    text = drop_line_label(drop_abbreviation(write_root(text), asked), asked)
    text = write_ends(write_components(write_rows(text, asked), asked), asked)
    text = name_constant(write_numbers(drop_total(text, asked)), asked, notation)
    text = write_spoken(drop_product(write_assignment(text, asked), asked, notation), asked)
    text = write_matrix(drop_point(write_and(drop_matrix_label(text, asked), asked), asked, notation), asked)
    text = drop_other_form(text, notation) if asked.shape == "value" else text
    text = write_bounds(drop_true_denial(solve_by_inverse(write_spaced_rows(text, asked)), asked), asked)
    text = write_both_signs(write_points(text, asked), asked)
    text = drop_component_steps(name_components(take_new_point(text, asked), asked, notation), asked)
    text = write_repeating(text)
    return write_output(write_dotted_operators(write_dots(write_transposes(text, notation), notation), notation), asked)


def write_result(text: str, asked: Asked) -> str:
    """Return a result without the steps and words around it."""
    text = drop_statement(take_said_end(take_limit(write_infinity(text, asked), asked), asked), asked)
    text = drop_square_units(drop_order(drop_ends(text, asked), asked), asked)
    return write_crosses(text, asked)
