"""How the numbers of an answer are written, for students: the examples of an exercise with decimal commas."""

from grader.expr.decimal_comma import write_prose_with_commas, write_with_commas
from grader.submission.asked import AskedItem, AskedRubric

__all__ = ["COMMA", "has_decimals", "show_example", "show_ways"]

COMMA = "comma"


def has_decimals(item: AskedItem) -> bool:
    """Whether an item is answered by mathematics, and not by words, in which a comma is only a comma."""
    return not getattr(item.answer_type, "is_of_words", False)


def show_example(item: AskedItem, rubric: AskedRubric) -> str:
    """Return an example of the form of an answer as students would type it."""
    return write_with_commas(item.example) if rubric.decimal == COMMA and has_decimals(item) else item.example


def show_ways(item: AskedItem, rubric: AskedRubric) -> str:
    """Say in one line how an answer has to be written; empty where nothing is said."""
    said = ", ".join(item.ways)
    is_rewritten = said and rubric.decimal == COMMA and has_decimals(item)
    return write_prose_with_commas(said, keeps_commas=True) if is_rewritten else said
