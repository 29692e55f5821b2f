"""What is refused of an answer as a whole, before any part of it is read: its length, and formulas in comments."""

from dataclasses import replace

from grader.documents import DocumentNode, walk_scalars
from grader.documents.yaml.faults import find_hidden_text, report_hidden_text
from grader.errors import AnswerError, LimitError
from grader.expr.complaints import complain_too_long
from grader.limits import MAX_ANSWER_CHARACTERS
from grader.patterns import regex

__all__ = ["refuse_long_texts", "refuse_whole"]

FORMULA = regex(r"[(\[{=][^#]*[0-9A-Za-z]|\s#")  # more than a remark: a bracket, an equation, another comment


def refuse_whole(given: DocumentNode) -> None:
    """Refuse an answer for what it is as a whole, before any part of it is read."""
    refuse_long_texts(given)
    refuse_hidden_formulas(given)


def refuse_long_texts(given: DocumentNode) -> None:
    """Refuse an answer with a text of more than ``MAX_ANSWER_CHARACTERS``."""
    for scalar in walk_scalars(given):
        if len(scalar.text) > MAX_ANSWER_CHARACTERS:
            raise LimitError(scalar.relocate(complain_too_long(scalar.text).diagnostic))


def refuse_hidden_formulas(given: DocumentNode) -> None:
    """Refuse an answer of which YAML takes a part for a comment: ``(9, 3) #1, (8, 4) #2``."""
    for scalar in walk_scalars(given):
        hidden = find_hidden_text(scalar)
        if hidden is not None and FORMULA.search(hidden.text):
            raise AnswerError(replace(report_hidden_text(hidden), severity="error"))
